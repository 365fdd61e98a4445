// SPDX-License-Identifier: Apache-2.0

#include "session/recorded_history.h"

#include <fmt/format.h>

#include "absl/status/statusor.h"
#include "advice/data_file.h"
#include "advice/history.h"

namespace sharpscale {
namespace {

// A result that carries no XMP (stripped, or its format has none) may have its history beside it.
void AddHistoryBeside(const std::string& file, Report* report) {
  if (file.empty() || file == "-" || !RecordedHistory(*report).empty()) return;
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

}  // namespace

void AddRecordedHistory(const std::string& file, Report* report) {
  AddHistoryBeside(file, report);
  NoteHistory(report);
}

}  // namespace sharpscale
