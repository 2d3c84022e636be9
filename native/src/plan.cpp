#include "plan.h"

#include <utility>

namespace trainopt {
namespace {

Direction direction_of(const to_group &group) {
  const bool late = group.predict_first;
  switch (group.estimator) {
    case TO_EMA:
      return late ? kEmaPredictFirst : kEma;
    case TO_DIAGONAL:
      return group.normalized ? (late ? kDiagonalNormalizedPredictFirst : kDiagonalNormalized)
                              : (late ? kDiagonalPredictFirst : kDiagonal);
    case TO_RANK_ONE:
      return late ? kRankOnePredictFirst : kRankOne;
    case TO_FULL:
      return kGiven;
    default:
      return kStochastic;
  }
}

Slot make_slot(const to_slot &slot, const to_group &group) {
  const auto array = [&slot](bool needed) { return Floats(needed ? slot.length : 0); };
  Slot made{};
  made.length = slot.length;
  made.group = static_cast<int>(slot.group);
  made.a = array(group.estimator == TO_DIAGONAL);
  // Full's b runs over its whole vector and lies beside A.
  made.b = array(group.estimator != TO_STOCHASTIC && group.estimator != TO_FULL);
  made.u = array(group.estimator == TO_RANK_ONE);
  made.v = array(group.estimator == TO_RANK_ONE);
  made.s = array(group.scaling != TO_NO_SCALING);
  return made;
}

}  // namespace

Plan::Plan(const to_options &o, const to_limits &l, const to_group *g, const to_slot *s,
           const Kernels &kernels)
    : options(o), limits(l), groups(g, g + o.groups), tensors(static_cast<size_t>(o.slots)) {
  for (int k = 0; k < o.slots; ++k) {
    slots.push_back(make_slot(s[k], groups[static_cast<size_t>(s[k].group)]));
    slots.back().first_block = blocks;
    blocks += (s[k].length + kBlock - 1) / kBlock;
    elements += s[k].length;
  }
  for (int group = 0; group < o.groups; ++group) {
    std::vector<int> members;
    for (int k = 0; k < o.slots; ++k) {
      if (slots[k].group == group) members.push_back(k);
    }
    if (!o.per_tensor) {
      if (!members.empty()) add_unit(group, std::move(members), group, kernels);
    } else {
      for (int k : members) add_unit(group, {k}, k, kernels);
    }
  }
  for (int k = 0; k < o.slots; ++k) {
    add_array(TO_ARRAY_A, false, k, slots[k].a);
    add_array(TO_ARRAY_U, false, k, slots[k].u);
    add_array(TO_ARRAY_V, false, k, slots[k].v);
    add_array(TO_ARRAY_B, false, k, slots[k].b);
    add_array(TO_ARRAY_S, false, k, slots[k].s);
  }
}

void Plan::add_unit(int group, std::vector<int> members, int64_t owner, const Kernels &kernels) {
  const to_group &settings = groups[group];
  Unit unit{};
  unit.group = group;
  unit.slots = std::move(members);
  unit.update = kernels.update[direction_of(settings)][settings.scaling];
  for (int k : unit.slots) slots[k].unit = static_cast<int>(units.size());
  if (settings.estimator == TO_FULL) {
    for (int k : unit.slots) {
      slots[k].offset = unit.d;
      unit.d += slots[k].length;
    }
    if (unit.d > INT32_MAX) throw std::bad_alloc();  // d * d must not overflow
    unit.matrix = Floats(unit.d * unit.d);
    unit.b = Floats(unit.d);
    unit.w = Floats(unit.d);
    unit.g = Floats(unit.d);
    unit.direction = Floats(unit.d);
    add_array(TO_ARRAY_MATRIX, !options.per_tensor, owner, unit.matrix);
    add_array(TO_ARRAY_B, !options.per_tensor, owner, unit.b);
  }
  units.push_back(std::move(unit));
}

void Plan::add_array(int64_t kind, bool of_group, int64_t owner, const Floats &floats) {
  if (floats.length() > 0)
    arrays.push_back({{kind, of_group, owner, floats.length()}, floats.data()});
}

}  // namespace trainopt
