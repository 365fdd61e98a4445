// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/quantisation_hold.h
//
// Holds a repair of JPEG damage to what the file says. A JPEG file tells of each coefficient of an
// 8x8 block that it lay within half a quantisation step of what is stored: a repair that goes
// further has taken texture for damage. And of what it changes within that, some is damage and some
// is texture, by frequency: how much is told by SolveQuantisationHold.
//
//   QuantisationHold hold;
//   hold.steps = IjgLumaTable(50);
//   repaired = HoldToQuantisation(source, repaired, hold, cv::Point());

#ifndef SHARPSCALE_ENHANCE_QUANTISATION_HOLD_H_
#define SHARPSCALE_ENHANCE_QUANTISATION_HOLD_H_

#include <array>
#include <opencv2/core.hpp>

#include "image/image.h"

namespace sharpscale {

// The mean, and four bands of rising frequency.
inline constexpr int kHoldBands = 5;

// Of coefficient k = 8 * v + u, 0..63.
constexpr int HoldBand(int k) {
  const int order = k / 8 + k % 8;
  if (order == 0) return 0;
  if (order <= 2) return 1;
  if (order <= 4) return 2;
  return order <= 7 ? 3 : 4;
}

struct QuantisationHold {
  // [0]: of coefficients that were stored as zero, [1]: of all others; by band.
  using Shares = std::array<std::array<float, kHoldBands>, 2>;
  static constexpr Shares kAll = {{{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}}};

  // Steps of luma, natural order, for px as they stand, levels; zero = that coefficient is free.
  JpegFacts::Table steps{};
  int grid_x = 0;  // 0..7, first column and row of a block in the whole picture
  int grid_y = 0;
  float reach = 1.0F;    // how far a coefficient may move, in half steps
  Shares shares = kAll;  // of its change that is kept, 0..1; kAll = a change within reach stays
};

// `source` and `result`: CV_32FC3 (RGB) or CV_32FC1, native values, 0..1, one size; `origin` is
// their place in the whole picture. The luma of each whole block is held; colour differences, and
// blocks that the border cuts, stay those of `result`. Not finite values stay so, in their block.
// Source: ITU-T T.81, A.3.4.
cv::Mat HoldToQuantisation(const cv::Mat& source,
                           const cv::Mat& result,
                           const QuantisationHold& hold,
                           cv::Point origin);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_QUANTISATION_HOLD_H_
