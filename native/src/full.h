// The loops over rows of Full-TO's matrix.
#pragma once

#include "kernels.h"
#include "lanes.h"
#include "row.h"

namespace trainopt {
namespace TO_ISA {

// Rows i .. i + count - 1 of x times w.
template <int count>
inline void dots_at(const float *x, int64_t stride, const float *w, int64_t d, int64_t i,
                    float *dots) {
  double total[count] = {};
  for (int64_t start = 0; start < d; start += kBlock) {
    const int n = d - start < kBlock ? static_cast<int>(d - start) : kBlock;
    float sums[count];
    dot_rows<count>(x + i * stride + start, stride, w + start, n, sums);
    for (int k = 0; k < count; ++k) total[k] += sums[k];
  }
  for (int k = 0; k < count; ++k) dots[k] = static_cast<float>(total[k]);
}

inline void row_dots(const float *x, int64_t stride, const float *w, int64_t d, int64_t from,
                     int64_t to, float *dots) {
  int64_t i = from;
  for (; i + kRowsAtOnce <= to; i += kRowsAtOnce) {
    dots_at<kRowsAtOnce>(x, stride, w, d, i, dots + i);
  }
  for (; i < to; ++i) dots_at<1>(x, stride, w, d, i, dots + i);
}

// r = p - g, b <- b - beta r and the direction of row i; returns -alpha r.
inline float train_row(const Rows &x, int64_t i, float product) {
  const Row row =
      trained_row(product, x.b[i], x.g[i], x.step_a, x.step_b, x.keep, x.predict_first);
  x.b[i] = row.b;
  x.direction[i] = row.direction;
  return row.factor;
}

// p = A w + b, A <- A - alpha r w^T. The rows are in cache when they are written, so that A is read
// from memory once.
template <int count>
inline void train_rows(const Rows &x, int64_t i) {
  float dots[count];
  dots_at<count>(x.matrix, x.stride, x.w, x.d, i, dots);
  for (int k = 0; k < count; ++k) {
    const float factor = train_row(x, i + k, dots[k]);
    float *__restrict a = x.matrix + (i + k) * x.stride;
    const float *__restrict w = x.w;
    for (int64_t j = 0; j < x.d; ++j) a[j] = __builtin_fmaf(factor, w[j], a[j]);
  }
}

inline void full_rows(const Rows &rows, int64_t from, int64_t to) {
  int64_t i = from;
  for (; i + kRowsAtOnce <= to; i += kRowsAtOnce) train_rows<kRowsAtOnce>(rows, i);
  for (; i < to; ++i) train_rows<1>(rows, i);
}

// p <- p + sum f_s c_s, then as for a row of A. By stretches, so that p stays in cache.
inline void correct_rows(const Rows &x, int64_t from, int64_t to) {
  for (int64_t start = from; start < to; start += kBlock) {
    const int64_t n = to - start < kBlock ? to - start : kBlock;
    float *__restrict p = x.p + start;
    for (int64_t s = 0; s < x.count; ++s) {
      const float c = x.c[s];
      const float *__restrict f = x.factors + s * x.stride + start;
      for (int64_t i = 0; i < n; ++i) p[i] = __builtin_fmaf(f[i], c, p[i]);
    }
    float *next = x.factors + x.count * x.stride;
    for (int64_t i = start; i < start + n; ++i) next[i] = train_row(x, i, x.p[i]);
  }
}

// A[i .. i + rows)[j .. j + registers * kWidth) += sum over s of f_s w_s^T, s ascending, in
// registers.
template <int rows, int registers>
inline void flush_tile(const Rows &x, int64_t i, int64_t j) {
  Register sum[rows][registers];
  float *a = x.matrix + i * x.stride + j;
  for (int r = 0; r < rows; ++r) {
    for (int k = 0; k < registers; ++k) {
      sum[r][k] = x.flushed ? load(a + r * x.stride + k * kWidth) : all(0);
    }
  }
  const float *f = x.factors + i;
  const float *w = x.points + j;
  for (int64_t s = 0; s < x.count; ++s, f += x.stride, w += x.stride) {
    Register point[registers];
    for (int k = 0; k < registers; ++k) point[k] = load(w + k * kWidth);
    for (int r = 0; r < rows; ++r) {
      const Register factor = all(f[r]);
      for (int k = 0; k < registers; ++k) sum[r][k] = multiply_add(factor, point[k], sum[r][k]);
    }
  }
  for (int r = 0; r < rows; ++r) {
    for (int k = 0; k < registers; ++k) store(a + r * x.stride + k * kWidth, sum[r][k]);
  }
}

template <int rows>
inline void flush_columns(const Rows &x, int64_t i, int64_t from, int64_t to) {
  int64_t j = from;
  for (; j + kTileRegisters * kWidth <= to; j += kTileRegisters * kWidth) {
    flush_tile<rows, kTileRegisters>(x, i, j);
  }
  for (; j + kWidth <= to; j += kWidth) flush_tile<rows, 1>(x, i, j);
  for (; j < to; ++j) {
    for (int r = 0; r < rows; ++r) {
      float *a = x.matrix + (i + r) * x.stride + j;
      float sum = x.flushed ? *a : 0;
      for (int64_t s = 0; s < x.count; ++s) {
        sum = __builtin_fmaf(x.factors[s * x.stride + i + r], x.points[s * x.stride + j], sum);
      }
      *a = sum;
    }
  }
}

inline void flush_rows(const Rows &x, int64_t from, int64_t to) {
  // As many columns as leave the points of a usual flush in the first cache.
  constexpr int64_t kPanel = 240;
  for (int64_t start = 0; start < x.d; start += kPanel) {
    const int64_t end = x.d - start < kPanel ? x.d : start + kPanel;
    int64_t i = from;
    for (; i + kTileRows <= to; i += kTileRows) flush_columns<kTileRows>(x, i, start, end);
    for (; i < to; ++i) flush_columns<1>(x, i, start, end);
  }
}

}  // namespace TO_ISA
}  // namespace trainopt
