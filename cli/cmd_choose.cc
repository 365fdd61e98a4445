// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_choose.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "advice/choose.h"
#include "cli/files.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/json_number.h"
#include "report/numbers.h"

namespace sharpscale {

void ChooseCommand::Declare(OptionSet& options) {
  options.Positionals("FILE", "Files of one picture", &files_, true);
  target_.Declare(options);
}

int ChooseCommand::Run(RunContext& context) {
  const absl::StatusOr<Target> target = target_.Build();
  if (!target.ok()) {
    context.console.Error("choose", target.status());
    return kExitError;
  }
  AnalyzeOptions options;
  options.threads = context.common.threads;
  options.maps = false;
  std::vector<Report> reports;
  const int code = ForEachFile(context, files_, [&](const std::string& file) -> absl::Status {
    SHARPSCALE_ASSIGN_OR_RETURN(Report report, MeasureFile(context, file, options, nullptr));
    reports.push_back(std::move(report));
    return absl::OkStatus();
  });
  if (code == kExitInterrupted || reports.empty()) return code;
  const absl::StatusOr<std::vector<RankedSource>> ranking = Choose(reports, *target);
  if (!ranking.ok()) {
    context.console.Error("choose", ranking.status());
    return kExitError;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<std::vector<Cell>> rows;
  for (const RankedSource& source : *ranking) {
    const Report& report = reports[static_cast<size_t>(source.index)];
    list.push_back({{"file", report.source.file},
                    {"effective_width", JsonNumber(source.effective.width, 0)},
                    {"effective_height", JsonNumber(source.effective.height, 0)},
                    {"effective_scale", JsonNumber(source.effective.scale, 3)},
                    {"factor", JsonNumber(source.factor, 3)},
                    {"sufficient", source.sufficient},
                    {"reason", source.reason}});
    rows.push_back(
        {{fmt::format("{}.", rows.size() + 1), Ink::kDim},
         {report.source.file, rows.empty() ? Ink::kBold : Ink::kPlain},
         {fmt::format("{} \u00d7 {}", report.width, report.height)},
         {fmt::format("{:.0f} \u00d7 {:.0f}", source.effective.width, source.effective.height),
          Ink::kBold},
         {source.reason}});
  }
  if (context.common.json) {
    context.console.Print(JsonText({{"schema", "sharpscale.choice/1"},
                                    {"tool", JsonTool()},
                                    {"target", target->label},
                                    {"ranking", std::move(list)}},
                                   true) +
                          "\n");
  } else {
    context.console.Print(
        RenderTable({{"", true}, {"File"}, {"Pixels", true}, {"Real detail", true}, {"Why"}},
                    rows,
                    context.console.style()));
  }
  return code;
}

}  // namespace sharpscale
