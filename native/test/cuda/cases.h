// What the CUDA kernels are compared with the CPU's on: all settings, sizes and ends of a step.
#pragma once

namespace test {

// Every setting of every estimator over several tensors. Thorough, or one of each kernel alone.
void compare_settings(bool thorough);
// Every conformance size alone.
void compare_sizes();
// Refused steps change nothing, and say what the CPU says.
void compare_refusals();
// Groups side by side, addresses that move, other streams, no waiting.
void compare_plans();
// Many tensors.
void compare_many();
// Full-TO with rows of two blocks, and of more than warps share.
void compare_long_rows();
void compare_longest_rows();
// The sum in ascending order; in the simulation alone.
void compare_sums();
// The smallest steps that use every kernel, for tools that take a thousand times as long.
void compare_tiny();

}  // namespace test
