// Diagonal-TO.
#include "update.cuh"

namespace trainopt {
namespace cuda {

void update_diagonal(const Queue &queue, const View &view, const Job &job, bool bfloat16,
                     bool report, int64_t first_warp) {
  if (bfloat16) {
    update_by_scaling<AnyDiagonal, HeldBfloat16>(queue, view, job, report, first_warp);
  } else {
    update_by_scaling<AnyDiagonal, HeldFloat32>(queue, view, job, report, first_warp);
  }
}

}  // namespace cuda
}  // namespace trainopt
