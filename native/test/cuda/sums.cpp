// The sum in ascending order itself: what becomes of it in a step is rounded to float, which hides
// most of what could be wrong with it.
#define TO_ISA simulated

#include <math.h>

#include "ascending.cuh"
#include "cases.h"
#include "check.h"
#include "pair.h"

namespace test {
namespace {

__global__ void sum_up(const float *x, int64_t count, double *to) {
  __shared__ trainopt::cuda::AscendingScratch scratch;
  for (int k = 0; k < 2; ++k) {  // twice, for the scratch is used again
    const double sum = trainopt::cuda::ascending_sum(x, count, scratch);
    to[2 * threadIdx.x + k] = sum;
  }
}

// Numbers of about one size; large ones first and last alone, which cancel, or at the ends of the two
// halves; of two sizes, the small ones in lane 0 or in warp 0 alone, or the large
// ones there; of all sizes; zeros; not finite.
float number(int kind, size_t i, size_t count, float usual) {
  switch (kind) {
    case 0:
      return usual;
    case 1:
      return i % 32 == 0 ? usual * 0x1p-30f : usual * 0x1p10f;
    case 2:
      return i % 64 < 32 ? usual * 0x1p-30f : usual * 0x1p10f;
    case 3:
      return i % 32 == 0 ? usual * 0x1p10f : usual * 0x1p-30f;
    case 4:
      return i % 64 < 32 ? usual * 0x1p10f : usual * 0x1p-30f;
    case 5:
      return ldexpf(usual, static_cast<int>(i * 7 % 200) - 140);
    case 6:
      return -0.0f;
    case 9:
      return i == 0 ? 0x1p40f : i + 1 == count ? -0x1p40f : usual;
    case 10:
      return i == count / 2 ? 0x1p40f : i == count / 2 + 1 ? -0x1p40f : usual;
    case 11:
      return i % 128 == 127 ? 0x1p45f : i % 128 == 0 ? -0x1p45f : usual;
    default:
      return i == 70 ? INFINITY : i == 90 && kind == 8 ? -INFINITY : usual;
  }
}

bool agrees(const std::vector<float> &x, int threads) {
  double expected = 0;
  for (const float value : x) expected += value;
  float *from = nullptr;
  double *to = nullptr;
  const size_t bytes = 2 * static_cast<size_t>(threads) * sizeof *to;
  CHECK(cudaMalloc(reinterpret_cast<void **>(&from), x.size() * sizeof *from + 1) == cudaSuccess);
  CHECK(cudaMalloc(reinterpret_cast<void **>(&to), bytes) == cudaSuccess);
  cudaMemcpyAsync(from, x.data(), x.size() * sizeof *from, cudaMemcpyHostToDevice, nullptr);
  int64_t count = static_cast<int64_t>(x.size());
  void *arguments[] = {&from, &count, &to};
  cudaLaunchKernel(sum_up, dim3(1), dim3(static_cast<unsigned>(threads)), arguments, 0, nullptr);
  std::vector<double> found(2 * static_cast<size_t>(threads));
  const bool done =
      cudaMemcpyAsync(found.data(), to, bytes, cudaMemcpyDeviceToHost, nullptr) == cudaSuccess;
  bool same = done;
  for (const double sum : found) {
    same = same && (memcmp(&sum, &expected, sizeof sum) == 0 || (isnan(sum) && isnan(expected)));
  }
  cudaFree(from);
  cudaFree(to);
  return same;
}

}  // namespace

void compare_sums() {
  Setting none;
  for (int kind = 0; kind < 12; ++kind) {
    for (const int threads : {32, 96, 1024}) {
      for (const size_t count : {size_t{0}, size_t{1}, size_t{97}, size_t{2500}}) {
        auto x = numbers(count, static_cast<uint64_t>(kind) + count);
        for (size_t i = 0; i < count; ++i) x[i] = number(kind, i, count, x[i]);
        expect(agrees(x, threads), none, "a sum in ascending order");
      }
    }
  }
}

}  // namespace test
