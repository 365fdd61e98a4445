// SPDX-License-Identifier: Apache-2.0

#include "cli/console.h"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace sharpscale {
namespace {

constexpr int kPipeWidth = 100;
constexpr int kNarrowest = 40;
constexpr int kWidest = 160;  // longer lines are hard to read

int WindowWidth(int descriptor) {
  if (const char* columns = std::getenv("COLUMNS"); columns != nullptr) {
    const int width = std::atoi(columns);
    if (width > 0) return width;
  }
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

// From the variables that the C library reads, in its order: no need to change the process's
// locale.
bool LocaleIsUtf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return strcasestr(value, "utf-8") != nullptr || strcasestr(value, "utf8") != nullptr;
  }
  return false;
}

bool ColourWanted(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  const char* term = std::getenv("TERM");
  if (term != nullptr && std::strcmp(term, "dumb") == 0) return false;
  return isatty(descriptor) == 1;
}

}  // namespace

ConsoleTraits DetectConsole() {
  ConsoleTraits traits;
  const bool utf8 = LocaleIsUtf8();
  const bool out_is_terminal = isatty(STDOUT_FILENO) == 1;
  const int width = out_is_terminal ? WindowWidth(STDOUT_FILENO) : kPipeWidth;
  traits.out_style.width = std::clamp(width, kNarrowest, kWidest);
  traits.out_style.colour = ColourWanted(STDOUT_FILENO);
  traits.out_style.unicode = utf8;
  traits.unicode = utf8;
  traits.err_is_terminal = isatty(STDERR_FILENO) == 1;
  traits.err_width = traits.err_is_terminal ? std::max(WindowWidth(STDERR_FILENO), 20) : kPipeWidth;
  traits.err_colour = ColourWanted(STDERR_FILENO);
  return traits;
}

std::string OneLine(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t') {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else {
      line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

Console::Console(std::ostream& out, std::ostream& err, const ConsoleTraits& traits)
    : out_(out), err_(err), traits_(traits) {}

void Console::Print(std::string_view text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (bar_shown_) err_ << "\r\033[K" << std::flush;
  bar_shown_ = false;
  out_ << text;
}

void Console::Line(std::string_view text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (bar_shown_) err_ << "\r\033[K";
  bar_shown_ = false;
  TerminalStyle style;
  style.unicode = traits_.unicode;
  err_ << ForTerminal(OneLine(text), style) << '\n' << std::flush;
}

void Console::Note(std::string_view text) {
  if (!quiet_) Line(text);
}

void Console::Warn(std::string_view text) {
  Line("sharpscale: warning: " + std::string(text));
}

void Console::Error(std::string_view text) {
  Line("sharpscale: " + std::string(text));
}

void Console::Error(std::string_view file, const absl::Status& status) {
  const std::string message(status.message().data(), status.message().size());
  const bool named = file.empty() || message.find(file) != std::string::npos;
  Error(named ? message : std::string(file) + ": " + message);
}

void Console::BeginFile(std::string_view file) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const size_t slash = file.find_last_of('/');
  bar_.Begin(std::string(slash == std::string_view::npos ? file : file.substr(slash + 1)));
}

void Console::NoteProgress(std::string text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  bar_.set_note(std::move(text));
}

void Console::ShowProgress(const ProgressEvent& event) {
  if (quiet_ || !traits_.err_is_terminal) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto now = ProgressBar::Clock::now();
  if (!bar_.Update(event, now)) return;
  err_ << '\r' << bar_.Render(traits_.err_width, traits_.unicode, now) << "\033[K" << std::flush;
  bar_shown_ = true;
}

void Console::ClearProgress() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (bar_shown_) err_ << "\r\033[K" << std::flush;
  bar_shown_ = false;
}

void Console::Flush() {
  const std::lock_guard<std::mutex> lock(mutex_);
  out_.flush();
}

}  // namespace sharpscale
