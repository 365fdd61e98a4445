// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_view.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace sharpscale {
namespace {

namespace fs = std::filesystem;

constexpr const char* kViewer = "sharpscale-viewer";

bool CanRun(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

// Beside this program (a build folder, or the bin/ of an installed copy), else on the PATH. Empty
// where there is none.
std::string FindViewer() {
  std::error_code error;
  const fs::path own = fs::read_symlink("/proc/self/exe", error);
  if (!error && CanRun(own.parent_path() / kViewer)) return own.parent_path() / kViewer;
  const char* path = std::getenv("PATH");
  const std::string folders = path != nullptr ? path : "";
  for (size_t start = 0; start < folders.size();) {
    const size_t end = std::min(folders.find(':', start), folders.size());
    const fs::path candidate = fs::path(folders.substr(start, end - start)) / kViewer;
    // Only absolute folders: never a program that happens to lie where the user stands.
    if (candidate.is_absolute() && CanRun(candidate)) return candidate;
    start = end + 1;
  }
  return "";
}

}  // namespace

void ViewCommand::Declare(OptionSet& options) {
  // The viewer checks the values itself; a test keeps its options and these in step.
  const auto pass = [this, &options](
                        const char* name, const char* value, const char* help) -> OptionSpec& {
    return options.Value(name, value, help, [this, name](const std::string& text) {
      passed_.push_back(fmt::format("{}={}", name, text));
      return absl::OkStatus();
    });
  };
  const auto flag = [this, &options](const char* name, const char* help) {
    options.Value(name, "", help, [this, name](const std::string&) {
      passed_.emplace_back(name);
      return absl::OkStatus();
    });
  };
  options.Positionals("FILE",
                      "A picture and its results, or folders; none restores the last session",
                      &files_,
                      false);
  flag("--list", "Every file is a picture of its own, not a result of the first");
  flag("--fresh", "Do not restore the last session");
  options.Group("What is shown");
  pass("--overlay", "ID", "Map to lay over: part of a metric id (halo, noise, blur), or none");
  pass("--compare", "MODE", "How source and result are shown").choices = {
      "split", "flip", "side", "difference"};
  pass("--at", "PLACE", "worst, or X,Y in pixels of the picture shown");
  pass("--zoom", "ZOOM", "fit, 100% or a factor");
  pass("--split", "X", "Place of the split, 0 (all result) to 1 (all source)");
  pass("--profile", "LINE", "Edge profile along X0,Y0,X1,Y1[,WIDTH], or worst");
  pass("--print", "SIZE", "Target, such as 8x10in@300 or A4");
  flag("--print-preview", "Show the print at its physical size");
  flag("--run", "Carry the plan out first");
  options.Group("Window");
  pass("--screenshot", "FILE", "Write a PNG of the window and end");
  pass("--size", "WxH", "Size of the window, px");
  pass("--theme", "THEME", "Colours of the window").choices = {"dark", "light"};
  pass("--scale", "N", "Scale of the interface, 0.5 to 4; 0 = the display's");
}

int ViewCommand::Run(RunContext& context) {
  if (context.common.json) {
    context.console.Error("view: --json: a window prints nothing; use analyze, advise or check");
    return kExitError;
  }
  const std::string viewer = FindViewer();
  if (viewer.empty()) {
    context.console.Error(fmt::format(
        "view: the viewer is not installed: {} is neither beside sharpscale nor on the PATH; build "
        "it with './run build' or install the package sharpscale-viewer",
        kViewer));
    return kExitError;
  }
  std::vector<std::string> words = {viewer};
  words.insert(words.end(), passed_.begin(), passed_.end());
  if (context.common.threads > 0) {
    words.push_back(fmt::format("--threads={}", context.common.threads));
  }
  words.emplace_back("--");  // a file may begin with a dash
  words.insert(words.end(), files_.begin(), files_.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  context.console.Flush();
  std::signal(SIGPIPE, SIG_DFL);  // what this process ignores would stay ignored
  execv(viewer.c_str(), arguments.data());
  context.console.Error(
      fmt::format("view: '{}' cannot be started: {}; install it again", viewer, strerror(errno)));
  return kExitError;
}

}  // namespace sharpscale
