// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/analyze.h
//
// Measures one picture in one pass over its pixels.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(Report report, Analyze(image));
//   double sigma = report.ValueOr("noise.luma_sigma", 0.0);

#ifndef SHARPSCALE_ANALYSIS_ANALYZE_H_
#define SHARPSCALE_ANALYSIS_ANALYZE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analysis/report.h"
#include "image/image.h"
#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

struct AnalyzeOptions {
  std::vector<std::string> metrics;  // ids or prefixes ("noise."); empty = all
  bool maps = true;                  // heat maps and peaks
  // Look for faces (content.face_min_width): 10 to 40 ms. Also when `metrics` names that id.
  bool faces = false;
  int threads = 0;  // 0 = all cores; the result does not depend on it
  absl::Status Validate() const;
};

// Input: Encoding::kNative. Pixels are measured on 8-bit level scale whatever the depth. Tiny
// (1x1), flat and non-finite pictures give unknown measurements, not errors. Errors:
// InvalidArgument (empty, unknown metric id), Cancelled.
absl::StatusOr<Report> Analyze(const Image& image,
                               const AnalyzeOptions& options = {},
                               const Progress* progress = nullptr);

// The same in strips: memory does not grow with the height of the picture beyond maps.
absl::StatusOr<Report> Analyze(PixelSource& source,
                               const AnalyzeOptions& options = {},
                               const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ANALYZE_H_
