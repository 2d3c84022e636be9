#include "failure.h"

#include <stdarg.h>
#include <stdio.h>

namespace trainopt {
namespace cuda {
namespace {

thread_local char failure[512] = "";

void describe(cudaError_t code, const char *what, va_list arguments) {
  const int length = vsnprintf(failure, sizeof failure, what, arguments);
  const size_t at = length < 0 ? 0 : static_cast<size_t>(length);
  if (at < sizeof failure) {
    snprintf(failure + at, sizeof failure - at, ": %s (%d): %s", cudaGetErrorName(code),
             static_cast<int>(code), cudaGetErrorString(code));
  }
  for (char *x = failure; *x != 0; ++x) {
    if (*x == '\n') *x = ' ';
  }
  // A failure that does not last must not be taken for one of a later call.
  cudaGetLastError();
}

}  // namespace

void check(cudaError_t code, const char *what, ...) {
  if (code == cudaSuccess) return;
  va_list arguments;
  va_start(arguments, what);
  describe(code, what, arguments);
  va_end(arguments);
  throw Failure{code};
}

int note(cudaError_t code, const char *what, ...) {
  if (code == cudaSuccess) return 0;
  va_list arguments;
  va_start(arguments, what);
  describe(code, what, arguments);
  va_end(arguments);
  return code;
}

const char *last_failure() { return failure; }

OnDevice::OnDevice(int device) {
  check(cudaGetDevice(&former_), "cudaGetDevice");
  if (former_ == device) {
    former_ = -1;
    return;
  }
  check(cudaSetDevice(device), "cudaSetDevice of device %d", device);
}

OnDevice::~OnDevice() {
  if (former_ >= 0) note(cudaSetDevice(former_), "cudaSetDevice of device %d", former_);
}

}  // namespace cuda
}  // namespace trainopt
