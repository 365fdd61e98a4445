// SPDX-License-Identifier: Apache-2.0

#include "enhance/batch/run_batch.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/enhance/batch/temp_folder.h"

namespace sharpscale {
namespace {

using testing::HasSubstr;

// A batch of small files whose job writes the content reversed.
class RunBatchTest : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 24; ++i) folder_.Write(fmt::format("in/p{:02}.jpg", i), Content(i));
    std::filesystem::create_directories(folder_ / "out");
    options_.ledger = folder_ / "out/ledger.sqlite";
    options_.settings_hash = "settings";
    options_.jobs = 3;
  }

  static std::string Content(int i) { return fmt::format("picture {}", i); }

  std::vector<WorkItem> Items() const {
    WorklistOptions list;
    list.output_folder = folder_ / "out";
    return ListWork({folder_ / "in"}, list).value();
  }

  absl::StatusOr<WorkOutcome> Reverse(const WorkItem& item) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++calls_[item.name];
    }
    std::ifstream in(item.source);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    if (text == "bad") return absl::InvalidArgumentError(item.source + ": not a picture");
    std::string reversed(text.rbegin(), text.rend());
    std::ofstream(item.output) << reversed;
    return WorkOutcome{fmt::format("{{\"length\":{}}}", text.size()), "pass", item.output, ""};
  }

  absl::StatusOr<BatchCounts> Run(const Progress* progress = nullptr) {
    calls_.clear();
    return RunBatch(
        Items(), [this](const WorkItem& item) { return Reverse(item); }, options_, {}, progress);
  }

  TempFolder folder_;
  BatchOptions options_;
  std::mutex mutex_;
  std::map<std::string, int> calls_;
};

TEST_F(RunBatchTest, DoesAllOnceAndNothingTwice) {
  const auto first = Run();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->done, 24);
  EXPECT_EQ(first->failed, 0);
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->skipped, 24);
  EXPECT_TRUE(calls_.empty());
}

TEST_F(RunBatchTest, RedoesExactlyWhatChanged) {
  ASSERT_TRUE(Run().ok());
  folder_.Write("in/p03.jpg", "changed content");
  std::filesystem::remove(folder_ / "out/p05.jpg");
  // Touched, the same content: not done again.
  std::filesystem::last_write_time(folder_ / "in/p07.jpg",
                                   std::filesystem::file_time_type::clock::now());
  const auto again = Run();
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->done, 2);
  EXPECT_EQ(calls_.count("p03.jpg"), 1u);
  EXPECT_EQ(calls_.count("p05.jpg"), 1u);
  EXPECT_EQ(again->skipped, 22);
  options_.settings_hash = "other settings";
  EXPECT_EQ(Run()->done, 24);
}

TEST_F(RunBatchTest, OneBadFileNeverStopsTheRun) {
  folder_.Write("in/p09.jpg", "bad");
  const auto first = Run();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->done, 23);
  EXPECT_EQ(first->failed, 1);
  auto ledger = Ledger::Open(options_.ledger);
  ASSERT_TRUE(ledger.ok());
  const auto row = (*ledger)->Find("p09.jpg");
  ASSERT_TRUE(row.ok() && row->has_value());
  EXPECT_EQ((*row)->status, WorkStatus::kFailed);
  EXPECT_THAT((*row)->error, HasSubstr("not a picture"));
  // An unchanged bad file is not tried again unless asked to.
  EXPECT_EQ(Run()->failed, 1);
  EXPECT_TRUE(calls_.empty());
  options_.retry_failed = true;
  EXPECT_EQ(Run()->failed, 1);
  EXPECT_EQ(calls_.size(), 1u);
}

TEST_F(RunBatchTest, CancelKeepsWhatWasDone) {
  Progress progress;
  std::atomic<int> started{0};
  const auto stopped = RunBatch(
      Items(),
      [&](const WorkItem& item) -> absl::StatusOr<WorkOutcome> {
        if (++started > 6) {
          progress.Cancel();
          return absl::CancelledError("stopped");
        }
        return Reverse(item);
      },
      options_,
      {},
      &progress);
  EXPECT_EQ(stopped.status().code(), absl::StatusCode::kCancelled);
  const auto rest = Run();
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(rest->skipped, 6);
  EXPECT_EQ(rest->done, 18);
}

