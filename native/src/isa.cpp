#include "isa.h"

#include "trainopt.h"

namespace trainopt {

#ifdef TRAINOPT_X86
namespace {

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}

}  // namespace
#endif

const Kernels *kernels_of(int isa) {
  switch (isa) {
    case TO_BASELINE:
      return &baseline::kernels();
#ifdef TRAINOPT_X86
    case TO_AVX2:
      return has_avx2() ? &avx2::kernels() : nullptr;
    case TO_AVX512:
      return has_avx512() ? &avx512::kernels() : nullptr;
    case TO_AVX512_BF16:
      return has_avx512() && __builtin_cpu_supports("avx512bf16") ? &avx512bf16::kernels()
                                                                  : nullptr;
#endif
    default:
      return nullptr;
  }
}

}  // namespace trainopt
