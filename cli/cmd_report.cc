// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_report.h"

#include <fmt/format.h>

#include "advice/advise.h"
#include "cli/files.h"
#include "enhance/capabilities.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "session/build_page.h"
#include "session/measure_file.h"

namespace sharpscale {
void ReportCommand::Declare(OptionSet& options) {
  options.Positionals(
      "FILE", "The picture and, where there is one, the result made from it", &files_, true);
  options.Value("-o,--output", "FILE", "The HTML file, '-' for standard output", &output_);
  options.Flag("--force", "Replace an existing report", &force_);
  options.Flag(
      "--no-date", "Leave the date out, so that the same input gives the same file", &undated_);
  target_.Declare(options);
  gate_.Declare(options);
}

absl::StatusOr<std::string> ReportCommand::Page(RunContext& context) const {
  SHARPSCALE_ASSIGN_OR_RETURN(const Target target, target_.Build());
  HtmlInput input;
  if (!undated_) input.date = ReportDate();
  if (files_.size() == 1) {
    SHARPSCALE_ASSIGN_OR_RETURN(
        input.report,
        MeasureFile(
            context, files_[0], MeasureForAdvice(context.common.threads, true), &input.before));
  } else {
    SHARPSCALE_ASSIGN_OR_RETURN(const GateProfile profile, gate_.Build());
    SHARPSCALE_ASSIGN_OR_RETURN(input.before, ReadPicture(context, files_[0]));
    SHARPSCALE_ASSIGN_OR_RETURN(input.after, ReadPicture(context, files_[1]));
    SHARPSCALE_RETURN_IF_ERROR(
        TellPair(files_[0], files_[1], profile, context.common.threads, &context.progress, &input));
  }
  // What was asked for comes first; without a target the advice is about the picture as it is.
  if (target.has_size() || files_.size() == 1) {
    SHARPSCALE_ASSIGN_OR_RETURN(input.plan, Advise(input.report, target, AdviceHere()));
  }
  return BuildPage(target, std::move(input));
}

int ReportCommand::Run(RunContext& context) {
  Console& console = context.console;
  const auto fail = [&](const absl::Status& status) {
    console.ClearProgress();
    if (context.progress.cancelled()) return kExitInterrupted;
    console.Error("report", status);
    return kExitError;
  };
  if (files_.size() > 2) {
    return fail(absl::InvalidArgumentError(
        "takes one picture and one result, for several results use compare"));
  }
  if (output_.empty()) {
    const size_t slash = files_.back().find_last_of('/');
    const std::string name =
        slash == std::string::npos ? files_.back() : files_.back().substr(slash + 1);
    return fail(absl::InvalidArgumentError(fmt::format(
        "no name for the page, add for instance: -o {}.html", name.substr(0, name.rfind('.')))));
  }
  console.BeginFile(files_.back());
  const absl::StatusOr<std::string> page = Page(context);
  if (!page.ok()) return fail(page.status());
  console.ClearProgress();
  if (output_ == "-") {
    console.Print(*page);
    return kExitDone;
  }
  const absl::Status written = WriteFileAtomically(output_, *page, force_, files_);
  if (!written.ok()) return fail(written);
  console.Note(fmt::format("wrote {}", output_));
  return kExitDone;
}

}  // namespace sharpscale
