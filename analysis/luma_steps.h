// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/luma_steps.h
//
// The quantisation steps of luma that a picture was last compressed with.

#ifndef SHARPSCALE_ANALYSIS_LUMA_STEPS_H_
#define SHARPSCALE_ANALYSIS_LUMA_STEPS_H_

#include "image/image.h"

namespace sharpscale {

// Natural order, for px as they stand: turned with the picture. The file's own where it is a JPEG
// file, else those of the IJG encoder at `quality` (1 to 100), as measured in the px; all zero
// where quality is 0 or less.
JpegFacts::Table LumaSteps(const SourceFacts& source, double quality);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_LUMA_STEPS_H_
