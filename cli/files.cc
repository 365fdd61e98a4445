// SPDX-License-Identifier: Apache-2.0

#include "cli/files.h"

#include <nlohmann/json.hpp>

#include "report/json.h"
#include "session/measure_file.h"

namespace sharpscale {

absl::StatusOr<Image> ReadPicture(RunContext& context, const std::string& file) {
  return ReadPicture(file, context.common.decode, &context.progress);
}

absl::StatusOr<Report> MeasureFile(RunContext& context,
                                   const std::string& file,
                                   const AnalyzeOptions& options,
                                   Image* image) {
  return MeasureFile(file, context.common.decode, options, &context.progress, image);
}

int ForEachFile(RunContext& context,
                const std::vector<std::string>& files,
                const std::function<absl::Status(const std::string& file)>& work) {
  int code = kExitDone;
  for (const std::string& file : files) {
    context.console.BeginFile(file);
    const absl::Status status = work(file);
    context.console.ClearProgress();
    if (context.progress.cancelled()) return kExitInterrupted;
    if (status.ok()) continue;
    code = kExitError;
    context.console.Error(file, status);
    if (context.common.json) {
      const std::string message(status.message().data(), status.message().size());
      context.console.Print(JsonText(ErrorJson(file, OneLine(message)), false) + "\n");
    }
    if (!context.console.out_ok()) break;
  }
  return code;
}

}  // namespace sharpscale
