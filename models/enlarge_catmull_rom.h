// SPDX-License-Identifier: Apache-2.0
//
// File: models/enlarge_catmull_rom.h
//
// What our networks' results are added to: Catmull-Rom enlargement by an integer factor, border
// repeated. Output sample o of input sample i sits at i + (o + 0.5) / factor - 0.5.

#ifndef SHARPSCALE_MODELS_ENLARGE_CATMULL_ROM_H_
#define SHARPSCALE_MODELS_ENLARGE_CATMULL_ROM_H_

#include <array>
#include <opencv2/core.hpp>
#include <vector>

namespace sharpscale {

// The enlargement row by row, so that each can be used while it is in the cache.
class EnlargedRows {
 public:
  // `tile`: CV_32FC3, must outlive this. `factor` >= 1; 1 copies.
  EnlargedRows(const cv::Mat& tile, int factor);
  // Row `y` of tile.rows * factor: tile.cols * factor px. Quickest in order.
  void Write(int y, float* out);

 private:
  const float* WideRow(int y);

  const cv::Mat tile_;
  const int factor_;
  std::vector<std::array<float, 4>> weights_;  // of each output sample's four inputs
  std::vector<int> first_;                     // of these, from the input sample on
  std::array<std::vector<float>, 4> wide_;     // rows enlarged in width only, by y % 4
  std::array<int, 4> held_ = {-1, -1, -1, -1};
};

// CV_32FC3 in and out.
cv::Mat EnlargeCatmullRom(const cv::Mat& tile, int factor);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_ENLARGE_CATMULL_ROM_H_
