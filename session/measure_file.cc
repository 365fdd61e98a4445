// SPDX-License-Identifier: Apache-2.0

#include "session/measure_file.h"

#include <chrono>
#include <memory>
#include <utility>

#include "image/pixel_source.h"
#include "image/status_macros.h"
#include "image/timed_source.h"
#include "session/recorded_history.h"

namespace sharpscale {
namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Rows are measured while the next ones are decoded: half the memory, and no waiting.
absl::StatusOr<Report> MeasureWhileReading(const std::string& file,
                                           const DecodeOptions& decode,
                                           const AnalyzeOptions& options,
                                           const Progress* progress) {
  const Clock::time_point start = Clock::now();
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSource> opened, OpenSource(file, decode));
  double seconds = MillisecondsSince(start) / 1000.0;
  TimedSource source(std::move(opened), &seconds);
  SHARPSCALE_ASSIGN_OR_RETURN(Report report, Analyze(source, options, progress));
  report.timings_ms["decode"] = 1000.0 * seconds;
  return report;
}

}  // namespace

AnalyzeOptions MeasureForAdvice(int threads, bool maps) {
  AnalyzeOptions options;
  options.faces = true;
  options.threads = threads;
  options.maps = maps;
  return options;
}

absl::StatusOr<Image> ReadPicture(const std::string& file,
                                  const DecodeOptions& decode,
                                  const Progress* progress) {
  if (progress != nullptr) progress->Report({"decode", 0.0, 0.0});
  absl::StatusOr<Image> image = Decode(file, decode);
  if (image.ok() && progress != nullptr && progress->cancelled()) {
    return absl::CancelledError("interrupted");
  }
  return image;
}

absl::StatusOr<Report> MeasureFile(const std::string& file,
                                   const DecodeOptions& decode,
                                   const AnalyzeOptions& options,
                                   const Progress* progress,
                                   Image* image) {
  if (image == nullptr) {
    SHARPSCALE_ASSIGN_OR_RETURN(Report report,
                                MeasureWhileReading(file, decode, options, progress));
    AddRecordedHistory(file, &report);
    return report;
  }
  const Clock::time_point start = Clock::now();
  SHARPSCALE_ASSIGN_OR_RETURN(Image picture, ReadPicture(file, decode, progress));
  const double decode_ms = MillisecondsSince(start);
  SHARPSCALE_ASSIGN_OR_RETURN(Report report, Analyze(picture, options, progress));
  report.timings_ms["decode"] = decode_ms;
  AddRecordedHistory(file, &report);
  *image = std::move(picture);
  return report;
}

}  // namespace sharpscale
