// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/filter_stage.h
//
// A stage from a function: what turns a picture into one of the same size, each px from its
// neighbourhood, runs on a stream. Alpha passes through.
//
//   return FilterRows(std::move(input), {"sharpen", SharpenRadius(options), 128, progress},
//                     [options](const cv::Mat& colour, const cv::Mat&) {
//                       return Sharpen(colour, options);
//                     });

#ifndef SHARPSCALE_ENHANCE_FILTER_STAGE_H_
#define SHARPSCALE_ENHANCE_FILTER_STAGE_H_

#include <functional>
#include <memory>
#include <opencv2/core.hpp>
#include <string>

#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

struct FilterLayout {
  std::string name;      // stands in messages
  int radius = 0;        // px of context on each side
  int strip_rows = 128;  // the result must not depend on it
  const Progress* progress = nullptr;
};

// Gets a window of float px and its alpha (empty where there is none); returns the same size. The
// window may be part of a larger cv::Mat: OpenCV's filters need BORDER_ISOLATED.
using PictureFilter = std::function<cv::Mat(const cv::Mat& colour, const cv::Mat& alpha)>;

// Wide rows are filtered in windows, between which a cancel is heard.
std::unique_ptr<PixelSource> FilterRows(std::unique_ptr<PixelSource> input,
                                        FilterLayout layout,
                                        PictureFilter filter);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_FILTER_STAGE_H_
