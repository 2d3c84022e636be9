// What the step's phases ask of an instruction set: functions over one block of at most 1024
// elements. Plain data only: this header is shared by files compiled for different instruction
// sets, and an inline function of theirs that the linker merges would run instructions that the CPU
// may lack.
#pragma once

#include <stdint.h>

namespace trainopt {

// Consecutive elements a block; sums are cut here.
constexpr int kBlock = 1024;

// Scalars of a step as the element-wise formulas take them, rounded to float once.
struct Coefficients {
  // Estimator.
  float alpha;
  float beta;
  float keep;    // 1 - kappa
  float factor;  // on Ema's direction
  float s;       // Rank-One: v.w
  float step_u;
  float step_v;
  float shift;
  // Scaling and weights.
  float eta;
  float decay;
  float rho;
  float rest;  // 1 - rho
  float root_factor;
  float epsilon;
};

// The elements of a block: weights, gradients after clipping and L2, and state.
struct Block {
  int n;
  float *w;
  const float *g;
  void *a;  // a, b, u and v as they are held
  void *b;
  void *u;
  void *v;
  float *s;
  float *estimate;         // where to keep the direction, on report
  const float *direction;  // Full's direction, made beforehand
};

// Which formula gives the direction; compiled in, so that the loops have no branches.
enum Direction {
  kStochastic,
  kEma,
  kEmaPredictFirst,
  kDiagonal,
  kDiagonalPredictFirst,
  kDiagonalNormalized,
  kDiagonalNormalizedPredictFirst,
  kRankOne,
  kRankOnePredictFirst,
  kGiven,
  kDirections
};

// What a raw gradient goes through before the estimator sees it.
struct Preparation {
  float limit;   // of each element's absolute value, or infinity
  float factor;  // of the global norm's clipping, or 1
  float l2;
};

// How a, b, u and v are held.
enum Precision { kFloat32, kBfloat16, kPrecisions };

// Rank-One's sums over a block, without its gradient.
struct RankOneSums {
  float vw;
  float ww;
  float uu;
  float ub;
};

// Full-TO's vectors and matrix; stride is that of the rows of all three.
struct Rows {
  float *matrix;
  const float *w;
  const float *g;
  float *b;
  float *direction;
  int64_t d;
  int64_t stride;
  float step_a;
  float step_b;
  float keep;
  bool predict_first;
  // Where corrections are kept.
  float *p;             // A w, then with the corrections
  float *factors;       // -alpha r of each, a row each
  const float *points;  // w of each, a row each
  const float *c;       // points w
  int64_t count;        // the new one's row is row count
  bool flushed;         // else A is zero
};

// Estimator, scaling and weights of one block. Returns the largest gain as the bits of a float >=
// 0, NaN above all.
using Update = int32_t (*)(const Block &block, const Coefficients &coefficients);

struct Kernels {
  Update update[kDirections][3][2][kPrecisions];   // direction, scaling, report
  bool (*all_finite)(const float *x, int64_t n);
  float (*dot)(const float *x, const float *y, int n);
  void (*prepare)(const float *g, const float *w, const Preparation &preparation, float *to, int n);
  int32_t (*diagonal_gain)(const float *w, int n, float alpha, float beta, bool normalized);
  void (*widen)(const void *from, Precision precision, float *to, int64_t n);
  void (*narrow)(const float *from, Precision precision, void *to, int64_t n);
  RankOneSums (*rank_one_sums[kPrecisions])(const Block &block);
  float (*rank_one_gradient[kPrecisions])(const Block &block);  // u.g
  uint32_t (*fingerprint)(const float *x, int n);
  // Rows from .. to - 1: A and b are trained, the direction is set.
  void (*full_rows)(const Rows &rows, int64_t from, int64_t to);
  // x_i . w for rows x_i of length d, in the canonical order.
  void (*row_dots)(const float *x, int64_t stride, const float *w, int64_t d, int64_t from,
                   int64_t to, float *dots);
  // As full_rows, but what is to be added to A becomes a correction; p is A w.
  void (*correct_rows)(const Rows &rows, int64_t from, int64_t to);
  // Adds count corrections to rows from .. to - 1 of A.
  void (*flush_rows)(const Rows &rows, int64_t from, int64_t to);
  void (*scale)(float *x, float factor, int n);
  void (*report)(const float *estimate, const float *g, int n, double sums[3]);
};

// One a compiled instruction set.
namespace baseline {
const Kernels &kernels();
}
namespace avx2 {
const Kernels &kernels();
}
namespace avx512 {
const Kernels &kernels();
}
namespace avx512bf16 {
const Kernels &kernels();
}

}  // namespace trainopt
