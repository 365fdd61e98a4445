// SPDX-License-Identifier: Apache-2.0
//
// File: cli/console.h
//
// The two streams of the process and what they can show. Results go to `out`, everything else
// (errors, warnings, progress) to `err`. Only this folder prints.

#ifndef SHARPSCALE_CLI_CONSOLE_H_
#define SHARPSCALE_CLI_CONSOLE_H_

#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "cli/progress_bar.h"
#include "report/text_table.h"

namespace sharpscale {

struct ConsoleTraits {
  TerminalStyle out_style;       // of standard output
  bool err_is_terminal = false;  // progress is shown
  int err_width = 80;
  bool err_colour = false;
  bool unicode = true;
};

// Asks the process: isatty, window size, NO_COLOR, TERM=dumb, COLUMNS, the locale's character set.
ConsoleTraits DetectConsole();

class Console {
 public:
  Console(std::ostream& out, std::ostream& err, const ConsoleTraits& traits);

  void set_quiet(bool quiet) { quiet_ = quiet; }
  const TerminalStyle& style() const { return traits_.out_style; }

  // A result; always printed. `text` brings its own line ends.
  void Print(std::string_view text);
  // A remark for people ("wrote out.jpg"); to `err`, dropped by --quiet.
  void Note(std::string_view text);
  void Warn(std::string_view text);
  // "sharpscale: FILE: what, what to do", always one line. `file` may be empty; it is not repeated
  // where the message names it already.
  void Error(std::string_view file, const absl::Status& status);
  void Error(std::string_view text);

  // Shows progress where `err` is a terminal and --quiet was not given. Thread-safe.
  void ShowProgress(const ProgressEvent& event);
  // What stands beside the percentage until it is changed, for instance "812/10000"; "" = nothing.
  void NoteProgress(std::string text);
  // Names the file that progress is about; "" = none.
  void BeginFile(std::string_view file);
  void ClearProgress();
  // False when a write to `out` failed (a closed pipe, a full disk).
  bool out_ok() const { return out_.good(); }
  void Flush();

 private:
  void Line(std::string_view text);

  std::ostream& out_;
  std::ostream& err_;
  ConsoleTraits traits_;
  bool quiet_ = false;
  std::mutex mutex_;
  ProgressBar bar_;
  bool bar_shown_ = false;
};

// One line of text: line ends become spaces, control characters '?'.
std::string OneLine(std::string_view text);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CONSOLE_H_
