// SPDX-License-Identifier: Apache-2.0
//
// File: cli/command.h
//
// A subcommand: its line in the table (name, words, examples) and the object that holds its options
// and runs. Adding a command = one file + one line in command_table.cc.

#ifndef SHARPSCALE_CLI_COMMAND_H_
#define SHARPSCALE_CLI_COMMAND_H_

#include <memory>
#include <string_view>
#include <vector>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/option_set.h"
#include "image/decode.h"
#include "image/progress.h"

namespace sharpscale {

// Options that every command takes.
struct CommonOptions {
  bool json = false;
  bool quiet = false;
  int threads = 0;       // 0 = all cores
  DecodeOptions decode;  // how pictures are read: limits, truncated files
};

struct RunContext {
  Console& console;
  Progress& progress;  // Ctrl-C cancels it
  CommonOptions common;
};

class Command {
 public:
  virtual ~Command() = default;
  // Declares options bound to the object's fields.
  virtual void Declare(OptionSet& options) = 0;
  // Runs with the fields set; the result is the exit code. Problems are reported to the console.
  virtual int Run(RunContext& context) = 0;
};

struct Example {
  std::string_view command;  // what to type, without "sharpscale "
  std::string_view what;     // what it does
};

struct CommandInfo {
  std::string_view name;       // "analyze"
  std::string_view arguments;  // "FILE..."
  std::string_view summary;    // for the list of commands
  std::string_view about;      // a paragraph for --help
  std::vector<Example> examples;
  std::unique_ptr<Command> (*make)();
  bool reads_pictures = true;  // takes the options about opening pictures
};

const std::vector<CommandInfo>& CommandTable();
const CommandInfo* FindCommand(std::string_view name);

// The options of a command as --help shows them: its own, then the common ones. `common` and
// `command` receive the values when `set` is called.
OptionSet DeclareOptions(const CommandInfo& info, Command& command, CommonOptions* common);

template <typename T>
std::unique_ptr<Command> MakeCommand() {
  return std::make_unique<T>();
}

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_COMMAND_H_
