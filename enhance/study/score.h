// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/study/score.h
//
// A result against the picture it should have become: how near it is (fidelity) and what it shows
// that the truth does not (artefacts). Fidelity alone forgives halos, halos alone forgive blur.

#ifndef SHARPSCALE_ENHANCE_STUDY_SCORE_H_
#define SHARPSCALE_ENHANCE_STUDY_SCORE_H_

#include <opencv2/core.hpp>

#include "absl/status/statusor.h"

namespace sharpscale {

struct StudyScore {
  double psnr_y = 0.0;  // dB on BT.601 luma, 100 = identical
  double ssim = 0.0;
  double gmsd = 0.0;  // 0 = identical
  // EdgeHalo, % of the edges' contrast. Where the truth has too few edges to tell, of any result:
  // 0, and not known.
  double halo = 0.0;
  bool halo_known = true;
  double texture = 0.0;  // levels of detail in areas that are flat in the truth (98th percentile)
  double seconds = 0.0;  // of the plan
};

// Both 8-bit RGB of one size, at least 16 px a side. Without a flat area texture is 0. Errors:
// Internal where size or type differ.
absl::StatusOr<StudyScore> ScoreAgainstTruth(const cv::Mat& truth, const cv::Mat& result);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_STUDY_SCORE_H_
