// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_watch.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "cli/cmd_batch.h"
#include "cli/wait.h"

namespace sharpscale {

void WatchCommand::Declare(OptionSet& options) {
  job_.Declare(options);
  options.Group("Watching");
  options.Value("--interval", "SECONDS", "Time between two looks at the folders (2)", &interval_);
  options.Value("--idle", "SECONDS", "End when nothing new came for so long (0 = never)", &idle_);
}

std::vector<WorkItem> WatchCommand::Settled(const std::vector<WorkItem>& items) {
  std::vector<WorkItem> settled;
  for (const WorkItem& item : items) {
    struct stat info {};
    if (stat(item.source.c_str(), &info) != 0) continue;  // gone since the folder was read
    const FileState now{info.st_size, info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec};
    Known& known = known_[item.name];
    const bool still = known.seen == now;
    known.seen = now;
    if (!still || now.bytes == 0 || known.handled == now) continue;
    known.handled = now;
    settled.push_back(item);
  }
  return settled;
}

int WatchCommand::Run(RunContext& context) {
  const auto fail = [&](const absl::Status& status) {
    context.console.ClearProgress();
    context.console.Error("", status);
    return kExitError;
  };
  if (interval_ <= 0.0 || interval_ > 86400.0 || idle_ < 0.0) {
    return fail(absl::InvalidArgumentError(fmt::format(
        "--interval {} --idle {}: seconds, the interval above 0 and at most 86400, idle 0 or more",
        interval_,
        idle_)));
  }
  if (const absl::Status ready = job_.Prepare(); !ready.ok()) return fail(ready);
  context.console.Note(fmt::format("Watching; results go to {}. Ctrl-C ends it.", job_.output()));
  BatchCounts all;
  double quiet = 0.0;  // s
  while (!context.progress.cancelled() && (idle_ <= 0.0 || quiet < idle_)) {
    const absl::StatusOr<std::vector<WorkItem>> items = job_.List(0, 1);
    if (!items.ok()) return fail(items.status());
    const std::vector<WorkItem> fresh = Settled(*items);
    if (fresh.empty()) {
      quiet += interval_;
    } else {
      quiet = 0.0;
      const absl::StatusOr<BatchCounts> counts =
          job_.Run(context, fresh, LedgerPath(job_.output(), 0, 1));
      context.console.ClearProgress();
      if (absl::IsCancelled(counts.status())) break;
      if (!counts.ok()) return fail(counts.status());
      all.total += counts->total;
      all.done += counts->done;
      all.skipped += counts->skipped;
      all.failed += counts->failed;
      all.rejected += counts->rejected;
      all.nothing_to_do += counts->nothing_to_do;
      all.not_fixable += counts->not_fixable;
      // What was done in an earlier run is no news.
      if (counts->done + counts->failed > 0) {
        context.console.Note(fmt::format("{} new: {} done, {} failed",
                                         counts->done + counts->failed,
                                         counts->done,
                                         counts->failed));
      }
    }
    WaitSeconds(interval_, context.progress);
  }
  return TellCounts(context, all, job_.judges());
}

}  // namespace sharpscale
