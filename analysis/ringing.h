// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/ringing.h
//
// compression.ringing (levels): what quantised block coefficients leave beside hard edges
// ("mosquito noise").
//
// A coded block with a hard edge rings over all of its 8x8 px, the block beside it does not. In
// every block with a hard edge the second differences of the px away from the edge are compared
// with those of the even blocks next to it: the same surface, without the edge. The value is the
// median over the picture, so that texture, which both have, cancels. Unknown: fewer than 30 such
// pairs; and where a mask alone explains what there is: a sharpened photograph (halo.oversharpened)
// without blocks or low quality, from 1 to 3 levels.

#ifndef SHARPSCALE_ANALYSIS_RINGING_H_
#define SHARPSCALE_ANALYSIS_RINGING_H_

#include "analysis/findings.h"
#include "analysis/picture_facts.h"
#include "analysis/texture_blocks.h"

namespace sharpscale {

// Reads noise.luma_sigma, noise.impulse_share, content.kind, halo.oversharpened,
// compression.blockiness, compression.jpeg_quality and compression.webp_quality from `findings`.
void FindRinging(const TextureBlocks& blocks, const PictureFacts& facts, Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_RINGING_H_
