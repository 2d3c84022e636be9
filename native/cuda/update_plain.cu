// SGD, and Full-TO, whose rows were trained before.
#include "update.cuh"

namespace trainopt {
namespace cuda {

void update_stochastic(const Queue &queue, const View &view, const Job &job, bool report,
                       int64_t first_warp) {
  update_by_scaling<AnyStochastic, HeldFloat32>(queue, view, job, report, first_warp);
}

void update_full(const Queue &queue, const View &view, const Job &job, bool report,
                 int64_t first_warp) {
  update_by_scaling<AnyFull, HeldFloat32>(queue, view, job, report, first_warp);
}

}  // namespace cuda
}  // namespace trainopt
