// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_batch.h"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "image/status_macros.h"
#include "report/json.h"

namespace sharpscale {
namespace {

// The first of the variables that is set to a number.
std::optional<int> NumberFromEnvironment(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* text = std::getenv(name);
    int value = 0;
    if (text != nullptr && ParseInto(std::string(text), &value).ok()) return value;
  }
  return std::nullopt;
}

}  // namespace

void BatchCommand::Declare(OptionSet& options) {
  job_.Declare(options);
  options.Group("Several machines");
  options.Value("--shard",
                "K/N",
                "Only the Kth of N shares, from 0; also read from SLURM_ARRAY_TASK_ID, "
                "JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX with SHARPSCALE_SHARDS",
                &shard_text_);
  options.Flag("--resume", "Go on where an earlier run stopped (always so)", &resume_);
}

absl::Status BatchCommand::ReadShard() {
  if (!shard_text_.empty()) {
    const size_t slash = shard_text_.find('/');
    const bool parsed = slash != std::string::npos &&
                        ParseInto(shard_text_.substr(0, slash), &shard_).ok() &&
                        ParseInto(shard_text_.substr(slash + 1), &shards_).ok();
    if (!parsed || shards_ < 1 || shard_ < 0 || shard_ >= shards_) {
      return absl::InvalidArgumentError(fmt::format(
          "--shard '{}': write K/N with K from 0 to N - 1, for instance 0/4", shard_text_));
    }
    return absl::OkStatus();
  }
  const std::optional<int> index = NumberFromEnvironment(
      {"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"});
  if (!index.has_value()) return absl::OkStatus();
  const std::optional<int> count =
      NumberFromEnvironment({"SHARPSCALE_SHARDS", "SLURM_ARRAY_TASK_COUNT"});
  if (!count.has_value() || *count < 1 || *index < 0 || *index >= *count) {
    return absl::InvalidArgumentError(
        fmt::format("this is task {} of an array, but SHARPSCALE_SHARDS does not say of how many "
                    "(tasks are counted from 0); set it, or give --shard K/N",
                    *index));
  }
  shard_ = *index;
  shards_ = *count;
  return absl::OkStatus();
}

absl::StatusOr<BatchCounts> BatchCommand::RunAll(RunContext& context) {
  SHARPSCALE_RETURN_IF_ERROR(ReadShard());
  SHARPSCALE_RETURN_IF_ERROR(job_.Prepare());
  SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<WorkItem> items, job_.List(shard_, shards_));
  return job_.Run(context, items, LedgerPath(job_.output(), shard_, shards_));
}

int BatchCommand::Run(RunContext& context) {
  const absl::StatusOr<BatchCounts> counts = RunAll(context);
  context.console.ClearProgress();
  if (!counts.ok()) {
    context.console.Error("", counts.status());
    return absl::IsCancelled(counts.status()) ? kExitInterrupted : kExitError;
  }
  const int code = TellCounts(context, *counts, job_.judges());
  if (shards_ > 1) {
    context.console.Note(
        fmt::format("This was share {} of {}. When all of them are done: sharpscale merge {} "
                    "--html summary.html",
                    shard_,
                    shards_,
                    job_.output()));
  } else {
    context.console.Note(fmt::format(
        "All results as a page: sharpscale merge {} --html summary.html (or --csv, --jsonl)",
        job_.output()));
  }
  return code;
}

int TellCounts(RunContext& context, const BatchCounts& counts, bool judged) {
  if (context.common.json) {
    const nlohmann::ordered_json json = {{"schema", "sharpscale.batch/1"},
                                         {"total", counts.total},
                                         {"done", counts.done},
                                         {"skipped", counts.skipped},
                                         {"failed", counts.failed},
                                         {"rejected", counts.rejected},
                                         {"nothing_to_do", counts.nothing_to_do},
                                         {"not_fixable", counts.not_fixable}};
    context.console.Print(JsonText(json, true) + "\n");
  } else {
    std::string text = fmt::format("{} pictures: {} done, {} done before, {} failed",
                                   counts.total,
                                   counts.done,
                                   counts.skipped,
                                   counts.failed);
    if (counts.nothing_to_do > 0) {
      text += fmt::format(", {} needed nothing", counts.nothing_to_do);
    }
    if (counts.not_fixable > 0) text += fmt::format(", {} cannot be fixed", counts.not_fixable);
    if (judged) text += fmt::format(", {} did not pass the gate", counts.rejected);
    context.console.Print(text + "\n");
  }
  if (counts.failed > 0) return kExitError;
  return counts.rejected > 0 ? kExitFailed : kExitDone;
}

}  // namespace sharpscale
