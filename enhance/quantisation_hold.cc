// SPDX-License-Identifier: Apache-2.0

#include "enhance/quantisation_hold.h"

#include <algorithm>
#include <cmath>

#include "analysis/planes.h"
#include "enhance/block_dct.h"
#include "enhance/luma.h"

namespace sharpscale {

cv::Mat HoldToQuantisation(const cv::Mat& source,
                           const cv::Mat& result,
                           const QuantisationHold& hold,
                           cv::Point origin) {
  constexpr float kHalfLevel = 0.5F / 255.0F;
  const cv::Mat before = Luma(source);
  const cv::Mat change = Luma(result) - before;
  cv::Mat held = result.clone();
  const int channels = held.channels();
  for (int y = FirstBlock(hold.grid_y, origin.y); y + kDctBlock <= held.rows; y += kDctBlock) {
    for (int x = FirstBlock(hold.grid_x, origin.x); x + kDctBlock <= held.cols; x += kDctBlock) {
      float stored[64], moved[64];
      BlockDct8x8(before.ptr<float>(y) + x, before.step1(), 0.0F, stored);
      BlockDct8x8(change.ptr<float>(y) + x, change.step1(), 0.0F, moved);
      float back[64];  // what is added to the result
      bool any = false;
      for (int k = 0; k < 64; ++k) {
        back[k] = 0.0F;
        const float half = kHalfLevel * static_cast<float>(hold.steps[static_cast<size_t>(k)]);
        if (!(half > 0.0F)) continue;
        const float share =
            hold.shares[std::abs(stored[k]) > half ? 1 : 0][static_cast<size_t>(HoldBand(k))];
        const float reach = hold.reach * half;
        back[k] = share * std::clamp(moved[k], -reach, reach) - moved[k];
        any = any || back[k] != 0.0F;
      }
      if (!any) continue;
      float add[64];
      InverseBlockDct8x8(back, 0.0F, add, kDctBlock);
      for (int v = 0; v < kDctBlock; ++v) {
        float* row = held.ptr<float>(y + v) + x * channels;
        for (int u = 0; u < kDctBlock * channels; ++u) {
          row[u] += add[v * kDctBlock + u / channels];
        }
      }
    }
  }
  return held;
}

}  // namespace sharpscale
