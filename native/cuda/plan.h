// A plan on a device: the state, and the tables that kernels work from.
#pragma once

#include <stdint.h>

#include <vector>

#include "memory.h"
#include "phases.h"
#include "tables.h"
#include "trainopt.h"

namespace trainopt {
namespace cuda {

// Rows of elements in device memory: a vector is one row.
struct StateArray {
  to_array description;
  void *data;
  int64_t rows;
  int64_t columns;
  int64_t stride;
};

struct Plan {
  to_options options;
  to_limits limits;
  std::vector<to_group> groups;
  std::vector<DeviceSlot> slots;
  std::vector<DeviceUnit> units;
  std::vector<StateArray> arrays;  // in the order of the CPU's plan
  std::vector<Job> jobs;           // one a kernel that updates
  View view{};                     // but for estimates
  int64_t longest_row = 0;
  bool has_rank_one = false;
  bool has_direct = false;
  bool has_corrections = false;

  // On the current device. Throws Failure and std::bad_alloc.
  Plan(const to_options &options, const to_limits &limits, const to_group *groups,
       const to_slot *slots, int device);

  const to_group &settings(const DeviceUnit &unit) const {
    return groups[static_cast<size_t>(unit.group)];
  }
  // Of the table, those that an estimator works on.
  Job blocks_of(int estimator) const;

 private:
  template <class T>
  T *allocate(int64_t length);
  template <class T>
  T *copy(const std::vector<T> &from);
  void add_slots(const to_slot *slots);
  void add_units(const to_slot *slots);
  void add_unit(int group, const std::vector<int> &members, int64_t owner, const to_slot &first);
  void add_full(DeviceUnit &unit, int64_t owner, const to_slot &first);
  void add_array(int64_t kind, bool of_group, int64_t owner, void *data, int64_t length,
                 int64_t width);
  void add_matrix(int64_t kind, int64_t owner, float *data, int64_t rows, int64_t d,
                  int64_t stride);
  std::vector<BlockRef> order_blocks();

  int device_;
  std::vector<Device<char>> memory_;
};

}  // namespace cuda
}  // namespace trainopt
