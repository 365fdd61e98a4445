// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/job_queue.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

namespace sharpscale::viewer {
namespace {

using std::chrono::seconds;

// Delivers until nothing is left.
void Finish(JobQueue* queue) {
  while (!queue->Idle()) {
    queue->WaitForResult(seconds(10));
    queue->Drain();
  }
}

TEST(JobQueueTest, ResultsArriveOnTheDrainingThread) {
  JobQueue queue(2);
  std::thread::id worker;
  std::thread::id receiver;
  int value = 0;
  queue.Submit<int>(
      {"job"},
      [&](Progress*) -> absl::StatusOr<int> {
        worker = std::this_thread::get_id();
        return 42;
      },
      [&](absl::StatusOr<int> result) {
        receiver = std::this_thread::get_id();
        value = *result;
      });
  Finish(&queue);
  EXPECT_EQ(value, 42);
  EXPECT_EQ(receiver, std::this_thread::get_id());
  EXPECT_NE(worker, receiver);
}

TEST(JobQueueTest, HigherPriorityFirstThenInOrder) {
  JobQueue queue(1);
  std::promise<void> gate;
  std::shared_future<void> open(gate.get_future());
  std::promise<void> entered;
  std::vector<int> order;
  const auto add = [&](int tag, int priority) {
    queue.Submit<int>(
        {"job", JobWeight::kLight, priority},
        [tag](Progress*) -> absl::StatusOr<int> { return tag; },
        [&](absl::StatusOr<int> result) { order.push_back(*result); });
  };
  queue.Submit<int>(
      {"gate"},
      [&](Progress*) -> absl::StatusOr<int> {
        entered.set_value();
        open.wait();
        return 0;
      },
      [](absl::StatusOr<int>) {});
  entered.get_future().wait();
  add(1, 0);
  add(2, 5);
  add(3, 0);
  add(4, 5);
  gate.set_value();
  Finish(&queue);
  EXPECT_THAT(order, ::testing::ElementsAre(2, 4, 1, 3));
}

TEST(JobQueueTest, AHeavyJobLeavesAWorkerForLightOnes) {
  JobQueue queue(2);
  std::promise<void> gate;
  std::shared_future<void> open(gate.get_future());
  std::atomic<bool> second_heavy{false};
  queue.Submit<int>(
      {"heavy", JobWeight::kHeavy},
      [&](Progress*) -> absl::StatusOr<int> {
        open.wait();
        return 0;
      },
      [](absl::StatusOr<int>) {});
  queue.Submit<int>(
      {"heavy too", JobWeight::kHeavy, 100},
      [&](Progress*) -> absl::StatusOr<int> {
        open.wait();
        second_heavy = true;
        return 0;
      },
      [](absl::StatusOr<int>) {});
  bool light = false;
  queue.Submit<int>(
      {"light"},
      [](Progress*) -> absl::StatusOr<int> { return 1; },
      [&](absl::StatusOr<int>) { light = true; });
  while (!light) {
    queue.WaitForResult(seconds(10));
    queue.Drain();
  }
  EXPECT_FALSE(second_heavy);
  gate.set_value();
  Finish(&queue);
  EXPECT_TRUE(second_heavy);
}

TEST(JobQueueTest, CancelReachesARunningJobAndDropsAWaitingOne) {
  JobQueue queue(1);
  std::promise<void> entered;
  absl::Status running;
  absl::Status waiting;
  bool waiting_ran = false;
  const uint64_t first = queue.Submit<int>(
      {"running"},
      [&](Progress* progress) -> absl::StatusOr<int> {
        entered.set_value();
        while (!progress->cancelled()) std::this_thread::yield();
        return absl::CancelledError("stopped");
      },
      [&](absl::StatusOr<int> result) { running = result.status(); });
  const uint64_t second = queue.Submit<int>(
      {"waiting"},
      [&](Progress*) -> absl::StatusOr<int> {
        waiting_ran = true;
        return 1;
      },
      [&](absl::StatusOr<int> result) { waiting = result.status(); });
  entered.get_future().wait();
  queue.Cancel(second);
  queue.Cancel(first);
  Finish(&queue);
  EXPECT_TRUE(absl::IsCancelled(running));
  EXPECT_TRUE(absl::IsCancelled(waiting));
  EXPECT_FALSE(waiting_ran);
}

TEST(JobQueueTest, EscStopsTheUsersJobsOnly) {
  JobQueue queue(2);
  absl::Status user;
  absl::Status upkeep;
  std::promise<void> stop;
  std::shared_future<void> stopped(stop.get_future());
  JobOptions options{"user"};
  options.user_job = true;
  queue.Submit<int>(
      options,
      [](Progress* progress) -> absl::StatusOr<int> {
        while (!progress->cancelled()) std::this_thread::yield();
        return absl::CancelledError("");
      },
      [&](absl::StatusOr<int> r) { user = r.status(); });
  queue.Submit<int>(
      {"upkeep"},
      [&](Progress* progress) -> absl::StatusOr<int> {
        stopped.wait();
        if (progress->cancelled()) return absl::CancelledError("");
        return 1;
      },
      [&](absl::StatusOr<int> r) { upkeep = r.status(); });
  queue.CancelUserJobs();
  stop.set_value();
  Finish(&queue);
  EXPECT_TRUE(absl::IsCancelled(user));
  EXPECT_TRUE(upkeep.ok());
}

TEST(JobQueueTest, ProgressIsVisibleWhileRunning) {
  JobQueue queue(1);
  std::promise<void> reported;
  std::promise<void> gate;
  queue.Submit<int>(
      {"job"},
      [&](Progress* progress) -> absl::StatusOr<int> {
        progress->Report({"upscale", 0.25, 0.0});
        reported.set_value();
        gate.get_future().wait();
        return 1;
      },
      [](absl::StatusOr<int>) {});
  reported.get_future().wait();
  const std::vector<JobStatus> jobs = queue.Snapshot();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].stage, "upscale");
  EXPECT_DOUBLE_EQ(jobs[0].fraction, 0.25);
  EXPECT_TRUE(jobs[0].running);
  gate.set_value();
  Finish(&queue);
}

TEST(JobQueueTest, ClosingCancelsAndDropsResults) {
  bool delivered = false;
  {
    JobQueue queue(2);
    for (int i = 0; i < 20; ++i) {
      queue.Submit<int>(
          {"job", JobWeight::kHeavy},
          [](Progress* progress) -> absl::StatusOr<int> {
            while (!progress->cancelled()) std::this_thread::yield();
            return 1;
          },
          [&](absl::StatusOr<int>) { delivered = true; });
    }
  }
  EXPECT_FALSE(delivered);
}

}  // namespace
}  // namespace sharpscale::viewer
