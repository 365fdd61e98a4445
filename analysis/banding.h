// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/banding.h
//
// texture.banding (%): share of the picture in which a smooth gradient shows as steps ("contours"),
// as 8 bits without noise, posterising and hard compression leave them.
//
// A cell of 32 px is banded where most px equal their neighbours, the rest steps by 0.9 to 8
// levels, and no more px step than a noiseless gradient of that slope needs: noise would step to
// and fro. One step alone is an edge: the cells around must span at least two. Plateaus between
// banded cells belong to them. Steps of the three colours at different places (below 0.9 levels of
// luma) do not show and do not count. Pictures of more than 8 bits have their own steps and are
// judged the same way. What is in few levels (contours.h) steps by more; there a cell is banded
// where two of its blocks hold a contour. Flat pictures: 0. Unknown: below 96 px on a side.

#ifndef SHARPSCALE_ANALYSIS_BANDING_H_
#define SHARPSCALE_ANALYSIS_BANDING_H_

#include "analysis/findings.h"
#include "analysis/picture_facts.h"
#include "analysis/texture_blocks.h"

namespace sharpscale {

void FindBanding(const TextureBlocks& blocks, const PictureFacts& facts, Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_BANDING_H_
