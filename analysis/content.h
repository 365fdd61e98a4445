// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/content.h
//
// What kind of picture it is, as far as sharpening and enlarging must know; and how high its
// letters are.

#ifndef SHARPSCALE_ANALYSIS_CONTENT_H_
#define SHARPSCALE_ANALYSIS_CONTENT_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

// Finds content.kind ("photo", "screenshot", "text", "line-art") and content.text_x_height (px of
// the file; unknown where there is no text).
//
// Drawn pictures (screens, line art) repeat values exactly: in half of their px and more the right
// and lower neighbour are equal. Text, drawn or scanned, is many small dark shapes of similar
// height on a light ground (or the reverse) with little colour; line art is the same without
// letters. Everything else, paintings, renderings and cut-out products on white among it, is a
// photo. The x-height is the most frequent height of the shapes. Looked at in pieces of 128 px, at
// most 1.5 MP in all.
std::unique_ptr<Estimator> MakeContentEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_CONTENT_H_
