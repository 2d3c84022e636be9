// Zeroed memory for state arrays, aligned to cache lines.
#pragma once

#include <stdint.h>
#include <stdlib.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <memory>
#include <new>

namespace trainopt {

// Zeroed memory at an address that is a multiple of 64. Large memory is in huge pages where the
// system has them to give: a step runs through all of it, and would miss a translation every 4 KiB.
class Memory {
 public:
  Memory() = default;

  // Throws std::bad_alloc.
  explicit Memory(size_t size) {
    if (size == 0) return;
#if defined(__linux__)
    if (size >= kHugePage) {
      const size_t reserved = size + kHugePage;
      void *base = mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (base == MAP_FAILED) throw std::bad_alloc();
      base_ = {base, Release{reserved}};
      data_ = aligned(base, kHugePage);
      madvise(data_, size, MADV_HUGEPAGE);  // advice: small pages will do
      return;
    }
#endif
    base_ = {calloc(size + kAlignment, 1), Release{0}};
    if (!base_) throw std::bad_alloc();
    data_ = aligned(base_.get(), kAlignment);
  }

  void *data() const { return data_; }

 private:
  static constexpr uintptr_t kAlignment = 64;
  static constexpr uintptr_t kHugePage = 2 << 20;

  static void *aligned(void *address, uintptr_t alignment) {
    return reinterpret_cast<void *>((reinterpret_cast<uintptr_t>(address) + alignment - 1) &
                                    ~(alignment - 1));
  }

  struct Release {
    size_t mapped;  // 0: from calloc

    void operator()(void *memory) const {
#if defined(__linux__)
      if (mapped > 0) {
        munmap(memory, mapped);
        return;
      }
#endif
      free(memory);
    }
  };

  std::unique_ptr<void, Release> base_{nullptr, Release{0}};
  void *data_ = nullptr;
};

// Zeroed floats.
class Floats {
 public:
  Floats() = default;

  // Throws std::bad_alloc.
  explicit Floats(int64_t length)
      : memory_(sizeof(float) * static_cast<size_t>(length)), length_(length) {}

  float *data() const { return static_cast<float *>(memory_.data()); }
  int64_t length() const { return length_; }

 private:
  Memory memory_;
  int64_t length_ = 0;
};

// A zeroed state vector in float32 or bfloat16.
class Vector {
 public:
  Vector() = default;

  // Throws std::bad_alloc.
  Vector(int64_t length, int64_t width)
      : memory_(static_cast<size_t>(length * width)), length_(length), width_(width) {}

  // Where an element is; null if there is none.
  void *at(int64_t element) const {
    return length_ == 0 ? nullptr : static_cast<char *>(memory_.data()) + element * width_;
  }
  int64_t length() const { return length_; }
  int64_t width() const { return width_; }

 private:
  Memory memory_;
  int64_t length_ = 0;
  int64_t width_ = sizeof(float);
};

// A zeroed matrix, row by row. Longer rows are padded to an odd number of cache lines: rows that lie
// a power of two apart would fall on the same few sets of the cache.
class Matrix {
 public:
  Matrix() = default;

  // Throws std::bad_alloc.
  Matrix(int64_t rows, int64_t columns)
      : rows_(rows), columns_(columns), stride_(padded(columns)), floats_(rows * padded(columns)) {}

  float *row(int64_t i) const { return floats_.data() + i * stride_; }
  int64_t rows() const { return rows_; }
  int64_t columns() const { return columns_; }
  int64_t stride() const { return stride_; }

 private:
  static int64_t padded(int64_t columns) {
    constexpr int64_t kLine = 16;
    return columns < 64 ? columns : ((columns + kLine - 1) / kLine | 1) * kLine;
  }

  int64_t rows_ = 0;
  int64_t columns_ = 0;
  int64_t stride_ = 0;
  Floats floats_;
};

}  // namespace trainopt
