#include "cases.h"

#include <string.h>

#include "check.h"
#include "pair.h"

namespace test {
namespace {

constexpr float kNan = __builtin_nanf("");

std::vector<int> usual_lengths(int estimator) {
  return estimator == TO_FULL ? std::vector<int>{207, 0, 3, 90}
                              : std::vector<int>{1025, 0, 1, 2050, 33, 3};
}

// Steps of both, with a report at the end.
bool steps_agree(Pair &pair, int steps, const to_scalars &scalars) {
  for (int t = 0; t < steps; ++t) {
    pair.new_gradients();
    if (pair.step(scalars, t == steps - 1) != TO_DONE) return false;
  }
  return pair.same();
}

void compare(const Setting &setting, int steps, const to_scalars &scalars) {
  Pair pair(setting);
  expect(steps_agree(pair, steps, scalars), setting, "a few steps");
}

// A setting by its number: each bit something else.
Setting numbered(int estimator, int scaling, int number) {
  const bool other = number >> 3 & 1;
  const bool full = estimator == TO_FULL;
  Setting setting =
      one_group({estimator, scaling, number & 1, number >> 1 & 1, number >> 2 & 1},
                usual_lengths(estimator), full && other ? 3 : 0, full && other ? 2 : 0);
  setting.bfloat16 = other && !full;
  setting.per_tensor = number >> 4 & 1;
  setting.misaligned = (number >> 1 & 3) == 3 ? 4 : 0;
  setting.fail_on_gain = number % 3 == 0;
  // None, each alone, and all.
  const int limits = (number + scaling) % 5;
  if (limits == 1 || limits == 4) setting.limits.clip_value = 0.9;
  if (limits == 2 || limits == 4) setting.limits.clip_norm = 5;
  if (limits == 3 || limits == 4) setting.limits.radius = 15;
  return setting;
}

}  // namespace

void compare_settings(bool thorough) {
  for (int estimator = TO_STOCHASTIC; estimator <= TO_FULL; ++estimator) {
    for (int scaling = TO_NO_SCALING; scaling <= TO_MEAN_OF_SQUARES; ++scaling) {
      for (int number = 0; number < 32; ++number) {
        // Else one with state in float32 and one in bfloat16, or A direct and by corrections.
        if (!thorough && number != 4 + scaling && number != 31 - scaling) continue;
        const Setting setting = numbered(estimator, scaling, number);
        to_scalars scalars = usual_scalars();
        if (number % 4 == 1) scalars.l2 = 0;
        compare(setting, estimator == TO_FULL ? 5 : 3, scalars);
      }
    }
  }
}

void compare_sizes() {
  for (int length : {0, 1, 3, 13, 207, 1024, 1025, 4098}) {
    for (int estimator = TO_STOCHASTIC; estimator <= TO_FULL; ++estimator) {
      if (estimator == TO_FULL && length > 300) continue;
      for (int history : {0, 2}) {
        if (history > 0 && estimator != TO_FULL) continue;
        Setting setting = one_group({estimator, TO_MEAN_OF_SQUARES, 0, 1, 1}, {length}, history,
                                    history / 2);
        setting.limits.clip_norm = 3;
        compare(setting, 4, usual_scalars());
      }
    }
  }
}

void compare_refusals() {
  for (int estimator = TO_STOCHASTIC; estimator <= TO_FULL; ++estimator) {
    for (int history : {0, 2}) {
      if (history > 0 && estimator != TO_FULL) continue;
      for (int clipped = 0; clipped < 3; ++clipped) {
        Setting setting = one_group({estimator, TO_SUM_OF_SQUARES, 0, 0, 0}, {130, 0, 77, 33},
                                    history, history);
        if (clipped == 1) setting.limits.clip_norm = 2;
        if (clipped == 2) setting.limits.clip_value = 1;
        setting.fail_on_gain = true;
        Pair pair(setting);
        expect(steps_agree(pair, 2, usual_scalars()), setting, "steps before a refused one");
        const auto before = pair.everything();
        for (const float bad : {kNan, INFINITY, -INFINITY}) {
          pair.new_gradients();
          pair.set_gradient(2, 70, bad);
          pair.set_gradient(3, 1, bad);
          expect(pair.step(usual_scalars()) == TO_NON_FINITE && pair.result().slot == 2 &&
                     pair.result().element == 70,
                 setting, "a gradient that is not finite");
          expect(same_bits(pair.everything(), before), setting, "a refused step changes nothing");
        }
        if (clipped == 1) {
          pair.new_gradients(1e25f);
          expect(pair.step(usual_scalars()) == TO_NON_FINITE && pair.result().slot == -1, setting,
                 "a norm that overflows");
          expect(same_bits(pair.everything(), before), setting, "a refused step changes nothing");
        }
        if (estimator >= TO_DIAGONAL) {
          to_scalars scalars = usual_scalars();
          scalars.alpha = 1e9;
          pair.new_gradients();
          expect(pair.step(scalars) == TO_UNSTABLE_GAIN, setting, "a gain of 2 or more");
          expect(same_bits(pair.everything(), before), setting, "a refused step changes nothing");
        }
        expect(steps_agree(pair, 2, usual_scalars()), setting, "steps after a refused one");
      }
    }
    // Gradients that are not looked at.
    Setting setting = one_group({estimator, TO_MEAN_OF_SQUARES, 0, 0, 0}, {130, 33});
    setting.inspect = false;
    setting.limits.clip_norm = estimator % 2 == 0 ? 2 : INFINITY;
    Pair pair(setting);
    pair.new_gradients();
    pair.set_gradient(0, 7, kNan);
    pair.set_gradient(1, 9, INFINITY);
    pair.step(usual_scalars());
    expect(pair.same(), setting, "gradients that are not finite, kept");
  }
}

void compare_plans() {
  // Groups of all kinds side by side, their tensors in turn.
  for (const bool per_tensor : {false, true}) {
    Setting setting;
    for (int estimator = TO_STOCHASTIC; estimator <= TO_FULL; ++estimator) {
      setting.groups.push_back({estimator, estimator % 3, 0, estimator == TO_DIAGONAL, 1});
    }
    setting.groups.push_back({TO_FULL, TO_NO_SCALING, 1, 1, 0});
    for (int k = 0; k < 18; ++k) {
      const int group = k % 6;
      setting.slots.push_back({k % 4 == 3 ? 1030 - 50 * k : 20 + k, group, group == 5 ? 3 : 0,
                               group == 5 ? 1 : 0});
      if (group >= TO_FULL) setting.slots.back().length = 5 + 7 * k;
    }
    setting.per_tensor = per_tensor;
    setting.limits = {0.8, 9, 12};
    Pair pair(setting);
    std::vector<to_scalars> scalars;
    for (size_t k = 0; k < setting.groups.size(); ++k) {
      scalars.push_back(usual_scalars());
      scalars.back().learning_rate /= static_cast<double>(k + 1);
      scalars.back().l2 *= static_cast<double>(k % 2);
    }
    for (int t = 0; t < 5; ++t) {
      pair.new_gradients();
      if (t % 2 == 1) pair.move();
      expect(pair.step(scalars, t == 3) == TO_DONE, setting, "groups side by side");
    }
    expect(pair.same(), setting, "groups side by side, addresses that move");
  }
  // Steps of which nobody waits for the end, on streams in turn.
  for (int estimator = TO_STOCHASTIC; estimator <= TO_FULL; ++estimator) {
    int64_t streams[2];
    for (int64_t &stream : streams) CHECK(to_cuda_stream_create(0, &stream) == 0);
    Setting setting = one_group({estimator, TO_MEAN_OF_SQUARES, 0, 1, 1}, {300, 7},
                                estimator == TO_FULL ? 2 : 0, estimator == TO_FULL ? 2 : 0);
    {
      Pair pair(setting);
      pair.new_gradients();
      for (int t = 0; t < 7; ++t) {
        to_scalars scalars = usual_scalars();
        scalars.learning_rate /= t + 1;
        pair.step_without_waiting(scalars, streams[t % 2]);
      }
      CHECK(to_cuda_synchronize(0, streams[0]) == 0);
      expect(pair.same(), setting, "steps that nobody waits for");
    }
    for (int64_t stream : streams) CHECK(to_cuda_stream_destroy(0, stream) == 0);
  }
  // What cannot be made says why.
  const to_options options = {1, 1, 0, 1, 0, 1, TO_BASELINE, 0};
  const to_limits limits = {INFINITY, INFINITY, INFINITY};
  const to_group group = {TO_FULL, TO_NO_SCALING, 0, 0, 0};
  const Setting none = one_group(group, {});
  const to_slot huge = {1 << 23, 0, 0, 0};
  int32_t error = TO_CREATED;
  expect(to_cuda_create(&options, &limits, &group, &huge, 0, &error) == nullptr &&
             error == TO_OUT_OF_MEMORY && strstr(to_cuda_error(), "cudaErrorMemoryAllocation (2)"),
         none, "A of 256 TiB");
  const to_slot bad = {5, 1, 0, 0};
  expect(to_cuda_create(&options, &limits, &group, &bad, 0, &error) == nullptr &&
             error == TO_BAD_PLAN,
         none, "a group that there is not");
  expect(to_cuda_create(&options, &limits, &group, &huge, 99, &error) == nullptr &&
             error == TO_CUDA_CREATE_FAILED && strstr(to_cuda_error(), "device 99"),
         none, "a device that there is not");
}

void compare_many() {
  // More tensors than one launch can take the addresses of, and sums of all sizes: the second have
  // to be added one by one.
  for (const bool wide : {false, true}) {
    std::vector<int> lengths;
    for (int k = 0; k < 400; ++k) lengths.push_back(k % 3);
    Setting setting = one_group({TO_RANK_ONE, TO_NO_SCALING, 0, 1, 0}, lengths);
    setting.limits.clip_norm = 4;
    setting.limits.radius = 12;
    Pair pair(setting);
    for (int t = 0; t < 2; ++t) {
      pair.new_gradients();
      for (size_t k = 1; wide && k < lengths.size(); k += 3) {
        const float size = 1 + static_cast<float>(k % 7) / 8;
        pair.set_gradient(k, 0, ldexpf(size, static_cast<int>(k % 60) - 50));
      }
      expect(pair.step(usual_scalars(), t == 1) == TO_DONE && pair.same(), setting,
             wide ? "sums of all sizes" : "many tensors");
    }
  }
}

void compare_long_rows() {
  // Rows of more than one block, so that warps meet.
  for (const int history : {0, 1}) {
    Setting setting = one_group({TO_FULL, TO_NO_SCALING, 0, 1, 0}, {1000, 90}, history, history);
    compare(setting, 2, usual_scalars());
  }
}

void compare_longest_rows() {
  // Rows of more blocks than warps share.
  for (const int history : {0, 1}) {
    Setting setting = one_group({TO_FULL, TO_NO_SCALING, 0, 1, 0}, {8500}, history, history);
    compare(setting, 2, usual_scalars());
  }
}

void compare_tiny() {
  for (int estimator = TO_STOCHASTIC; estimator <= TO_FULL; ++estimator) {
    for (const bool other : {false, true}) {
      const bool full = estimator == TO_FULL;
      Setting setting =
          one_group({estimator, other ? TO_MEAN_OF_SQUARES : TO_NO_SCALING, other, other, 1},
                    full ? std::vector<int>{7, 66} : std::vector<int>{35, 0, 5},
                    full && other ? 2 : 0, full && other ? 1 : 0);
      setting.bfloat16 = other && !full;
      setting.per_tensor = other;
      setting.fail_on_gain = true;
      setting.limits = {0.9, 2, 3};
      compare(setting, 3, usual_scalars());
    }
  }
}

}  // namespace test
