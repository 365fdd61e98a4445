// SPDX-License-Identifier: Apache-2.0
//
// The command table: one entry per subcommand, in the order of --help.

#include "cli/cmd_analyze.h"
#include "cli/cmd_docs.h"
#include "cli/command.h"

namespace sharpscale {

const std::vector<CommandInfo>& CommandTable() {
  static const std::vector<CommandInfo> table = {
      {"analyze",
       "FILE...",
       "Measure a picture: resolution, blur, noise, compression, halos",
       "Measures each picture and prints a table, or JSON. Unknown is a value: what cannot be "
       "measured "
       "on a picture is said to be unknown, with the reason.",
       {{"analyze photo.jpg", "a table of all measurements"},
        {"analyze --json photo.jpg", "the same for a program (schema sharpscale.report/1)"},
        {"analyze --metrics noise.,blur. *.jpg --jsonl", "some metrics of many files, a line each"},
        {"analyze --maps maps photo.jpg", "heat maps as PNG files in the folder maps"}},
       MakeCommand<AnalyzeCommand>},
      {"docs",
       "FORM",
       "Print this help as a manual page, Markdown or shell completion",
       "Prints the documentation of all commands in another form.",
       {{"docs bash > /etc/bash_completion.d/sharpscale", "completion for bash"},
        {"docs man | man -l -", "the manual page"}},
       MakeCommand<DocsCommand>},
  };
  return table;
}

const CommandInfo* FindCommand(std::string_view name) {
  for (const CommandInfo& info : CommandTable()) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

OptionSet DeclareOptions(Command& command, CommonOptions* common) {
  OptionSet options;
  command.Declare(options);
  options.Group("Common options");
  options.Flag("--json", "Print JSON", &common->json);
  options.Flag("-q,--quiet", "No progress and no remarks", &common->quiet);
  options.Value(
      "--threads", "N", "Processor cores to use, 0 = all", [common](const std::string& text) {
        int threads = 0;
        const absl::Status status = ParseInto(text, &threads);
        if (!status.ok() || threads < 0 || threads > 1024) {
          return absl::InvalidArgumentError("'" + text + "' is not a number from 0 to 1024");
        }
        common->threads = threads;
        return absl::OkStatus();
      });
  return options;
}

}  // namespace sharpscale
