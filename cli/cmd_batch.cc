// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_batch.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <thread>

#include "advice/advise.h"
#include "analysis/analyze.h"
#include "analysis/compare.h"
#include "cli/result_json.h"
#include "enhance/enhance.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/text_table.h"
#include "report/version.h"

namespace sharpscale {
namespace {

namespace fs = std::filesystem;

// Each shard keeps a ledger of its own in the output folder, so that machines never share a
// database.
std::string LedgerPath(const std::string& folder, int shard, int shards) {
  return shards == 1 ? folder + "/ledger.sqlite"
                     : fmt::format("{}/ledger-{}-of-{}.sqlite", folder, shard, shards);
}

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

absl::StatusOr<Report> Measure(const Image& image, int threads) {
  AnalyzeOptions options;
  options.maps = false;
  options.threads = threads;
  return Analyze(image, options);
}

absl::StatusOr<WorkOutcome> AnalyzeOne(const WorkItem& item, int threads) {
  SHARPSCALE_ASSIGN_OR_RETURN(const Image image, Decode(item.source));
  SHARPSCALE_ASSIGN_OR_RETURN(Report report, Measure(image, threads));
  // Times differ from run to run; the same picture must give the same line.
  report.timings_ms.clear();
  return WorkOutcome{JsonText(ToJson(report), false), "", ""};
}

absl::StatusOr<WorkOutcome> EnhanceOne(const WorkItem& item,
                                       const Target& target,
                                       const EnhanceOptions& options) {
  SHARPSCALE_ASSIGN_OR_RETURN(const Image image, Decode(item.source));
  SHARPSCALE_ASSIGN_OR_RETURN(const Report report, Measure(image, options.threads));
  SHARPSCALE_ASSIGN_OR_RETURN(const Plan plan, Advise(report, target));
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
  return WorkOutcome{
      JsonText(ResultJson(result, item.source), false), PlanVerdictName(plan.verdict), result.file};
}

absl::StatusOr<WorkOutcome> CheckOne(const WorkItem& item,
                                     const std::string& before_folder,
                                     const GateProfile& profile,
                                     int threads) {
  SHARPSCALE_ASSIGN_OR_RETURN(const Image after, Decode(item.source));
  if (before_folder.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Report report, Measure(after, threads));
    const Verdict verdict = Judge(report, profile);
    return WorkOutcome{JsonText(ToJson(report, verdict), false), VerdictWord(verdict), ""};
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const Image before, Decode(before_folder + "/" + item.name));
  CompareOptions options;
  options.maps = false;
  options.threads = threads;
  SHARPSCALE_ASSIGN_OR_RETURN(const Comparison comparison, Compare(before, after, options));
  const Verdict verdict = Judge(comparison, profile);
  return WorkOutcome{JsonText(ToJson(comparison, verdict), false), VerdictWord(verdict), ""};
}

// The first of the variables that is set to a number.
std::optional<int> NumberFromEnvironment(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* text = std::getenv(name);
    int value = 0;
    if (text != nullptr && ParseInto(std::string(text), &value).ok()) return value;
  }
  return std::nullopt;
}

std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

const char* StatusWord(WorkStatus status) {
  switch (status) {
    case WorkStatus::kDone:
      return "done";
    case WorkStatus::kFailed:
      return "failed";
    case WorkStatus::kRunning:
      break;
  }
  return "unfinished";
}

// Values of the row's measurements by id.
std::map<std::string, std::string> MeasurementsOf(const LedgerRow& row) {
  std::map<std::string, std::string> values;
  const auto json = nlohmann::json::parse(row.json, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("measurements")) return values;
  for (const auto& measurement : json["measurements"]) {
    const auto id = measurement.find("id");
    const auto value = measurement.find("value");
    if (id == measurement.end() || value == measurement.end() || value->is_null()) continue;
    values[id->get<std::string>()] = value->is_string() ? value->get<std::string>() : value->dump();
  }
  return values;
}

