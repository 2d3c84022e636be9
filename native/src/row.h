// A row of Full-TO: once for the CPU and CUDA kernels.
#pragma once

#include "function.h"

namespace trainopt {
namespace TO_ISA {

struct Row {
  float b;
  float direction;
  float factor;  // -alpha r: what is added to A's row is factor times w
};

// p = product + b, r = p - g, b <- b - beta r; product is the row of A times w.
TO_FN Row trained_row(float product, float b, float g, float step_a, float step_b, float keep,
                      bool predict_first) {
  const float p = product + b;
  const float r = p - g;
  return {b - step_b * r, predict_first ? p : g + keep * r, -(step_a * r)};
}

}  // namespace TO_ISA
}  // namespace trainopt
