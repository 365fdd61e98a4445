// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_print.h"

#include <nlohmann/json.hpp>

#include "advice/print_table.h"
#include "cli/files.h"
#include "enhance/capabilities.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/print_sizes.h"

namespace sharpscale {

void PrintCommand::Declare(OptionSet& options) {
  options.Positionals("FILE", "Pictures, '-' for standard input", &files_, true);
  options.Value("--ppi",
                "N",
                "Wanted print resolution, pixels per inch (300, text and line art 600)",
                [this](const std::string& text) -> absl::Status {
                  double ppi = 0.0;
                  SHARPSCALE_RETURN_IF_ERROR(ParseInto(text, &ppi));
                  ppi_ = ppi;
                  return absl::OkStatus();
                });
  options.Value("--distance",
                "LENGTH",
                "A print in the hand is seen from here (12in)",
                [this](const std::string& text) -> absl::Status {
                  SHARPSCALE_ASSIGN_OR_RETURN(distance_in_, ParseLength(text));
                  return absl::OkStatus();
                });
  options.Flag(
      "--cover", "Fill each paper and crop; without it the whole picture is on it", &cover_);
  options.Flag("--why", "Add the reason for each verdict", &why_);
}

int PrintCommand::Run(RunContext& context) {
  PrintTableOptions table;
  if (ppi_) table.ppi = *ppi_;
  table.ppi_given = ppi_.has_value();
  table.fit = cover_ ? FitMode::kCover : FitMode::kFit;
  table.advice = AdviceHere();
  table.reading_distance_in = distance_in_;
  if (const absl::Status status = table.Validate(); !status.ok()) {
    context.console.Error("print", status);
    return kExitError;
  }
  AnalyzeOptions options;
  options.threads = context.common.threads;
  options.maps = false;
  const bool one_line = files_.size() > 1;
  return ForEachFile(context, files_, [&](const std::string& file) -> absl::Status {
    SHARPSCALE_ASSIGN_OR_RETURN(const Report report, MeasureFile(context, file, options, nullptr));
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<PrintRow> rows, PrintTable(report, table));
    if (context.common.json) {
      context.console.Print(JsonText(PrintSizesJson(file, rows, table), !one_line) + "\n");
    } else {
      context.console.Print(
          RenderPrintSizes(file, report, rows, table, context.console.style(), why_));
    }
    return absl::OkStatus();
  });
}

}  // namespace sharpscale
