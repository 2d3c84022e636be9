// How long the CUDA kernels take on a device, beside what their bytes would take at the rate of a
// copy. Steps are queued one after the other and waited for once.
#include <cuda_runtime.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <memory>
#include <vector>

#include "trainopt_cuda.h"

namespace {

constexpr int kDevice = 0;
double copy_rate = 0;  // GB/s

double seconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void succeed(int32_t status) {
  if (status == 0) return;
  fprintf(stderr, "%s\n", to_cuda_error());
  exit(1);
}

// The rate of a copy within the device, reads and writes, for comparison.
void measure_copy() {
  const size_t bytes = size_t{1} << 30;
  int64_t from = 0;
  int64_t to = 0;
  succeed(to_cuda_allocate(kDevice, bytes, &from));
  succeed(to_cuda_allocate(kDevice, bytes, &to));
  double best = INFINITY;
  for (int i = 0; i < 5; ++i) {
    const double start = seconds();
    for (int k = 0; k < 10; ++k) {
      cudaMemcpyAsync(reinterpret_cast<void *>(to), reinterpret_cast<void *>(from), bytes,
                      cudaMemcpyDeviceToDevice, nullptr);
    }
    succeed(to_cuda_synchronize(kDevice, 0));
    best = fmin(best, (seconds() - start) / 10);
  }
  copy_rate = 2e-9 * static_cast<double>(bytes) / best;
  printf("copy within the device: %.0f GB/s read and written\n", copy_rate);
  to_cuda_free(kDevice, from);
  to_cuda_free(kDevice, to);
}

struct Case {
  const char *name;
  to_group group;
  double bytes;  // an element and step
  bool bfloat16 = false;
  bool inspect = false;
  bool clip = false;
  bool fail_on_gain = false;
  bool project = false;
  int64_t history = 0;
  int64_t pending = 0;
};

// elements: those that bytes counts. Returns the microseconds of a step.
void measure(const Case &x, int tensors, int64_t length, double elements, int steps) {
  std::vector<to_slot> slots(static_cast<size_t>(tensors), {length, 0, x.history, x.pending});
  const to_options options = {1, tensors, 0, x.inspect, x.fail_on_gain, 1, 0, x.bfloat16};
  const to_limits limits = {INFINITY, x.clip ? 1e9 : INFINITY, x.project ? 1e9 : INFINITY};
  int32_t error = 0;
  to_cuda_kernel *kernel =
      to_cuda_create(&options, &limits, &x.group, slots.data(), kDevice, &error);
  if (kernel == nullptr) {
    printf("%-42s not made: %s\n", x.name, to_cuda_error());
    return;
  }
  std::vector<float> numbers(static_cast<size_t>(length));
  for (size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<float>(static_cast<int>(i * 2654435761u % 20001) - 10000) * 1e-4f;
  }
  std::vector<int64_t> memory;
  for (int k = 0; k < 2 * tensors; ++k) {
    int64_t address = 0;
    succeed(to_cuda_allocate(kDevice, 4 * length, &address));
    succeed(to_cuda_copy_in(kDevice, address, numbers.data(), 4 * length, 0));
    memory.push_back(address);
  }
  for (int k = 0; k < tensors; ++k) {
    to_cuda_tensors(kernel)[k] = {
        reinterpret_cast<float *>(memory[2 * static_cast<size_t>(k)]),
        reinterpret_cast<const float *>(memory[2 * static_cast<size_t>(k) + 1])};
  }
  for (int i = 0; i < to_cuda_array_count(kernel); ++i) {
    to_array array;
    to_cuda_array_at(kernel, i, &array);
    if (array.kind != TO_ARRAY_V && array.kind != TO_ARRAY_U) continue;
    std::vector<float> value(static_cast<size_t>(array.length), 1e-5f);
    succeed(to_cuda_write(kernel, i, value.data()));
  }
  const to_scalars scalars = {1e-6, 1e-9, 0.1, 0.999, 1e-8, 1, 1, 0, 1};
  to_result result;
  double best = INFINITY;
  bool first = true;
  for (int round = 0; round < 4; ++round) {
    const double start = seconds();
    for (int t = 0; t < steps; ++t) {
      if (to_cuda_step(kernel, &scalars, first, 0, t == steps - 1, 0, &result) != TO_DONE) {
        printf("%-42s failed: %s\n", x.name, to_cuda_error());
        exit(1);
      }
      first = false;
    }
    if (round > 0) best = fmin(best, (seconds() - start) / steps);
  }
  const double rate = x.bytes * elements / best * 1e-9;
  printf("%-42s %9.1f us/step %8.4f ns/element %5.1f B %7.0f GB/s %5.1f %% of copy\n", x.name,
         1e6 * best, 1e9 * best / elements, x.bytes, rate, 100 * rate / copy_rate);
  fflush(stdout);
  to_cuda_destroy(kernel);
  for (int64_t address : memory) to_cuda_free(kDevice, address);
}

}  // namespace

int main() {
  int32_t devices = 0;
  if (to_cuda_device_count(&devices) != 0 || devices == 0) {
    printf("SKIPPED: no CUDA device: %s\n", to_cuda_error());
    return 77;
  }
  char name[256];
  succeed(to_cuda_device_name(kDevice, name, sizeof name));
  printf("on %s\n", name);
  measure_copy();
  const to_group sgd = {TO_STOCHASTIC, TO_NO_SCALING, 0, 0, 0};
  const to_group ema = {TO_EMA, TO_NO_SCALING, 0, 0, 0};
  const to_group adam = {TO_EMA, TO_MEAN_OF_SQUARES, 0, 0, 0};
  const to_group diagonal = {TO_DIAGONAL, TO_NO_SCALING, 0, 1, 0};
  const to_group diagonal_adam = {TO_DIAGONAL, TO_MEAN_OF_SQUARES, 0, 1, 0};
  const to_group rank_one = {TO_RANK_ONE, TO_NO_SCALING, 0, 1, 0};
  const to_group full = {TO_FULL, TO_NO_SCALING, 0, 1, 0};
  const Case cases[] = {
      {"SGD", sgd, 12},
      {"momentum", ema, 20},
      {"momentum bfloat16", ema, 16, true},
      {"Adam", adam, 28},
      {"Diagonal", diagonal, 28},
      {"Diagonal bfloat16", diagonal, 20, true},
      {"Diagonal + second moment", diagonal_adam, 36},
      {"Diagonal, gradients inspected", diagonal, 32, false, true},
      {"Diagonal, clip norm", diagonal, 32, false, true, true},
      {"Diagonal, fail on gain", diagonal, 32, false, false, false, true},
      {"Diagonal, projection", diagonal, 32, false, false, false, false, true},
      {"Rank-One", rank_one, 56},
      {"Rank-One bfloat16", rank_one, 38, true},
  };
  constexpr int64_t kLarge = 30'000'000;
  printf("one tensor of %lld\n", static_cast<long long>(kLarge));
  for (const Case &x : cases) measure(x, 1, kLarge, kLarge, 30);
  printf("160 tensors of 1000\n");
  for (const Case &x : cases) measure(x, 160, 1000, 160e3, 200);
  printf("Full, by element of A\n");
  for (const int64_t d : {256, 2048, 8192}) {
    const double elements = static_cast<double>(d * d);
    printf("d = %lld\n", static_cast<long long>(d));
    measure({"Full direct", full, 12}, 1, d, elements, 64);
    measure({"Full delayed, k = 32", full, 4 + 8.0 / 32, false, false, false, false, false, 32, 32},
            1, d, elements, 64);
  }
  return 0;
}
