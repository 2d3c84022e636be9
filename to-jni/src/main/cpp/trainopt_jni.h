// The one crossing of a step. JavaCPP hands the Java arrays over as they are,
// since their number is known at run time only; the rest of the C interface it
// binds by itself.
#pragma once

#include <jni.h>
#include <stdint.h>

#include <new>
#include <vector>

#include "trainopt.h"

// A kernel with what a step needs to take hold of Java arrays without
// allocating. What goes in and out of a step is in memory shared with Java, since each call of the
// JVM costs as much as a small step.
struct trainopt_binding {
  trainopt_binding(to_kernel *bound, jlong shared)
      : kernel(bound),
        slots(to_slot_count(bound)),
        arrays(2 * static_cast<size_t>(slots)),
        starts(2 * static_cast<size_t>(slots)),
        results(reinterpret_cast<double *>(static_cast<intptr_t>(shared))),
        scalars(reinterpret_cast<const to_scalars *>(results + kResults)),
        places(reinterpret_cast<const jlong *>(scalars + to_group_count(bound))) {}

  static constexpr int kResults = 6;

  to_kernel *kernel;
  jint slots;
  std::vector<jobject> arrays;  // null where the entry does not hold one itself
  std::vector<void *> starts;
  // Shared, one after the other.
  double *results;
  const to_scalars *scalars;
  const jlong *places;
};

// Takes over a kernel; null, with the kernel destroyed, if there is no memory.
inline trainopt_binding *trainopt_bind(to_kernel *kernel, jlong shared) {
  try {
    return new trainopt_binding(kernel, shared);
  } catch (const std::bad_alloc &) {
    to_destroy(kernel);
    return nullptr;
  }
}

inline void trainopt_unbind(trainopt_binding *binding) {
  to_destroy(binding->kernel);
  delete binding;
}

// The address of a direct buffer's first element.
inline jlong trainopt_address(JNIEnv *env, jclass, jobject buffer) {
  return static_cast<jlong>(reinterpret_cast<intptr_t>(env->GetDirectBufferAddress(buffer)));
}

// Makes one step. arrays and places have an entry for the weights of each tensor, then one for the
// gradients of each: a place >= 0 is an address; else ~place has the element to start at in its
// lower half, and in its upper half the first entry with the same array. flags: 1 for the first
// step, 2 to report. results: gain, sums of squares of g, of the direction and of their difference,
// slot, element.
//
// Heap arrays are worked on where they are, each held once, since a JVM may copy what it hands out.
// From the first to the last of them the collector is held off, and nothing calls the JVM but to
// take hold and let go.
inline jint trainopt_step(JNIEnv *env, jclass, trainopt_binding *x, jobjectArray arrays,
                          jint flags) {
  const jint count = 2 * x->slots;
  constexpr jint kGivenCapacity = 16;  // of local references
  if (count > kGivenCapacity && env->EnsureLocalCapacity(count) != 0) return TO_NO_MEMORY;
  for (jint i = 0; i < count; ++i) {
    const bool holds = x->places[i] < 0 && ~x->places[i] >> 32 == i;
    x->arrays[i] = holds ? env->GetObjectArrayElement(arrays, i) : nullptr;
  }

  to_tensor *tensors = to_tensors(x->kernel);
  jint held = 0;
  for (; held < count; ++held) {
    const jlong place = x->places[held];
    float *elements;
    if (place >= 0) {
      elements = reinterpret_cast<float *>(static_cast<intptr_t>(place));
    } else {
      if (x->arrays[held] != nullptr) {
        x->starts[held] =
            env->GetPrimitiveArrayCritical(static_cast<jarray>(x->arrays[held]), nullptr);
        if (x->starts[held] == nullptr) break;
      }
      elements = static_cast<float *>(x->starts[~place >> 32]) + (~place & 0x7fffffff);
    }
    if (held < x->slots) {
      tensors[held].weights = elements;
    } else {
      tensors[held - x->slots].gradients = elements;
    }
  }
  to_result result{};
  jint outcome = TO_NO_MEMORY;
  if (held == count) {
    outcome = to_step(x->kernel, x->scalars, flags & 1, flags & 2, &result);
  }
  while (held-- > 0) {
    if (x->arrays[held] == nullptr) continue;
    // Weights come first: an array first met among the gradients was only read.
    env->ReleasePrimitiveArrayCritical(static_cast<jarray>(x->arrays[held]), x->starts[held],
                                       held < x->slots ? 0 : JNI_ABORT);
  }

  x->results[0] = result.gain;
  x->results[1] = result.gradient_squares;
  x->results[2] = result.estimate_squares;
  x->results[3] = result.error_squares;
  x->results[4] = static_cast<double>(result.slot);
  x->results[5] = static_cast<double>(result.element);
  return outcome;
}
