// SPDX-License-Identifier: Apache-2.0

#include "enhance/two_ways.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <utility>

#include "enhance/block_dct.h"
#include "enhance/resize_stage.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// `picture` keeps its luma. Both CV_32FC3 RGB of one size. Not by Luma(): what OpenCV's vectors
// round depends on where a px lies in its row, and tiles of any size must give the same bits.
void TakeChroma(const cv::Mat& from, cv::Mat* picture) {
  const auto luma = [](const cv::Vec3f& rgb) {
    return 0.299F * rgb[0] + 0.587F * rgb[1] + 0.114F * rgb[2];
  };
  for (int y = 0; y < picture->rows; ++y) {
    const cv::Vec3f* in = from.ptr<cv::Vec3f>(y);
    cv::Vec3f* out = picture->ptr<cv::Vec3f>(y);
    for (int x = 0; x < picture->cols; ++x) {
      out[x] = in[x] + cv::Vec3f::all(luma(out[x]) - luma(in[x]));
    }
  }
}

class TwoWayNetwork : public Network {
 public:
  explicit TwoWayNetwork(TwoWays ways) : ways_(std::move(ways)) {}

  int scale() const override { return ways_.upscaler->scale(); }
  int radius() const override {
    const int repaired = ways_.repair->radius() + (ways_.hold ? kDctBlock - 1 : 0);
    if (ways_.told_share < 1.0) return ways_.upscaler->radius() + repaired;
    return std::max(ways_.upscaler->radius(), repaired + kCubicRadius);
  }
  int granularity() const override {
    return std::max(ways_.upscaler->granularity(), ways_.repair->granularity());
  }
  Precision precision() const override { return ways_.upscaler->precision(); }
  bool holds_maps() const override {
    return ways_.upscaler->holds_maps() || ways_.repair->holds_maps();
  }
  bool reentrant() const override {
    return ways_.upscaler->reentrant() && ways_.repair->reentrant();
  }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat told, ways_.upscaler->Run(tile, conditions, origin));
    Conditions repair = ways_.repair_conditions;
    repair.jpeg_grid = repair.jpeg_grid && conditions.jpeg_grid;
    repair.grid_x = conditions.grid_x;
    repair.grid_y = conditions.grid_y;
    SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat repaired, ways_.repair->Run(tile, repair, origin));
    if (repaired.size() != tile.size() || repaired.type() != tile.type()) {
      return absl::InternalError("the repair returned another size or type for a tile");
    }
    if (ways_.hold) repaired = ways_.hold(tile, repaired, origin);
    const double strength = ways_.repair_strength;
    cv::addWeighted(repaired, strength, tile, 1.0 - strength, 0.0, repaired);
    repaired = cv::min(cv::max(repaired, 0.0), 1.0);
    if (ways_.told_share < 1.0) {
      Conditions left = conditions;
      left.noise_sigma *= ways_.residual;
      left.jpeg_quality = 100.0;
      left.jpeg_grid = false;
      SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat after, ways_.upscaler->Run(repaired, left, origin));
      if (after.size() != told.size() || after.type() != told.type()) {
        return absl::InternalError("the upscaler returned another size for a repaired tile");
      }
      cv::addWeighted(told, ways_.told_share, after, 1.0 - ways_.told_share, 0.0, told);
    }
    if (ways_.repaired_chroma) TakeChroma(ResizeCubic(repaired, told.cols, told.rows), &told);
    return told;
  }

 private:
  const TwoWays ways_;
};

}  // namespace

std::shared_ptr<const Network> EnlargeInTwoWays(TwoWays ways) {
  return std::make_shared<TwoWayNetwork>(std::move(ways));
}

}  // namespace sharpscale
