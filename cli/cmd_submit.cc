// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_submit.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>
#include <system_error>

#include "cli/batch_summary.h"
#include "cli/run_program.h"
#include "cli/wait.h"
#include "enhance/batch/ledger.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "session/build_page.h"

namespace sharpscale {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kPicturesPerShare = 1000;
constexpr int kMostShares = 256;  // one merge opens all ledgers at a time

// A word that the shell of the job script reads as it is.
std::string Quoted(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

absl::StatusOr<std::string> OwnPath() {
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/exe", error);
  if (error) return absl::InternalError("cannot find the path of this program: " + error.message());
  return path.string();
}

std::string FirstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// "0,3,7".
std::string ListText(const std::vector<int>& numbers) {
  return fmt::format("{}", fmt::join(numbers, ","));
}

// Runs one of Slurm's programs; a failure names it and what it said.
absl::StatusOr<std::string> Slurm(const std::vector<std::string>& words) {
  absl::StatusOr<ProgramResult> result = RunProgram(words);
  if (absl::IsNotFound(result.status())) {
    return absl::NotFoundError(fmt::format(
        "{}: not found; submit runs on a machine of the cluster (Debian: slurm-client)", words[0]));
  }
  if (!result.ok()) return result.status();
  if (result->code != 0) {
    return absl::UnavailableError(
        fmt::format("{} failed ({}): {}", words[0], result->code, FirstLine(result->out)));
  }
  return std::move(result->out);
}

}  // namespace

void SubmitCommand::Declare(OptionSet& options) {
  OptionSet job;
  job_.Declare(job);
  options.AddRecorded(job, &words_);
  options.Group("The cluster");
  options.Flag("--slurm", "Run as an array job of Slurm (the only engine so far)", &slurm_);
  options.Value("--shards", "N", "Tasks of the array (0 = one for each 1000 pictures)", &shares_);
  options.Value("--cpus", "N", "Processor cores of each task (4)", &cpus_);
  options.Value("--memory", "SIZE", "Memory of each task, as sbatch --mem reads it", &memory_);
  options.Value("--time", "LIMIT", "Time limit of each task, as sbatch --time reads it", &time_);
  options.Value("--partition", "NAME", "Partition of the cluster", &partition_);
  options.Value("--sbatch",
                "OPTION",
                "A further option for sbatch, as in --sbatch=--account=photos",
                &extra_);
  options.Value(
      "--retries", "N", "How often a share that was lost is submitted again (3)", &retries_);
  options.Value("--poll", "SECONDS", "Time between two looks at the queue (5)", &poll_);
  options.Flag("--detach", "Return when submitted; the same command later follows it", &detach_);
  options.Flag("--dry-run", "Print the job script, submit nothing", &dry_run_);
}

absl::Status SubmitCommand::Check() const {
  if (!slurm_) return absl::InvalidArgumentError("which engine? add --slurm");
  if (shares_ < 0 || shares_ > kMostShares) {
    return absl::InvalidArgumentError(
        fmt::format("--shards {}: must be 1 to {}, or 0", shares_, kMostShares));
  }
  if (cpus_ < 1 || retries_ < 0 || poll_ <= 0.0) {
    return absl::InvalidArgumentError(
        "--cpus must be 1 or more, --retries 0 or more, --poll above 0 seconds");
  }
  for (const std::string* text : {&memory_, &time_, &partition_, &extra_}) {
    if (text->find_first_of("\n\r") != std::string::npos) {
      return absl::InvalidArgumentError("options for sbatch must be one line");
    }
  }
  return absl::OkStatus();
}

absl::Status SubmitCommand::PlanShares() {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<WorkItem> all, job_.List(0, 1));
  if (all.empty()) return absl::NotFoundError("no pictures are in these folders");
  if (shares_ == 0) {
    const int64_t wanted =
        (static_cast<int64_t>(all.size()) + kPicturesPerShare - 1) / kPicturesPerShare;
    shares_ = static_cast<int>(std::clamp<int64_t>(wanted, 1, kMostShares));
  }
  // Ledgers of another split would count pictures twice.
  SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<std::string> found, [&] {
    absl::StatusOr<std::vector<std::string>> ledgers = FindLedgers({job_.output()});
    if (absl::IsNotFound(ledgers.status())) ledgers = std::vector<std::string>();
    return ledgers;
  }());
  std::set<std::string> own;
  for (int share = 0; share < shares_; ++share)
    own.insert(LedgerPath(job_.output(), share, shares_));
  for (const std::string& ledger : found) {
    if (own.count(ledger) == 0) {
      return absl::FailedPreconditionError(fmt::format(
          "{}: belongs to a batch in another number of shards than {}; give that number "
          "with --shards, or another output folder",
          ledger,
          shares_));
    }
  }
  names_.resize(shares_);
  for (const WorkItem& item : all) names_[ShardOf(item.name, shares_)].push_back(item.name);
  return absl::OkStatus();
}

