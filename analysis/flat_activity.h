// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/flat_activity.h
//
// texture.flat_activity (levels): patches of texture inside an area that is otherwise even and of
// the same tone, as networks stamp them into skies, walls and skin.
//
// A surface that is really there differs from its surroundings in tone or ends at an edge; a
// stamped patch does neither. Patches of 16 px whose detail is fine, alike all over and well beyond
// that of their surroundings are joined to areas; an area counts where most of what lies around it
// is of the same tone, without edges and much quieter. The value is the deviation of the worst such
// area beyond that of its surroundings. Texture that covers an even area as a whole cannot be told
// from grain: see noise. Unknown: drawn content, below 128 px on a side.

#ifndef SHARPSCALE_ANALYSIS_FLAT_ACTIVITY_H_
#define SHARPSCALE_ANALYSIS_FLAT_ACTIVITY_H_

#include "analysis/findings.h"
#include "analysis/picture_facts.h"
#include "analysis/texture_blocks.h"

namespace sharpscale {

// Reads content.kind from `findings`.
void FindFlatActivity(const TextureBlocks& blocks, const PictureFacts& facts, Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FLAT_ACTIVITY_H_
