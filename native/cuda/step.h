// One step after another on a device.
#pragma once

#include <stdint.h>

#include <vector>

#include "memory.h"
#include "phases.h"
#include "plan.h"
#include "trainopt.h"

namespace trainopt {
namespace cuda {

class Step {
 public:
  // On the current device, which is the given one. Throws Failure and std::bad_alloc.
  Step(const to_options &options, const to_limits &limits, const to_group *groups,
       const to_slot *slots, int device);
  ~Step();
  Step(const Step &) = delete;
  Step &operator=(const Step &) = delete;

  const Plan &plan() const { return plan_; }
  to_tensor *tensors() { return tensors_.data(); }
  int device() const { return device_; }

  // One of the TO_... outcomes, TO_DONE where it is not waited for. Throws Failure.
  int run(const to_scalars *scalars, bool first, bool report, bool wait, cudaStream_t stream,
          to_result *result);

  // Wait for the work that was queued. Throw Failure.
  void read(const StateArray &array, float *to) const;
  void write(const StateArray &array, const float *from);
  void read_estimate(int slot, float *to) const;

 private:
  // Events and a stream, released in the order of their making.
  struct Handles {
    explicit Handles(int device);
    ~Handles();
    cudaEvent_t done = nullptr;  // the last step's work
    cudaStream_t own = nullptr;  // of read and write
  };

  void allocate_report();
  void upload(const Queue &queue, const to_scalars *scalars);
  void queue_phases(const Queue &queue, bool first, bool report, bool wait);
  void queue_update(const Queue &queue, bool report);
  void wait_for_work() const;

  int device_;
  Plan plan_;
  Handles handles_;
  Pinned<Control> outcome_;
  int multiprocessors_ = 0;
  std::vector<to_tensor> tensors_;  // as the caller left them
  // What kernels read at the start of a step: scalars of groups, then tensors.
  std::vector<char> inputs_;
  Device<char> device_inputs_;
  bool uploaded_ = false;  // tensors are those of inputs_
  Device<float> estimates_;
  Device<double> report_sums_;
  bool stepped_ = false;
};

}  // namespace cuda
}  // namespace trainopt
