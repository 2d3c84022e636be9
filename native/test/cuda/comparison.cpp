// The CUDA kernels against the CPU's, bit for bit. The same program is linked with the simulation and,
// for a device, with the real library: comparison [all|tiny].
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <stdexcept>

#include "cases.h"
#include "pair.h"
#include "trainopt_cuda.h"
#if defined(TRAINOPT_SIMULATION)
#include "sim.h"
#endif

namespace {

// A test that finds no device is skipped, and says so.
constexpr int kSkipped = 77;

double seconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Body>
void part(const char *name, const Body &body) {
  const test::Tally before = test::tally();
  const double start = seconds();
  try {
    body();
  } catch (const std::runtime_error &error) {
    fprintf(stderr, "%s\n", error.what());
    ++test::tally().failures;
  }
  printf("%-40s %6lld cases, %lld failures, %.1f s\n", name,
         static_cast<long long>(test::tally().cases - before.cases),
         static_cast<long long>(test::tally().failures - before.failures), seconds() - start);
}

void all(bool thorough) {
  part("settings", [&] { test::compare_settings(thorough); });
  part("sizes", test::compare_sizes);
  part("refusals", test::compare_refusals);
  part("plans", test::compare_plans);
  part("many tensors", test::compare_many);
  part("long rows", test::compare_long_rows);
}

}  // namespace

int main(int count, char **arguments) {
  const bool tiny = count > 1 && strcmp(arguments[1], "tiny") == 0;
  int32_t devices = 0;
  if (to_cuda_device_count(&devices) != 0 || devices == 0) {
    printf("SKIPPED: no CUDA device: %s\n", to_cuda_error());
    return kSkipped;
  }
  char name[256];
  to_cuda_device_name(0, name, sizeof name);
  printf("on %s\n", name);
#if defined(TRAINOPT_SIMULATION)
  struct {
    const char *name;
    sim::Order order;
    uint64_t seed;
  } const schedules[] = {{"forward", sim::kForward, 1},
                         {"reverse", sim::kReverse, 1},
                         {"random 1", sim::kRandom, 1},
                         {"random 2", sim::kRandom, 2},
                         {"random 3", sim::kRandom, 3}};
  for (const auto &schedule : schedules) {
    printf("threads in order: %s\n", schedule.name);
    sim::set_schedule(schedule.order, schedule.seed);
    if (tiny) {
      part("tiny", test::compare_tiny);
    } else {
      part("sums", test::compare_sums);
      // Every setting in one order, every kernel in all.
      all(schedule.order == sim::kReverse);
    }
  }
#else
  if (tiny) {
    part("tiny", test::compare_tiny);
  } else {
    all(true);
    part("longest rows", test::compare_longest_rows);
  }
#endif
  printf("%lld cases, %lld failures\n", static_cast<long long>(test::tally().cases),
         static_cast<long long>(test::tally().failures));
  return test::tally().failures == 0 ? 0 : 1;
}
