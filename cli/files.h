// SPDX-License-Identifier: Apache-2.0
//
// File: cli/files.h
//
// What the commands do with picture files: read, measure, and go on to the next one when one fails.

#ifndef SHARPSCALE_CLI_FILES_H_
#define SHARPSCALE_CLI_FILES_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analysis/analyze.h"
#include "analysis/report.h"
#include "cli/command.h"
#include "image/image.h"

namespace sharpscale {

// session/measure_file.h as the common options say, with the console's progress.
absl::StatusOr<Image> ReadPicture(RunContext& context, const std::string& file);
absl::StatusOr<Report> MeasureFile(RunContext& context,
                                   const std::string& file,
                                   const AnalyzeOptions& options,
                                   Image* image);

// Runs `work` on each file in the order given. A file that fails is reported on standard error and,
// with --json, as {"file","error"} on its line; the rest go on. Exit code: kExitDone, kExitError
// when any failed, kExitInterrupted.
int ForEachFile(RunContext& context,
                const std::vector<std::string>& files,
                const std::function<absl::Status(const std::string& file)>& work);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_FILES_H_
