// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/noise.h
//
// noise.luma_sigma, noise.chroma_sigma (8-bit levels whatever the depth), noise.kind (none, white,
// correlated, chroma, signal-dependent, impulse), noise.impulse_share (%), noise.grain_size (px).
//
// White noise: weakly textured patches (weak_texture.h). Correlated noise, and white noise that
// went through JPEG, has no flat spectrum, so its std is read from the flattest 16x16 windows after
// a plane is taken out; where those have a direction (flat_direction.h) they are texture, and what
// they read is the interval's upper end and no more. So it is where nothing is seen at the finest
// scale: wider noise could hide in texture. Signal dependence: std per intensity from the same
// windows (Foi et al. 2008, fitted by robust regression); the number is that of the quietest
// places, the interval reaches to the RMS over the picture. Impulses: isolated extremes far beyond
// the noise. Chroma on Cb and Cr, whose std for independent RGB noise of sigma s is 0.62 s and 0.66
// s.
//
// Flat pictures: the noise found there, 0 for a constant one. Unknown: fewer than 400 patches of
// 7x7 (smaller than about 26x26 px), 1-bit pictures (all values at the ends).

#ifndef SHARPSCALE_ANALYSIS_NOISE_H_
#define SHARPSCALE_ANALYSIS_NOISE_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

std::unique_ptr<Estimator> MakeNoiseEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_NOISE_H_
