// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/edge_halo.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

#include "analysis/added_statistics.h"
#include "analysis/fidelity_planes.h"

namespace sharpscale {
namespace {

constexpr float kEdge = 24.0F;    // levels of contrast, as analysis/added_statistics.cc
constexpr float kEnd = 10.0F;     // levels from 0 or 255 within which a halo is cut off
constexpr float kPlateau = 0.1F;  // of the contrast: a px this near to its end is beside the edge
constexpr int kFarthest = 4;      // px
constexpr int kFewest = 100;      // px

// Distance of each px to the next place where the truth crosses the middle of its local range, px.
cv::Mat1f DistanceToEdge(const cv::Mat1f& truth, const cv::Mat1f& high, const cv::Mat1f& low) {
  cv::Mat1b away(truth.size(), uint8_t{255});
  for (int y = 0; y < truth.rows; ++y) {
    for (int x = 0; x < truth.cols; ++x) {
      if (high(y, x) - low(y, x) < kEdge) continue;
      const float middle = 0.5F * (high(y, x) + low(y, x));
      for (const cv::Point next : {cv::Point(x + 1, y), cv::Point(x, y + 1)}) {
        if (next.x >= truth.cols || next.y >= truth.rows) continue;
        if ((truth(y, x) > middle) == (truth(next) > middle)) continue;
        away(y, x) = 0;
        away(next) = 0;
      }
    }
  }
  cv::Mat1f distance;
  cv::distanceTransform(away, distance, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  return distance;
}

}  // namespace

std::optional<double> EdgeHalo(const cv::Mat& truth, const cv::Mat& result) {
  const cv::Mat1f reference = LumaLevels(truth);
  const cv::Mat1f luma = LumaLevels(result);
  const LocalRange range = MeasureLocalRange(reference);
  const cv::Mat1f high = range.largest;
  const cv::Mat1f low = range.smallest;
  const cv::Mat1f distance = DistanceToEdge(reference, high, low);
  std::array<double, kFarthest + 1> beyond{};
  std::array<double, kFarthest + 1> contrast{};
  int count = 0;
  for (int y = 0; y < reference.rows; ++y) {
    for (int x = 0; x < reference.cols; ++x) {
      const float span = high(y, x) - low(y, x);
      if (span < kEdge || distance(y, x) > kFarthest) continue;
      const float level = (reference(y, x) - low(y, x)) / span;
      const bool bright = level > 1.0F - kPlateau && high(y, x) < 255.0F - kEnd;
      const bool dark = level < kPlateau && low(y, x) > kEnd;
      if (!bright && !dark) continue;
      const float difference = luma(y, x) - reference(y, x);
      const int from = cvRound(distance(y, x));
      beyond[from] += bright ? difference : -difference;
      contrast[from] += span;
      ++count;
    }
  }
  if (count < kFewest) return std::nullopt;
  double most = 0.0;
  for (size_t i = 0; i < beyond.size(); ++i) {
    if (contrast[i] > 0.0) most = std::max(most, 100.0 * beyond[i] / contrast[i]);
  }
  return most;
}

}  // namespace sharpscale
