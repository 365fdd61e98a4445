// SPDX-License-Identifier: Apache-2.0

#include "enhance/batch/run_batch.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "image/sha256.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

struct SourceState {
  int64_t bytes = 0;
  int64_t mtime = 0;
};

absl::StatusOr<SourceState> StateOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    return absl::NotFoundError(fmt::format("{}: {}", path, std::strerror(errno)));
  }
  return SourceState{info.st_size, info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec};
}

bool OutputThere(const LedgerRow& row) {
  if (row.output.empty()) return true;
  std::error_code error;
  const auto bytes = std::filesystem::file_size(row.output, error);
  return !error && static_cast<int64_t>(bytes) == row.output_bytes;
}

// One run's shared state; workers take items by number.
class Run {
 public:
  Run(const std::vector<WorkItem>& items,
      const Work& work,
      const BatchOptions& options,
      const BatchListener& listener,
      const Progress* progress,
      Ledger* ledger)
      : items_(items),
        work_(work),
        options_(options),
        listener_(listener),
        progress_(progress),
        ledger_(ledger) {
    counts_.total = static_cast<int64_t>(items.size());
  }

  void Worker() {
    while (!stopped()) {
      const size_t index = next_.fetch_add(1);
      if (index >= items_.size()) return;
      const absl::Status status = One(items_[index]);
      if (!status.ok()) {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (error_.ok()) error_ = status;
      }
    }
  }

  absl::StatusOr<BatchCounts> Result() const {
    if (!error_.ok()) return error_;
    if (cancelled()) return absl::CancelledError("the batch was stopped; run it again to go on");
    return counts_;
  }

 private:
  bool cancelled() const { return progress_ != nullptr && progress_->cancelled(); }
  bool stopped() {
    if (cancelled()) return true;
    const std::lock_guard<std::mutex> lock(mutex_);
    return !error_.ok();
  }

