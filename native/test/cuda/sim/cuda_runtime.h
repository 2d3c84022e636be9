// A simulation of the CUDA model on a CPU: the part of cuda_runtime.h that the kernels and their host
// code use. Found in place of CUDA's own, it makes the same sources run without a device; sim.h says
// how.
#pragma once

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <functional>
#include <tuple>
#include <utility>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
// All of them together, so that they can be filled with NaN before each block. Not for templates.
#define __shared__ static __attribute__((section("sim_shared")))

#define __isGlobal(address) true
#define __builtin_assume(condition) static_cast<void>(0)

struct dim3 {
  unsigned x, y, z;
  explicit dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
};

struct alignas(16) float4 {
  float x, y, z, w;
};
struct alignas(8) ushort4 {
  unsigned short x, y, z, w;
};
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline ushort4 make_ushort4(unsigned short x, unsigned short y, unsigned short z,
                            unsigned short w) {
  return {x, y, z, w};
}

namespace sim {

// Where in the sources a call is.
struct Site {
  const char *file;
  int line;
};

// Of the thread that runs. Functions, so that the thread sanitizer does not take them for memory
// that threads share.
dim3 thread_index();
dim3 block_index();
dim3 block_size();
dim3 grid_size();

void barrier(Site site);
void warp_barrier(unsigned mask, Site site);
// What the lane source had for value; its own where source is none of the warp's.
uint64_t exchange(unsigned mask, uint64_t value, int source, Site site);
int lane();

template <class T>
T shuffle(unsigned mask, T value, int source, Site site) {
  static_assert(sizeof(T) <= sizeof(uint64_t), "8 bytes at most are exchanged");
  uint64_t bits = 0;
  __builtin_memcpy(&bits, &value, sizeof value);
  bits = exchange(mask, bits, source, site);
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace sim

#define threadIdx (::sim::thread_index())
#define blockIdx (::sim::block_index())
#define blockDim (::sim::block_size())
#define gridDim (::sim::grid_size())

inline void __syncthreads(const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  sim::barrier({file, line});
}
inline void __syncwarp(unsigned mask = 0xffffffff, const char *file = __builtin_FILE(),
                       int line = __builtin_LINE()) {
  sim::warp_barrier(mask, {file, line});
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, int delta, const char *file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
  return sim::shuffle(mask, value, sim::lane() + delta, {file, line});
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, int delta, const char *file = __builtin_FILE(),
                 int line = __builtin_LINE()) {
  return sim::shuffle(mask, value, sim::lane() - delta, {file, line});
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int other, const char *file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  return sim::shuffle(mask, value, sim::lane() ^ other, {file, line});
}

// A load past the caches.
template <class T>
T __ldcv(const T *from) {
  return __atomic_load_n(from, __ATOMIC_RELAXED);
}

template <class T>
T atomicMax(T *at, T value) {
  T old = __atomic_load_n(at, __ATOMIC_RELAXED);
  while (old < value && !__atomic_compare_exchange_n(at, &old, value, true, __ATOMIC_RELAXED,
                                                     __ATOMIC_RELAXED)) {
  }
  return old;
}
template <class T>
T atomicMin(T *at, T value) {
  T old = __atomic_load_n(at, __ATOMIC_RELAXED);
  while (value < old && !__atomic_compare_exchange_n(at, &old, value, true, __ATOMIC_RELAXED,
                                                     __ATOMIC_RELAXED)) {
  }
  return old;
}

// The runtime. Work on a stream is done no earlier than something waits for it.
#define CUDART_VERSION 13000

enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidDevice = 101,
  cudaErrorLaunchFailure = 719
};
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2 };
enum cudaDeviceAttr {
  cudaDevAttrMultiProcessorCount = 16,
  cudaDevAttrComputeCapabilityMajor = 75,
  cudaDevAttrComputeCapabilityMinor = 76
};
enum { cudaStreamNonBlocking = 1, cudaEventDisableTiming = 2 };
struct cudaDeviceProp {
  char name[256];
};
using cudaStream_t = struct SimStream *;
using cudaEvent_t = struct SimEvent *;

const char *cudaGetErrorName(cudaError_t code);
const char *cudaGetErrorString(cudaError_t code);
cudaError_t cudaGetLastError();
cudaError_t cudaDriverGetVersion(int *version);
cudaError_t cudaGetDeviceCount(int *count);
cudaError_t cudaGetDevice(int *device);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaDeviceGetAttribute(int *value, cudaDeviceAttr attribute, int device);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int device);
cudaError_t cudaMemGetInfo(size_t *free, size_t *total);
cudaError_t cudaMalloc(void **address, size_t bytes);
cudaError_t cudaFree(void *address);
cudaError_t cudaMallocHost(void **address, size_t bytes);
cudaError_t cudaFreeHost(void *address);
cudaError_t cudaMemsetAsync(void *to, int value, size_t bytes, cudaStream_t stream);
cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream);
cudaError_t cudaMemcpy2DAsync(void *to, size_t to_pitch, const void *from, size_t from_pitch,
                              size_t width, size_t rows, cudaMemcpyKind kind, cudaStream_t stream);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned flags);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned flags);
cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned flags);
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream);
cudaError_t cudaEventSynchronize(cudaEvent_t event);
cudaError_t cudaEventDestroy(cudaEvent_t event);

namespace sim {

cudaError_t queue_kernel(std::function<void()> body, dim3 grid, dim3 block, cudaStream_t stream);

}  // namespace sim

// Takes the arguments at once, as CUDA does.
template <class... Parameters, size_t... index>
cudaError_t sim_launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, void **arguments,
                       cudaStream_t stream, std::index_sequence<index...>) {
  const std::tuple<Parameters...> values{*static_cast<Parameters *>(arguments[index])...};
  return sim::queue_kernel([kernel, values] { std::apply(kernel, values); }, grid, block, stream);
}

template <class... Parameters>
cudaError_t cudaLaunchKernel(void (*kernel)(Parameters...), dim3 grid, dim3 block, void **arguments,
                             size_t, cudaStream_t stream) {
  return sim_launch(kernel, grid, block, arguments, stream,
                    std::index_sequence_for<Parameters...>{});
}
