// SPDX-License-Identifier: Apache-2.0

#include "cli/batch_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <thread>

#include "advice/advise.h"
#include "analysis/analyze.h"
#include "cli/memory_size.h"
#include "enhance/capabilities.h"
#include "enhance/enhance.h"
#include "enhance/memory_budget.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/thumbnail.h"
#include "report/version.h"
#include "session/judge_pair.h"
#include "session/measure_file.h"
#include "session/result_json.h"

namespace sharpscale {
namespace {

namespace fs = std::filesystem;

constexpr int kThumbnailSide = 72;  // px

std::string TargetText(const Target& target) {
  const auto text = [](const auto& value) {
    return value.has_value() ? fmt::format("{}", *value) : std::string("-");
  };
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}",
                     text(target.print_width_in),
                     text(target.print_height_in),
                     target.ppi,
                     text(target.width),
                     text(target.height),
                     text(target.long_side),
                     text(target.short_side),
                     text(target.megapixels),
                     static_cast<int>(target.fit),
                     target.auto_rotate,
                     text(target.max_bytes),
                     target.preset);
}

std::string GateText(const GateProfile& profile) {
  std::string text = profile.name;
  for (const GateRule& rule : profile.rules) {
    text += fmt::format(" {}:{}:{}:{}", rule.id, rule.upper, rule.warn, rule.fail);
  }
  return text;
}

// A summary without a thumbnail is better than none.
std::string ThumbnailOf(const Image& image) {
  return ThumbnailUri(image, kThumbnailSide).value_or("");
}

// As `analyze` has it.
AnalyzeOptions Numbers(int threads) {
  AnalyzeOptions options;
  options.maps = false;
  options.threads = threads;
  return options;
}

absl::StatusOr<WorkOutcome> AnalyzeOne(const WorkItem& item,
                                       int threads,
                                       const DecodeOptions& decode) {
  Image image;
  SHARPSCALE_ASSIGN_OR_RETURN(Report report,
                              MeasureFile(item.source, decode, Numbers(threads), nullptr, &image));
  // Times differ from run to run; the same picture must give the same line.
  report.timings_ms.clear();
  return WorkOutcome{JsonText(ToJson(report), false), "", "", ThumbnailOf(image)};
}

// With the planes that are made of it to measure it.
int64_t DecodedBytes(const EnhanceResult& result, const Report& source) {
  constexpr int64_t kPlanes = 8;   // bytes per px
  constexpr int64_t kChannel = 4;  // of float pixels, the largest
  const int64_t pixels = int64_t{result.width} * result.height;
  return pixels * (kChannel * source.channels + kPlanes);
}

absl::StatusOr<WorkOutcome> EnhanceOne(const WorkItem& item,
                                       const Target& target,
                                       const EnhanceOptions& options) {
  std::string thumbnail;
  Plan plan;
  Report report;
  {
    // The pixels are not needed while the result is made: it is read and written in strips.
    Image image;
    SHARPSCALE_ASSIGN_OR_RETURN(report,
                                MeasureFile(item.source,
                                            options.decode,
                                            MeasureForAdvice(options.threads, false),
                                            nullptr,
                                            &image));
    SHARPSCALE_ASSIGN_OR_RETURN(plan, Advise(report, target, AdviceHere(options.tier)));
    thumbnail = ThumbnailOf(image);
  }
  EnhanceResult result;
  result.plan = plan;
  if (plan.verdict == PlanVerdict::kPlan) {
    std::error_code error;
    fs::create_directories(fs::path(item.output).parent_path(), error);
    if (error) {
      return absl::PermissionDeniedError(
          fmt::format("{}: cannot make the folder: {}", item.output, error.message()));
    }
    SHARPSCALE_ASSIGN_OR_RETURN(result,
                                EnhanceFile(item.source, report, plan, item.output, options));
  }
  nlohmann::ordered_json json = ResultJson(result, item.source);
  // Stages measure a part of a large picture; a table of many is compared with `analyze`.
  if (result.file.empty()) {
    json["measurements"] = ToJson(report)["measurements"];
  } else if (DecodedBytes(result, report) < options.max_memory / 2) {
    SHARPSCALE_ASSIGN_OR_RETURN(
        const Report of_result,
        MeasureFile(result.file, options.decode, Numbers(options.threads), nullptr, nullptr));
    json["measurements"] = ToJson(of_result)["measurements"];
  }
  return WorkOutcome{JsonText(json, false), PlanVerdictName(plan.verdict), result.file, thumbnail};
}

