// Control of the simulation. A kernel's threads are fibers of one CPU thread: each runs until it
// waits for others, at a barrier or in an exchange between lanes; a schedule picks the next. Blocks
// run one after the other. Shared and fresh device memory is all NaN. What the model leaves
// undefined ends the kernel with cudaErrorLaunchFailure and a text: a barrier that not all threads of
// a block reach, or at different places; lanes that a mask names and that do not come, come elsewhere
// or have ended; a lane outside its own mask; a write next to an allocation.
#pragma once

#include <stdint.h>

#include <string>

namespace sim {

enum Order { kForward, kReverse, kRandom };

// Of threads, and of blocks.
void set_schedule(Order order, uint64_t seed);

// What the device says it has: more than one block of threads works on a large grid in turn.
void set_multiprocessors(int count);

// The call of a barrier or an exchange between lanes with this number, counted over different
// places in the sources as they are first met, becomes a no-op: a barrier is passed, an exchange
// gives the lane's own value. -1: none. For tests of the tests.
void omit_site(int number);
int sites();
std::string site(int number);

// Why a kernel was ended; empty if none was. Forgets it: later work is done again.
const char *failure();
void forget_failure();

// Kernels run so far.
int64_t launches();

}  // namespace sim
