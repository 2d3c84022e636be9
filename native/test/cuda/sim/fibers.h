// What the simulated runtime asks of the simulated threads.
#pragma once

#include <functional>
#include <string>

#include "cuda_runtime.h"

namespace sim {

// Runs all blocks; false if the kernel was ended. One CPU thread at a time.
bool run_kernel(const std::function<void()> &body, dim3 grid, dim3 size);

// Ends what a kernel left behind.
void end_kernel(const std::string &why);

}  // namespace sim
