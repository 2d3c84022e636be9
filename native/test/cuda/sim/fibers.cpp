// Threads of a block as fibers.
#include "fibers.h"

#include <stdio.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <memory>
#include <string>
#include <vector>

#include "sim.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(SIM_THREAD_SANITIZER)
// The fibers' own file is not instrumented: what it does to one fiber's data on behalf of another
// is not what a kernel does.
extern "C" {
void *__tsan_create_fiber(unsigned flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned flags);
void *__tsan_get_current_fiber();
void __tsan_acquire(void *address);
void __tsan_release(void *address);
}
#define SIM_ACQUIRE(address) __tsan_acquire(address)
#define SIM_RELEASE(address) __tsan_release(address)
#else
#define SIM_ACQUIRE(address) static_cast<void>(address)
#define SIM_RELEASE(address) static_cast<void>(address)
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(SIM_THREAD_SANITIZER)
// As swapcontext, which asks the system for the signal mask each time and takes ten times as long.
#define SIM_OWN_SWITCH
asm(R"(
  .text
  .type sim_switch, @function
sim_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size sim_switch, .-sim_switch
)");
extern "C" void sim_switch(void **from, void *to);
#endif

namespace {

__attribute__((section("sim_shared"), used)) int section_is_never_empty;

}  // namespace
extern "C" char __start_sim_shared[] __attribute__((visibility("hidden")));
extern "C" char __stop_sim_shared[] __attribute__((visibility("hidden")));

namespace sim {
namespace {

constexpr size_t kStack = 256 << 10;
constexpr int kMostThreads = 1024;
constexpr int kLanes = 32;
constexpr int kMostSites = 256;

#if defined(SIM_OWN_SWITCH)
using Context = void *;  // the stack's top, with the registers that a call preserves
void swap(Context &from, Context &to) { sim_switch(&from, to); }
void make(Context &context, void *stack, void (*entry)()) {
  void **const top = reinterpret_cast<void **>(static_cast<char *>(stack) + kStack) - 8;
  for (int i = 0; i < 8; ++i) top[i] = nullptr;
  top[6] = reinterpret_cast<void *>(entry);
  context = top;
}
#else
using Context = ucontext_t;
void swap(Context &from, Context &to) { swapcontext(&from, &to); }
void make(Context &context, void *stack, void (*entry)()) {
  getcontext(&context);
  context.uc_stack.ss_sp = stack;
  context.uc_stack.ss_size = kStack;
  context.uc_link = nullptr;
  makecontext(&context, entry, 0);
}
#endif

struct Fiber {
  Context context;
  void *stack = nullptr;
  void *sanitizer = nullptr;  // the thread sanitizer's name of it
  void *fake_stack = nullptr;  // the address sanitizer's
  bool begun = false;
};

struct Warp {
  unsigned mask = 0;     // of the exchange that lanes wait in
  unsigned arrived = 0;
  unsigned ended = 0;
  Site site{};
  uint64_t values[kLanes];
  int sources[kLanes];
  uint64_t results[kLanes];
};

struct Scheduler {
  Context main;
  void *main_sanitizer = nullptr;
  void *main_fake_stack = nullptr;
  const void *main_stack = nullptr;
  size_t main_stack_size = 0;
  std::vector<Fiber> fibers;
  Order order = kForward;
  uint64_t state = 1;
  // Of the block that runs.
  const std::function<void()> *body = nullptr;
  dim3 grid, size, index;
  int threads = 0;
  int current = 0;
  uint64_t ready[kMostThreads / 64];
  int waiting = 0;  // at the barrier
  int ended = 0;
  Site barrier_site{};
  std::vector<bool> at_barrier;
  std::vector<Warp> warps;
  std::string failure;
  int64_t launches = 0;
  // Places of barriers and exchanges.
  Site sites[kMostSites];
  int site_count = 0;
  int omitted = -1;
  int start_sync = 0;
  int end_sync = 0;
};

Scheduler &s() {
  static Scheduler scheduler;
  return scheduler;
}

uint64_t random_bits() {
  uint64_t &x = s().state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return x;
}

std::string text(Site site) {
  const char *name = strrchr(site.file, '/');
  return std::string(name == nullptr ? site.file : name + 1) + ":" + std::to_string(site.line);
}

void set_ready(int thread) { s().ready[thread / 64] |= uint64_t{1} << thread % 64; }

void switch_to_main() {
  Scheduler &x = s();
  Fiber &fiber = x.fibers[static_cast<size_t>(x.current)];
#if defined(SIM_THREAD_SANITIZER)
  __tsan_switch_to_fiber(x.main_sanitizer, 1);
#endif
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&fiber.fake_stack, x.main_stack, x.main_stack_size);
#endif
  swap(fiber.context, x.main);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fiber.fake_stack, &x.main_stack, &x.main_stack_size);
#endif
}

