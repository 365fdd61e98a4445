// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_advise.h"

#include <nlohmann/json.hpp>

#include "advice/advise.h"
#include "cli/files.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/terminal.h"

namespace sharpscale {

void AdviseCommand::Declare(OptionSet& options) {
  options.Positionals("FILE", "Pictures to advise on, '-' for standard input", &files_, true);
  options.Flag("--why", "Add the reasoning with its numbers", &why_);
  target_.Declare(options);
}

int AdviseCommand::Run(RunContext& context) {
  const absl::StatusOr<Target> target = target_.Build();
  if (!target.ok()) {
    context.console.Error("advise", target.status());
    return kExitError;
  }
  AnalyzeOptions options;
  options.faces = true;  // small faces are not to be invented
  options.threads = context.common.threads;
  options.maps = false;
  const bool one_line = files_.size() > 1;
  bool first = true;
  return ForEachFile(context, files_, [&](const std::string& file) -> absl::Status {
    SHARPSCALE_ASSIGN_OR_RETURN(const Report report, MeasureFile(context, file, options, nullptr));
    SHARPSCALE_ASSIGN_OR_RETURN(const Plan plan, Advise(report, *target));
    if (context.common.json) {
      context.console.Print(JsonText(ToJson(plan, file), !one_line) + "\n");
    } else {
      if (!first) context.console.Print("\n");
      context.console.Print(RenderTerminal(plan, file, context.console.style(), {why_}));
    }
    first = false;
    return absl::OkStatus();
  });
}

}  // namespace sharpscale
