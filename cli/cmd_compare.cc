// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "advice/rank.h"
#include "analysis/compare.h"
#include "cli/files.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/json_number.h"
#include "report/numbers.h"
#include "report/sheet.h"
#include "report/terminal.h"
#include "session/build_page.h"

namespace sharpscale {
namespace {

struct Entry {
  std::string file;
  Image image;  // kept for the sheet only
  Comparison comparison;
  std::optional<Comparison> to_reference;
  Verdict verdict;
};

}  // namespace

void CompareCommand::Declare(OptionSet& options) {
  options.Positionals("RESULT", "Results of one source", &files_, true);
  options.Value("--source", "FILE", "The picture that they were made from", &source_);
  options.Value("--reference",
                "FILE",
                "The picture that the source was reduced from: agreement with it decides",
                &reference_);
  options.Value("-o,--output", "FILE", "Also write a contact sheet, one HTML page", &output_);
  options.Flag("--force", "Replace an existing page", &force_);
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
  const absl::StatusOr<Image> source = ReadPicture(context, source_);
  if (!source.ok()) return fail(source.status());
  std::optional<Image> reference;
  if (!reference_.empty()) {
    absl::StatusOr<Image> read = ReadPicture(context, reference_);
    if (!read.ok()) return fail(read.status());
    reference = *std::move(read);
  }
  CompareOptions options;
  options.threads = context.common.threads;
  options.maps = !output_.empty();
  AnalyzeOptions analyze;
  analyze.threads = options.threads;
  analyze.maps = options.maps;
  const absl::StatusOr<Report> source_report = Analyze(*source, analyze, &context.progress);
  if (!source_report.ok()) return fail(source_report.status());
  std::vector<Entry> entries;
  const int code = ForEachFile(context, files_, [&](const std::string& file) -> absl::Status {
    Entry entry;
    entry.file = file;
    SHARPSCALE_ASSIGN_OR_RETURN(Image image, ReadPicture(context, file));
    options.before = &*source_report;
    SHARPSCALE_ASSIGN_OR_RETURN(entry.comparison,
                                Compare(*source, image, options, &context.progress));
    if (reference) {
      CompareOptions plain = options;
      plain.maps = false;
      plain.before = nullptr;
      SHARPSCALE_ASSIGN_OR_RETURN(entry.to_reference,
                                  Compare(*reference, image, plain, &context.progress));
    }
    entry.verdict = Judge(entry.comparison, *profile);
    if (!output_.empty()) entry.image = std::move(image);
    entries.push_back(std::move(entry));
    return absl::OkStatus();
  });
  if (code == kExitInterrupted || entries.empty()) return code;
  std::vector<RankInput> inputs;
  for (const Entry& entry : entries) {
    inputs.push_back(
        {&entry.comparison, &entry.verdict, entry.to_reference ? &*entry.to_reference : nullptr});
  }
  const std::vector<Ranked> order = RankResults(inputs);
  console.ClearProgress();
  if (!output_.empty()) {
    SheetInput sheet;
    sheet.source_file = source_;
    sheet.source = *source;
    sheet.date = ReportDate();
    sheet.by_reference = reference.has_value();
    for (const Ranked& ranked : order) {
      const Entry& entry = entries[ranked.index];
      sheet.entries.push_back(
          {entry.file, entry.image, entry.comparison, entry.verdict, ranked.score, ranked.reason});
    }
    const absl::StatusOr<std::string> html = RenderSheet(sheet);
    if (!html.ok()) return fail(html.status());
    std::vector<std::string> inputs_kept = files_;
    inputs_kept.push_back(source_);
    const absl::Status written = WriteFileAtomically(output_, *html, force_, inputs_kept);
    if (!written.ok()) return fail(written);
  }
  if (context.common.json) {
    nlohmann::ordered_json ranking = nlohmann::ordered_json::array();
    for (const Ranked& ranked : order) {
      const Entry& entry = entries[ranked.index];
      nlohmann::ordered_json json = ToJson(entry.comparison, entry.verdict);
      json["score"] = JsonNumber(ranked.score, 2);
      json["reason"] = ranked.reason;
      ranking.push_back(std::move(json));
    }
    nlohmann::ordered_json out = {
        {"schema", "sharpscale.ranking/1"}, {"tool", JsonTool()}, {"source", source_}};
    if (reference) out["reference"] = reference_;
    out["ranking"] = std::move(ranking);
    console.Print(JsonText(out, true) + "\n");
    return code;
  }
  std::vector<Column> heads = {{"", true}, {"Result"}, {"Check"}, {"Points", true}};
  for (const RankedMetric& metric : RankedMetrics()) heads.push_back({metric.head, true});
  std::vector<std::vector<Cell>> rows;
  std::string reasons;
  for (const Ranked& ranked : order) {
    const Entry& entry = entries[ranked.index];
    const RuleVerdict overall =
        entry.verdict.comparable ? entry.verdict.verdict : RuleVerdict::kFail;
    const std::string rank = fmt::format("{}.", rows.size() + 1);
    std::vector<Cell> row = {{rank, Ink::kDim},
                             {entry.file, rows.empty() ? Ink::kBold : Ink::kPlain},
                             {VerdictGlyph(overall), VerdictInk(overall)},
                             {FormatNumber(ranked.score, 1)}};
    for (const RankedMetric& metric : RankedMetrics()) {
      const Measurement* m = entry.comparison.Find(metric.id);
      row.push_back({m == nullptr ? "unknown" : FormatMeasurement(*m)});
    }
    rows.push_back(std::move(row));
    reasons +=
        fmt::format("{} {}  {}\n   {}\n", rank, entry.file, entry.verdict.headline, ranked.reason);
  }
  console.Print(RenderTable(heads, rows, console.style()));
  std::vector<std::vector<Cell>> legend = {
      {{"Points", Ink::kDim}, {RankedPoints(reference.has_value()), Ink::kDim}}};
  for (const RankedMetric& metric : RankedMetrics()) {
    legend.push_back({{metric.head, Ink::kDim}, {metric.what, Ink::kDim}});
  }
  console.Print("\n" + RenderTable({{""}, {""}}, legend, console.style()));
  console.Print("\n" + ForTerminal(reasons, console.style()));
  if (!output_.empty()) console.Note(fmt::format("wrote {}", output_));
  return code;
}

}  // namespace sharpscale
