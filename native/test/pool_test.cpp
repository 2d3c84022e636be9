// The pool does all of the work exactly once, for one caller, for several at a time, and in a
// forked child.
#include "pool.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "check.h"

using trainopt::Pool;

namespace {

void cover(int threads, int64_t count, int64_t chunk) {
  std::vector<std::atomic<int>> visits(static_cast<size_t>(count));
  Pool::instance().run(threads, count, chunk, [&](int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i)
      visits[static_cast<size_t>(i)].fetch_add(1, std::memory_order_relaxed);
  });
  for (auto &visit : visits) CHECK(visit == 1);
}

void all_is_done_once() {
  for (int threads : {1, 2, 3, 8}) {
    for (int64_t count : {0, 1, 7, 64, 65, 1000}) {
      for (int64_t chunk : {1, 8, 64}) cover(threads, count, chunk);
    }
  }
}

// Sleeping leaves the processor to the others, however busy the machine is.
void others_take_part() {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  Pool::instance().run(3, 100, 1, [&](int64_t, int64_t) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::lock_guard<std::mutex> lock(mutex);
    seen.insert(std::this_thread::get_id());
  });
  CHECK(seen.size() == 3);
}

void callers_do_not_wait_for_each_other() {
  std::vector<std::thread> callers;
  for (int c = 0; c < 4; ++c) {
    callers.emplace_back([] {
      for (int i = 0; i < 500; ++i) cover(3, 100, 4);
    });
  }
  for (auto &caller : callers) caller.join();
}

// Many times: a worker may hold the pool's mutex at the moment of the fork.
void a_forked_child_works() {
  for (int i = 0; i < 200; ++i) {
    cover(8, 1000, 1);
    const pid_t child = fork();
    if (child == 0) {
      alarm(20);
      cover(2, 1000, 1);
      _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
}

}  // namespace

int main() {
  all_is_done_once();
  others_take_part();
  callers_do_not_wait_for_each_other();
  a_forked_child_works();
  return 0;
}
