// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/compare.h
//
// Measures what an enhancement did: one picture against another of any size ratio.

#ifndef SHARPSCALE_ANALYSIS_COMPARE_H_
#define SHARPSCALE_ANALYSIS_COMPARE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analysis/report.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

// after(x, y) shows before((x - dx) / scale_x, (y - dy) / scale_y), in centre-of-first-pixel-is-0
// coordinates corrected for the half pixel: a plain enlargement by s has dx = dy = 0.
struct Registration {
  double scale_x = 1.0;
  double scale_y = 1.0;
  double dx = 0.0;  // px of `after`
  double dy = 0.0;
  // EXIF orientation that turns `after` as `before` stands (1 = same); scale, dx and dy hold after
  // it.
  int orientation = 1;
  double confidence = 0.0;  // 0..1; correlation of the registered luma
  bool comparable = false;  // false: another scene
};

struct Comparison {
  Registration registration;
  Report before;
  Report after;
  std::vector<Measurement> measurements;  // pair metrics ("fidelity.psnr", "added.noise", ...)

  const Measurement* Find(std::string_view id) const;
  double ValueOr(std::string_view id, double fallback) const;
};

struct CompareOptions {
  bool maps = true;
  int threads = 0;  // 0 = all cores
  // Of `before`, from Analyze with the same options, where it is known already; nullptr = measured.
  const Report* before = nullptr;
  const Report* after = nullptr;  // likewise
  absl::Status Validate() const;
};

// Of either picture, what Compare reads, and what comes along with it at no cost: a report with
// these is enough for it.
std::vector<std::string> ComparedMetrics();
// Of the source of a result with that report (of ComparedMetrics and more), what Compare reads:
// less, because of what is unknown of the result no change can be told.
std::vector<std::string> ComparedMetricsOfSource(const Report& after);

// Both Encoding::kNative. A pair that shows different scenes is not an error:
// registration.comparable is false and the pair metrics are unknown. Pictures with transparency are
// judged on white paper. Errors: InvalidArgument
// (empty), Cancelled.
absl::StatusOr<Comparison> Compare(const Image& before,
                                   const Image& after,
                                   const CompareOptions& options = {},
                                   const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_COMPARE_H_