// The process is killed while it works, again and again; the runs together must do everything, and
// a row marked done must have its output.
TEST_F(RunBatchTest, SurvivesKill) {
  for (int round = 0; round < 50; ++round) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      options_.jobs = 1;
      std::atomic<int> count{0};
      const auto unused = RunBatch(
          Items(),
          [&](const WorkItem& item) {
            // Dies in the middle of its (round % 3 + 1)th new item.
            if (++count > round % 3) {
              const char byte = 1;
              (void)!write(ready[1], &byte, 1);
              while (true) pause();
            }
            return Reverse(item);
          },
          options_);
      _exit(unused.ok() ? 0 : 1);
    }
    close(ready[1]);
    char byte = 0;
    (void)!read(ready[0], &byte, 1);  // until the child is in the middle, or done
    close(ready[0]);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
  }
  options_.max_attempts = 100;
  const auto last = Run();
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(last->done + last->skipped + last->failed, 24);
  auto ledger = Ledger::Open(options_.ledger);
  ASSERT_TRUE(ledger.ok());
  std::set<std::string> done;
  ASSERT_TRUE((*ledger)
                  ->ForEach([&](const LedgerRow& row) {
                    if (row.status == WorkStatus::kDone) {
                      EXPECT_TRUE(std::filesystem::exists(row.output)) << row.name;
                      done.insert(row.name);
                    } else {
                      EXPECT_THAT(row.error, HasSubstr("died 2 times"));
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(static_cast<int64_t>(done.size()), 24 - last->failed);
}

TEST_F(RunBatchTest, AFileThatKillsTheProgramIsLeftOut) {
  for (int round = 0; round < 3; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      options_.jobs = 1;
      const auto counts = RunBatch(
          Items(),
          [&](const WorkItem& item) {
            if (item.name == "p04.jpg") _exit(9);
            return Reverse(item);
          },
          options_);
      _exit(counts.ok() && counts->failed == 1 ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), round < 2 ? 9 : 0) << "round " << round;
  }
}

TEST(Ledger, DamagedFileIsNamed) {
  const TempFolder folder;
  const std::string path = folder.Write("ledger.sqlite", std::string(8192, 'x'));
  const auto ledger = Ledger::Open(path);
  EXPECT_EQ(ledger.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(ledger.status().message()), HasSubstr(path));
}

TEST(Ledger, OneProcessAtATime) {
  const TempFolder folder;
  const std::string path = folder / "ledger.sqlite";
  absl::StatusOr<LedgerLock> first = LedgerLock::Take(path);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(absl::IsUnavailable(LedgerLock::Take(path).status()));
  { const LedgerLock gone = *std::move(first); }
  EXPECT_TRUE(LedgerLock::Take(path).ok());
}

// A ledger as version 1 wrote it gains its columns and keeps its rows.
TEST(Ledger, OldOnesAreBroughtUpToDate) {
  const TempFolder folder;
  const std::string path = folder / "ledger.sqlite";
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db,
                         "CREATE TABLE work (name TEXT PRIMARY KEY, source_bytes INTEGER,"
                         " source_mtime INTEGER, content_hash TEXT, settings_hash TEXT,"
                         " status INTEGER, attempts INTEGER, error TEXT, output TEXT,"
                         " output_bytes INTEGER, verdict TEXT, json TEXT, seconds REAL)"
                         " WITHOUT ROWID;"
                         "INSERT INTO work (name, status, verdict) VALUES ('old.jpg', 1, 'pass');"
                         "PRAGMA user_version = 1;",
                         nullptr,
                         nullptr,
                         nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  for (int round = 0; round < 2; ++round) {
    const auto ledger = Ledger::Open(path);
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    const auto row = (*ledger)->Find("old.jpg");
    ASSERT_TRUE(row.ok() && row->has_value());
    EXPECT_EQ((*row)->verdict, "pass");
    EXPECT_EQ((*row)->thumbnail, "");
  }
}

TEST(MergeLedgers, DoneWinsOverFailed) {
  const TempFolder folder;
  const auto put = [&](const std::string& file, const std::string& name, WorkStatus status) {
    LedgerRow row;
    row.name = name;
    row.status = status;
    row.verdict = file;
    auto ledger = Ledger::Open(folder / file);
    ASSERT_TRUE(ledger.ok());
    ASSERT_TRUE((*ledger)->Put(row).ok());
  };
  put("a", "both", WorkStatus::kDone);
  put("b", "both", WorkStatus::kFailed);
  put("a", "late", WorkStatus::kFailed);
  put("b", "late", WorkStatus::kDone);
  put("b", "only", WorkStatus::kFailed);
  std::vector<LedgerRow> rows;
  const absl::Status merged = MergeLedgers({folder / "a", folder / "b"}, [&](const LedgerRow& row) {
    rows.push_back(row);
    return absl::OkStatus();
  });
  ASSERT_TRUE(merged.ok()) << merged;
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].name, "both");
  EXPECT_EQ(rows[0].verdict, "a");
  EXPECT_EQ(rows[1].verdict, "b");
  EXPECT_EQ(rows[2].status, WorkStatus::kFailed);
  EXPECT_TRUE(absl::IsNotFound(
      MergeLedgers({folder / "none"}, [](const LedgerRow&) { return absl::OkStatus(); })));
}

}  // namespace
}  // namespace sharpscale
