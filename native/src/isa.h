// Which of the compiled instruction sets this CPU can run.
#pragma once

#include "kernels.h"

namespace trainopt {

// The kernels of one of the TO_... instruction sets; null if it was not compiled in or the CPU
// lacks it.
const Kernels *kernels_of(int isa);

}  // namespace trainopt
