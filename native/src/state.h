// Zeroed memory for state arrays, aligned to cache lines.
#pragma once

#include <stdint.h>
#include <stdlib.h>

#include <memory>
#include <new>

namespace trainopt {

struct Free {
  void operator()(void *memory) const { free(memory); }
};

// Zeroed floats, at an address that is a multiple of 64.
class Floats {
 public:
  Floats() = default;

  // Throws std::bad_alloc.
  explicit Floats(int64_t length) : length_(length) {
    if (length == 0) return;
    // calloc leaves large memory untouched until it is used.
    memory_.reset(calloc(static_cast<size_t>(length) + kAlignment / sizeof(float), sizeof(float)));
    if (!memory_) throw std::bad_alloc();
    const uintptr_t address = reinterpret_cast<uintptr_t>(memory_.get());
    data_ = reinterpret_cast<float *>((address + kAlignment - 1) & ~(kAlignment - 1));
  }

  float *data() const { return data_; }
  int64_t length() const { return length_; }

 private:
  static constexpr uintptr_t kAlignment = 64;

  std::unique_ptr<void, Free> memory_;
  float *data_ = nullptr;
  int64_t length_ = 0;
};

}  // namespace trainopt
