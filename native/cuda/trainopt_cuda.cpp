// The C interface of kernels; that of devices is in device.cpp.
#include "trainopt_cuda.h"

#include <memory>
#include <new>

#include "failure.h"
#include "step.h"
#include "valid.h"

struct to_cuda_kernel {
  trainopt::cuda::Step step;
};

using trainopt::cuda::Failure;
using trainopt::cuda::OnDevice;
using trainopt::cuda::StateArray;

namespace {

const StateArray &array_of(const to_cuda_kernel *kernel, int32_t index) {
  return kernel->step.plan().arrays[static_cast<size_t>(index)];
}

// 0, or the code of what body threw, on the kernel's device.
template <class Body>
int32_t status_of(const to_cuda_kernel *kernel, const Body &body) {
  try {
    const OnDevice on(kernel->step.device());
    body();
    return 0;
  } catch (const Failure &failure) {
    return failure.code;
  } catch (const std::bad_alloc &) {
    return trainopt::cuda::note(cudaErrorMemoryAllocation, "memory of the host");
  }
}

}  // namespace

extern "C" {

to_cuda_kernel *to_cuda_create(const to_options *options, const to_limits *limits,
                               const to_group *groups, const to_slot *slots, int32_t device,
                               int32_t *error) {
  *error = TO_CREATED;
  if (!trainopt::valid(*options, groups, slots)) {
    *error = TO_BAD_PLAN;
    return nullptr;
  }
  try {
    const OnDevice on(device);
    return new to_cuda_kernel{{*options, *limits, groups, slots, device}};
  } catch (const Failure &failure) {
    *error = TO_CUDA_CREATE_FAILED;
    if (failure.code == cudaErrorMemoryAllocation) *error = TO_OUT_OF_MEMORY;
  } catch (const std::bad_alloc &) {
    trainopt::cuda::note(cudaErrorMemoryAllocation, "the sizes of a plan for device %d", device);
    *error = TO_OUT_OF_MEMORY;
  }
  return nullptr;
}

void to_cuda_destroy(to_cuda_kernel *kernel) {
  if (kernel == nullptr) return;
  try {
    const OnDevice on(kernel->step.device());
    delete kernel;
  } catch (const Failure &) {
    delete kernel;
  }
}

to_tensor *to_cuda_tensors(to_cuda_kernel *kernel) { return kernel->step.tensors(); }

int32_t to_cuda_group_count(const to_cuda_kernel *kernel) {
  return kernel->step.plan().options.groups;
}

int32_t to_cuda_slot_count(const to_cuda_kernel *kernel) {
  return kernel->step.plan().options.slots;
}

int32_t to_cuda_step(to_cuda_kernel *kernel, const to_scalars *scalars, int32_t first,
                     int32_t report, int32_t wait, int64_t stream, to_result *result) {
  int32_t outcome = TO_CUDA_FAILED;
  const int32_t status = status_of(kernel, [&] {
    outcome = kernel->step.run(scalars, first != 0, report != 0, wait != 0,
                               reinterpret_cast<cudaStream_t>(static_cast<intptr_t>(stream)),
                               result);
  });
  return status == 0 ? outcome : TO_CUDA_FAILED;
}

int32_t to_cuda_array_count(const to_cuda_kernel *kernel) {
  return static_cast<int32_t>(kernel->step.plan().arrays.size());
}

void to_cuda_array_at(const to_cuda_kernel *kernel, int32_t index, to_array *array) {
  *array = array_of(kernel, index).description;
}

int32_t to_cuda_read(const to_cuda_kernel *kernel, int32_t index, float *to) {
  return status_of(kernel, [&] { kernel->step.read(array_of(kernel, index), to); });
}

int32_t to_cuda_write(to_cuda_kernel *kernel, int32_t index, const float *from) {
  return status_of(kernel, [&] { kernel->step.write(array_of(kernel, index), from); });
}

int32_t to_cuda_read_estimate(const to_cuda_kernel *kernel, int32_t slot, float *to) {
  return status_of(kernel, [&] { kernel->step.read_estimate(slot, to); });
}

}  // extern "C"
