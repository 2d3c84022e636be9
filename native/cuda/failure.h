// Checked CUDA calls: a failing one is described for to_cuda_error and thrown.
#pragma once

#include <cuda_runtime.h>

#if defined(__GNUC__)
#define TO_PRINTF __attribute__((format(printf, 2, 3)))
#else
#define TO_PRINTF
#endif

namespace trainopt {
namespace cuda {

struct Failure {
  cudaError_t code;
};

// Throws Failure unless the code is success; what was done is formatted as by printf.
void check(cudaError_t code, const char *what, ...) TO_PRINTF;

// As check, where nothing may be thrown. Returns the code.
int note(cudaError_t code, const char *what, ...) TO_PRINTF;

// The last failing call of this thread.
const char *last_failure();

// Makes a device the thread's current one, and the former one again at the end.
class OnDevice {
 public:
  // Throws Failure.
  explicit OnDevice(int device);
  ~OnDevice();
  OnDevice(const OnDevice &) = delete;
  OnDevice &operator=(const OnDevice &) = delete;

 private:
  int former_ = -1;
};

}  // namespace cuda
}  // namespace trainopt
