#include "pair.h"

#include <stdio.h>
#include <string.h>

#include <stdexcept>
#include <utility>

#include "check.h"

namespace test {
namespace {

constexpr int kDevice = 0;

// Counts a call that failed.
void succeed(int32_t status, const char *what) {
  if (status == 0) return;
  if (++tally().failures < 20) fprintf(stderr, "%s failed: %s\n", what, to_cuda_error());
}

int64_t address(const float *x) { return static_cast<int64_t>(reinterpret_cast<intptr_t>(x)); }

// The bits, but for those of NaN, which CUDA and CPUs make different ones of.
bool same_float(float x, float y) {
  return memcmp(&x, &y, sizeof x) == 0 || (isnan(x) && isnan(y));
}
bool same_double(double x, double y) {
  return memcmp(&x, &y, sizeof x) == 0 || (isnan(x) && isnan(y));
}

}  // namespace

Tally &tally() {
  static Tally tally;
  return tally;
}

void expect(bool holds, const Setting &setting, const char *what) {
  ++tally().cases;
  if (holds) return;
  if (++tally().failures > 20) return;
  fprintf(stderr, "failed: %s: %s\n", what, describe(setting).c_str());
}

Setting one_group(to_group group, const std::vector<int> &lengths, int history, int pending) {
  Setting setting;
  setting.groups = {group};
  for (int length : lengths) setting.slots.push_back({length, 0, history, pending});
  return setting;
}

to_scalars usual_scalars() { return {0.1, 0.001, 0.2, 0.9, 1e-8, 1.5, 1.25, 0.01, 0.999}; }

std::string describe(const Setting &x) {
  static const char *const kEstimators[] = {"Stochastic", "Ema", "Diagonal", "RankOne", "Full"};
  static const char *const kScalings[] = {"none", "sum", "mean"};
  std::string text;
  for (const to_group &group : x.groups) {
    text += std::string(kEstimators[group.estimator]) + "/" + kScalings[group.scaling] +
            (group.predict_first ? " predict-first" : "") +
            (group.normalized ? " normalised" : "") + (group.bias_from_gradient ? " bias" : "") +
            ", ";
  }
  text += "lengths";
  for (size_t k = 0; k < x.slots.size() && k < 12; ++k) {
    text += " " + std::to_string(x.slots[k].length);
  }
  if (x.slots.size() > 12) text += " ... (" + std::to_string(x.slots.size()) + ")";
  if (!x.slots.empty() && x.slots[0].history > 0) {
    text += ", history " + std::to_string(x.slots[0].history) + " pending " +
            std::to_string(x.slots[0].pending);
  }
  if (x.per_tensor) text += ", per tensor";
  if (x.bfloat16) text += ", bfloat16";
  if (x.misaligned) text += ", misaligned";
  if (x.fail_on_gain) text += ", fail on gain";
  if (isfinite(x.limits.clip_value)) text += ", clip value";
  if (isfinite(x.limits.clip_norm)) text += ", clip norm";
  if (isfinite(x.limits.radius)) text += ", radius";
  return text;
}

DeviceFloats::DeviceFloats(size_t count, int misaligned) : count_(count), misaligned_(misaligned) {
  const int64_t bytes = static_cast<int64_t>(count * sizeof(float)) + misaligned;
  succeed(to_cuda_allocate(kDevice, bytes, &base_), "to_cuda_allocate");
}

DeviceFloats::~DeviceFloats() {
  if (base_ != 0) to_cuda_free(kDevice, base_);
}

DeviceFloats::DeviceFloats(DeviceFloats &&other) noexcept
    : base_(std::exchange(other.base_, 0)), count_(other.count_), misaligned_(other.misaligned_) {}

void DeviceFloats::set(const std::vector<float> &from, int64_t stream) {
  if (count_ == 0) return;
  succeed(to_cuda_copy_in(kDevice, address(data()), from.data(),
                          static_cast<int64_t>(count_ * sizeof(float)), stream),
          "to_cuda_copy_in");
}

std::vector<float> DeviceFloats::get(int64_t stream) const {
  std::vector<float> to(count_);
  if (count_ == 0) return to;
  succeed(to_cuda_copy_out(kDevice, to.data(), address(data()),
                           static_cast<int64_t>(count_ * sizeof(float)), stream),
          "to_cuda_copy_out");
  return to;
}

Pair::Pair(const Setting &setting) : setting_(setting) {
  const to_options options = {static_cast<int32_t>(setting.groups.size()),
                              static_cast<int32_t>(setting.slots.size()),
                              setting.per_tensor,
                              setting.inspect,
                              setting.fail_on_gain,
                              1,
                              isas().back(),
                              setting.bfloat16};
  int32_t error = 0;
  cpu_.reset(to_create(&options, &setting.limits, setting.groups.data(), setting.slots.data(),
                       &error));
  CHECK(cpu_ != nullptr);
  cuda_.reset(to_cuda_create(&options, &setting.limits, setting.groups.data(),
                             setting.slots.data(), kDevice, &error));
  if (cuda_ == nullptr) {
    throw std::runtime_error("to_cuda_create: " + std::to_string(error) + ": " + to_cuda_error() +
                             ": " + describe(setting));
  }
  for (size_t k = 0; k < setting.slots.size(); ++k) {
    weights_.push_back(numbers(static_cast<size_t>(setting.slots[k].length), 10 + k));
    gradients_.emplace_back(weights_[k].size());
  }
  CHECK(to_array_count(cpu_.get()) == to_cuda_array_count(cuda_.get()));
  for (int i = 0; i < to_array_count(cpu_.get()); ++i) {
    to_array array;
    to_array other;
    to_array_at(cpu_.get(), i, &array);
    to_cuda_array_at(cuda_.get(), i, &other);
    CHECK(memcmp(&array, &other, sizeof array) == 0);
    if (array.kind != TO_ARRAY_V) continue;
    auto v = numbers(static_cast<size_t>(array.length), 77);
    for (float &x : v) x = 0.05f * x;
    to_write(cpu_.get(), i, v.data());
    succeed(to_cuda_write(cuda_.get(), i, v.data()), "to_cuda_write");
  }
  move();
}

void Pair::move() {
  std::vector<std::vector<float>> held;
  for (size_t k = 0; k < weights_.size(); ++k) {
    held.push_back(k < device_weights_.size() ? device_weights_[k].get(0) : weights_[k]);
  }
  std::vector<DeviceFloats> weights;
  std::vector<DeviceFloats> gradients;
  for (size_t k = 0; k < weights_.size(); ++k) {
    weights.emplace_back(weights_[k].size(), setting_.misaligned);
    gradients.emplace_back(weights_[k].size(), setting_.misaligned);
    weights[k].set(held[k], 0);
    gradients[k].set(gradients_[k], 0);
  }
  device_weights_.swap(weights);
  device_gradients_.swap(gradients);
  place();
}

void Pair::place() {
  for (size_t k = 0; k < weights_.size(); ++k) {
    to_tensors(cpu_.get())[k] = {weights_[k].data(), gradients_[k].data()};
    to_cuda_tensors(cuda_.get())[k] = {device_weights_[k].data(), device_gradients_[k].data()};
  }
}

void Pair::new_gradients(float factor) {
  for (size_t k = 0; k < gradients_.size(); ++k) {
    const auto fresh = numbers(gradients_[k].size(), seed_++);
    for (size_t i = 0; i < fresh.size(); ++i) gradients_[k][i] = fresh[i] * factor;
    device_gradients_[k].set(gradients_[k], 0);
  }
}

void Pair::set_gradient(size_t slot, size_t element, float value) {
  gradients_[slot][element] = value;
  device_gradients_[slot].set(gradients_[slot], 0);
}

int Pair::step(const to_scalars &scalars, bool report) {
  return step(std::vector<to_scalars>(setting_.groups.size(), scalars), report);
}

int Pair::step(const std::vector<to_scalars> &scalars, bool report) {
  cpu_result_ = {};
  cuda_result_ = {};
  const bool first = steps_ == 0;
  const int cpu = to_step(cpu_.get(), scalars.data(), first, report, &cpu_result_);
  const int cuda =
      to_cuda_step(cuda_.get(), scalars.data(), first, report, 1, 0, &cuda_result_);
  if (cpu == TO_DONE) ++steps_;
  if (cuda != cpu) {
    if (tally().failures < 20) {
      fprintf(stderr, "outcomes %d and %d (CUDA) %s: %s\n", cpu, cuda,
              cuda == TO_CUDA_FAILED ? to_cuda_error() : "", describe(setting_).c_str());
    }
    return -1;
  }
  return same_result(cpu, report) ? cpu : -1;
}

void Pair::step_without_waiting(const to_scalars &scalars, int64_t stream) {
  const bool first = steps_++ == 0;
  CHECK(to_step(cpu_.get(), &scalars, first, 0, &cpu_result_) == TO_DONE);
  to_scalars passing = scalars;
  if (to_cuda_step(cuda_.get(), &passing, first, 0, 0, stream, &cuda_result_) != TO_DONE) {
    fprintf(stderr, "to_cuda_step: %s\n", to_cuda_error());
    ++tally().failures;
  }
  memset(&passing, 0xff, sizeof passing);
}

bool Pair::same_result(int outcome, bool report) {
  const auto close = [](double x, double y) {
    // Measurements, summed in another order.
    return same_double(x, y) || fabs(x - y) <= 1e-12 * fabs(x);
  };
  bool same = same_double(cpu_result_.gain, cuda_result_.gain);
  if (outcome == TO_NON_FINITE) {
    same = same && cpu_result_.slot == cuda_result_.slot &&
           cpu_result_.element == cuda_result_.element;
  }
  if (outcome == TO_DONE && report) {
    same = same && close(cpu_result_.gradient_squares, cuda_result_.gradient_squares) &&
           close(cpu_result_.estimate_squares, cuda_result_.estimate_squares) &&
           close(cpu_result_.error_squares, cuda_result_.error_squares);
    for (size_t k = 0; same && k < weights_.size(); ++k) {
      std::vector<float> cpu(weights_[k].size());
      std::vector<float> cuda(weights_[k].size());
      to_read_estimate(cpu_.get(), static_cast<int32_t>(k), cpu.data());
      succeed(to_cuda_read_estimate(cuda_.get(), static_cast<int32_t>(k), cuda.data()),
              "to_cuda_read_estimate");
      same = same_array("estimate", static_cast<int>(k), cpu, cuda);
    }
  }
  if (!same && tally().failures < 20) {
    fprintf(stderr, "results differ: gain %.17g %.17g slot %lld %lld element %lld %lld, sums %.17g "
            "%.17g, %.17g %.17g, %.17g %.17g\n", cpu_result_.gain, cuda_result_.gain,
            static_cast<long long>(cpu_result_.slot), static_cast<long long>(cuda_result_.slot),
            static_cast<long long>(cpu_result_.element),
            static_cast<long long>(cuda_result_.element), cpu_result_.gradient_squares,
            cuda_result_.gradient_squares, cpu_result_.estimate_squares,
            cuda_result_.estimate_squares, cpu_result_.error_squares, cuda_result_.error_squares);
  }
  return same;
}

bool Pair::same_array(const char *what, int owner, const std::vector<float> &cpu,
                      const std::vector<float> &cuda) {
  for (size_t i = 0; i < cpu.size(); ++i) {
    if (same_float(cpu[i], cuda[i])) continue;
    if (tally().failures < 20) {
      fprintf(stderr, "%s of %d, element %zu: %a on the CPU, %a by CUDA\n", what, owner, i,
              static_cast<double>(cpu[i]), static_cast<double>(cuda[i]));
    }
    return false;
  }
  return true;
}

bool Pair::same() {
  static const char *const kNames[] = {"a", "b", "u", "v", "s", "A", "F", "W", "corrections"};
  for (int i = 0; i < to_array_count(cpu_.get()); ++i) {
    to_array array;
    to_array_at(cpu_.get(), i, &array);
    std::vector<float> cpu(static_cast<size_t>(array.length));
    std::vector<float> cuda(cpu.size());
    to_read(cpu_.get(), i, cpu.data());
    if (to_cuda_read(cuda_.get(), i, cuda.data()) != 0) {
      if (tally().failures < 20) fprintf(stderr, "to_cuda_read: %s\n", to_cuda_error());
      return false;
    }
    if (!same_array(kNames[array.kind], static_cast<int>(array.owner), cpu, cuda)) return false;
  }
  for (size_t k = 0; k < weights_.size(); ++k) {
    if (!same_array("weights", static_cast<int>(k), weights_[k], device_weights_[k].get(0))) {
      return false;
    }
  }
  return true;
}

std::vector<float> Pair::everything() {
  std::vector<float> all;
  for (int i = 0; i < to_cuda_array_count(cuda_.get()); ++i) {
    to_array array;
    to_cuda_array_at(cuda_.get(), i, &array);
    const size_t at = all.size();
    all.resize(at + static_cast<size_t>(array.length));
    succeed(to_cuda_read(cuda_.get(), i, all.data() + at), "to_cuda_read");
  }
  for (const DeviceFloats &weights : device_weights_) {
    const auto held = weights.get(0);
    all.insert(all.end(), held.begin(), held.end());
  }
  return all;
}

int64_t Pair::elements() const {
  int64_t count = 0;
  for (const to_slot &slot : setting_.slots) count += slot.length;
  return count;
}

}  // namespace test
