// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_analyze.h"

#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "image/status_macros.h"
#include "report/csv.h"
#include "report/json.h"
#include "report/map_png.h"
#include "report/terminal.h"

namespace sharpscale {

void AnalyzeCommand::Declare(OptionSet& options) {
  options.Positionals("FILE", "Pictures to measure, '-' for standard input", &files_, true);
  options.List(
      "--metrics", "ID,...", "Only these metrics; an id or a prefix such as 'noise.'", &metrics_);
  options.Value(
      "--maps", "DIR", "Write a heat map of each metric that has one, as PNG", &maps_folder_);
  options.Flag("--all", "Also list what is unknown, with the reason", &all_);
  options.Flag("--jsonl", "JSON, one line per file", &jsonl_);
  options.Flag("--csv", "Comma-separated values, one line per file", &csv_);
}

int AnalyzeCommand::Run(RunContext& context) {
  context.common.json = context.common.json || jsonl_;
  const bool one_line = jsonl_ || files_.size() > 1;
  AnalyzeOptions options;
  options.metrics = metrics_;
  options.threads = context.common.threads;
  // Maps cost time and are shown only as peaks in JSON and as files.
  options.maps = context.common.json || !maps_folder_.empty();
  // Said once, not of each file.
  if (const absl::Status valid = options.Validate(); !valid.ok()) {
    context.console.Error("analyze", valid);
    if (context.common.json) {
      context.console.Print(JsonText(ErrorJson("", std::string(valid.message())), false) + "\n");
    }
    return kExitError;
  }
  bool first = true;
  return ForEachFile(context, files_, [&](const std::string& file) -> absl::Status {
    SHARPSCALE_ASSIGN_OR_RETURN(const Report report, MeasureFile(context, file, options, nullptr));
    if (!maps_folder_.empty()) {
      SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<std::string> written,
                                  WriteMaps(report, maps_folder_));
      for (const std::string& path : written) context.console.Note("wrote " + path);
    }
    if (context.common.json) {
      context.console.Print(JsonText(ToJson(report), !one_line) + "\n");
    } else if (csv_) {
      if (first) context.console.Print(CsvHeader());
      context.console.Print(CsvRow(report));
    } else {
      if (!first) context.console.Print("\n");
      context.console.Print(RenderTerminal(report, context.console.style(), {all_}));
    }
    first = false;
    return absl::OkStatus();
  });
}

}  // namespace sharpscale
