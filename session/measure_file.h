// SPDX-License-Identifier: Apache-2.0
//
// File: session/measure_file.h
//
// One way to measure a picture file, for every command and the window.

#ifndef SHARPSCALE_SESSION_MEASURE_FILE_H_
#define SHARPSCALE_SESSION_MEASURE_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "analysis/analyze.h"
#include "analysis/report.h"
#include "image/decode.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

// What advice needs to know of a picture: every metric, and faces (rules R-061, R-061c, R-061f).
AnalyzeOptions MeasureForAdvice(int threads, bool maps);

// Decodes. Errors: as Decode, Cancelled.
absl::StatusOr<Image> ReadPicture(const std::string& file,
                                  const DecodeOptions& decode,
                                  const Progress* progress);

// Decodes and analyses; the report has its recorded history (AddRecordedHistory). With `image` null
// the picture is measured while it is read, in half the memory; else `image` receives it. Errors:
// as Decode and Analyze.
absl::StatusOr<Report> MeasureFile(const std::string& file,
                                   const DecodeOptions& decode,
                                   const AnalyzeOptions& options,
                                   const Progress* progress,
                                   Image* image);

}  // namespace sharpscale

#endif  // SHARPSCALE_SESSION_MEASURE_FILE_H_
