#include "step.h"

#include <string.h>

#include <algorithm>
#include <limits>

#include "bfloat16.h"

namespace trainopt {
namespace cuda {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

int64_t scalar_bytes(const Plan &plan) {
  constexpr int64_t kAlignment = 16;
  const int64_t bytes = static_cast<int64_t>(sizeof(to_scalars)) * plan.options.groups;
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

int64_t tensor_bytes(const Plan &plan) {
  return static_cast<int64_t>(sizeof(to_tensor)) * plan.options.slots;
}

}  // namespace

Step::Handles::Handles(int device) {
  check(cudaEventCreateWithFlags(&done, cudaEventDisableTiming),
        "cudaEventCreateWithFlags on device %d", device);
  const cudaError_t code = cudaStreamCreateWithFlags(&own, cudaStreamNonBlocking);
  if (code != cudaSuccess) cudaEventDestroy(done);
  check(code, "cudaStreamCreateWithFlags on device %d", device);
}

Step::Handles::~Handles() {
  note(cudaStreamDestroy(own), "cudaStreamDestroy");
  note(cudaEventDestroy(done), "cudaEventDestroy");
}

Step::Step(const to_options &options, const to_limits &limits, const to_group *groups,
           const to_slot *slots, int device)
    : device_(device),
      plan_(options, limits, groups, slots, device),
      handles_(device),
      tensors_(static_cast<size_t>(options.slots)),
      inputs_(static_cast<size_t>(scalar_bytes(plan_) + tensor_bytes(plan_))),
      device_inputs_(static_cast<int64_t>(inputs_.size()), device) {
  check(cudaDeviceGetAttribute(&multiprocessors_, cudaDevAttrMultiProcessorCount, device),
        "cudaDeviceGetAttribute of device %d", device);
  plan_.view.scalars = reinterpret_cast<const to_scalars *>(device_inputs_.data());
  plan_.view.tensors =
      reinterpret_cast<const to_tensor *>(device_inputs_.data() + scalar_bytes(plan_));
  // The memory was zeroed on a stream that later ones need not know of.
  check(cudaStreamSynchronize(nullptr), "cudaStreamSynchronize on device %d", device);
}

Step::~Step() {
  if (stepped_) note(cudaEventSynchronize(handles_.done), "cudaEventSynchronize");
}

int Step::run(const to_scalars *scalars, bool first, bool report, bool wait, cudaStream_t stream,
              to_result *result) {
  if (report && estimates_.length() == 0) allocate_report();
  const Queue queue = {stream, multiprocessors_};
  // Steps follow one another, whatever their streams.
  if (stepped_) {
    check(cudaStreamWaitEvent(stream, handles_.done, 0), "cudaStreamWaitEvent on device %d",
          device_);
  }
  upload(queue, scalars);
  queue_phases(queue, first, report, wait);
  if (wait) {
    check(cudaMemcpyAsync(outcome_.get(), plan_.view.control, sizeof(Control),
                          cudaMemcpyDeviceToHost, stream),
          "cudaMemcpyAsync of a step's result from device %d", device_);
  }
  check(cudaEventRecord(handles_.done, stream), "cudaEventRecord on device %d", device_);
  stepped_ = true;
  if (!wait) {
    *result = {};
    return TO_DONE;
  }
  wait_for_work();
  const to_result &found = outcome_->result;
  result->gain = found.gain;
  if (outcome_->outcome == TO_NON_FINITE) {
    result->slot = found.slot;
    result->element = found.element;
  } else if (outcome_->outcome == TO_DONE && report) {
    result->gradient_squares = found.gradient_squares;
    result->estimate_squares = found.estimate_squares;
    result->error_squares = found.error_squares;
  }
  return outcome_->outcome;
}

// Before the first reported step.
void Step::allocate_report() {
  int64_t warps = 0;
  for (const Job &job : plan_.jobs) {
    warps += kWarps * update_grid({nullptr, multiprocessors_}, job);
  }
  estimates_ = Device<float>(kBlock * plan_.view.block_count, device_, false);
  report_sums_ = Device<double>(3 * warps, device_, false);
  plan_.view.estimates = estimates_.data();
  plan_.view.report_sums = report_sums_.data();
  plan_.view.report_warps = warps;
}

// Scalars, and tensors where one has moved.
void Step::upload(const Queue &queue, const to_scalars *scalars) {
  const size_t size = sizeof(to_scalars) * static_cast<size_t>(plan_.options.groups);
  memcpy(inputs_.data(), scalars, size);
  int64_t bytes = scalar_bytes(plan_);
  char *const tensors = inputs_.data() + bytes;
  const size_t tensors_size = static_cast<size_t>(tensor_bytes(plan_));
  if (!uploaded_ || memcmp(tensors, tensors_.data(), tensors_size) != 0) {
    uploaded_ = false;  // if a launch fails
    memcpy(tensors, tensors_.data(), tensors_size);
    bytes += static_cast<int64_t>(tensors_size);
  }
  load(queue, plan_.view, inputs_.data(), device_inputs_.data(), bytes);
  uploaded_ = true;
}

void Step::queue_phases(const Queue &queue, bool first, bool report, bool wait) {
  const View &view = plan_.view;
  const bool look = plan_.options.inspect != 0;
  const bool norm = plan_.limits.clip_norm < kInfinity;
  const bool bfloat16 = plan_.options.bfloat16 != 0;
  const Job rank_one_blocks = plan_.blocks_of(TO_RANK_ONE);
  const Job diagonal_blocks = plan_.blocks_of(TO_DIAGONAL);
  // Where Rank-One has all tensors, its own first pass looks at the gradients.
  const bool rank_one_looks = look && !norm && rank_one_blocks.count == view.block_count;
  inspect(queue, view, look && !rank_one_looks, norm);
  begin(queue, view, look, norm, first);
  if (plan_.has_rank_one) rank_one(queue, view, rank_one_blocks, bfloat16, rank_one_looks);
  if (view.full_count > 0) full_scalars(queue, view, plan_.blocks_of(TO_FULL));
  if (plan_.options.fail_on_gain) {
    diagonal_gain(queue, view, diagonal_blocks);
    decide(queue, view);
  }
  train_full(queue, view, plan_.has_direct, plan_.has_corrections, plan_.longest_row);
  queue_update(queue, report);
  if (wait || plan_.has_corrections) finish(queue, view, report);
  if (plan_.limits.radius < kInfinity) project(queue, view);
}

void Step::queue_update(const Queue &queue, bool report) {
  const View &view = plan_.view;
  const bool bfloat16 = plan_.options.bfloat16 != 0;
  int64_t first_warp = 0;
  for (const Job &job : plan_.jobs) {
    switch (job.estimator) {
      case TO_EMA:
        update_ema(queue, view, job, bfloat16, report, first_warp);
        break;
      case TO_DIAGONAL:
        update_diagonal(queue, view, job, bfloat16, report, first_warp);
        break;
      case TO_RANK_ONE:
        update_rank_one(queue, view, job, bfloat16, report, first_warp);
        break;
      case TO_FULL:
        update_full(queue, view, job, report, first_warp);
        break;
      default:
        update_stochastic(queue, view, job, report, first_warp);
    }
    first_warp += kWarps * update_grid(queue, job);
  }
}

void Step::wait_for_work() const {
  if (!stepped_) return;
  check(cudaEventSynchronize(handles_.done), "a step's kernels on device %d (cudaEventSynchronize)",
        device_);
}

namespace {

// Rows between device memory and host memory where they lie one after the other.
void copy_rows(const StateArray &array, void *to, size_t to_pitch, const void *from,
               size_t from_pitch, cudaMemcpyKind kind, cudaStream_t stream, int device) {
  const size_t width = static_cast<size_t>(array.columns * array.description.width);
  const size_t rows = static_cast<size_t>(array.rows);
  check(cudaMemcpy2DAsync(to, to_pitch, from, from_pitch, width, rows, kind, stream),
        "cudaMemcpy2DAsync of %zu rows of %zu bytes on device %d", rows, width, device);
  check(cudaStreamSynchronize(stream), "cudaStreamSynchronize on device %d", device);
}

size_t host_pitch(const StateArray &array) {
  return static_cast<size_t>(array.columns * array.description.width);
}

size_t device_pitch(const StateArray &array) {
  return static_cast<size_t>(array.stride * array.description.width);
}

}  // namespace

void Step::read(const StateArray &array, float *to) const {
  wait_for_work();
  std::vector<uint16_t> held;
  void *host = to;
  if (array.description.width == 2) {
    held.resize(static_cast<size_t>(array.description.length));
    host = held.data();
  }
  copy_rows(array, host, host_pitch(array), array.data, device_pitch(array), cudaMemcpyDeviceToHost,
            handles_.own, device_);
  if (!held.empty()) TO_ISA::widen(held.data(), to, array.description.length);
}

void Step::write(const StateArray &array, const float *from) {
  wait_for_work();
  std::vector<uint16_t> held;
  const void *host = from;
  if (array.description.width == 2) {
    held.resize(static_cast<size_t>(array.description.length));
    TO_ISA::narrow(from, held.data(), array.description.length);
    host = held.data();
  }
  copy_rows(array, array.data, device_pitch(array), host, host_pitch(array), cudaMemcpyHostToDevice,
            handles_.own, device_);
}

void Step::read_estimate(int slot, float *to) const {
  const DeviceSlot &from = plan_.slots[static_cast<size_t>(slot)];
  if (estimates_.length() == 0 || from.length == 0) return;
  wait_for_work();
  const size_t bytes = sizeof(float) * static_cast<size_t>(from.length);
  check(cudaMemcpyAsync(to, estimates_.data() + from.first_block * kBlock, bytes,
                        cudaMemcpyDeviceToHost, handles_.own),
        "cudaMemcpyAsync of %zu bytes from device %d", bytes, device_);
  check(cudaStreamSynchronize(handles_.own), "cudaStreamSynchronize on device %d", device_);
}

}  // namespace cuda
}  // namespace trainopt
