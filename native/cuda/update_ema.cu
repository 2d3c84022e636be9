// Momentum.
#include "update.cuh"

namespace trainopt {
namespace cuda {

void update_ema(const Queue &queue, const View &view, const Job &job, bool bfloat16, bool report,
                int64_t first_warp) {
  if (bfloat16) {
    update_by_scaling<AnyEma, HeldBfloat16>(queue, view, job, report, first_warp);
  } else {
    update_by_scaling<AnyEma, HeldFloat32>(queue, view, job, report, first_warp);
  }
}

}  // namespace cuda
}  // namespace trainopt
