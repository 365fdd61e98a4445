// SPDX-License-Identifier: Apache-2.0

#include "cli/files.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "advice/data_file.h"
#include "advice/history.h"
#include "image/decode.h"
#include "image/status_macros.h"
#include "image/timed_source.h"
#include "report/json.h"

namespace sharpscale {

namespace {

// A result that carries no XMP (stripped, or its format has none) may have its history beside it.
void AddHistoryBeside(const std::string& file, Report* report) {
  if (file == "-" || !RecordedHistory(*report).empty()) return;
  const absl::StatusOr<std::string> text = ReadTextFile(HistorySidecarPath(file));
  if (!text.ok()) return;
  const absl::StatusOr<History> history = HistoryFromJson(*text);
  if (!history.ok()) return;
  absl::StatusOr<std::string> xmp = AddHistoryToXmp("", *history);
  if (xmp.ok()) report->xmp = *std::move(xmp);
}

// What its px cannot tell: a network's edges look as if a camera had seen them.
void NoteHistory(Report* report) {
  const History history = RecordedHistory(*report);
  const double native = history.NativeScale();
  if (history.empty() || native >= 1.0) return;
  report->source.notes.push_back(
      fmt::format("made by {} ({}): it holds the detail of {:.0f} x {:.0f} px; no camera saw what "
                  "is finer",
                  history.tool,
                  history.Describe(),
                  native * report->width,
                  native * report->height));
}

void AddHistory(const std::string& file, Report* report) {
  AddHistoryBeside(file, report);
  NoteHistory(report);
}

}  // namespace

absl::StatusOr<Image> ReadPicture(RunContext& context, const std::string& file, double* decode_ms) {
  const auto start = std::chrono::steady_clock::now();
  context.progress.Report({"decode", 0.0, 0.0});
  absl::StatusOr<Image> image = Decode(file, context.common.decode);
  if (decode_ms != nullptr) {
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - start;
    *decode_ms = spent.count();
  }
  if (image.ok() && context.progress.cancelled()) return absl::CancelledError("interrupted");
  return image;
}

namespace {

// Rows are measured while the next ones are decoded: half the memory, and no waiting.
absl::StatusOr<Report> MeasureWhileReading(RunContext& context,
                                           const std::string& file,
                                           const AnalyzeOptions& options) {
  double seconds = 0.0;
  const auto start = std::chrono::steady_clock::now();
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSource> opened,
                              OpenSource(file, context.common.decode));
  seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  TimedSource source(std::move(opened), &seconds);
  SHARPSCALE_ASSIGN_OR_RETURN(Report report, Analyze(source, options, &context.progress));
  report.timings_ms["decode"] = 1000.0 * seconds;
  return report;
}

}  // namespace

absl::StatusOr<Report> MeasureFile(RunContext& context,
                                   const std::string& file,
                                   const AnalyzeOptions& options,
                                   Image* image) {
  if (image == nullptr) {
    SHARPSCALE_ASSIGN_OR_RETURN(Report report, MeasureWhileReading(context, file, options));
    AddHistory(file, &report);
    return report;
  }
  double decode_ms = 0.0;
  SHARPSCALE_ASSIGN_OR_RETURN(Image picture, ReadPicture(context, file, &decode_ms));
  SHARPSCALE_ASSIGN_OR_RETURN(Report report, Analyze(picture, options, &context.progress));
  report.timings_ms["decode"] = decode_ms;
  AddHistory(file, &report);
  *image = std::move(picture);
  return report;
}

int ForEachFile(RunContext& context,
                const std::vector<std::string>& files,
                const std::function<absl::Status(const std::string& file)>& work) {
  int code = kExitDone;
  for (const std::string& file : files) {
    context.console.BeginFile(file);
    const absl::Status status = work(file);
    context.console.ClearProgress();
    if (context.progress.cancelled()) return kExitInterrupted;
    if (status.ok()) continue;
    code = kExitError;
    context.console.Error(file, status);
    if (context.common.json) {
      const std::string message(status.message().data(), status.message().size());
      context.console.Print(JsonText(ErrorJson(file, OneLine(message)), false) + "\n");
    }
    if (!context.console.out_ok()) break;
  }
  return code;
}

}  // namespace sharpscale
