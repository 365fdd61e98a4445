// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_transparency.h
//
// What became of a cut-out: tools lay it on white or black, or drop its alpha, and on a white page
// nobody sees it.

#ifndef SHARPSCALE_ANALYSIS_ADDED_TRANSPARENCY_H_
#define SHARPSCALE_ANALYSIS_ADDED_TRANSPARENCY_H_

#include <opencv2/core.hpp>
#include <optional>

#include "image/image.h"

namespace sharpscale {

// Share of the picture, 0..1, whose opacity differs by more than a quarter, on the smaller grid;
// without an alpha channel all is opaque. A border that is a px wider or softer does not count.
// Empty: the two are not the same frame (sides in another proportion).
std::optional<double> TransparencyChange(const Image& before, const Image& after);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_TRANSPARENCY_H_
