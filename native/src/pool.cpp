#include "pool.h"

#include <pthread.h>

#include <algorithm>
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
    chunk_ = chunk;
    context_ = context;
    call_ = call;
    const int64_t chunks = (count + chunk - 1) / chunk;
    part_count_ = std::min(threads, kMostParts);
    for (int k = 0; k < part_count_; ++k) {
      parts_[k].next.store(chunks * k / part_count_ * chunk, std::memory_order_relaxed);
      parts_[k].end = std::min(chunks * (k + 1) / part_count_ * chunk, count);
    }
    seats_ = threads - 1;
    jobs_.fetch_add(1, std::memory_order_release);
  }
  wake_.notify_all();
  work(0);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    seats_ = 0;
  }
  // The others are about to end, too: to sleep until they have would take longer.
  const auto sleep = std::chrono::steady_clock::now() + kLookout;
  while (active_.load(std::memory_order_acquire) > 0 && std::chrono::steady_clock::now() < sleep) {
    std::this_thread::yield();
  }
  std::unique_lock<std::mutex> lock(mutex_);
  done_.wait(lock, [this] { return active_.load(std::memory_order_acquire) == 0; });
}

void Pool::start(int workers) {
  try {
    for (; workers_ < workers; ++workers_) std::thread(&Pool::serve, this, workers_ + 1).detach();
  } catch (const std::system_error &) {
    // No more threads to be had: those there are, the caller at least, do the work.
  }
}

void Pool::serve(int number) {
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
    active_.fetch_add(1, std::memory_order_relaxed);
    lock.unlock();
    work(number % part_count_);
    lock.lock();
    if (active_.fetch_sub(1, std::memory_order_release) == 1) done_.notify_one();
  }
}

void Pool::work(int first) {
  for (int k = 0; k < part_count_; ++k) {
    Part &part = parts_[(first + k) % part_count_];
    while (true) {
      const int64_t from = part.next.fetch_add(chunk_, std::memory_order_relaxed);
      if (from >= part.end) break;
      call_(context_, from, std::min(from + chunk_, part.end));
    }
  }
}

}  // namespace trainopt
