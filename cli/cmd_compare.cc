// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/compare.h"
#include "cli/files.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/json_number.h"
#include "report/numbers.h"
#include "report/terminal.h"

namespace sharpscale {
namespace {

struct Entry {
  std::string file;
  Verdict verdict;
  nlohmann::ordered_json json;
  size_t failed = 0;
  size_t warned = 0;
  double match = 0.0;  // dB
  std::vector<std::string> shown;
};

// Shown beside each result, in this order.
constexpr const char* kShown[] = {"consistency.lr_psnr",
                                  "added.hallucination",
                                  "added.halo_overshoot",
                                  "added.noise",
                                  "added.smoothing"};

// Fewest broken rules, then fewest warnings, then the best match to the source. Another scene is
// last.
bool Better(const Entry& a, const Entry& b) {
  if (a.verdict.comparable != b.verdict.comparable) return a.verdict.comparable;
  if (a.failed != b.failed) return a.failed < b.failed;
  if (a.warned != b.warned) return a.warned < b.warned;
  return a.match > b.match;
}

}  // namespace

void CompareCommand::Declare(OptionSet& options) {
  options.Positionals("RESULT", "Results of one source", &files_, true);
  options.Value("--source", "FILE", "The picture that they were made from", &source_);
  gate_.Declare(options);
}

int CompareCommand::Run(RunContext& context) {
  Console& console = context.console;
  const auto fail = [&](const absl::Status& status) {
    console.ClearProgress();
    console.Error("compare", status);
    return context.progress.cancelled() ? kExitInterrupted : kExitError;
  };
  if (source_.empty()) {
    return fail(absl::InvalidArgumentError(
        "--source is missing, name the picture that the results were made from"));
  }
  const absl::StatusOr<GateProfile> profile = gate_.Build();
  if (!profile.ok()) return fail(profile.status());
  const absl::StatusOr<Image> source = ReadPicture(context, source_, nullptr);
  if (!source.ok()) return fail(source.status());
  std::vector<Entry> entries;
  const int code = ForEachFile(context, files_, [&](const std::string& file) -> absl::Status {
    SHARPSCALE_ASSIGN_OR_RETURN(const Image image, ReadPicture(context, file, nullptr));
    CompareOptions options;
    options.threads = context.common.threads;
    options.maps = false;
    SHARPSCALE_ASSIGN_OR_RETURN(const Comparison comparison,
                                Compare(*source, image, options, &context.progress));
    Entry entry;
    entry.file = file;
    entry.verdict = Judge(comparison, *profile);
    entry.json = ToJson(comparison, entry.verdict);
    for (const RuleResult& rule : entry.verdict.rules) {
      entry.failed += rule.verdict == RuleVerdict::kFail;
      entry.warned += rule.verdict == RuleVerdict::kWarn;
    }
    entry.match = comparison.ValueOr("consistency.lr_psnr", 0.0);
    for (const char* id : kShown) {
      const Measurement* measurement = comparison.Find(id);
      entry.shown.push_back(measurement == nullptr ? "unknown" : FormatMeasurement(*measurement));
    }
    entries.push_back(std::move(entry));
    return absl::OkStatus();
  });
  if (code == kExitInterrupted || entries.empty()) return code;
  std::stable_sort(entries.begin(), entries.end(), Better);
  if (context.common.json) {
    nlohmann::ordered_json ranking = nlohmann::ordered_json::array();
    for (Entry& entry : entries) ranking.push_back(std::move(entry.json));
    console.Print(JsonText({{"schema", "sharpscale.ranking/1"},
                            {"tool", JsonTool()},
                            {"source", source_},
                            {"ranking", std::move(ranking)}},
                           true) +
                  "\n");
    return code;
  }
  std::vector<std::vector<Cell>> rows;
  for (const Entry& entry : entries) {
    const RuleVerdict overall =
        entry.verdict.comparable ? entry.verdict.verdict : RuleVerdict::kFail;
    std::vector<Cell> row = {{fmt::format("{}.", rows.size() + 1), Ink::kDim},
                             {entry.file, rows.empty() ? Ink::kBold : Ink::kPlain},
                             {VerdictGlyph(overall), VerdictInk(overall)}};
    for (const std::string& text : entry.shown) row.push_back({text});
    row.push_back({entry.verdict.headline});
    rows.push_back(std::move(row));
  }
  console.Print(RenderTable({{"", true},
                             {"Result"},
                             {""},
                             {"Match", true},
                             {"Unsupported", true},
                             {"Halos", true},
                             {"Noise", true},
                             {"Smoothed", true},
                             {"Verdict"}},
                            rows,
                            console.style()));
  return code;
}

}  // namespace sharpscale
