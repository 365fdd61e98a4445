// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/native_scale.h
//
// resolution.native_scale, .native_width, .native_height: was this picture enlarged before, and
// from which size?
//
// Enlarging from n to N samples leaves, in the cosine transform of a line, the original's spectrum
// and a sign-inverted mirror image of it about index n. The products of coefficients at equal
// distance on either side of every candidate n are tested for that inversion, over many lines, for
// width and height together: an enlargement shows in both at the same ratio. Candidates that
// coincide with the harmonics of the JPEG grid (n = jN/8) must stand out from the next harmonic;
// where one is high but does not, the picture is called native and the interval's lower end is that
// harmonic: coarse JPEG, or an old enlargement behind it.
// So it is where the spectrum is empty from some index on: a soft picture, or one that was enlarged
// and then cropped, turned or warped, which leaves no mirror image.
// Unknown: sides below 64 px, transparent pictures. Blind to learned upscalers.

#ifndef SHARPSCALE_ANALYSIS_NATIVE_SCALE_H_
#define SHARPSCALE_ANALYSIS_NATIVE_SCALE_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

std::unique_ptr<Estimator> MakeNativeScaleEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_NATIVE_SCALE_H_
