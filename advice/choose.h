// SPDX-License-Identifier: Apache-2.0
//
// File: advice/choose.h
//
// Which of several files of one picture is the best source? By the px that carry detail, not by the
// px of the file: a clean small file can beat a large one that was enlarged, blurred or compressed.

#ifndef SHARPSCALE_ADVICE_CHOOSE_H_
#define SHARPSCALE_ADVICE_CHOOSE_H_

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

// What a file is worth as a source, per side.
struct EffectiveResolution {
  double detail = 1.0;       // real detail / px, as `print` and `advise` count it (DetailScale)
  double compression = 1.0;  // what damage takes of its worth: JPEG or WebP quality,
  double noise = 1.0;
  double halo = 1.0;   // over-sharpening
  double scale = 1.0;  // product of all: px of a clean file of equal worth / px of this one
  double width = 0.0;  // px, of that clean file
  double height = 0.0;
};

// Compression: a JPEG of quality q is worth as much as a high-quality one of a smaller size.
// Measured with the Kodak set (PSNR and SSIM against half-size files of quality 92): full size at
// quality 13 to 21 equals half size, so the share is 0.5 at 17. The rest of the curve (0.75 at 50,
// 1 from 90), the price of noise (sigma 10 = a quarter of the width) and that of over-sharpening
// (0.85) are judgement, not measured. Unknown counts as 1.
EffectiveResolution MeasureEffectiveResolution(const Report& report);

struct Source {
  Report report;
  // LumaLevels of the picture, reduced to what registration reads (some 600 px); empty = it is not
  // asked what the picture shows.
  cv::Mat luma;
};

struct RankedSource {
  int index = 0;  // in the sources given
  EffectiveResolution effective;
  double factor = 1.0;      // linear enlargement that the target takes from the real detail
  bool sufficient = false;  // the real detail covers the target
  int scene = 0;            // 0, 1, ...: files with the same number show the same
  int made_from = -1;       // the source given that this one is an enlargement of, -1 = none
  std::string reason;       // one sentence with the numbers
};

// Best first: the least enlargement of what the files are worth for the target (a file of another
// shape is judged by the side that decides); without a target the most px of worth. An enlargement
// of another file in the list comes after it. Ties go to the earlier file. What is said of a file
// does not depend on those beside it. Errors: InvalidArgument (no picture, one without size, a bad
// target).
absl::StatusOr<std::vector<RankedSource>> Choose(const std::vector<Source>& sources,
                                                 const Target& target);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_CHOOSE_H_
