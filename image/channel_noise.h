// SPDX-License-Identifier: Apache-2.0
//
// File: image/channel_noise.h

#ifndef SHARPSCALE_IMAGE_CHANNEL_NOISE_H_
#define SHARPSCALE_IMAGE_CHANNEL_NOISE_H_

#include <cmath>

namespace sharpscale {

// Standard deviation of noise in each of R, G and B from what an analyzer measures: luma (BT.601 Y)
// and colour differences (the mean over Cb and Cr). Noise that is independent in the channels has
// 0.669 of its sigma in Y and 0.640 in Cb and Cr; gray noise has all of it in Y.
inline double ChannelNoise(double luma_sigma, double chroma_sigma) {
  return std::sqrt(luma_sigma * luma_sigma + 1.35 * chroma_sigma * chroma_sigma);
}

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_CHANNEL_NOISE_H_