absl::StatusOr<SubmitCommand::Share> SubmitCommand::StateOf(int share) const {
  Share state;
  state.pictures = static_cast<int64_t>(names_[share].size());
  const std::string path = LedgerPath(job_.output(), share, shares_);
  std::error_code error;
  if (!fs::exists(path, error)) return state;
  SHARPSCALE_ASSIGN_OR_RETURN(const std::unique_ptr<Ledger> ledger, Ledger::Open(path));
  for (const std::string& name : names_[share]) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::optional<WorkStatus> status, ledger->StatusOf(name));
    state.done += status == WorkStatus::kDone ? 1 : 0;
    state.failed += status == WorkStatus::kFailed ? 1 : 0;
  }
  return state;
}

absl::StatusOr<std::vector<int>> SubmitCommand::Missing(int64_t* seen, int64_t* failed) const {
  std::vector<int> missing;
  *seen = 0;
  *failed = 0;
  for (int share = 0; share < shares_; ++share) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Share state, StateOf(share));
    *seen += state.done + state.failed;
    *failed += state.failed;
    if (!state.complete()) missing.push_back(share);
  }
  return missing;
}

absl::StatusOr<std::string> SubmitCommand::Script(const DecodeOptions& decode) const {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string program, OwnPath());
  std::error_code error;
  const std::string folder = fs::absolute(job_.output(), error).string();
  std::string text = "#!/bin/sh\n# Written by sharpscale submit; its options are below.\n";
  const auto option = [&](const std::string& line) { text += "#SBATCH " + line + "\n"; };
  option("--job-name=sharpscale");
  option(fmt::format("--cpus-per-task={}", cpus_));
  if (!memory_.empty()) option("--mem=" + memory_);
  if (!time_.empty()) option("--time=" + time_);
  if (!partition_.empty()) option("--partition=" + partition_);
  // A lost task is submitted again by sharpscale, which knows what is left of it.
  option("--no-requeue");
  if (!extra_.empty()) option(extra_);
  text += "set -eu\n";
  text += fmt::format("cd {}\n", Quoted(fs::current_path(error).string()));
  text += "exec " + Quoted(program) + " batch";
  for (const std::string& word : words_) text += " " + Quoted(word);
  if (decode.max_pixels != DecodeOptions().max_pixels) {
    text += fmt::format(" --max-pixels {}", decode.max_pixels);
  }
  if (decode.accept_truncated) text += " --accept-truncated";
  text +=
      fmt::format(" --shard \"$SLURM_ARRAY_TASK_ID/{}\" --threads {} --quiet\n", shares_, cpus_);
  return text;
}

absl::Status SubmitCommand::Submit(RunContext& context, const std::vector<int>& shares) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string script, Script(context.common.decode));
  std::error_code error;
  const fs::path folder = fs::absolute(job_.output(), error) / "slurm";
  fs::create_directories(folder, error);
  if (error) {
    return absl::PermissionDeniedError(
        fmt::format("{}: cannot make the folder: {}", folder.string(), error.message()));
  }
  const std::string path = (folder / "job.sh").string();
  SHARPSCALE_RETURN_IF_ERROR(WriteFileAtomically(path, script, /*overwrite=*/true));
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string said,
                              Slurm({"sbatch",
                                     "--parsable",
                                     "--array=" + ListText(shares),
                                     "--output=" + (folder / "%A_%a.log").string(),
                                     path}));
  // "1234" or "1234;cluster"
  job_id_ = FirstLine(said).substr(0, said.find_first_of(";\n"));
  if (job_id_.empty() ||
      !std::all_of(job_id_.begin(), job_id_.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return absl::InternalError(fmt::format("sbatch gave no job number but '{}'", FirstLine(said)));
  }
  SHARPSCALE_RETURN_IF_ERROR(
      WriteFileAtomically((folder / "job-id").string(), job_id_ + "\n", /*overwrite=*/true));
  context.console.Note(fmt::format("Submitted job {}: {}", job_id_, path));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int>> SubmitCommand::Alive() const {
  const absl::StatusOr<ProgramResult> result =
      RunProgram({"squeue", "--noheader", "--array", "--jobs=" + job_id_, "--format=%K %T"});
  if (!result.ok()) return result.status();
  // A job that is over is soon forgotten by the controller.
  if (result->code != 0 && result->out.find("Invalid job id") != std::string::npos) {
    return std::vector<int>();
  }
  if (result->code != 0) {
    return absl::UnavailableError(fmt::format("squeue failed: {}", FirstLine(result->out)));
  }
  std::vector<int> alive;
  std::istringstream lines(result->out);
  int share = 0;
  std::string state;
  while (lines >> share >> state) alive.push_back(share);
  return alive;
}

absl::StatusOr<bool> SubmitCommand::Follow(RunContext& context) {
  constexpr int kMostRefusals = 60;  // looks in a row; a controller that restarts comes back
  int refusals = 0;
  while (true) {
    const absl::StatusOr<std::vector<int>> alive = Alive();
    refusals = alive.ok() ? 0 : refusals + 1;
    if (refusals > kMostRefusals) return alive.status();
    int64_t seen = 0;
    int64_t failed = 0;
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<int> missing, Missing(&seen, &failed));
    int64_t total = 0;
    for (const auto& names : names_) total += static_cast<int64_t>(names.size());
    context.console.NoteProgress(fmt::format(
        "{}/{}, {} failed; {} of {} shares left", seen, total, failed, missing.size(), shares_));
    context.console.ShowProgress(
        {"cluster", static_cast<double>(seen) / std::max<int64_t>(1, total), 0.0});
    if (alive.ok() && alive->empty()) return true;
    if (!WaitSeconds(poll_, context.progress)) return false;
  }
}

