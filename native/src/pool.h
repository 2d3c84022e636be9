// The threads that share the work of large steps. One pool serves all kernels of the process; its
// threads are started when first needed, sleep between steps and live as long as the process.
#pragma once

#include <stdint.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace trainopt {

class Pool {
 public:
  static Pool &instance();

  // Calls body(from, to) for chunks that cover [0, count), on the caller and at most threads - 1
  // others. Each begins with a part of its own, the same in every call of the same count, so that
  // what it left in its cache is there again; who is done helps the others. Returns when all is done. While another caller has the pool, the caller does all by
  // itself: it never waits for a thread that has not begun. A forked child has a pool of its own.
  // What body computes must not depend on the cut.
  template <class Body>
  void run(int threads, int64_t count, int64_t chunk, const Body &body) {
    if (threads <= 1 || count <= chunk) {
      if (count > 0) body(int64_t{0}, count);
      return;
    }
    share(threads, count, chunk, &body, [](const void *context, int64_t from, int64_t to) {
      (*static_cast<const Body *>(context))(from, to);
    });
  }

 private:
  using Call = void (*)(const void *context, int64_t from, int64_t to);

  // A part of a job, with the first element not yet taken.
  struct alignas(64) Part {
    std::atomic<int64_t> next{0};
    int64_t end = 0;
  };

  static constexpr int kMostParts = 64;

  void share(int threads, int64_t count, int64_t chunk, const void *context, Call call);
  void start(int workers);
  void serve(int number);
  void work(int first);

  std::mutex caller_;  // held by the caller whose job it is
  std::mutex mutex_;   // guards what follows, but for the atomics
  std::condition_variable wake_;
  std::condition_variable done_;
  int workers_ = 0;
  int seats_ = 0;   // workers that may still join the job
  std::atomic<int> active_{0};  // workers at the job
  std::atomic<uint64_t> jobs_{0};
  Part parts_[kMostParts];
  int part_count_ = 0;
  int64_t chunk_ = 0;
  const void *context_ = nullptr;
  Call call_ = nullptr;
};

}  // namespace trainopt
