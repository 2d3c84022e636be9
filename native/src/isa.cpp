#include "isa.h"

#include "trainopt.h"

namespace trainopt {

const Kernels *kernels_of(int isa) {
  switch (isa) {
    case TO_BASELINE:
      return &baseline::kernels();
#ifdef TRAINOPT_X86
    case TO_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2::kernels()
                                                                             : nullptr;
    case TO_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                     __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                     __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
                 ? &avx512::kernels()
                 : nullptr;
#endif
    default:
      return nullptr;
  }
}

}  // namespace trainopt
