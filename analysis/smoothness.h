// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/smoothness.h
//
// texture.smoothness (%): surfaces without any texture or grain right beside crisp edges - the
// "plastic" look of strong noise reduction and of enlargers that keep edges and drop the rest.
//
// Beside a crisp edge the picture is in focus, so that what surfaces have of texture and grain must
// show. The value is the share of even 8x8 blocks beside such edges whose second differences hold
// no more than what rounding to 8 bits leaves. Blocks that are constant (clipped, drawn, emptied by
// JPEG) say nothing and do not count. Unknown: drawn content, soft pictures (blur explains it),
// fewer than 40 such blocks, compression that emptied more blocks than it left.

#ifndef SHARPSCALE_ANALYSIS_SMOOTHNESS_H_
#define SHARPSCALE_ANALYSIS_SMOOTHNESS_H_

#include "analysis/findings.h"
#include "analysis/picture_facts.h"
#include "analysis/texture_blocks.h"

namespace sharpscale {

// Reads blur.sigma and content.kind from `findings`.
void FindSmoothness(const TextureBlocks& blocks, const PictureFacts& facts, Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_SMOOTHNESS_H_
