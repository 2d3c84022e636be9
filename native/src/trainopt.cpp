// The C interface.
#include "trainopt.h"

#include <string.h>

#include <memory>
#include <new>

#include "isa.h"
#include "step.h"
#include "valid.h"

struct to_kernel {
  trainopt::Step step;
};

extern "C" {

int32_t to_isa_available(int32_t isa) { return trainopt::kernels_of(isa) != nullptr; }

to_kernel *to_create(const to_options *options, const to_limits *limits, const to_group *groups,
                     const to_slot *slots, int32_t *error) {
  *error = TO_CREATED;
  const trainopt::Kernels *kernels = trainopt::kernels_of(options->isa);
  if (kernels == nullptr) {
    *error = TO_ISA_MISSING;
    return nullptr;
  }
  if (!trainopt::valid(*options, groups, slots)) {
    *error = TO_BAD_PLAN;
    return nullptr;
  }
  try {
    return new to_kernel{trainopt::Step(*options, *limits, groups, slots, *kernels)};
  } catch (const std::bad_alloc &) {
    *error = TO_OUT_OF_MEMORY;
    return nullptr;
  }
}

void to_destroy(to_kernel *kernel) { delete kernel; }

to_tensor *to_tensors(to_kernel *kernel) { return kernel->step.plan().tensors.data(); }

int32_t to_group_count(const to_kernel *kernel) { return kernel->step.plan().options.groups; }

int32_t to_slot_count(const to_kernel *kernel) { return kernel->step.plan().options.slots; }

int32_t to_step(to_kernel *kernel, const to_scalars *scalars, int32_t first, int32_t report,
                to_result *result) {
  try {
    return kernel->step.run(scalars, first != 0, report != 0, result);
  } catch (const std::bad_alloc &) {
    return TO_NO_MEMORY;
  }
}

int32_t to_array_count(const to_kernel *kernel) {
  return static_cast<int32_t>(kernel->step.plan().arrays.size());
}

void to_array_at(const to_kernel *kernel, int32_t index, to_array *array) {
  *array = kernel->step.plan().arrays[static_cast<size_t>(index)].description;
}

void to_read(const to_kernel *kernel, int32_t index, float *to) {
  kernel->step.read(kernel->step.plan().arrays[static_cast<size_t>(index)], to);
}

void to_write(to_kernel *kernel, int32_t index, const float *from) {
  kernel->step.write(kernel->step.plan().arrays[static_cast<size_t>(index)], from);
}

void to_read_estimate(const to_kernel *kernel, int32_t slot, float *to) {
  const trainopt::Slot &from = kernel->step.plan().slots[static_cast<size_t>(slot)];
  if (from.estimate.length() > 0)
    memcpy(to, from.estimate.data(), sizeof(float) * static_cast<size_t>(from.length));
}

}  // extern "C"