std::string CsvOf(const std::vector<LedgerRow>& rows) {
  std::vector<std::map<std::string, std::string>> values;
  std::map<std::string, int> columns;
  for (const LedgerRow& row : rows) {
    values.push_back(MeasurementsOf(row));
    for (const auto& [id, value] : values.back()) columns[id] = 1;
  }
  std::string csv = "name,status,verdict,output,error";
  for (const auto& [id, unused] : columns) csv += "," + CsvField(id);
  csv += "\n";
  for (size_t i = 0; i < rows.size(); ++i) {
    const LedgerRow& row = rows[i];
    csv += fmt::format("{},{},{},{},{}",
                       CsvField(row.name),
                       StatusWord(row.status),
                       row.verdict,
                       CsvField(row.output),
                       CsvField(row.error));
    for (const auto& [id, unused] : columns) {
      const auto found = values[i].find(id);
      csv += "," + (found == values[i].end() ? std::string() : CsvField(found->second));
    }
    csv += "\n";
  }
  return csv;
}

}  // namespace

void BatchCommand::Declare(OptionSet& options) {
  options.Positionals("FOLDER", "Folders (walked recursively) or files", &folders_, true);
  options.Value("--do", "JOB", "What to do with each picture", &job_).choices = {
      "analyze", "enhance", "check"};
  options.Value("-o,--output", "FOLDER", "Results, in a mirrored tree, and the ledger", &output_)
      .kind = ValueKind::kFolder;
  options.Value("--jobs", "N", "Pictures at a time (0 = one a core)", &jobs_);
  options.Value("--shard",
                "K/N",
                "Only the Kth of N shares, from 0; also read from SLURM_ARRAY_TASK_ID, "
                "JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX with SHARPSCALE_SHARDS",
                &shard_text_);
  options.Value(
      "--format", "ENDING", "Ending of the results: jpg, png, tif, webp, ...", &extension_);
  options.Value("--before", "FOLDER", "check: the sources, in the same tree", &before_).kind =
      ValueKind::kFolder;
  options.Flag("--resume", "Go on where an earlier run stopped (always so)", &resume_);
  options.Flag("--retry-failed", "Try failed pictures again, even unchanged ones", &retry_failed_);
  gate_.Declare(options);
  target_.Declare(options);
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

absl::StatusOr<Work> BatchCommand::MakeWork(int threads,
                                            int64_t memory,
                                            std::string* settings) const {
  *settings = fmt::format("{} {}", Version(), job_);
  if (job_ == "analyze") {
    return Work([threads](const WorkItem& item) { return AnalyzeOne(item, threads); });
  }
  if (job_ == "enhance") {
    SHARPSCALE_ASSIGN_OR_RETURN(const Target target, target_.Build());
    *settings += " " + TargetText(target) + " " + extension_;
    EnhanceOptions options;
    options.threads = threads;
    options.max_memory = memory;
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
  return Work([profile, threads, before = before_](const WorkItem& item) {
    return CheckOne(item, before, profile, threads);
  });
}

absl::StatusOr<BatchCounts> BatchCommand::RunAll(RunContext& context) {
  SHARPSCALE_RETURN_IF_ERROR(ReadShard());
  if (output_.empty()) {
    return absl::InvalidArgumentError("no output folder: add -o FOLDER (it also holds the ledger)");
  }
  WorklistOptions list;
  list.output_folder = output_;
  list.outputs = job_ == "enhance";
  list.shard = shard_;
  list.shards = shards_;
  if (!extension_.empty()) {
    list.output_extension = extension_[0] == '.' ? extension_ : "." + extension_;
    if (ContainerFromPath("x" + list.output_extension) == Container::kUnknown) {
      return absl::InvalidArgumentError(
          fmt::format("--format '{}': must be jpg, png, tif, webp, avif or jxl", extension_));
    }
  }
  std::error_code error;
  fs::create_directories(output_, error);
  if (error) {
    return absl::PermissionDeniedError(
        fmt::format("{}: cannot make the folder: {}", output_, error.message()));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<WorkItem> items, ListWork(folders_, list));

  const int cores = context.common.threads > 0
                        ? context.common.threads
                        : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  BatchOptions options;
  options.jobs = jobs_ > 0 ? jobs_ : cores;
  options.ledger = LedgerPath(output_, shard_, shards_);
  options.retry_failed = retry_failed_;
  // A quarter of the memory in all, as for one picture, shared by the workers.
  const int64_t quarter = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE) / 4;
  std::string settings;
  SHARPSCALE_ASSIGN_OR_RETURN(
      const Work work,
      MakeWork(std::max(1, cores / options.jobs), quarter / options.jobs, &settings));
  options.settings_hash = Sha256(settings);
  return RunBatch(
      items,
      work,
      options,
      [&context](const BatchCounts& counts, const LedgerRow& row) {
        if (row.status == WorkStatus::kFailed) {
          context.console.Error(row.name, absl::InvalidArgumentError(row.error));
        }
        const int64_t seen = counts.done + counts.skipped + counts.failed;
        context.console.ShowProgress(
            {"batch", static_cast<double>(seen) / std::max<int64_t>(1, counts.total), 0.0});
      },
      &context.progress);
}

int BatchCommand::Run(RunContext& context) {
  const absl::StatusOr<BatchCounts> counts = RunAll(context);
  context.console.ClearProgress();
  if (!counts.ok()) {
    context.console.Error("", counts.status());
    return absl::IsCancelled(counts.status()) ? kExitInterrupted : kExitError;
  }
  if (context.common.json) {
    const nlohmann::ordered_json json = {{"schema", "sharpscale.batch/1"},
                                         {"total", counts->total},
                                         {"done", counts->done},
                                         {"skipped", counts->skipped},
                                         {"failed", counts->failed},
                                         {"rejected", counts->rejected}};
    context.console.Print(JsonText(json, true) + "\n");
  } else {
    std::string text = fmt::format("{} pictures: {} done, {} done before, {} failed",
                                   counts->total,
                                   counts->done,
                                   counts->skipped,
                                   counts->failed);
    if (job_ == "check") text += fmt::format(", {} did not pass the gate", counts->rejected);
    context.console.Print(text + "\n");
  }
  if (counts->failed > 0) return kExitError;
  return counts->rejected > 0 ? kExitFailed : kExitDone;
}

void MergeCommand::Declare(OptionSet& options) {
  options.Positionals("FOLDER", "Output folders of batches, or ledgers", &outputs_, true);
  options.Value("--csv", "FILE", "Write all measurements as comma-separated values", &csv_).kind =
      ValueKind::kFile;
}

int MergeCommand::Run(RunContext& context) {
  std::vector<std::string> ledgers;
  for (const std::string& output : outputs_) {
    std::error_code error;
    if (!fs::is_directory(output, error)) {
      ledgers.push_back(output);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(output, error)) {
      const std::string name = entry.path().filename().string();
      if (name.rfind("ledger", 0) == 0 && entry.path().extension() == ".sqlite") {
        found.push_back(entry.path().string());
      }
    }
    if (found.empty()) {
      context.console.Error(
          output,
          absl::NotFoundError("no ledger of a batch is in this folder; was it the -o FOLDER?"));
      return kExitError;
    }
    std::sort(found.begin(), found.end());
    ledgers.insert(ledgers.end(), found.begin(), found.end());
  }
  for (const std::string& ledger : ledgers) {
    std::error_code error;
    if (fs::exists(ledger, error)) continue;
    context.console.Error(ledger, absl::NotFoundError("no such ledger or folder"));
    return kExitError;
  }
  const absl::StatusOr<std::vector<LedgerRow>> rows = MergeLedgers(ledgers);
  if (!rows.ok()) {
    context.console.Error("", rows.status());
    return kExitError;
  }
  if (!csv_.empty()) {
    const absl::Status written = csv_ == "-"
                                     ? (context.console.Print(CsvOf(*rows)), absl::OkStatus())
                                     : WriteFileAtomically(csv_, CsvOf(*rows), true);
    if (!written.ok()) {
      context.console.Error(csv_, written);
      return kExitError;
    }
  }
  int64_t done = 0;
  int64_t failed = 0;
  for (const LedgerRow& row : *rows) {
    (row.status == WorkStatus::kDone ? done : failed) += 1;
    if (!context.common.json) continue;
    if (row.status == WorkStatus::kDone) {
      context.console.Print(row.json + "\n");
    } else {
      context.console.Print(JsonText(ErrorJson(row.name, row.error), false) + "\n");
    }
  }
  if (!context.common.json && csv_ != "-") {
    context.console.Print(fmt::format(
        "{} ledgers, {} pictures: {} done, {} not\n", ledgers.size(), rows->size(), done, failed));
  }
  return failed > 0 ? kExitError : kExitDone;
}

}  // namespace sharpscale