absl::Status SubmitCommand::RunAll(RunContext& context) {
  SHARPSCALE_RETURN_IF_ERROR(Check());
  SHARPSCALE_RETURN_IF_ERROR(job_.Prepare());
  SHARPSCALE_RETURN_IF_ERROR(PlanShares());
  if (dry_run_) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string script, Script(context.common.decode));
    context.console.Print(script);
    return absl::OkStatus();
  }
  // An earlier command that was interrupted or detached left its job running.
  std::ifstream(job_.output() + "/slurm/job-id") >> job_id_;
  if (!job_id_.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<int> alive, Alive());
    if (alive.empty()) {
      job_id_.clear();
    } else {
      context.console.Note(fmt::format("Job {} is at work already; following it", job_id_));
    }
  }
  for (int round = 0;; ++round) {
    if (job_id_.empty()) {
      int64_t seen = 0;
      int64_t failed = 0;
      SHARPSCALE_ASSIGN_OR_RETURN(std::vector<int> shares, Missing(&seen, &failed));
      if (round == 0) {
        // A task finds out itself that sources or settings changed; complete shares take a moment.
        shares.resize(shares_);
        for (int share = 0; share < shares_; ++share) shares[share] = share;
      }
      if (shares.empty()) return absl::OkStatus();
      if (round > retries_) {
        return absl::AbortedError(
            fmt::format("shares {} are not complete after {} attempts; see the logs in {}/slurm, "
                        "and run the same "
                        "command again",
                        ListText(shares),
                        round,
                        job_.output()));
      }
      if (round > 0) {
        context.console.Warn(fmt::format("shares {} were lost; submitting them again ({} of {})",
                                         ListText(shares),
                                         round,
                                         retries_));
      }
      SHARPSCALE_RETURN_IF_ERROR(Submit(context, shares));
    }
    if (detach_) return absl::OkStatus();
    SHARPSCALE_ASSIGN_OR_RETURN(const bool over, Follow(context));
    context.console.ClearProgress();
    if (!over) {
      return absl::CancelledError(
          fmt::format("job {} goes on; the same command follows it again, scancel {} ends it",
                      job_id_,
                      job_id_));
    }
    job_id_.clear();
  }
}

int SubmitCommand::Summary(RunContext& context) const {
  SummaryFiles files;
  files.csv = job_.output() + "/summary.csv";
  files.jsonl = job_.output() + "/summary.jsonl";
  files.html = job_.output() + "/summary.html";
  files.title = job_.output();
  files.date = ReportDate();
  std::vector<std::string> ledgers;
  for (int share = 0; share < shares_; ++share) {
    const std::string path = LedgerPath(job_.output(), share, shares_);
    std::error_code error;
    if (fs::exists(path, error)) ledgers.push_back(path);
  }
  const absl::StatusOr<SummaryCounts> counts = WriteSummary(ledgers, files, context.console);
  if (!counts.ok()) {
    context.console.Error("", counts.status());
    return kExitError;
  }
  context.console.Print(fmt::format("{} pictures: {} done, {} could not be done, {} did not pass\n",
                                    counts->total,
                                    counts->done,
                                    counts->failed + counts->unfinished,
                                    counts->rejected));
  context.console.Note(fmt::format("wrote {}, summary.csv and summary.jsonl", files.html));
  if (counts->failed + counts->unfinished > 0) return kExitError;
  return counts->rejected > 0 ? kExitFailed : kExitDone;
}

int SubmitCommand::Run(RunContext& context) {
  const absl::Status status = RunAll(context);
  context.console.ClearProgress();
  if (!status.ok()) {
    context.console.Error("", status);
    return absl::IsCancelled(status) ? kExitInterrupted : kExitError;
  }
  return dry_run_ || detach_ ? kExitDone : Summary(context);
}

}  // namespace sharpscale
