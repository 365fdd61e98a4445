// SPDX-License-Identifier: Apache-2.0
//
// File: models/enlarge_catmull_rom.h
//
// What our networks' results are added to: Catmull-Rom enlargement by an integer factor, border
// repeated. Output sample o of input sample i sits at i + (o + 0.5) / factor - 0.5.

#ifndef SHARPSCALE_MODELS_ENLARGE_CATMULL_ROM_H_
#define SHARPSCALE_MODELS_ENLARGE_CATMULL_ROM_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// CV_32FC3 in and out. `factor` >= 1; 1 copies.
cv::Mat EnlargeCatmullRom(const cv::Mat& tile, int factor);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_ENLARGE_CATMULL_ROM_H_