absl::StatusOr<WorkOutcome> CheckOne(const WorkItem& item,
                                     const std::string& before_folder,
                                     const GateProfile& profile,
                                     int threads,
                                     const DecodeOptions& decode) {
  if (before_folder.empty()) {
    Image after;
    SHARPSCALE_ASSIGN_OR_RETURN(
        const Report report, MeasureFile(item.source, decode, Numbers(threads), nullptr, &after));
    const Verdict verdict = Judge(report, profile);
    return WorkOutcome{
        JsonText(ToJson(report, verdict), false), VerdictWord(verdict), "", ThumbnailOf(after)};
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string source, TwinOf(before_folder, item.name));
  SHARPSCALE_ASSIGN_OR_RETURN(const Image before, Decode(source, decode));
  SHARPSCALE_ASSIGN_OR_RETURN(const Image after, Decode(item.source, decode));
  const JudgePairOptions options{PairDetail::kVerdict, false, threads};
  SHARPSCALE_ASSIGN_OR_RETURN(const JudgedPair judged, JudgePair(before, after, profile, options));
  return WorkOutcome{JsonText(ToJson(judged.comparison, judged.verdict), false),
                     VerdictWord(judged.verdict),
                     "",
                     ThumbnailOf(after)};
}

}  // namespace

std::string LedgerPath(const std::string& folder, int shard, int shards) {
  return shards == 1 ? folder + "/ledger.sqlite"
                     : fmt::format("{}/ledger-{}-of-{}.sqlite", folder, shard, shards);
}

void BatchJob::Declare(OptionSet& options) {
  options.Positionals("FOLDER", "Folders (walked recursively) or files", &folders_, true);
  options.Value("--do", "JOB", "What to do with each picture", &job_).choices = {
      "analyze", "enhance", "check"};
  options.Value("-o,--output", "FOLDER", "Results, in a mirrored tree, and the ledger", &output_)
      .kind = ValueKind::kFolder;
  options.Value("--jobs", "N", "Pictures at a time (0 = one a core)", &jobs_);
  options.Value(
      "--format", "ENDING", "Ending of the results: jpg, png, tif, webp, ...", &extension_);
  options
      .Value("--before",
             "FOLDER",
             "check: the sources, in the same tree; endings may differ",
             &before_)
      .kind = ValueKind::kFolder;
  options.Value("--max-memory",
                "SIZE",
                "enhance: memory for all workers together: 800M, 2G (a quarter of what is there)",
                [this](const std::string& text) -> absl::Status {
                  SHARPSCALE_ASSIGN_OR_RETURN(max_memory_, ParseMemorySize(text));
                  return absl::OkStatus();
                });
  options.Flag("--retry-failed", "Try failed pictures again, even unchanged ones", &retry_failed_);
  gate_.Declare(options);
  target_.Declare(options);
}

