// The runtime: memory with guard zones, and streams whose work is done when something waits for it.
#include <stdlib.h>

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "cuda_runtime.h"
#include "fibers.h"
#include "sim.h"

struct SimStream {
  std::deque<std::function<bool()>> work;  // false: it failed
  int64_t queued = 0;
  int64_t done = 0;
};

struct SimEvent {
  SimStream *stream = nullptr;
  int64_t position = 0;  // of the stream's work, that much must be done
};

namespace {

// The address sanitizer has guard zones of its own, and sees reads too.
#if defined(__SANITIZE_ADDRESS__)
constexpr size_t kGuard = 0;
#else
constexpr size_t kGuard = 256;
#endif
constexpr unsigned char kGuardByte = 0xa5;

struct Runtime {
  std::recursive_mutex mutex;
  std::map<void *, size_t> memory;  // of the device, by address
  std::set<void *> pinned;
  SimStream null_stream;
  std::set<SimStream *> streams{&null_stream};
  int multiprocessors = 3;
  size_t used = 0;
  cudaError_t last = cudaSuccess;
};

Runtime &r() {
  static Runtime *runtime = new Runtime();  // outlives what is released at exit
  return *runtime;
}

constexpr size_t kMemory = size_t{4} << 30;

cudaError_t answer(cudaError_t code) {
  if (code != cudaSuccess) r().last = code;
  return code;
}

SimStream *stream_of(cudaStream_t stream) { return stream == nullptr ? &r().null_stream : stream; }

bool advance(SimStream *stream, int64_t to) {
  while (stream->done < to && !stream->work.empty()) {
    const std::function<bool()> work = std::move(stream->work.front());
    stream->work.pop_front();
    if (!work()) {
      stream->work.clear();
      stream->done = stream->queued;
      return false;
    }
    ++stream->done;
  }
  return *sim::failure() == 0;
}

cudaError_t wait_for(SimStream *stream, int64_t to) {
  return advance(stream, to) ? cudaSuccess : answer(cudaErrorLaunchFailure);
}

void queue(cudaStream_t stream, std::function<bool()> work) {
  SimStream *const to = stream_of(stream);
  to->work.push_back(std::move(work));
  ++to->queued;
}

bool guards_hold(void *address, size_t bytes) {
  const unsigned char *const end = static_cast<unsigned char *>(address) + bytes;
  const unsigned char *const start = static_cast<unsigned char *>(address) - kGuard;
  for (size_t i = 0; i < kGuard; ++i) {
    if (start[i] != kGuardByte || end[i] != kGuardByte) return false;
  }
  return true;
}

bool all_guards_hold() {
  for (const auto &[address, bytes] : r().memory) {
    if (!guards_hold(address, bytes)) {
      sim::end_kernel("a kernel wrote next to an allocation of " + std::to_string(bytes) +
                      " bytes");
      return false;
    }
  }
  return true;
}

}  // namespace

#define LOCK const std::lock_guard<std::recursive_mutex> lock(r().mutex)

const char *cudaGetErrorName(cudaError_t code) {
  switch (code) {
    case cudaSuccess:
      return "cudaSuccess";
    case cudaErrorInvalidValue:
      return "cudaErrorInvalidValue";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorLaunchFailure:
      return "cudaErrorLaunchFailure";
  }
  return "cudaErrorUnknown";
}

const char *cudaGetErrorString(cudaError_t code) {
  switch (code) {
    case cudaSuccess:
      return "no error";
    case cudaErrorInvalidValue:
      return "invalid argument";
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorLaunchFailure:
      return sim::failure();
  }
  return "unknown error";
}

cudaError_t cudaGetLastError() { return std::exchange(r().last, cudaSuccess); }

cudaError_t cudaDriverGetVersion(int *version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int *count) {
  *count = 1;
  return cudaSuccess;
}

cudaError_t cudaGetDevice(int *device) {
  *device = 0;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  return answer(device == 0 ? cudaSuccess : cudaErrorInvalidDevice);
}

cudaError_t cudaDeviceGetAttribute(int *value, cudaDeviceAttr attribute, int device) {
  if (device != 0) return answer(cudaErrorInvalidDevice);
  *value = attribute == cudaDevAttrMultiProcessorCount      ? r().multiprocessors
           : attribute == cudaDevAttrComputeCapabilityMajor ? 9
                                                            : 0;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int device) {
  if (device != 0) return answer(cudaErrorInvalidDevice);
  strcpy(properties->name, "a simulation of the CUDA model on the CPU");
  return cudaSuccess;
}

cudaError_t cudaMemGetInfo(size_t *free, size_t *total) {
  LOCK;
  *total = kMemory;
  *free = kMemory - r().used;
  return cudaSuccess;
}

