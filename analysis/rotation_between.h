// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/rotation_between.h
//
// A result that was turned by a fraction of a degree: everywhere it has moved, and nothing was
// made up.

#ifndef SHARPSCALE_ANALYSIS_ROTATION_BETWEEN_H_
#define SHARPSCALE_ANALYSIS_ROTATION_BETWEEN_H_

#include "analysis/consistency.h"

namespace sharpscale {

// Degrees clockwise by which the second picture of `shift` is turned about any point, from the
// movements of up to 4 px, which the map tells truly. 0 where no turn explains most of them or
// where its movement at the end of the long side stays below 0.3 px.
double RotationBetween(const ShiftMap& shift);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ROTATION_BETWEEN_H_
