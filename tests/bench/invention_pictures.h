// SPDX-License-Identifier: Apache-2.0
//
// File: tests/bench/invention_pictures.h
//
// What the test of invention and its bench share: the pictures, and enlargements that invent
// nothing.

#ifndef SHARPSCALE_TESTS_BENCH_INVENTION_PICTURES_H_
#define SHARPSCALE_TESTS_BENCH_INVENTION_PICTURES_H_

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "analysis/register_resample.h"
#include "image/image.h"

namespace sharpscale {

// Photographs, screens, drawings and a generated picture below `data`; folders that are not there
// give none.
std::vector<std::string> InventionFiles(const std::string& data);

// 8-bit `picture`, `scale` times as large, pixel edges on pixel edges.
Image Enlarged(const cv::Mat& picture, int scale, GridKernel kernel);

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_BENCH_INVENTION_PICTURES_H_
