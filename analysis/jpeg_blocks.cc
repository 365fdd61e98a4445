// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_blocks.h"

#include <algorithm>
#include <cstddef>
#include <opencv2/core.hpp>

#include "analysis/planes.h"

namespace sharpscale {

std::vector<JpegBlock> ChooseJpegBlocks(const std::vector<LumaPatch>& patches,
                                        const JpegBlockChoice& choice) {
  std::vector<JpegBlock> places;
  for (const LumaPatch& patch : patches) {
    const int x0 = ((choice.grid_x - patch.x) % 8 + 8) % 8;
    const int y0 = ((choice.grid_y - patch.y) % 8 + 8) % 8;
    for (int y = y0; y + 8 <= patch.luma.rows; y += 8) {
      for (int x = x0; x + 8 <= patch.luma.cols; x += 8) places.push_back({&patch, x, y});
    }
  }
  std::vector<JpegBlock> chosen;
  const auto most = static_cast<size_t>(choice.most);
  // A stride that is prime to most counts takes blocks from everywhere.
  const size_t count = places.size();
  const size_t stride = count > most ? 7919 % count : 1;
  size_t at = 0;
  for (size_t k = 0; k < count && chosen.size() < most; ++k) {
    const JpegBlock& place = places[at];
    at = (at + std::max<size_t>(1, stride)) % count;
    const cv::Rect box(place.x, place.y, 8, 8);
    if (cv::countNonZero(place.patch->clipped(box)) > choice.clipped_allowed) continue;
    double low = 0.0;
    double high = 0.0;
    cv::minMaxLoc(place.patch->luma(box), &low, &high);
    if (high - low < 3.0) continue;
    chosen.push_back(place);
  }
  return chosen;
}

void TransformJpegBlock(const JpegBlock& block, float out[64]) {
  const cv::Mat1f& luma = block.patch->luma;
  BlockDct8x8(luma.ptr<float>(block.y) + block.x, luma.step1(), 128.0F, out);
}

}  // namespace sharpscale