cudaError_t cudaMalloc(void **address, size_t bytes) {
  LOCK;
  if (bytes > kMemory - r().used) return answer(cudaErrorMemoryAllocation);
  void *base = nullptr;
  if (posix_memalign(&base, 256, bytes + 2 * kGuard) != 0) {
    return answer(cudaErrorMemoryAllocation);
  }
  unsigned char *const from = static_cast<unsigned char *>(base);
  memset(from, kGuardByte, kGuard);
  memset(from + kGuard, 0xff, bytes);
  memset(from + kGuard + bytes, kGuardByte, kGuard);
  *address = from + kGuard;
  r().memory[*address] = bytes;
  r().used += bytes;
  return cudaSuccess;
}

// Waits for all work, as CUDA does.
cudaError_t cudaFree(void *address) {
  LOCK;
  if (address == nullptr) return cudaSuccess;
  for (SimStream *stream : r().streams) advance(stream, stream->queued);
  const auto found = r().memory.find(address);
  if (found == r().memory.end()) return answer(cudaErrorInvalidValue);
  r().used -= found->second;
  r().memory.erase(found);
  free(static_cast<unsigned char *>(address) - kGuard);
  return cudaSuccess;
}

cudaError_t cudaMallocHost(void **address, size_t bytes) {
  LOCK;
  *address = malloc(bytes);
  r().pinned.insert(*address);
  return cudaSuccess;
}

cudaError_t cudaFreeHost(void *address) {
  LOCK;
  if (r().pinned.erase(address) == 0) return answer(cudaErrorInvalidValue);
  free(address);
  return cudaSuccess;
}

cudaError_t cudaMemsetAsync(void *to, int value, size_t bytes, cudaStream_t stream) {
  LOCK;
  queue(stream, [=] {
    memset(to, value, bytes);
    return true;
  });
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  return cudaMemcpy2DAsync(to, bytes, from, bytes, bytes, 1, kind, stream);
}

// From memory that is not pinned, bytes are taken at once; to such memory, the copy is waited for.
cudaError_t cudaMemcpy2DAsync(void *to, size_t to_pitch, const void *from, size_t from_pitch,
                              size_t width, size_t rows, cudaMemcpyKind kind,
                              cudaStream_t stream) {
  LOCK;
  const auto copy = [=](const void *source) {
    for (size_t i = 0; i < rows; ++i) {
      memcpy(static_cast<char *>(to) + i * to_pitch,
             static_cast<const char *>(source) + i * from_pitch, width);
    }
    return true;
  };
  void *const host = kind == cudaMemcpyHostToDevice ? const_cast<void *>(from) : to;
  const bool pinned = r().pinned.count(host) > 0;
  if (kind == cudaMemcpyHostToDevice && !pinned && rows > 0) {
    const char *const start = static_cast<const char *>(from);
    std::vector<char> taken(start, start + (rows - 1) * from_pitch + width);
    queue(stream, [copy, taken] { return copy(taken.data()); });
    return cudaSuccess;
  }
  queue(stream, [copy, from] { return copy(from); });
  return pinned ? cudaSuccess : cudaStreamSynchronize(stream);
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned) {
  LOCK;
  *stream = new SimStream();
  r().streams.insert(*stream);
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  LOCK;
  if (r().streams.count(stream) == 0) return answer(cudaErrorInvalidValue);
  advance(stream, stream->queued);
  r().streams.erase(stream);
  // Kept, for events that name it; all of its work is done.
  static std::deque<std::unique_ptr<SimStream>> *const kept =
      new std::deque<std::unique_ptr<SimStream>>();
  kept->emplace_back(stream);
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  LOCK;
  SimStream *const waited = stream_of(stream);
  return wait_for(waited, waited->queued);
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  LOCK;
  if (event->stream == nullptr || event->stream == stream_of(stream)) return cudaSuccess;
  const SimEvent waited = *event;
  queue(stream, [waited] { return advance(waited.stream, waited.position); });
  return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned) {
  *event = new SimEvent();
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  LOCK;
  event->stream = stream_of(stream);
  event->position = event->stream->queued;
  return cudaSuccess;
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  LOCK;
  if (event->stream == nullptr) return cudaSuccess;
  return wait_for(event->stream, event->position);
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return cudaSuccess;
}

namespace sim {

cudaError_t queue_kernel(std::function<void()> body, dim3 grid, dim3 block, cudaStream_t stream) {
  LOCK;
  if (*failure() != 0) return answer(cudaErrorLaunchFailure);
  if (grid.x == 0 || block.x == 0 || block.x > 1024) return answer(cudaErrorInvalidValue);
  queue(stream, [body = std::move(body), grid, block] {
    return run_kernel(body, grid, block) && all_guards_hold();
  });
  return cudaSuccess;
}

void set_multiprocessors(int count) { r().multiprocessors = count; }

}  // namespace sim
