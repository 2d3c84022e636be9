// The same optimizer twice, on the CPU and by the CUDA kernels, step by step on the same numbers; what
// differs in a bit is told.
#pragma once

#include <math.h>
#include <stdint.h>

#include <memory>
#include <string>
#include <vector>

#include "trainopt.h"
#include "trainopt_cuda.h"

namespace test {

struct Setting {
  std::vector<to_group> groups;
  std::vector<to_slot> slots;
  to_limits limits = {INFINITY, INFINITY, INFINITY};
  bool per_tensor = false;
  bool inspect = true;
  bool fail_on_gain = false;
  bool bfloat16 = false;
  int misaligned = 0;  // bytes that weights and gradients lie off 16
};

// One group's tensors.
Setting one_group(to_group group, const std::vector<int> &lengths, int history = 0,
                  int pending = 0);

std::string describe(const Setting &setting);

// Scalars that keep the gain of a few steps low.
to_scalars usual_scalars();

struct DestroyKernel {
  void operator()(to_kernel *kernel) const { to_destroy(kernel); }
  void operator()(to_cuda_kernel *kernel) const { to_cuda_destroy(kernel); }
};

// Device memory for floats, misaligned by so many bytes.
class DeviceFloats {
 public:
  DeviceFloats(size_t count, int misaligned);
  ~DeviceFloats();
  DeviceFloats(DeviceFloats &&other) noexcept;
  DeviceFloats(const DeviceFloats &) = delete;
  float *data() const { return reinterpret_cast<float *>(base_ + misaligned_); }
  void set(const std::vector<float> &from, int64_t stream);
  std::vector<float> get(int64_t stream) const;

 private:
  int64_t base_ = 0;
  size_t count_;
  int misaligned_;
};

class Pair {
 public:
  // Throws std::runtime_error if there is no CUDA kernel.
  explicit Pair(const Setting &setting);

  // Fresh gradients, times a factor.
  void new_gradients(float factor = 1);
  // Sets an element of a gradient.
  void set_gradient(size_t slot, size_t element, float value);
  // Moves weights and gradients to other addresses.
  void move();
  // A step of both; the outcome of both, or -1 where they differ or a difference was told.
  int step(const std::vector<to_scalars> &scalars, bool report = false);
  int step(const to_scalars &scalars, bool report = false);
  // A step of which nobody waits for the end. The CUDA kernels' scalars are overwritten at once.
  void step_without_waiting(const to_scalars &scalars, int64_t stream);
  // Weights and state; says where they differ.
  bool same();
  // Weights and state of the CUDA kernels.
  std::vector<float> everything();

  const to_result &result() const { return cpu_result_; }
  int64_t elements() const;

 private:
  bool same_array(const char *what, int owner, const std::vector<float> &cpu,
                  const std::vector<float> &cuda);
  bool same_result(int outcome, bool report);
  void place();

  Setting setting_;
  std::unique_ptr<to_kernel, DestroyKernel> cpu_;
  std::unique_ptr<to_cuda_kernel, DestroyKernel> cuda_;
  std::vector<std::vector<float>> weights_, gradients_;
  std::vector<DeviceFloats> device_weights_, device_gradients_;
  to_result cpu_result_{}, cuda_result_{};
  uint64_t seed_ = 100;
  int steps_ = 0;
};

// How many comparisons were made and failed so far.
struct Tally {
  int64_t cases = 0;
  int64_t failures = 0;
};
Tally &tally();

// Counts a case; a failing one is told on standard error.
void expect(bool holds, const Setting &setting, const char *what);

}  // namespace test
