// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/cached.h
//
// A result and the settings it belongs to. The old value stays readable (and is known to be stale)
// until the one for the new settings arrives; an answer to settings that nobody wants any more is
// dropped.
//
//   if (report.NeedsWork(key)) report.Start(key, jobs.Submit(...));
//   ... report.Finish(key, std::move(result));
//   Draw(report.value(), /*dimmed=*/report.IsStale(key));

#ifndef SHARPSCALE_VIEWER_CORE_CACHED_H_
#define SHARPSCALE_VIEWER_CORE_CACHED_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale::viewer {

template <class Key, class Value>
class Cached {
 public:
  // Null until the first result.
  const std::shared_ptr<const Value>& value() const { return value_; }
  // Why the last settings gave nothing; ok while there is a value or none was asked for.
  const absl::Status& error() const { return error_; }

  // Neither there, nor failed, nor under way.
  bool NeedsWork(const Key& key) const {
    if (pending_key_) return !(*pending_key_ == key);
    return !(done_key_ && *done_key_ == key);
  }
  bool IsStale(const Key& key) const { return value_ && !(value_key_ && *value_key_ == key); }
  bool busy() const { return pending_key_.has_value(); }
  // The job under way; 0 = none.
  uint64_t job() const { return job_; }

  void Start(const Key& key, uint64_t job) {
    pending_key_ = key;
    job_ = job;
  }

  // True where the result was wanted. A cancelled result leaves the old value and may be asked
  // again.
  bool Finish(const Key& key, absl::StatusOr<Value> result) {
    if (!pending_key_ || !(*pending_key_ == key)) return false;
    pending_key_.reset();
    job_ = 0;
    if (!result.ok() && absl::IsCancelled(result.status())) return false;
    done_key_ = key;
    error_ = result.status();
    if (result.ok()) {
      value_ = std::make_shared<const Value>(*std::move(result));
      value_key_ = key;
    }
    return true;
  }

  // A value that did not come from a job (opened from a file, for instance).
  void Put(const Key& key, Value value) {
    pending_key_.reset();
    job_ = 0;
    done_key_ = key;
    value_key_ = key;
    error_ = absl::OkStatus();
    value_ = std::make_shared<const Value>(std::move(value));
  }

  void Clear() { *this = Cached(); }

 private:
  std::shared_ptr<const Value> value_;
  absl::Status error_;
  std::optional<Key> value_key_;    // of value_
  std::optional<Key> done_key_;     // of value_ or error_
  std::optional<Key> pending_key_;  // of the job under way
  uint64_t job_ = 0;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_CACHED_H_
