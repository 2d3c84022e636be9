#include "plan.h"

#include <algorithm>
#include <new>

namespace trainopt {
namespace cuda {
namespace {

int64_t blocks_in(int64_t length) { return (length + kBlock - 1) / kBlock; }

}  // namespace

Plan::Plan(const to_options &o, const to_limits &l, const to_group *g, const to_slot *s, int device)
    : options(o), limits(l), groups(g, g + o.groups), device_(device) {
  add_slots(s);
  add_units(s);
  for (int k = 0; k < o.slots; ++k) {
    const DeviceSlot &slot = slots[static_cast<size_t>(k)];
    const auto add = [&](int64_t kind, void *data, int64_t width) {
      if (data != nullptr) add_array(kind, false, k, data, slot.length, width);
    };
    const int64_t width = o.bfloat16 ? 2 : 4;
    add(TO_ARRAY_A, slot.a, width);
    add(TO_ARRAY_U, slot.u, width);
    add(TO_ARRAY_V, slot.v, width);
    add(TO_ARRAY_B, slot.b, width);
    add(TO_ARRAY_S, slot.s, sizeof(float));
  }
  view.blocks = copy(order_blocks());
  view.slots = copy(slots);
  view.groups = copy(groups);
  view.units = copy(units);
  view.steps = allocate<UnitStep>(static_cast<int64_t>(units.size()));
  view.control = allocate<Control>(1);
  view.sums = allocate<float>(view.block_count);
  view.unit_sums = allocate<float>(kUnitSums * view.unit_sum_count);
  view.limits = limits;
  view.slot_count = o.slots;
  view.unit_count = static_cast<int32_t>(units.size());
}

template <class T>
T *Plan::allocate(int64_t length) {
  if (length == 0) return nullptr;
  if (length > INT64_MAX / static_cast<int64_t>(sizeof(T))) throw std::bad_alloc();
  memory_.emplace_back(length * static_cast<int64_t>(sizeof(T)), device_);
  return reinterpret_cast<T *>(memory_.back().data());
}

template <class T>
T *Plan::copy(const std::vector<T> &from) {
  T *to = allocate<T>(static_cast<int64_t>(from.size()));
  if (to == nullptr) return nullptr;
  const size_t bytes = from.size() * sizeof(T);
  check(cudaMemcpyAsync(to, from.data(), bytes, cudaMemcpyHostToDevice, nullptr),
        "cudaMemcpyAsync of %zu bytes to device %d", bytes, device_);
  // The vector may be gone when this returns.
  check(cudaStreamSynchronize(nullptr), "cudaStreamSynchronize on device %d", device_);
  return to;
}

void Plan::add_slots(const to_slot *from) {
  for (int k = 0; k < options.slots; ++k) {
    const to_group &group = groups[static_cast<size_t>(from[k].group)];
    const int64_t length = from[k].length;
    const auto vector = [&](bool needed) -> void * {
      if (!needed) return nullptr;
      return options.bfloat16 ? static_cast<void *>(allocate<uint16_t>(length))
                              : static_cast<void *>(allocate<float>(length));
    };
    const int estimator = group.estimator;
    DeviceSlot slot{};
    slot.length = length;
    slot.first_block = view.block_count;
    slot.group = static_cast<int32_t>(from[k].group);
    slot.a = vector(estimator == TO_DIAGONAL);
    // Full's b runs over its whole vector and lies beside A.
    slot.b = vector(estimator != TO_STOCHASTIC && estimator != TO_FULL);
    slot.u = vector(estimator == TO_RANK_ONE);
    slot.v = vector(estimator == TO_RANK_ONE);
    slot.s = allocate<float>(group.scaling == TO_NO_SCALING ? 0 : length);
    view.block_count += blocks_in(length);
    slots.push_back(slot);
  }
}

// In the order of the CPU's plan, but that Full's units lie together, behind the others; the order of
// their state arrays is kept.
void Plan::add_units(const to_slot *from) {
  for (const bool full : {false, true}) {
    if (full) view.full_first = static_cast<int32_t>(units.size());
    for (int group = 0; group < options.groups; ++group) {
      if ((groups[static_cast<size_t>(group)].estimator == TO_FULL) != full) continue;
      std::vector<int> members;
      for (int k = 0; k < options.slots; ++k) {
        if (slots[static_cast<size_t>(k)].group == group) members.push_back(k);
      }
      if (options.per_tensor) {
        for (int k : members) add_unit(group, {k}, k, from[k]);
      } else if (!members.empty()) {
        add_unit(group, members, group, from[members.front()]);
      }
    }
  }
  view.full_count = static_cast<int32_t>(units.size()) - view.full_first;
}

void Plan::add_unit(int group, const std::vector<int> &members, int64_t owner,
                    const to_slot &first) {
  DeviceUnit unit{};
  unit.group = group;
  unit.first_sum = view.unit_sum_count;
  const int estimator = settings(unit).estimator;
  for (int k : members) {
    DeviceSlot &slot = slots[static_cast<size_t>(k)];
    slot.unit = static_cast<int32_t>(units.size());
    slot.offset = unit.d;
    slot.first_sum = unit.first_sum + unit.sums;
    if (estimator == TO_RANK_ONE) unit.sums += blocks_in(slot.length);
    if (estimator == TO_FULL) unit.d += slot.length;
  }
  has_rank_one |= estimator == TO_RANK_ONE;
  if (estimator == TO_FULL) add_full(unit, owner, first);
  view.unit_sum_count += unit.sums;
  view.longest_unit = std::max(view.longest_unit, unit.sums);
  units.push_back(unit);
}

void Plan::add_full(DeviceUnit &unit, int64_t owner, const to_slot &first) {
  if (unit.d > INT32_MAX) throw std::bad_alloc();  // d * d must not overflow
  const int64_t d = unit.d;
  unit.sums = blocks_in(d);
  unit.stride = (d + kWarp - 1) / kWarp * kWarp;
  unit.first_row = view.rows;
  unit.first_correction = view.corrections;
  unit.first_tile = view.tiles;
  view.rows += d;
  longest_row = std::max(longest_row, d);
  const int64_t side = (d + kTile - 1) / kTile;
  view.tiles += side * side;
  unit.matrix = allocate<float>(d * unit.stride);
  unit.b = allocate<float>(d);
  unit.w = allocate<float>(d);
  unit.g = allocate<float>(d);
  unit.direction = allocate<float>(d);
  add_matrix(TO_ARRAY_MATRIX, owner, unit.matrix, d, d, unit.stride);
  add_array(TO_ARRAY_B, !options.per_tensor, owner, unit.b, d, sizeof(float));
  if (d == 0) return;
  if (first.history == 0) {
    has_direct = true;
    return;
  }
  has_corrections = true;
  unit.history = first.history;
  unit.pending = first.pending;
  view.corrections += unit.history;
  if (unit.history > INT64_MAX / 8 / unit.stride) throw std::bad_alloc();
  unit.factors = allocate<float>(unit.history * unit.stride);
  unit.points = allocate<float>(unit.history * unit.stride);
  unit.corrections = allocate<float>(2);
  unit.p = allocate<float>(d);
  unit.c = allocate<float>(unit.history);
  add_matrix(TO_ARRAY_FACTORS, owner, unit.factors, unit.history, d, unit.stride);
  add_matrix(TO_ARRAY_POINTS, owner, unit.points, unit.history, d, unit.stride);
  add_array(TO_ARRAY_CORRECTIONS, !options.per_tensor, owner, unit.corrections, 2, sizeof(float));
}

void Plan::add_array(int64_t kind, bool of_group, int64_t owner, void *data, int64_t length,
                     int64_t width) {
  if (length == 0) return;
  arrays.push_back({{kind, of_group, owner, length, width}, data, 1, length, length});
}

void Plan::add_matrix(int64_t kind, int64_t owner, float *data, int64_t rows, int64_t d,
                      int64_t stride) {
  if (rows * d == 0) return;
  arrays.push_back(
      {{kind, !options.per_tensor, owner, rows * d, sizeof(float)}, data, rows, d, stride});
}

// All blocks, by the kernel that updates them.
std::vector<BlockRef> Plan::order_blocks() {
  std::vector<BlockRef> order;
  for (int estimator = TO_STOCHASTIC; estimator <= TO_FULL; ++estimator) {
    for (int scaling = TO_NO_SCALING; scaling <= TO_MEAN_OF_SQUARES; ++scaling) {
      Job job{estimator, scaling, static_cast<int64_t>(order.size()), 0};
      for (int k = 0; k < options.slots; ++k) {
        const DeviceSlot &slot = slots[static_cast<size_t>(k)];
        const to_group &group = groups[static_cast<size_t>(slot.group)];
        if (group.estimator != estimator || group.scaling != scaling) continue;
        const int64_t blocks = blocks_in(slot.length);
        if (blocks > INT32_MAX) throw std::bad_alloc();
        for (int32_t index = 0; index < blocks; ++index) order.push_back({k, index});
      }
      job.count = static_cast<int64_t>(order.size()) - job.first;
      if (job.count > 0) jobs.push_back(job);
    }
  }
  return order;
}

Job Plan::blocks_of(int estimator) const {
  Job all{estimator, 0, 0, 0};
  for (const Job &job : jobs) {
    if (job.estimator != estimator) continue;
    if (all.count == 0) all.first = job.first;
    all.count += job.count;
  }
  return all;
}

}  // namespace cuda
}  // namespace trainopt
