// The kernels over a block against the rules written out naively, on every instruction set.
#include <math.h>

#include <limits>

#include "check.h"
#include "isa.h"

using trainopt::Kernels;

namespace {

// The canonical order, literally: 32 lanes by fused multiply-add, then the tree.
float naive_dot(const float *x, const float *y, int n) {
  float lane[32] = {};
  for (int i = 0; i < n; ++i) lane[i % 32] = fmaf(x[i], y[i], lane[i % 32]);
  for (int half = 16; half > 0; half /= 2) {
    for (int j = 0; j < half; ++j) lane[j] = lane[j] + lane[j + half];
  }
  return lane[0];
}

float naive_sum(const float *x, const float *y, int n) {
  double total = 0;
  for (int start = 0; start < n; start += 1024)
    total += naive_dot(x + start, y + start, n - start < 1024 ? n - start : 1024);
  return static_cast<float>(total);
}

void dots_are_in_the_canonical_order(const Kernels &kernels) {
  for (int n = 0; n <= 1024; ++n) {
    const auto x = test::numbers(1024, 1);
    const auto y = test::numbers(1024, 2);
    CHECK(kernels.dot(x.data(), y.data(), n) == naive_dot(x.data(), y.data(), n));
  }
}

// A product that underflows to -0 must leave a lane as it is, so a rest must not be padded with
// zeros.
void signs_of_zero_are_kept(const Kernels &kernels) {
  const float tiny[] = {-1e-30f, 0, 0};
  const float small[] = {1e-30f, 0, 0};
  CHECK(signbit(kernels.dot(tiny, small, 1)) == signbit(naive_dot(tiny, small, 1)));
}

void subnormals_are_not_flushed(const Kernels &kernels) {
  const float tiny = 1e-40f;
  const float one = 1;
  CHECK(kernels.dot(&tiny, &one, 1) == tiny);
}

void rows_are_trained_as_written(const Kernels &kernels) {
  for (int d : {1, 3, 13, 33, 207, 1025}) {
    const size_t size = static_cast<size_t>(d);
    auto matrix = test::numbers(size * size, 3);
    const auto w = test::numbers(size, 4);
    const auto g = test::numbers(size, 5);
    auto b = test::numbers(size, 6);
    std::vector<float> direction(size);
    auto expected_matrix = matrix;
    auto expected_b = b;
    std::vector<float> expected_direction(size);
    for (int i = 0; i < d; ++i) {
      float *row = expected_matrix.data() + i * size;
      const float p = naive_sum(row, w.data(), d) + expected_b[i];
      const float r = p - g[i];
      const float factor = -(0.25f * r);
      for (int j = 0; j < d; ++j) row[j] = fmaf(factor, w[j], row[j]);
      const float step = 0.5f * r;
      expected_b[i] = expected_b[i] - step;
      const float kept = 0.125f * r;
      expected_direction[i] = g[i] + kept;
    }
    kernels.full_rows({matrix.data(), w.data(), g.data(), b.data(), direction.data(), d, d, 0.25f,
                       0.5f, 0.125f, false, nullptr, nullptr, nullptr, nullptr, 0, false},
                      0, d);
    CHECK(test::same_bits(matrix, expected_matrix));
    CHECK(test::same_bits(b, expected_b));
    CHECK(test::same_bits(direction, expected_direction));
  }
}

void corrections_are_used_and_flushed_as_written(const Kernels &kernels) {
  for (int d : {1, 5, 16, 33, 207, 500}) {
    for (bool flushed : {false, true}) {
      constexpr int kCount = 7;
      const int stride = d + 3;
      const size_t size = static_cast<size_t>(d);
      const auto numbers = [stride](size_t rows, uint64_t seed) {
        return test::numbers(rows * static_cast<size_t>(stride), seed);
      };
      auto matrix = numbers(size, 11);
      auto factors = numbers(kCount + 1, 12);
      const auto points = numbers(kCount + 1, 13);
      const auto w = test::numbers(size, 14);
      const auto g = test::numbers(size, 15);
      auto b = test::numbers(size, 16);
      std::vector<float> p(size), direction(size), c(kCount);
      kernels.row_dots(points.data(), stride, w.data(), d, 0, kCount, c.data());
      if (flushed) kernels.row_dots(matrix.data(), stride, w.data(), d, 0, d, p.data());
      auto expected_matrix = matrix;
      auto expected_factors = factors;
      for (int i = 0; i < d; ++i) {
        float *row = expected_matrix.data() + i * stride;
        float sum = flushed ? naive_sum(row, w.data(), d) : 0;
        for (int s = 0; s < kCount; ++s) {
          const float dot = naive_sum(points.data() + s * stride, w.data(), d);
          CHECK(c[static_cast<size_t>(s)] == dot);
          sum = fmaf(factors[static_cast<size_t>(s * stride + i)], dot, sum);
        }
        const float predicted = sum + b[static_cast<size_t>(i)];
        const float r = predicted - g[static_cast<size_t>(i)];
        expected_factors[static_cast<size_t>(kCount * stride + i)] = -(0.25f * r);
        for (int j = 0; j < d; ++j) {
          float entry = flushed ? row[j] : 0;
          for (int s = 0; s <= kCount; ++s) {
            entry = fmaf(expected_factors[static_cast<size_t>(s * stride + i)],
                         points[static_cast<size_t>(s * stride + j)], entry);
          }
          row[j] = entry;
        }
      }
      trainopt::Rows rows{matrix.data(), w.data(), g.data(), b.data(), direction.data(), d, stride,
                          0.25f, 0.5f, 0.125f, false, p.data(), factors.data(), points.data(),
                          c.data(), kCount, flushed};
      kernels.correct_rows(rows, 0, d);
      CHECK(test::same_bits(factors, expected_factors));
      ++rows.count;
      kernels.flush_rows(rows, 0, d / 2);
      kernels.flush_rows(rows, d / 2, d);
      CHECK(test::same_bits(matrix, expected_matrix));
    }
  }
}

// To nearest, ties to even; NaN stays NaN, infinities and signs stay, what is too large overflows,
// subnormals become zeros.
void bfloat16_is_rounded_to_nearest_even(const Kernels &kernels) {
  const struct {
    uint32_t from;
    uint16_t to;
  } cases[] = {{0x3f800000, 0x3f80}, {0x3f808000, 0x3f80}, {0x3f808001, 0x3f81},
               {0x3f818000, 0x3f82}, {0xbf817fff, 0xbf81}, {0x80000000, 0x8000},
               {0x7f800000, 0x7f80}, {0xff800000, 0xff80}, {0x7f7fffff, 0x7f80},
               {0x7fc00000, 0x7fc0}, {0x7f800001, 0x7fc0}, {0xffffffff, 0xffff},
               {0x00000001, 0x0000}, {0x807fffff, 0x8000},
               {0x00800000, 0x0080}};
  for (const auto &x : cases) {
    std::vector<float> from(67);
    for (float &value : from) memcpy(&value, &x.from, sizeof value);
    std::vector<uint16_t> to(from.size());
    kernels.narrow(from.data(), trainopt::kBfloat16, to.data(), static_cast<int64_t>(to.size()));
    std::vector<float> back(from.size());
    kernels.widen(to.data(), trainopt::kBfloat16, back.data(), static_cast<int64_t>(to.size()));
    for (size_t i = 0; i < to.size(); ++i) {
      CHECK(to[i] == x.to);
      const uint32_t wide = static_cast<uint32_t>(x.to) << 16;
      CHECK(memcmp(&back[i], &wide, sizeof wide) == 0);
    }
  }
}

void what_is_not_finite_is_found(const Kernels &kernels) {
  for (float bad : {INFINITY, -INFINITY, std::numeric_limits<float>::quiet_NaN()}) {
    for (int n : {1, 31, 64, 1000}) {
      auto x = test::numbers(static_cast<size_t>(n), 7);
      x[0] = std::numeric_limits<float>::max();
      CHECK(kernels.all_finite(x.data(), n));
      for (int at : {n - 1, n / 2, 0}) {
        const float kept = x[static_cast<size_t>(at)];
        x[static_cast<size_t>(at)] = bad;
        CHECK(!kernels.all_finite(x.data(), n));
        x[static_cast<size_t>(at)] = kept;
      }
    }
  }
}

void the_largest_gain_keeps_nan(const Kernels &kernels) {
  auto w = test::numbers(100, 8);
  for (float &x : w) x *= 0.5f;
  w[63] = -3;
  int32_t bits = kernels.diagonal_gain(w.data(), 100, 0.5f, 0.25f, false);
  float gain;
  memcpy(&gain, &bits, sizeof gain);
  CHECK(gain == 4.75f);
  w[5] = INFINITY;  // normalised: 0 * infinity
  bits = kernels.diagonal_gain(w.data(), 100, 0.5f, 0.25f, true);
  memcpy(&gain, &bits, sizeof gain);
  CHECK(isnan(gain));
}

}  // namespace

int main() {
  for (int isa : test::isas()) {
    const Kernels &kernels = *trainopt::kernels_of(isa);
    dots_are_in_the_canonical_order(kernels);
    signs_of_zero_are_kept(kernels);
    subnormals_are_not_flushed(kernels);
    rows_are_trained_as_written(kernels);
    corrections_are_used_and_flushed_as_written(kernels);
    bfloat16_is_rounded_to_nearest_even(kernels);
    what_is_not_finite_is_found(kernels);
    the_largest_gain_keeps_nan(kernels);
  }
  return 0;
}
