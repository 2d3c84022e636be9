// Whether a plan is one at all; the API that makes them checks what it says in words.
#pragma once

#include "trainopt.h"

namespace trainopt {

inline bool valid(const to_options &options, const to_group *groups, const to_slot *slots) {
  bool valid = options.groups > 0 && options.slots >= 0 && options.threads >= 1;
  for (int k = 0; valid && k < options.groups; ++k) {
    valid = groups[k].estimator >= TO_STOCHASTIC && groups[k].estimator <= TO_FULL &&
            groups[k].scaling >= TO_NO_SCALING && groups[k].scaling <= TO_MEAN_OF_SQUARES;
  }
  for (int k = 0; valid && k < options.slots; ++k) {
    valid = slots[k].length >= 0 && slots[k].group >= 0 && slots[k].group < options.groups &&
            slots[k].pending >= 0 && slots[k].pending <= slots[k].history &&
            (slots[k].history == 0 || slots[k].pending > 0);
  }
  return valid;
}

}  // namespace trainopt
