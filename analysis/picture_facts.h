// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/picture_facts.h
//
// What is known of a picture beside its pixels, for estimators.

#ifndef SHARPSCALE_ANALYSIS_PICTURE_FACTS_H_
#define SHARPSCALE_ANALYSIS_PICTURE_FACTS_H_

#include <cstdint>

#include "image/image.h"

namespace sharpscale {

// The lattice of maps and of local statistics. Everything an estimator keeps is per cell, an
// integer, or a set chosen by place, so that neither tiles nor threads can change a result.
inline constexpr int kCell = 32;  // px

struct PictureFacts {
  int width = 0;      // px, after orientation
  int height = 0;     // px
  int channels = 0;   // 1 or 3
  int depth = CV_8U;  // of the pixels as decoded: CV_8U, CV_16U or CV_32F
  bool has_alpha = false;
  SourceFacts source;
  int64_t non_finite = 0;  // NaN and infinite values; known when the pass is over
  bool maps = true;        // the caller wants heat maps and peaks
  bool faces = false;      // the caller wants faces looked for

  int64_t pixels() const { return int64_t{width} * height; }
  int cells_x() const { return (width + kCell - 1) / kCell; }
  int cells_y() const { return (height + kCell - 1) / kCell; }
};

// Costly estimators may look at a part of a large picture only: blocks of kSampleBlock px, chosen
// by a hash of their place so that they spread evenly. True where (x, y) lies in a chosen block;
// about `budget_pixels` are chosen in all, everything when the picture has no more than that.
inline constexpr int kSampleBlock = 128;  // px
bool InSample(const PictureFacts& facts, int x, int y, int64_t budget_pixels);

// A well-mixed 64-bit hash of a place: for choices that must not depend on the order of work.
uint64_t PlaceHash(int x, int y, uint64_t salt = 0);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_PICTURE_FACTS_H_