// Ends the kernel; a fiber that calls it is not run again.
void fail(const std::string &what) {
  Scheduler &x = s();
  if (x.failure.empty()) {
    x.failure = what + " (block " + std::to_string(x.index.x) + ", thread " +
                std::to_string(x.current) + ")";
  }
  for (;;) switch_to_main();
}

// Lets others run until this thread is ready again.
void wait_here() { switch_to_main(); }

// Without the C library, whose calls the thread sanitizer would take for the kernel's.
bool same(const char *x, const char *y) {
  while (*x != 0 && *x == *y) {
    ++x;
    ++y;
  }
  return *x == *y;
}

bool is_omitted(Site site) {
  Scheduler &x = s();
  int number = 0;
  while (number < x.site_count &&
         (x.sites[number].line != site.line || !same(x.sites[number].file, site.file))) {
    ++number;
  }
  if (number == x.site_count && number < kMostSites) x.sites[x.site_count++] = site;
  return number == x.omitted;
}

void fiber_main() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &s().main_stack, &s().main_stack_size);
#endif
  for (;;) {
    Scheduler &x = s();
    const int thread = x.current;
    SIM_ACQUIRE(&x.start_sync);
    (*x.body)();
    SIM_RELEASE(&x.end_sync);
    ++x.ended;
    x.warps[static_cast<size_t>(thread / kLanes)].ended |= 1u << thread % kLanes;
    switch_to_main();
  }
}

void make_fibers(int count) {
  Scheduler &x = s();
  while (static_cast<int>(x.fibers.size()) < count) x.fibers.emplace_back();
  for (Fiber &fiber : x.fibers) {
    if (fiber.begun) continue;
    if (fiber.stack == nullptr) {
      fiber.stack = mmap(nullptr, kStack, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    make(fiber.context, fiber.stack, fiber_main);
    fiber.begun = true;
#if defined(SIM_THREAD_SANITIZER)
    fiber.sanitizer = __tsan_create_fiber(0);
#endif
  }
}

// After a failure, fibers are in the middle of a kernel: they begin anew.
void drop_fibers() {
  for (Fiber &fiber : s().fibers) {
#if defined(SIM_THREAD_SANITIZER)
    if (fiber.begun) __tsan_destroy_fiber(fiber.sanitizer);
#endif
    fiber.begun = false;
    fiber.fake_stack = nullptr;
  }
}

void resume(int thread) {
  Scheduler &x = s();
  Fiber &fiber = x.fibers[static_cast<size_t>(thread)];
  x.current = thread;
#if defined(SIM_THREAD_SANITIZER)
  __tsan_switch_to_fiber(fiber.sanitizer, 1);
#endif
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&x.main_fake_stack, fiber.stack, kStack);
#endif
  swap(x.main, fiber.context);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(x.main_fake_stack, nullptr, nullptr);
#endif
}

// A thread that is ready, by the schedule; -1 if none is.
int pick() {
  Scheduler &x = s();
  const int words = (x.threads + 63) / 64;
  if (x.order == kForward) {
    for (int i = 0; i < words; ++i) {
      if (x.ready[i] != 0) return 64 * i + __builtin_ctzll(x.ready[i]);
    }
  } else if (x.order == kReverse) {
    for (int i = words - 1; i >= 0; --i) {
      if (x.ready[i] != 0) return 64 * i + 63 - __builtin_clzll(x.ready[i]);
    }
  } else {
    const uint64_t bits = random_bits();
    const int first = static_cast<int>((bits >> 8) % static_cast<uint64_t>(words));
    for (int i = 0; i < words; ++i) {
      const uint64_t word = x.ready[(first + i) % words];
      if (word == 0) continue;
      const int turn = static_cast<int>(bits & 63);
      const uint64_t turned = turn == 0 ? word : word >> turn | word << (64 - turn);
      return 64 * ((first + i) % words) + (__builtin_ctzll(turned) + turn) % 64;
    }
  }
  return -1;
}

void run_block(unsigned block) {
  Scheduler &x = s();
  memset(__start_sim_shared, 0xff, static_cast<size_t>(__stop_sim_shared - __start_sim_shared));
  x.index = dim3(block);
  x.waiting = 0;
  x.ended = 0;
  x.at_barrier.assign(static_cast<size_t>(x.threads), false);
  x.warps.assign(static_cast<size_t>((x.threads + kLanes - 1) / kLanes), Warp{});
  for (int i = 0; i < kMostThreads / 64; ++i) x.ready[i] = 0;
  for (int i = 0; i < x.threads; ++i) set_ready(i);
  SIM_RELEASE(&x.start_sync);
  while (x.ended < x.threads && x.failure.empty()) {
    const int thread = pick();
    if (thread < 0) {
      std::string where;
      for (const Warp &warp : x.warps) {
        if (warp.arrived != 0) where = "an exchange between lanes at " + text(warp.site);
      }
      if (x.waiting > 0) where = "the barrier at " + text(x.barrier_site);
      x.failure = "threads wait at " + where + " for others that do not come (block " +
                  std::to_string(block) + ", " + std::to_string(x.ended) + " of " +
                  std::to_string(x.threads) + " threads have ended)";
      break;
    }
    x.ready[thread / 64] &= ~(uint64_t{1} << thread % 64);
    resume(thread);
  }
  SIM_ACQUIRE(&x.end_sync);
}

}  // namespace

