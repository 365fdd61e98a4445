// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/colour_lock.h
//
// Networks may drift: a sky a little greener, a wall a little darker (Tencent/Real-SR issue 6). The
// lock compares the result with its source on cells of kDriftCell source px and moves the large
// scale back where it has left by more than noise and compression explain. Fine detail is not
// touched, and a result that has not drifted passes unchanged.

#ifndef SHARPSCALE_ENHANCE_COLOUR_LOCK_H_
#define SHARPSCALE_ENHANCE_COLOUR_LOCK_H_

#include <deque>
#include <memory>
#include <opencv2/core.hpp>

#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

// Means of `image` (CV_32F, any channels) over cells of `cell` x `cell` px from its top left
// corner; cells at the right and bottom borders may be smaller.
cv::Mat CellMeans(const cv::Mat& image, int cell);

// The source's cell means, row of cells by row of cells, as the stage that reads the source comes
// by them. Forgets rows when told; memory is that of a few rows.
class CellRows {
 public:
  void Append(const cv::Mat& means);
  void DropBefore(int row);
  int end() const { return begin_ + static_cast<int>(rows_.size()); }
  const cv::Mat& row(int index) const { return rows_[index - begin_]; }

 private:
  std::deque<cv::Mat> rows_;
  int begin_ = 0;
};

// `input`: the network's result, float rows, `scale` times the source's size. `source_means`:
// appended to before the corresponding rows of `input` arrive. `tolerance`: drift that is left
// alone, 1 = full scale. `noise`: sigma of the source's noise, same unit; what of it was cut off at
// white and black is no drift.
std::unique_ptr<PixelSource> LockColour(std::unique_ptr<PixelSource> input,
                                        std::shared_ptr<CellRows> source_means,
                                        int scale,
                                        double tolerance,
                                        double noise,
                                        const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_COLOUR_LOCK_H_
