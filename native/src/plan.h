// A plan as the phases of a step see it: tensors with their state, and the units that estimators
// work on.
#pragma once

#include <stdint.h>

#include <vector>

#include "kernels.h"
#include "state.h"
#include "trainopt.h"

namespace trainopt {

// One tensor with its state arrays; one that its estimator and scaling do not have is empty.
struct Slot {
  int64_t length;
  int group;
  int unit;
  int64_t first_block;  // in the numbering of all tensors' blocks
  Vector a, b, u, v;
  Floats s;
  Floats estimate;  // the direction of the last reported step; allocated when it is first wanted
  int64_t offset;   // in the vector of a Full unit
};

// What one estimator trains: a tensor, or all tensors of a group that it takes as one vector.
struct Unit {
  int group;
  std::vector<int> slots;
  // Full's matrix and vectors, of dimension d.
  int64_t d = 0;
  Matrix matrix;
  Floats b, w, g, direction;
  // Full's corrections, where they are kept.
  int64_t history = 0;
  int64_t pending = 0;
  Matrix factors, points;
  Floats corrections;  // how many there are; 1 once the matrix was flushed to
  Floats p, c;         // of the current step
  // Of the current step.
  bool take_bias;  // b is to be set to the gradient
  double gain;
  Coefficients coefficients;
  Update update[2];  // without and with report
};

// Rows of elements in memory: a vector is one row.
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
  std::vector<Slot> slots;
  std::vector<Unit> units;
  std::vector<StateArray> arrays;
  std::vector<to_tensor> tensors;
  int64_t blocks = 0;
  int64_t elements = 0;

  // Throws std::bad_alloc.
  Plan(const to_options &options, const to_limits &limits, const to_group *groups,
       const to_slot *slots, const Kernels &kernels);

  const to_group &settings(const Unit &unit) const { return groups[unit.group]; }

  // Of the estimators' vectors.
  Precision precision() const { return options.bfloat16 ? kBfloat16 : kFloat32; }

 private:
  void add_unit(int group, std::vector<int> members, int64_t owner, const to_slot &first,
                const Kernels &kernels);
  void add_full(Unit &unit, int64_t owner, const to_slot &first);
  void add_array(int64_t kind, bool of_group, int64_t owner, void *data, int64_t length,
                 int64_t width);
  void add_matrix(int64_t kind, int64_t owner, const Matrix &matrix);
};

}  // namespace trainopt
