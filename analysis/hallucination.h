// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/hallucination.h
//
// Detail that the source does not support: where a result shows what its source cannot have told
// it.
//
// Three witnesses, each in levels of unsupported detail:
//   * on the source's grid, the part of the result's detail (projected back) that does not follow
//   the
//     source's detail: E_result (1 - correlation^2) less what resampling and sharpening leave.
//     Sharpened, denoised or smoothed copies follow their source; stamps, warped strokes and
//     patterns do not;
//   * on the result's grid, detail finer than the source could carry where the source's own finest
//     detail is weak (after Xie et al. 2023, DeSRA: local contrast against a faithful enlargement);
//   * low-frequency colour that is not the source's colour under one gain and offset.

#ifndef SHARPSCALE_ANALYSIS_HALLUCINATION_H_
#define SHARPSCALE_ANALYSIS_HALLUCINATION_H_

#include <opencv2/core.hpp>

#include "analysis/added_statistics.h"
#include "image/progress.h"

namespace sharpscale {

struct HallucinationInput {
  const DetailBlocks* source_grid = nullptr;  // result projected back against the source
  const DetailBlocks* result_grid =
      nullptr;         // result against the plain enlargement; may be the same
  double scale = 1.0;  // result px per source px
  double gain = 1.0;   // slope of the result's detail on its source's: contrast is no invention
  double noise_before = 0.0;  // of either picture, levels; 0 = none or unknown
  double noise_after = 0.0;
  // Of the two pictures, the larger: 0 = clean, 1 = noise or compression plainly visible.
  double damage = 0.0;
  // Per kDetailBlock px of the source's grid, levels squared: how far the result leaves its source
  // beyond what the source's noise and coding can have hidden (analysis/beyond_coding.h). Empty =
  // the source hides nothing.
  cv::Mat1f beyond_coding;
  cv::Mat
      chroma_before;  // CV_32FC2, Cb and Cr per kDetailBlock px of the source grid; may be empty
  cv::Mat chroma_after;
};

struct Hallucination {
  // Confidence 0-1 that the block's detail is unsupported, per kHallucinationCell px of the result.
  cv::Mat1f confidence;
  double area = 0.0;  // share of the picture, 0-1, with confidence of at least one half
  // RMS of the result's own detail that its source supports over that of the foretold detail: finer
  // than a filter of the source could make it, and not at odds with it. Sharpening makes none.
  double own_detail = 0.0;
};
inline constexpr int kHallucinationCell = 8;  // px

// `size` is the result's, px.
Hallucination MapHallucination(const HallucinationInput& input, cv::Size size);

// Means of Cb and Cr (JFIF, 8-bit levels) per kDetailBlock px; empty for gray pictures.
// A cancel leaves them undefined.
cv::Mat BlockChroma(const cv::Mat& pixels, const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_HALLUCINATION_H_
