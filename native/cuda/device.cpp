// Devices, their memory and their streams.
#include <cuda_runtime.h>
#include <stdio.h>

#include "failure.h"
#include "trainopt_cuda.h"

using trainopt::cuda::check;
using trainopt::cuda::Failure;
using trainopt::cuda::note;
using trainopt::cuda::OnDevice;

namespace {

cudaStream_t stream_at(int64_t address) {
  return reinterpret_cast<cudaStream_t>(static_cast<intptr_t>(address));
}

void *at(int64_t address) { return reinterpret_cast<void *>(static_cast<intptr_t>(address)); }

// 0, or the code of what body threw.
template <class Body>
int32_t status_of(const Body &body) {
  try {
    body();
    return 0;
  } catch (const Failure &failure) {
    return failure.code;
  }
}

int64_t attribute(cudaDeviceAttr what, int device) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, what, device), "cudaDeviceGetAttribute %d of device %d",
        static_cast<int>(what), device);
  return value;
}

void synchronize(int device, int64_t stream) {
  check(cudaStreamSynchronize(stream_at(stream)), "cudaStreamSynchronize on device %d", device);
}

}  // namespace

extern "C" {

const char *to_cuda_error(void) { return trainopt::cuda::last_failure(); }

int32_t to_cuda_runtime_version(void) { return CUDART_VERSION; }

int32_t to_cuda_driver_version(int32_t *version) {
  *version = 0;
  return note(cudaDriverGetVersion(version), "cudaDriverGetVersion");
}

int32_t to_cuda_device_count(int32_t *count) {
  *count = 0;
  const int status = note(cudaGetDeviceCount(count), "cudaGetDeviceCount");
  if (status != 0) *count = 0;
  return status;
}

int32_t to_cuda_device(int32_t device, to_cuda_device_info *info) {
  *info = {};
  return status_of([&] {
    info->compute_capability = 10 * attribute(cudaDevAttrComputeCapabilityMajor, device) +
                               attribute(cudaDevAttrComputeCapabilityMinor, device);
    info->multiprocessors = attribute(cudaDevAttrMultiProcessorCount, device);
    const OnDevice on(device);
    size_t free = 0;
    size_t total = 0;
    check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo on device %d", device);
    info->total_bytes = static_cast<int64_t>(total);
    info->free_bytes = static_cast<int64_t>(free);
  });
}

int32_t to_cuda_device_name(int32_t device, char *name, int32_t length) {
  if (length > 0) name[0] = 0;
  return status_of([&] {
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties of device %d",
          device);
    if (length > 0) snprintf(name, static_cast<size_t>(length), "%s", properties.name);
  });
}

int32_t to_cuda_allocate(int32_t device, int64_t bytes, int64_t *address) {
  *address = 0;
  return status_of([&] {
    const OnDevice on(device);
    const size_t size = static_cast<size_t>(bytes);
    if (size == 0) return;
    void *memory = nullptr;
    check(cudaMalloc(&memory, size), "cudaMalloc of %zu bytes on device %d", size, device);
    // On no stream that a later user of the memory need know of: wait for it here.
    cudaError_t code = cudaMemsetAsync(memory, 0, size, nullptr);
    if (code == cudaSuccess) code = cudaStreamSynchronize(nullptr);
    if (code != cudaSuccess) cudaFree(memory);
    check(code, "cudaMemsetAsync of %zu bytes on device %d", size, device);
    *address = static_cast<int64_t>(reinterpret_cast<intptr_t>(memory));
  });
}

int32_t to_cuda_free(int32_t device, int64_t address) {
  return status_of([&] {
    const OnDevice on(device);
    check(cudaFree(at(address)), "cudaFree on device %d", device);
  });
}

int32_t to_cuda_copy_in(int32_t device, int64_t to, const void *from, int64_t bytes,
                        int64_t stream) {
  return status_of([&] {
    const OnDevice on(device);
    check(cudaMemcpyAsync(at(to), from, static_cast<size_t>(bytes), cudaMemcpyHostToDevice,
                          stream_at(stream)),
          "cudaMemcpyAsync of %lld bytes to device %d", static_cast<long long>(bytes), device);
    synchronize(device, stream);
  });
}

int32_t to_cuda_copy_out(int32_t device, void *to, int64_t from, int64_t bytes, int64_t stream) {
  return status_of([&] {
    const OnDevice on(device);
    check(cudaMemcpyAsync(to, at(from), static_cast<size_t>(bytes), cudaMemcpyDeviceToHost,
                          stream_at(stream)),
          "cudaMemcpyAsync of %lld bytes from device %d", static_cast<long long>(bytes), device);
    synchronize(device, stream);
  });
}

int32_t to_cuda_stream_create(int32_t device, int64_t *stream) {
  *stream = 0;
  return status_of([&] {
    const OnDevice on(device);
    cudaStream_t created = nullptr;
    check(cudaStreamCreateWithFlags(&created, cudaStreamNonBlocking),
          "cudaStreamCreateWithFlags on device %d", device);
    *stream = static_cast<int64_t>(reinterpret_cast<intptr_t>(created));
  });
}

int32_t to_cuda_stream_destroy(int32_t device, int64_t stream) {
  return status_of([&] {
    const OnDevice on(device);
    check(cudaStreamDestroy(stream_at(stream)), "cudaStreamDestroy on device %d", device);
  });
}

int32_t to_cuda_synchronize(int32_t device, int64_t stream) {
  return status_of([&] {
    const OnDevice on(device);
    synchronize(device, stream);
  });
}

}  // extern "C"
