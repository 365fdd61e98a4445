// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/job_queue.h"

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <atomic>

namespace sharpscale::viewer {
namespace {

// Work gives way to drawing: a window must not stutter while all cores measure. Threads that the
// work starts inherit this.
void GiveWay() {
#ifdef __linux__
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 10);
#endif
}

}  // namespace

struct JobQueue::Job {
  uint64_t id = 0;
  JobOptions options;
  Erased run;
  std::unique_ptr<Progress> progress;
  std::chrono::steady_clock::time_point started;
  bool running = false;
  std::atomic<double> fraction{0.0};
  std::atomic<double> woken_at{-1.0};  // fraction at the last wake
  // Guards stage, and is taken only when that changes: a worker gives way to drawing, so one that
  // sleeps with a lock in its hand would hold up the frame that wants to show it.
  std::mutex mutex;
  std::string stage;
};

// Progress in smaller steps is not worth a frame.
constexpr double kWakeStep = 0.01;

JobQueue::JobQueue(int workers, std::function<void()> wake)
    : workers_(std::max(1, workers)), wake_(std::move(wake)) {
  for (int i = 0; i < workers_; ++i) threads_.emplace_back([this] { Work(); });
}

JobQueue::~JobQueue() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    for (const auto& job : running_) job->progress->Cancel();
  }
  work_ready_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

uint64_t JobQueue::SubmitErased(const JobOptions& options, Erased run) {
  auto job = std::make_shared<Job>();
  job->options = options;
  job->run = std::move(run);
  Job* raw = job.get();  // the listener lives inside the job
  job->progress = std::make_unique<Progress>([this, raw](const ProgressEvent& event) {
    const double fraction = std::clamp(event.fraction, 0.0, 1.0);
    raw->fraction.store(fraction, std::memory_order_relaxed);
    // Stages follow each other, and each begins below the last one's end.
    const double woken = raw->woken_at.load(std::memory_order_relaxed);
    if (fraction >= woken && fraction - woken < kWakeStep) return;
    raw->woken_at.store(fraction, std::memory_order_relaxed);
    {
      const std::lock_guard<std::mutex> lock(raw->mutex);
      if (raw->stage != event.stage) raw->stage = event.stage;
    }
    if (wake_) wake_();
  });
  uint64_t id = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    id = job->id = next_id_++;
    const auto after = std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& other) {
      return other->options.priority < job->options.priority;
    });
    waiting_.insert(after, std::move(job));
  }
  work_ready_.notify_one();
  return id;
}

std::shared_ptr<JobQueue::Job> JobQueue::TakeNext() {
  const int heavy_limit = std::max(1, workers_ - 1);
  for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
    // A cancelled job takes no time, whatever its weight.
    const bool heavy = (*it)->options.weight == JobWeight::kHeavy && !(*it)->progress->cancelled();
    if (heavy && heavy_running_ >= heavy_limit) continue;
    std::shared_ptr<Job> job = *it;
    waiting_.erase(it);
    return job;
  }
  return nullptr;
}

void JobQueue::Work() {
  GiveWay();
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    std::shared_ptr<Job> job;
    work_ready_.wait(lock, [&] { return stopping_ || (job = TakeNext()) != nullptr; });
    if (stopping_) return;
    const bool heavy = job->options.weight == JobWeight::kHeavy;
    if (heavy) ++heavy_running_;
    job->started = std::chrono::steady_clock::now();
    job->running = true;
    running_.push_back(job);
    lock.unlock();

    std::function<void()> deliver = job->run(job->progress.get());

    lock.lock();
    if (heavy) --heavy_running_;
    running_.erase(std::find(running_.begin(), running_.end(), job));
    finished_.push_back(std::move(deliver));
    result_ready_.notify_all();
    work_ready_.notify_all();
    lock.unlock();
    if (wake_) wake_();
    job.reset();
    lock.lock();
  }
}

void JobQueue::Cancel(uint64_t id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto* list : {&waiting_, &running_}) {
    for (const auto& job : *list) {
      if (job->id == id) job->progress->Cancel();
    }
  }
  work_ready_.notify_all();
}

void JobQueue::CancelUserJobs() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto* list : {&waiting_, &running_}) {
    for (const auto& job : *list) {
      if (job->options.user_job) job->progress->Cancel();
    }
  }
  work_ready_.notify_all();
}

int JobQueue::Drain() {
  std::deque<std::function<void()>> ready;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ready.swap(finished_);
  }
  for (const auto& deliver : ready) deliver();
  return static_cast<int>(ready.size());
}

std::vector<JobStatus> JobQueue::Snapshot() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<JobStatus> list;
  const auto now = std::chrono::steady_clock::now();
  for (const auto* jobs : {&running_, &waiting_}) {
    for (const auto& job : *jobs) {
      JobStatus status;
      status.id = job->id;
      status.title = job->options.title;
      status.shown = job->options.shown;
      status.user_job = job->options.user_job;
      status.running = job->running;
      status.cancelled = job->progress->cancelled();
      if (job->running) {
        status.seconds = std::chrono::duration<double>(now - job->started).count();
      }
      status.fraction = job->fraction.load(std::memory_order_relaxed);
      {
        const std::lock_guard<std::mutex> progress_lock(job->mutex);
        status.stage = job->stage;
      }
      list.push_back(std::move(status));
    }
  }
  return list;
}

bool JobQueue::Idle() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return waiting_.empty() && running_.empty() && finished_.empty();
}

void JobQueue::WaitForResult(std::chrono::milliseconds limit) {
  std::unique_lock<std::mutex> lock(mutex_);
  result_ready_.wait_for(
      lock, limit, [&] { return !finished_.empty() || (waiting_.empty() && running_.empty()); });
}

}  // namespace sharpscale::viewer