dim3 thread_index() { return dim3(static_cast<unsigned>(s().current), 0, 0); }
dim3 block_index() { return s().index; }
dim3 block_size() { return s().size; }
dim3 grid_size() { return s().grid; }
int lane() { return s().current % kLanes; }

void barrier(Site site) {
  Scheduler &x = s();
  if (is_omitted(site)) return;
  if (x.ended > 0) fail("a thread had ended before the barrier at " + text(site));
  if (x.waiting > 0 && (x.barrier_site.line != site.line || x.barrier_site.file != site.file)) {
    fail("threads of one block are at different barriers, " + text(x.barrier_site) + " and " +
         text(site));
  }
  x.barrier_site = site;
  ++x.waiting;
  SIM_RELEASE(&x.barrier_site);
  if (x.waiting == x.threads) {
    x.waiting = 0;
    for (int i = 0; i < x.threads; ++i) set_ready(i);
  }
  wait_here();
  SIM_ACQUIRE(&x.barrier_site);
}

uint64_t exchange(unsigned mask, uint64_t value, int source, Site site) {
  Scheduler &x = s();
  if (is_omitted(site)) return value;
  Warp &warp = x.warps[static_cast<size_t>(x.current / kLanes)];
  const int own = lane();
  if ((mask >> own & 1) == 0) fail("a lane is not in its own mask at " + text(site));
  if ((mask & warp.ended) != 0) fail("a mask names a lane that has ended at " + text(site));
  if (warp.arrived != 0 && (warp.mask != mask || warp.site.line != site.line ||
                            warp.site.file != site.file)) {
    fail("lanes of one warp are in different exchanges, " + text(warp.site) + " and " + text(site));
  }
  warp.mask = mask;
  warp.site = site;
  warp.arrived |= 1u << own;
  warp.values[own] = value;
  warp.sources[own] = source;
  if (warp.arrived == mask) {
    const int first = x.current - own;
    for (int i = 0; i < kLanes; ++i) {
      if ((mask >> i & 1) == 0) continue;
      const int from = warp.sources[i];
      warp.results[i] = from < 0 || from >= kLanes  ? warp.values[i]
                        : (mask >> from & 1) != 0 ? warp.values[from]
                                                    : ~uint64_t{0};  // undefined
      set_ready(first + i);
    }
    warp.arrived = 0;
  }
  wait_here();
  return warp.results[own];
}

void warp_barrier(unsigned mask, Site site) {
  Scheduler &x = s();
  if (is_omitted(site)) return;
  Warp &warp = x.warps[static_cast<size_t>(x.current / kLanes)];
  SIM_RELEASE(&warp.site);
  exchange(mask, 0, lane(), site);
  SIM_ACQUIRE(&warp.site);
}

bool run_kernel(const std::function<void()> &body, dim3 grid, dim3 size) {
  Scheduler &x = s();
  if (!x.failure.empty()) return false;
  ++x.launches;
  x.body = &body;
  x.grid = grid;
  x.size = size;
  x.threads = static_cast<int>(size.x);
  make_fibers(x.threads);
#if defined(SIM_THREAD_SANITIZER)
  x.main_sanitizer = __tsan_get_current_fiber();
#endif
  std::vector<unsigned> blocks(grid.x);
  for (unsigned i = 0; i < grid.x; ++i) blocks[i] = i;
  for (unsigned i = grid.x; i > 1; --i) {
    if (x.order == kRandom) std::swap(blocks[i - 1], blocks[random_bits() % i]);
  }
  for (unsigned i = 0; i < grid.x && x.failure.empty(); ++i) {
    run_block(x.order == kReverse ? grid.x - 1 - i : blocks[i]);
  }
  if (x.failure.empty()) return true;
  drop_fibers();
  return false;
}

void end_kernel(const std::string &why) {
  if (s().failure.empty()) s().failure = why;
}

void set_schedule(Order order, uint64_t seed) {
  s().order = order;
  s().state = seed * 0x9E3779B97F4A7C15u + 1;
}

void omit_site(int number) { s().omitted = number; }
int sites() { return s().site_count; }
std::string site(int number) { return text(s().sites[number]); }
const char *failure() { return s().failure.c_str(); }
void forget_failure() { s().failure.clear(); }
int64_t launches() { return s().launches; }

}  // namespace sim
