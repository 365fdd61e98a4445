// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/job_queue.h
//
// Work off the interface thread: priorities, progress, cancel, and results that come back on the
// thread that calls Drain(). Heavy jobs leave one worker free, so that opening a picture never
// waits behind an enhancement.
//
//   jobs.Submit<Report>({"Measure", kHeavy},
//                       [image](Progress* p) { return Analyze(image, {}, p); },
//                       [this](absl::StatusOr<Report> report) { ... });

#ifndef SHARPSCALE_VIEWER_CORE_JOB_QUEUE_H_
#define SHARPSCALE_VIEWER_CORE_JOB_QUEUE_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/progress.h"

namespace sharpscale::viewer {

enum class JobWeight { kLight, kHeavy };

struct JobOptions {
  std::string title;  // for the status line: "Sharpen 35 %"
  JobWeight weight = JobWeight::kLight;
  int priority = 0;       // higher first; equal: in the order given
  bool shown = true;      // in the status line
  bool user_job = false;  // asked for by the user (Esc cancels it), not background upkeep
};

struct JobStatus {
  uint64_t id = 0;
  std::string title;
  std::string stage;
  double fraction = 0.0;  // 0..1
  double seconds = 0.0;   // since it started; 0 = waiting
  bool running = false;
  bool cancelled = false;
  bool shown = true;
  bool user_job = false;
};

class JobQueue {
 public:
  // `wake` is called from workers whenever Drain() has something to do or progress moved; may be
  // empty.
  explicit JobQueue(int workers, std::function<void()> wake = {});
  // Cancels all jobs and waits for those running. Their results are dropped.
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  // `work` runs on a worker; `done` runs inside Drain(), also when cancelled (CancelledError).
  template <class T>
  uint64_t Submit(const JobOptions& options,
                  std::function<absl::StatusOr<T>(Progress*)> work,
                  std::function<void(absl::StatusOr<T>)> done) {
    return SubmitErased(
        options, [work = std::move(work), done](Progress* progress) -> std::function<void()> {
          auto result = std::make_shared<absl::StatusOr<T>>(
              progress->cancelled() ? absl::StatusOr<T>(absl::CancelledError("Cancelled"))
                                    : work(progress));
          return [done, result] { done(std::move(*result)); };
        });
  }

  void Cancel(uint64_t id);
  void CancelUserJobs();

  // Delivers finished results on this thread; the number delivered.
  int Drain();
  // Waiting and running jobs, in the order they will run. Empty of finished ones.
  std::vector<JobStatus> Snapshot() const;
  bool Idle() const;
  // Blocks until something can be drained or nothing is left to wait for; for tests and scripts.
  void WaitForResult(std::chrono::milliseconds limit);

 private:
  using Erased = std::function<std::function<void()>(Progress*)>;
  struct Job;

  uint64_t SubmitErased(const JobOptions& options, Erased run);
  void Work();
  std::shared_ptr<Job> TakeNext();  // mutex_ held

  const int workers_;
  const std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable work_ready_;
  std::condition_variable result_ready_;
  std::vector<std::shared_ptr<Job>> waiting_;
  std::vector<std::shared_ptr<Job>> running_;
  std::deque<std::function<void()>> finished_;
  uint64_t next_id_ = 1;
  int heavy_running_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_JOB_QUEUE_H_
