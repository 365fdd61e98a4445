// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/batch/ledger.h
//
// What a batch has done, in SQLite (write-ahead log): survives kill -9 at any moment, so that a
// second run redoes only what is missing. One ledger a shard; ledgers of several shards merge.

#ifndef SHARPSCALE_ENHANCE_BATCH_LEDGER_H_
#define SHARPSCALE_ENHANCE_BATCH_LEDGER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

enum class WorkStatus {
  kRunning,  // begun and not ended: in work, or its process died
  kDone,
  kFailed,  // could not be done; `error` says why
};

struct LedgerRow {
  std::string name;    // WorkItem::name
  std::string source;  // WorkItem::source, as the machine that worked on it named it
  int64_t source_bytes = 0;
  int64_t source_mtime = 0;   // nanoseconds since 1970
  std::string content_hash;   // SHA-256 of the source, hex
  std::string settings_hash;  // of everything that decides the result
  WorkStatus status = WorkStatus::kRunning;
  int attempts = 0;
  std::string error;
  std::string output;  // file written, or ""
  int64_t output_bytes = 0;
  std::string verdict;  // "pass", "warn", "fail", "PLAN", ...; the job's own word
  std::string json;     // the job's result, one JSON object
  double seconds = 0.0;
  std::string thumbnail;  // WorkOutcome::thumbnail
};

class Ledger {
 public:
  // Opens or creates. Errors: DataLoss (damaged, or not a ledger: says which file to move away),
  // FailedPrecondition (written by a newer version), PermissionDenied.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(const std::string& path);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // All of these may be called from any thread.
  absl::StatusOr<std::optional<LedgerRow>> Find(const std::string& name) const;
  // Only the status: nullopt where there is no such row.
  absl::StatusOr<std::optional<WorkStatus>> StatusOf(const std::string& name) const;
  // Inserts or replaces.
  absl::Status Put(const LedgerRow& row);
  // In order of name; stops at the first error of `visit`.
  absl::Status ForEach(const std::function<absl::Status(const LedgerRow&)>& visit) const;

 private:
  friend absl::Status MergeLedgers(const std::vector<std::string>& paths,
                                   const std::function<absl::Status(const LedgerRow&)>& visit);
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Keeps other processes away from a ledger while it lives. The lock belongs to the process: it ends
// with it, however it ends, also on network file systems with POSIX locks (NFS 4, Lustre, CephFS).
class LedgerLock {
 public:
  // Errors: Unavailable (another process works on this ledger), PermissionDenied.
  static absl::StatusOr<LedgerLock> Take(const std::string& ledger);
  ~LedgerLock();
  LedgerLock(LedgerLock&& other) noexcept;
  LedgerLock(const LedgerLock&) = delete;
  LedgerLock& operator=(const LedgerLock&) = delete;
  LedgerLock& operator=(LedgerLock&&) = delete;

 private:
  explicit LedgerLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

// Visits the rows of all ledgers in order of name, one row of each ledger in memory at a time.
// Where two ledgers hold a name, the done row wins, then the one of the later ledger. Stops at the
// first error of `visit`. Errors: those of Ledger::Open, NotFound (no such ledger).
absl::Status MergeLedgers(const std::vector<std::string>& paths,
                          const std::function<absl::Status(const LedgerRow&)>& visit);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_BATCH_LEDGER_H_
