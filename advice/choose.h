// SPDX-License-Identifier: Apache-2.0
//
// File: advice/choose.h
//
// Which of several files of one picture is the best source? By the px that carry detail, not by the
// px of the file: a clean small file can beat a large one that was enlarged, blurred or compressed.

#ifndef SHARPSCALE_ADVICE_CHOOSE_H_
#define SHARPSCALE_ADVICE_CHOOSE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

// How many px of real detail a file holds, per side, and what took the others.
struct EffectiveResolution {
  double width = 0.0;  // px
  double height = 0.0;
  double scale = 1.0;        // real / file, linear; product of the four below
  double native = 1.0;       // old enlargement
  double blur = 1.0;         // beyond the crispest px
  double compression = 1.0;  // JPEG or WebP quality
  double noise = 1.0;
};

// Compression: a JPEG of quality q is worth as much as a high-quality one of a smaller size.
// Measured with the Kodak set (PSNR and SSIM against half-size files of quality 92): full size at
// quality 13 to 21 equals half size, so the share is 0.5 at 17. The rest of the curve (0.75 at 50,
// 1 from 90) and the price of noise (sigma 10 = a quarter of the width) are judgement, not
// measured. Unknown counts as 1.
EffectiveResolution MeasureEffectiveResolution(const Report& report);

struct RankedSource {
  int index = 0;  // in the reports given
  EffectiveResolution effective;
  double factor = 1.0;      // linear enlargement that the target takes from the real detail
  bool sufficient = false;  // the real detail covers the target
  std::string reason;       // one sentence with the numbers
};

// Best first: the least enlargement of real detail for the target (a file of another shape is
// judged by the side that decides); without a target the most px of real detail. Ties go to the
// earlier file. Errors: InvalidArgument (no report, a report without size, a bad target).
absl::StatusOr<std::vector<RankedSource>> Choose(const std::vector<Report>& reports,
                                                 const Target& target);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_CHOOSE_H_
