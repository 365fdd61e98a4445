// SPDX-License-Identifier: Apache-2.0

#include "cli/run.h"

#include <fmt/format.h>

#include <opencv2/core/utility.hpp>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/parser.h"
#include "cli/version_text.h"

namespace sharpscale {
namespace {

int UnknownCommand(const std::string& word, Console& console) {
  std::vector<std::string> names;
  for (const CommandInfo& info : CommandTable()) names.emplace_back(info.name);
  const std::string nearest = NearestWord(word, names);
  console.Error(nearest.empty()
                    ? fmt::format("'{}' is not a command, see sharpscale --help", word)
                    : fmt::format("'{}' is not a command, did you mean '{}'?", word, nearest));
  return kExitError;
}

int RunOne(const CommandInfo& info,
           const std::vector<std::string>& arguments,
           Console& console,
           Progress& progress) {
  const std::unique_ptr<Command> command = info.make();
  CommonOptions common;
  const OptionSet options = DeclareOptions(info, *command, &common);
  const ParseOutcome outcome = ParseArguments(options, arguments);
  if (outcome.help) {
    console.Print(HelpText(info, options, console.style()));
    return kExitDone;
  }
  if (!outcome.status.ok()) {
    const absl::Status& status = outcome.status;
    console.Error(fmt::format(
        "{}: {}", info.name, std::string(status.message().data(), status.message().size())));
    return kExitError;
  }
  console.set_quiet(common.quiet);
  if (common.threads > 0) cv::setNumThreads(common.threads);
  RunContext context{console, progress, common};
  int code = command->Run(context);
  console.ClearProgress();
  console.Flush();
  if (progress.cancelled()) return kExitInterrupted;
  if (!console.out_ok() && code == kExitDone) {
    console.Error("standard output could not be written, is the disk full or the pipe closed?");
    code = kExitError;
  }
  return code;
}

}  // namespace

int RunCommandLine(const std::vector<std::string>& arguments,
                   Console& console,
                   Progress& progress) {
  if (arguments.empty()) {
    console.Print(OverviewText(console.style()));
    return kExitError;
  }
  const std::string& first = arguments[0];
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (first == "--help" || first == "-h" || (first == "help" && rest.empty())) {
    console.Print(OverviewText(console.style()));
    return kExitDone;
  }
  if (first == "--version" || first == "-V") {
    console.Print(VersionText());
    return kExitDone;
  }
  if (first == "help") {
    const CommandInfo* info = FindCommand(rest[0]);
    return info == nullptr ? UnknownCommand(rest[0], console)
                           : RunOne(*info, {"--help"}, console, progress);
  }
  const CommandInfo* info = FindCommand(first);
  return info == nullptr ? UnknownCommand(first, console) : RunOne(*info, rest, console, progress);
}

}  // namespace sharpscale
