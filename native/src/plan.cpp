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

Slot make_slot(const to_slot &slot, const to_group &group, bool bfloat16) {
  const auto array = [&slot, bfloat16](bool needed) {
    return Vector(needed ? slot.length : 0, bfloat16 ? 2 : 4);
  };
  Slot made{};
  made.length = slot.length;
  made.group = static_cast<int>(slot.group);
  made.a = array(group.estimator == TO_DIAGONAL);
  // Full's b runs over its whole vector and lies beside A.
  made.b = array(group.estimator != TO_STOCHASTIC && group.estimator != TO_FULL);
  made.u = array(group.estimator == TO_RANK_ONE);
  made.v = array(group.estimator == TO_RANK_ONE);
  made.s = Floats(group.scaling == TO_NO_SCALING ? 0 : slot.length);
  return made;
}

}  // namespace

Plan::Plan(const to_options &o, const to_limits &l, const to_group *g, const to_slot *s,
           const Kernels &kernels)
    : options(o), limits(l), groups(g, g + o.groups), tensors(static_cast<size_t>(o.slots)) {
  for (int k = 0; k < o.slots; ++k) {
    slots.push_back(make_slot(s[k], groups[static_cast<size_t>(s[k].group)],
                              o.bfloat16 != 0));
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
      if (members.empty()) continue;
      const to_slot &first = s[members.front()];
      add_unit(group, std::move(members), group, first, kernels);
    } else {
      for (int k : members) add_unit(group, {k}, k, s[k], kernels);
    }
  }
  for (int k = 0; k < o.slots; ++k) {
    const Slot &slot = slots[k];
    const auto add = [this, k](int64_t kind, const Vector &vector) {
      add_array(kind, false, k, vector.at(0), vector.length(), vector.width());
    };
    add(TO_ARRAY_A, slot.a);
    add(TO_ARRAY_U, slot.u);
    add(TO_ARRAY_V, slot.v);
    add(TO_ARRAY_B, slot.b);
    add_array(TO_ARRAY_S, false, k, slot.s.data(), slot.s.length(), sizeof(float));
  }
}

void Plan::add_unit(int group, std::vector<int> members, int64_t owner, const to_slot &first,
                    const Kernels &kernels) {
  const to_group &settings = groups[group];
  Unit unit{};
  unit.group = group;
  unit.slots = std::move(members);
  const bool full = settings.estimator == TO_FULL;
  const auto &by_report = kernels.update[direction_of(settings)][settings.scaling];
  for (int report = 0; report < 2; ++report) {
    unit.update[report] = by_report[report][full ? kFloat32 : precision()];
  }
  for (int k : unit.slots) slots[k].unit = static_cast<int>(units.size());
  if (full) add_full(unit, owner, first);
  units.push_back(std::move(unit));
}

void Plan::add_full(Unit &unit, int64_t owner, const to_slot &first) {
  for (int k : unit.slots) {
    slots[k].offset = unit.d;
    unit.d += slots[k].length;
  }
  if (unit.d > INT32_MAX) throw std::bad_alloc();  // d * d must not overflow
  const int64_t d = unit.d;
  unit.history = first.history;
  unit.pending = first.pending;
  unit.matrix = Matrix(d, d);
  unit.b = Floats(d);
  unit.w = Floats(d);
  unit.g = Floats(d);
  unit.direction = Floats(d);
  add_matrix(TO_ARRAY_MATRIX, owner, unit.matrix);
  add_array(TO_ARRAY_B, !options.per_tensor, owner, unit.b.data(), d, sizeof(float));
  if (unit.history == 0 || d == 0) return;
  unit.factors = Matrix(unit.history, d);
  unit.points = Matrix(unit.history, d);
  unit.corrections = Floats(2);
  unit.p = Floats(d);
  unit.c = Floats(unit.history);
  add_matrix(TO_ARRAY_FACTORS, owner, unit.factors);
  add_matrix(TO_ARRAY_POINTS, owner, unit.points);
  add_array(TO_ARRAY_CORRECTIONS, !options.per_tensor, owner, unit.corrections.data(), 2,
            sizeof(float));
}

void Plan::add_array(int64_t kind, bool of_group, int64_t owner, void *data, int64_t length,
                     int64_t width) {
  if (length > 0) arrays.push_back({{kind, of_group, owner, length, width}, data, 1, length, length});
}

void Plan::add_matrix(int64_t kind, int64_t owner, const Matrix &matrix) {
  const int64_t length = matrix.rows() * matrix.columns();
  if (length == 0) return;
  arrays.push_back({{kind, !options.per_tensor, owner, length, sizeof(float)},
                    matrix.row(0),
                    matrix.rows(),
                    matrix.columns(),
                    matrix.stride()});
}

}  // namespace trainopt
