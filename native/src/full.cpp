// Full-TO: its scalars, and the training of its rows.
#include <string.h>

#include <algorithm>

#include "scalars.h"
#include "step.h"

namespace trainopt {
namespace {

size_t bytes(int64_t floats) { return sizeof(float) * static_cast<size_t>(floats); }

// Calls body(from, to) for ranges of rows of the given length.
template <class Body>
void over_rows(int most, int64_t rows, int64_t length, const Body &body) {
  constexpr int64_t kTogether = 48;  // a multiple of what the kernels take at once
  const int threads = rows * length < kShared ? 1 : most;
  const int64_t share = rows / (8 * int64_t{threads});
  const int64_t chunk = std::max<int64_t>(1, share / kTogether) * kTogether;
  Pool::instance().run(threads, rows, chunk, body);
}

}  // namespace

// Gathers w and g, and derives the scalars from |w|^2.
void Step::prepare_full(Unit &unit) {
  for (int k : unit.slots) {
    const Slot &slot = plan_.slots[k];
    for (int64_t start = 0; start < slot.length; start += kBlock) {
      const int n = static_cast<int>(std::min<int64_t>(kBlock, slot.length - start));
      const int64_t at = slot.offset + start;
      float scratch[kBlock];
      memcpy(unit.g.data() + at, gradient(slot, k, start, n, scratch), bytes(n));
      memcpy(unit.w.data() + at, plan_.tensors[k].weights + start, bytes(n));
    }
  }
  double total = 0;
  for (int64_t start = 0; start < unit.d; start += kBlock) {
    const float *w = unit.w.data() + start;
    total += kernels_.dot(w, w, static_cast<int>(std::min<int64_t>(kBlock, unit.d - start)));
  }
  unit.gain = set_full(total, scalars_[unit.group], plan_.settings(unit).normalized,
                       unit.coefficients);
}

void Step::train_full(Unit &unit) const {
  if (unit.d == 0) return;
  if (unit.take_bias) memcpy(unit.b.data(), unit.g.data(), bytes(unit.d));
  const Coefficients &c = unit.coefficients;
  Rows rows{};
  rows.matrix = unit.matrix.row(0);
  rows.w = unit.w.data();
  rows.g = unit.g.data();
  rows.b = unit.b.data();
  rows.direction = unit.direction.data();
  rows.d = unit.d;
  rows.stride = unit.matrix.stride();
  rows.step_a = c.alpha;
  rows.step_b = c.beta;
  rows.keep = c.keep;
  rows.predict_first = plan_.settings(unit).predict_first != 0;
  if (unit.history > 0) {
    train_by_corrections(unit, rows);
    return;
  }
  over_rows(plan_.options.threads, unit.d, unit.d,
            [&](int64_t from, int64_t to) { kernels_.full_rows(rows, from, to); });
}

// A = A0 + sum f_s w_s^T: A0 is read only once it was flushed to, and is written by flushes alone.
void Step::train_by_corrections(Unit &unit, Rows rows) const {
  const int threads = plan_.options.threads;
  const int64_t d = unit.d;
  float *corrections = unit.corrections.data();
  rows.p = unit.p.data();
  rows.factors = unit.factors.row(0);
  rows.points = unit.points.row(0);
  rows.c = unit.c.data();
  rows.count = static_cast<int64_t>(corrections[0]);
  rows.flushed = corrections[1] != 0;
  over_rows(threads, rows.count, d, [&](int64_t from, int64_t to) {
    kernels_.row_dots(rows.points, rows.stride, rows.w, d, from, to, unit.c.data());
  });
  over_rows(threads, d, rows.count + (rows.flushed ? d : 0), [&](int64_t from, int64_t to) {
    if (rows.flushed) {
      kernels_.row_dots(rows.matrix, rows.stride, rows.w, d, from, to, rows.p);
    } else {
      memset(rows.p + from, 0, bytes(to - from));
    }
    kernels_.correct_rows(rows, from, to);
  });
  memcpy(unit.points.row(rows.count), rows.w, bytes(d));
  ++rows.count;
  if (rows.count >= (rows.flushed ? unit.pending : unit.history)) {
    over_rows(threads, d, d * rows.count,
              [&](int64_t from, int64_t to) { kernels_.flush_rows(rows, from, to); });
    rows.count = 0;
    corrections[1] = 1;
  }
  corrections[0] = static_cast<float>(rows.count);
}

}  // namespace trainopt