absl::Status BatchJob::Prepare() {
  if (output_.empty()) {
    return absl::InvalidArgumentError("no output folder: add -o FOLDER (it also holds the ledger)");
  }
  if (jobs_ < 0 || jobs_ > 1024) {
    return absl::InvalidArgumentError(
        fmt::format("--jobs {}: must be 1 to 1024, or 0 for one a core", jobs_));
  }
  if (!extension_.empty()) {
    if (extension_[0] != '.') extension_.insert(0, ".");
    if (ContainerFromPath("x" + extension_) == Container::kUnknown) {
      return absl::InvalidArgumentError(fmt::format(
          "--format '{}': must be jpg, png, tif, webp, avif or jxl", extension_.substr(1)));
    }
  }
  std::string settings;
  SHARPSCALE_RETURN_IF_ERROR(MakeWork(1, 0, {}, &settings).status());
  std::error_code error;
  fs::create_directories(output_, error);
  if (error) {
    return absl::PermissionDeniedError(
        fmt::format("{}: cannot make the folder: {}", output_, error.message()));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<WorkItem>> BatchJob::List(int shard, int shards) const {
  WorklistOptions list;
  list.output_folder = output_;
  list.output_extension = extension_;
  list.outputs = job_ == "enhance";
  list.shard = shard;
  list.shards = shards;
  return ListWork(folders_, list);
}

absl::StatusOr<Work> BatchJob::MakeWork(int threads,
                                        int64_t memory,
                                        const DecodeOptions& decode,
                                        std::string* settings) const {
  *settings = fmt::format("{} {}", Version(), job_);
  if (decode.max_pixels != DecodeOptions().max_pixels || decode.accept_truncated) {
    *settings += fmt::format(" {} {}", decode.max_pixels, decode.accept_truncated);
  }
  if (job_ == "analyze") {
    return Work(
        [threads, decode](const WorkItem& item) { return AnalyzeOne(item, threads, decode); });
  }
  if (job_ == "enhance") {
    SHARPSCALE_ASSIGN_OR_RETURN(const Target target, target_.Build());
    *settings += " " + TargetText(target) + " " + extension_;
    EnhanceOptions options;
    options.threads = threads;
    options.max_memory = memory;
    options.decode = decode;
    // A result of an earlier run, or of other settings, is this batch's own.
    options.encode.overwrite = true;
    return Work([target, options](const WorkItem& item) {
      EnhanceOptions own = options;
      own.encode.never_overwrite = {item.source};
      return EnhanceOne(item, target, own);
    });
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const GateProfile profile, gate_.Build());
  *settings += " " + GateText(profile) + " " + before_;
  return Work([profile, threads, decode, before = before_](const WorkItem& item) {
    return CheckOne(item, before, profile, threads, decode);
  });
}

absl::StatusOr<BatchCounts> BatchJob::Run(RunContext& context,
                                          const std::vector<WorkItem>& items,
                                          const std::string& ledger) const {
  const int cores = context.common.threads > 0
                        ? context.common.threads
                        : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  BatchOptions options;
  options.jobs = jobs_ > 0 ? jobs_ : cores;
  options.ledger = ledger;
  options.retry_failed = retry_failed_;
  std::string settings;
  SHARPSCALE_ASSIGN_OR_RETURN(const Work work,
                              MakeWork(std::max(1, cores / options.jobs),
                                       MemoryBudget(max_memory_) / options.jobs,
                                       context.common.decode,
                                       &settings));
  options.settings_hash = Sha256(settings);
  return RunBatch(
      items,
      work,
      options,
      [&context](const BatchCounts& counts, const LedgerRow& row) {
        if (row.status == WorkStatus::kFailed) {
          context.console.Error(row.name, absl::InvalidArgumentError(row.error));
        }
        const int64_t now = counts.done + counts.failed;
        context.console.NoteProgress(
            fmt::format("{}/{}{}",
                        now + counts.skipped,
                        counts.total,
                        counts.failed > 0 ? fmt::format(", {} failed", counts.failed) : ""));
        // What was done before took no time and says nothing about the time left.
        const int64_t work = std::max<int64_t>(1, counts.total - counts.skipped);
        context.console.ShowProgress({"batch", static_cast<double>(now) / work, 0.0});
      },
      &context.progress);
}

}  // namespace sharpscale
