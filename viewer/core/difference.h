// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/difference.h
//
// The difference of two pictures in register, as a source of tiles. The smaller picture is enlarged
// bilinearly to the larger one's grid; pictures of one size are compared pixel by pixel, exactly.

#ifndef SHARPSCALE_VIEWER_CORE_DIFFERENCE_H_
#define SHARPSCALE_VIEWER_CORE_DIFFERENCE_H_

#include <memory>
#include <string_view>
#include <vector>

#include "viewer/core/coordinates.h"
#include "viewer/core/pyramid.h"

namespace sharpscale::viewer {

enum class DifferenceMetric {
  kSignedLuma,  // after - before; blue = darker, orange = lighter, gray = equal; full colour at 32
                // levels
  kAbsolute,    // |after - before| per channel, in levels, as it is
  kAbsolute8,   // the same, 8 times
  kSquared,     // (after - before)^2 / 255 per channel
  kRelative,    // |after - before| / (before + 1), 255 = 100 %
};

struct DifferenceInfo {
  DifferenceMetric metric;
  std::string_view id;
  std::string_view title;
  std::string_view unit;
};
const std::vector<DifferenceInfo>& DifferenceTable();

// Two CV_8UC4 pictures of one size; alpha of the result is 255.
cv::Mat DifferenceOf(const cv::Mat& before, const cv::Mat& after, DifferenceMetric metric);

// `before` sampled on `rect` of level `level` of the lead's grid; CV_8UC4 of that size.
cv::Mat SampleInLead(const TileSource& before,
                     const Placement& placement,
                     int level,
                     const cv::Rect& rect);

class DifferenceSource : public TileSource {
 public:
  // `after` is the lead; `placement` says where `before` lies in it.
  DifferenceSource(std::shared_ptr<const TileSource> before,
                   std::shared_ptr<const TileSource> after,
                   const Placement& placement,
                   DifferenceMetric metric);
  int width() const override { return after_->width(); }
  int height() const override { return after_->height(); }
  int levels() const override { return after_->levels(); }
  cv::Mat Tile(int level, const cv::Rect& rect) const override;

 private:
  const std::shared_ptr<const TileSource> before_;
  const std::shared_ptr<const TileSource> after_;
  const Placement placement_;
  const DifferenceMetric metric_;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_DIFFERENCE_H_