  // Counts `row` and tells the listener.
  void Tell(const LedgerRow& row, bool skipped) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (row.status == WorkStatus::kFailed) {
      ++counts_.failed;
    } else {
      ++(skipped ? counts_.skipped : counts_.done);
      if (row.verdict == "fail") ++counts_.rejected;
      if (row.verdict == "NOTHING_TO_DO") ++counts_.nothing_to_do;
      if (row.verdict == "NOT_FIXABLE") ++counts_.not_fixable;
    }
    if (listener_) listener_(counts_, row);
  }

  // Whether the row of an earlier run still holds; refreshes its time stamp where only that
  // changed.
  absl::StatusOr<bool> StillHolds(const WorkItem& item,
                                  const SourceState& state,
                                  std::string* content_hash,
                                  LedgerRow* row) {
    if (row->settings_hash != options_.settings_hash) return false;
    if (row->status == WorkStatus::kRunning) return false;
    if (row->status == WorkStatus::kFailed && options_.retry_failed) return false;
    if (row->status == WorkStatus::kDone && !OutputThere(*row)) return false;
    if (row->source_bytes != state.bytes) return false;
    if (row->source_mtime == state.mtime) return true;
    SHARPSCALE_ASSIGN_OR_RETURN(*content_hash, Sha256OfFile(item.source));
    if (row->content_hash != *content_hash) return false;
    row->source_mtime = state.mtime;
    SHARPSCALE_RETURN_IF_ERROR(ledger_->Put(*row));
    return true;
  }

  absl::Status One(const WorkItem& item) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::optional<LedgerRow> before, ledger_->Find(item.name));
    LedgerRow row = before.value_or(LedgerRow{});
    row.name = item.name;
    std::string content_hash;
    const absl::StatusOr<SourceState> state = StateOf(item.source);
    if (!state.ok()) return Fail(state.status(), &row);
    if (before.has_value()) {
      const absl::StatusOr<bool> holds = StillHolds(item, *state, &content_hash, &row);
      if (!holds.ok()) return Fail(holds.status(), &row);
      if (*holds) {
        Tell(row, /*skipped=*/true);
        return absl::OkStatus();
      }
    }
    const bool died_before = row.status == WorkStatus::kRunning && before.has_value() &&
                             row.settings_hash == options_.settings_hash &&
                             row.source_bytes == state->bytes && row.source_mtime == state->mtime;
    const int attempts = died_before ? row.attempts : 0;
    row = LedgerRow{};
    row.name = item.name;
    row.source = item.source;
    row.source_bytes = state->bytes;
    row.source_mtime = state->mtime;
    row.settings_hash = options_.settings_hash;
    row.attempts = attempts + 1;
    if (attempts >= options_.max_attempts) {
      return Fail(
          absl::AbortedError(fmt::format(
              "{}: the program died {} times on this file; it is left out", item.source, attempts)),
          &row);
    }
    if (content_hash.empty()) {
      const absl::StatusOr<std::string> hash = Sha256OfFile(item.source);
      if (!hash.ok()) return Fail(hash.status(), &row);
      content_hash = *hash;
    }
    row.content_hash = content_hash;
    SHARPSCALE_RETURN_IF_ERROR(ledger_->Put(row));
    return Do(item, &row);
  }

  absl::Status Do(const WorkItem& item, LedgerRow* row) {
    const auto begin = std::chrono::steady_clock::now();
    absl::StatusOr<WorkOutcome> outcome = work_(item);
    row->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (absl::IsCancelled(outcome.status())) {
      // Not its fault: the next run finds it as never tried.
      --row->attempts;
      return ledger_->Put(*row);
    }
    if (!outcome.ok()) return Fail(outcome.status(), row);
    row->status = WorkStatus::kDone;
    row->json = std::move(outcome->json);
    row->verdict = std::move(outcome->verdict);
    row->output = std::move(outcome->output);
    row->thumbnail = std::move(outcome->thumbnail);
    if (!row->output.empty()) {
      const absl::StatusOr<SourceState> written = StateOf(row->output);
      if (!written.ok()) return Fail(written.status(), row);
      row->output_bytes = written->bytes;
    }
    SHARPSCALE_RETURN_IF_ERROR(ledger_->Put(*row));
    Tell(*row, /*skipped=*/false);
    return absl::OkStatus();
  }

  absl::Status Fail(const absl::Status& why, LedgerRow* row) {
    row->status = WorkStatus::kFailed;
    row->settings_hash = options_.settings_hash;
    row->error = std::string(why.message());
    row->output.clear();
    row->output_bytes = 0;
    row->json.clear();
    row->verdict.clear();
    row->thumbnail.clear();
    SHARPSCALE_RETURN_IF_ERROR(ledger_->Put(*row));
    Tell(*row, /*skipped=*/false);
    return absl::OkStatus();
  }

  const std::vector<WorkItem>& items_;
  const Work& work_;
  const BatchOptions& options_;
  const BatchListener& listener_;
  const Progress* progress_;
  Ledger* ledger_;
  std::atomic<size_t> next_{0};
  std::mutex mutex_;
  BatchCounts counts_;
  absl::Status error_;
};

}  // namespace

absl::Status BatchOptions::Validate() const {
  if (ledger.empty()) return absl::InvalidArgumentError("no ledger file: name an output folder");
  if (jobs < 0 || jobs > 1024) {
    return absl::InvalidArgumentError(
        fmt::format("jobs {}: must be 1 to 1024, or 0 for all cores", jobs));
  }
  if (max_attempts < 1) {
    return absl::InvalidArgumentError(
        fmt::format("max_attempts {}: must be 1 or more", max_attempts));
  }
  return absl::OkStatus();
}

absl::StatusOr<BatchCounts> RunBatch(const std::vector<WorkItem>& items,
                                     const Work& work,
                                     const BatchOptions& options,
                                     const BatchListener& listener,
                                     const Progress* progress) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  SHARPSCALE_ASSIGN_OR_RETURN(const LedgerLock lock, LedgerLock::Take(options.ledger));
  SHARPSCALE_ASSIGN_OR_RETURN(const std::unique_ptr<Ledger> ledger, Ledger::Open(options.ledger));
  Run run(items, work, options, listener, progress, ledger.get());
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int jobs = std::min<int>(options.jobs > 0 ? options.jobs : cores,
                                 std::max<int>(1, static_cast<int>(items.size())));
  std::vector<std::thread> workers;
  workers.reserve(jobs);
  for (int i = 0; i < jobs; ++i) workers.emplace_back([&run] { run.Worker(); });
  for (std::thread& worker : workers) worker.join();
  return run.Result();
}

}  // namespace sharpscale
