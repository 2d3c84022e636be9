// Memory on the current device, and pinned memory on the host.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <new>
#include <utility>

#include "failure.h"

namespace trainopt {
namespace cuda {

// Released on the device it is on. One allocation an array, so that tools that look for accesses out
// of bounds see the bounds of each.
template <class T>
class Device {
 public:
  Device() = default;

  // All zeros once the null stream's work is done; of any content where zeroed is false. Throws
  // Failure.
  Device(int64_t length, int device, bool zeroed = true) : length_(length), device_(device) {
    if (length == 0) return;
    const size_t bytes = static_cast<size_t>(length) * sizeof(T);
    void *data = nullptr;
    check(cudaMalloc(&data, bytes), "cudaMalloc of %zu bytes on device %d", bytes, device);
    data_ = static_cast<T *>(data);
    if (!zeroed) return;
    const cudaError_t code = cudaMemsetAsync(data_, 0, bytes, nullptr);
    if (code != cudaSuccess) release();
    check(code, "cudaMemsetAsync of %zu bytes on device %d", bytes, device);
  }

  Device(Device &&other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        length_(other.length_),
        device_(other.device_) {}
  Device &operator=(Device &&other) noexcept {
    std::swap(data_, other.data_);
    std::swap(length_, other.length_);
    std::swap(device_, other.device_);
    return *this;
  }
  ~Device() { release(); }

  T *data() const { return data_; }
  int64_t length() const { return length_; }

 private:
  void release() {
    if (data_ != nullptr) note(cudaFree(data_), "cudaFree on device %d", device_);
    data_ = nullptr;
  }

  T *data_ = nullptr;
  int64_t length_ = 0;
  int device_ = 0;
};

// One object in pinned memory, which a device writes without waiting for the host.
template <class T>
class Pinned {
 public:
  // Throws Failure.
  Pinned() {
    void *data = nullptr;
    check(cudaMallocHost(&data, sizeof(T)), "cudaMallocHost of %zu bytes", sizeof(T));
    data_ = new (data) T{};
  }
  Pinned(const Pinned &) = delete;
  Pinned &operator=(const Pinned &) = delete;
  ~Pinned() { note(cudaFreeHost(data_), "cudaFreeHost"); }

  T *operator->() const { return data_; }
  T *get() const { return data_; }

 private:
  T *data_;
};

}  // namespace cuda
}  // namespace trainopt
