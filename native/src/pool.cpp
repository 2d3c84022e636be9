#include "pool.h"

#include <pthread.h>

#include <chrono>
#include <system_error>
#include <thread>

namespace trainopt {
namespace {

// How long a worker looks for the next job before it sleeps: the phases of a step, and steps in a
// tight loop, follow each other within this time, and waking a thread costs as much.
constexpr std::chrono::microseconds kLookout{50};

}  // namespace

Pool &Pool::instance() {
  // Never destroyed: its threads may outlive main. A forked child has none of them, and a mutex
  // that one of them held when it was forked stays locked in it: it starts with a pool of its own.
  static Pool *pool = [] {
    pthread_atfork(nullptr, nullptr, [] { pool = new Pool; });
    return new Pool;
  }();
  return *pool;
}

void Pool::share(int threads, int64_t count, int64_t chunk, const void *context, Call call) {
  std::unique_lock<std::mutex> mine(caller_, std::try_to_lock);
  if (!mine.owns_lock()) {
    call(context, 0, count);
    return;
  }
  {
    std::lock_guard<std::mutex> lock(mutex_);
    start(threads - 1);
    count_ = count;
    chunk_ = chunk;
    context_ = context;
    call_ = call;
    next_.store(0, std::memory_order_relaxed);
    seats_ = threads - 1;
    jobs_.fetch_add(1, std::memory_order_release);
  }
  wake_.notify_all();
  work();
  std::unique_lock<std::mutex> lock(mutex_);
  seats_ = 0;
  done_.wait(lock, [this] { return active_ == 0; });
}

void Pool::start(int workers) {
  try {
    for (; workers_ < workers; ++workers_) std::thread(&Pool::serve, this).detach();
  } catch (const std::system_error &) {
    // No more threads to be had: those there are, the caller at least, do the work.
  }
}

void Pool::serve() {
  uint64_t seen = 0;
  while (true) {
    const auto sleep = std::chrono::steady_clock::now() + kLookout;
    while (jobs_.load(std::memory_order_acquire) == seen &&
           std::chrono::steady_clock::now() < sleep) {
      std::this_thread::yield();
    }
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this, seen] { return jobs_.load(std::memory_order_relaxed) != seen; });
    seen = jobs_.load(std::memory_order_relaxed);
    if (seats_ == 0) continue;
    --seats_;
    ++active_;
    lock.unlock();
    work();
    lock.lock();
    if (--active_ == 0) done_.notify_one();
  }
}

void Pool::work() {
  while (true) {
    const int64_t from = next_.fetch_add(chunk_, std::memory_order_relaxed);
    if (from >= count_) return;
    call_(context_, from, count_ - from < chunk_ ? count_ : from + chunk_);
  }
}

}  // namespace trainopt
