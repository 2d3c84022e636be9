// Bugs that the simulation must find: small kernels with one each, and the kernels themselves with
// one barrier or exchange left out. "planted bounds" and "planted race" are for the sanitizers, which
// end the program.
#include <cuda_runtime.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "cases.h"
#include "check.h"
#include "pair.h"
#include "sim.h"

namespace {

constexpr int kThreads = 64;
constexpr unsigned kAll = 0xffffffff;

enum Bug {
  kNoBug,
  kNoBarrier,
  kDivergentBarrier,
  kEndedBeforeBarrier,
  kWrongMask,
  kDivergentExchange,
  kWrongOffset,
  kOutOfBounds,
  kTruncated
};

uint16_t truncated(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return static_cast<uint16_t>(bits >> 16);
}

uint16_t rounded(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// to[i] = bfloat16 of the sum of all 64 numbers, by warps, shared memory and a barrier; with a bug.
__global__ void sum_all(const float *from, uint16_t *to, Bug bug) {
  __shared__ float sums[kThreads / 32];
  const int thread = static_cast<int>(threadIdx.x);
  const bool odd = thread % 2 != 0;
  float x = from[thread];
  if (bug == kEndedBeforeBarrier && thread == 40) return;
  const unsigned mask = bug == kWrongMask ? 0x0000ffff : kAll;
  if (bug == kDivergentExchange && odd) {
    x += __shfl_xor_sync(kAll, x, 16);
  } else {
    x += __shfl_xor_sync(mask, x, 16);
  }
  for (int half = 8; half > 0; half /= 2) {
    x += __shfl_xor_sync(kAll, x, bug == kWrongOffset && half == 2 ? 4 : half);
  }
  if (thread % 32 == 0) sums[thread / 32] = x;
  if (bug == kDivergentBarrier && odd) {
    __syncthreads();
  } else if (bug != kNoBarrier) {
    __syncthreads();
  }
  const float sum = sums[0] + sums[1];
  to[bug == kOutOfBounds ? thread + 1 : thread] = bug == kTruncated ? truncated(sum) : rounded(sum);
}

// Whether a run in each of the orders gives what it should, without a failure.
bool runs_well(Bug bug) {
  float *from = nullptr;
  uint16_t *to = nullptr;
  CHECK(cudaMalloc(reinterpret_cast<void **>(&from), kThreads * sizeof *from) == cudaSuccess);
  CHECK(cudaMalloc(reinterpret_cast<void **>(&to), kThreads * sizeof *to) == cudaSuccess);
  const auto numbers = test::numbers(kThreads, 5);
  bool well = true;
  for (int seed = 0; seed < 5; ++seed) {
    sim::set_schedule(seed < 2 ? static_cast<sim::Order>(seed) : sim::kRandom,
                      static_cast<uint64_t>(seed));
    CHECK(cudaMemcpyAsync(from, numbers.data(), kThreads * sizeof *from, cudaMemcpyHostToDevice,
                          nullptr) == cudaSuccess);
    void *arguments[] = {&from, &to, &bug};
    cudaLaunchKernel(sum_all, dim3(1), dim3(kThreads), arguments, 0, nullptr);
    if (cudaStreamSynchronize(nullptr) != cudaSuccess) {
      printf("    %s\n", sim::failure());
      sim::forget_failure();
      well = false;
      continue;
    }
    uint16_t found[kThreads];
    cudaMemcpyAsync(found, to, sizeof found, cudaMemcpyDeviceToHost, nullptr);
    float warps[2];
    for (int warp = 0; warp < 2; ++warp) {
      float lanes[32];
      memcpy(lanes, numbers.data() + 32 * warp, sizeof lanes);
      for (int half = 16; half > 0; half /= 2) {
        for (int j = 0; j < half; ++j) lanes[j] += lanes[j + half];
      }
      warps[warp] = lanes[0];
    }
    const uint16_t expected = rounded(warps[0] + warps[1]);
    for (const uint16_t x : found) well = well && x == expected;
  }
  cudaFree(from);
  cudaFree(to);
  return well;
}

int planted() {
  const struct {
    const char *name;
    Bug bug;
  } bugs[] = {{"a missing barrier", kNoBarrier},
              {"a barrier that not all threads reach at one place", kDivergentBarrier},
              {"a thread that ends before a barrier", kEndedBeforeBarrier},
              {"a wrong mask", kWrongMask},
              {"an exchange that not all lanes reach at one place", kDivergentExchange},
              {"a wrong offset", kWrongOffset},
              {"a write out of bounds", kOutOfBounds},
              {"bfloat16 that is truncated", kTruncated}};
  int missed = 0;
  printf("without a bug: %s\n", runs_well(kNoBug) ? "runs well" : "FAILS");
  if (!runs_well(kNoBug)) ++missed;
  for (const auto &x : bugs) {
    const bool found = !runs_well(x.bug);
    printf("%s: %s\n", x.name, found ? "found" : "MISSED");
    if (!found) ++missed;
  }
  return missed;
}

const std::function<void()> kComparisons[] = {test::compare_tiny, test::compare_sums,
                                              test::compare_many, test::compare_long_rows};

// Whether one of the comparisons fails in one of the orders.
bool some_comparison_fails(const std::string &which) {
  for (int seed = 0; seed < 5; ++seed) {
    for (const auto &compare : kComparisons) {
      sim::set_schedule(seed < 2 ? static_cast<sim::Order>(seed) : sim::kRandom,
                        static_cast<uint64_t>(seed));
      test::tally() = {0, 1000};  // says nothing
      try {
        compare();
      } catch (const std::runtime_error &) {
        // there is no kernel any more after a failure
      }
      const bool ended = *sim::failure() != 0;
      sim::forget_failure();
      if (ended || test::tally().failures > 1000) {
        printf("%s left out: found\n", which.c_str());
        return true;
      }
    }
  }
  printf("%s left out: MISSED\n", which.c_str());
  return false;
}

// Each barrier and exchange of the kernels is needed, and its lack is found.
int left_out() {
  for (const auto &compare : kComparisons) compare();
  int missed = test::tally().failures == 0 ? 0 : 1;
  const int sites = sim::sites();
  for (int number = 0; number < sites; ++number) {
    const std::string which = sim::site(number);
    if (which.rfind("planted.cpp", 0) == 0) continue;
    sim::omit_site(number);
    if (!some_comparison_fails(which)) ++missed;
    sim::omit_site(-1);
  }
  return missed;
}

}  // namespace

int main(int count, char **arguments) {
  const std::string which = count > 1 ? arguments[1] : "";
  if (which == "bounds") return runs_well(kOutOfBounds);
  if (which == "race") return runs_well(kNoBarrier);
  const int missed = planted() + left_out();
  printf("%d missed\n", missed);
  return missed == 0 ? 0 : 1;
}
