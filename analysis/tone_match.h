// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/tone_match.h
//
// The one smooth change of tone and colour that a whole picture went through from source to result:
// exposure, contrast, gamma, white balance, saturation. What somebody did to all of the picture on
// purpose is no artefact; what was added is judged on a source that went through the same.

#ifndef SHARPSCALE_ANALYSIS_TONE_MATCH_H_
#define SHARPSCALE_ANALYSIS_TONE_MATCH_H_

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "image/progress.h"

namespace sharpscale {

class ToneMatch {
 public:
  // Both pictures on one grid, as in Image, one type. Each channel of the result is a curve of four
  // terms (x, its square, cube and root) of the source's and a share of the other two, cut to the
  // range: fitted on means of 4x4 px, where neither noise nor sharpening counts, by least squares
  // that leave out what strays (Tukey's biweight), so that a change in a part of the picture moves
  // it little. Empty: nothing to match (most means agree within a level), no such change explains
  // half of what differs, a curve that falls, or fewer than 256 means. A cancel gives nothing.
  static std::optional<ToneMatch> Fit(const cv::Mat& before,
                                      const cv::Mat& after,
                                      const Progress* progress = nullptr);

  // `pixels` (as in Image, of the channels it was fitted on) in the result's tone; same type,
  // integers cut to their range. A cancel leaves them undefined.
  cv::Mat Apply(const cv::Mat& pixels, const Progress* progress = nullptr) const;
  // LumaLevels of the same, never rounded: CV_32FC1.
  cv::Mat1f ApplyLuma(const cv::Mat& pixels, const Progress* progress = nullptr) const;

  // How much steeper the result's luma rises than the source's, typically; 1 = as steep.
  double slope() const { return slope_; }

 private:
  struct Channel {
    std::vector<float> curve;  // of the source's own channel, kKnots over 0-1
    float others[3] = {};      // share of each channel; 0 for its own
  };

  // The curves at the 256 values of 8-bit pictures, one channel after the other; empty for others.
  std::vector<float> Values(int depth) const;
  // Row `y` on nominal full scale 1; `values`: Values(pixels.depth()).
  void ToneRow(const cv::Mat& pixels,
               int y,
               const std::vector<float>& values,
               std::vector<float>* row) const;

  std::vector<Channel> channels_;
  double slope_ = 1.0;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_TONE_MATCH_H_
