// What the arithmetic that CPU and CUDA kernels share needs: how its functions are marked, and the
// operations that the two spell differently. Each rounds once, to nearest, on both.
#pragma once

// TO_BOTH marks what CUDA may call as well, TO_FN what is to be part of its caller besides.
#if defined(__CUDACC__)
#define TO_BOTH __host__ __device__
#define TO_FN __host__ __device__ __forceinline__
#else
#define TO_BOTH
#define TO_FN inline __attribute__((always_inline))
#endif

namespace trainopt {

// x y + z, rounded once.
TO_FN float fused(float x, float y, float z) {
#if defined(__CUDA_ARCH__)
  return __fmaf_rn(x, y, z);
#else
  return __builtin_fmaf(x, y, z);
#endif
}

TO_FN float root(float x) {
#if defined(__CUDA_ARCH__)
  return __fsqrt_rn(x);
#else
  return __builtin_sqrtf(x);
#endif
}

TO_FN double root(double x) {
#if defined(__CUDA_ARCH__)
  return __dsqrt_rn(x);
#else
  return __builtin_sqrt(x);
#endif
}

}  // namespace trainopt
