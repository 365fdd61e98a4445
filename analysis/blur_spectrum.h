// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/blur_spectrum.h
//
// The fingerprints that motion and defocus leave in the spectrum of any picture: zeros at multiples
// of 1 / length across a straight motion, rings of zeros at those of a disc, and for a hand that
// shook along any path a pattern of its own that all parts of the picture share.
//
// The logarithms of the power spectra of up to 48 pieces of 96x96 px (Hann window) are averaged:
// content cancels, what all pieces share stays. Less the mean over each ring, that is matched with
// log sinc^2 of all lengths and angles; its rings, less a smooth curve, with log jinc^2 of all
// radii. A shake of unknown path is told by comparing two halves of the pieces: what their cepstra
// (transforms of the averaged logarithms) have in common beyond 4 px belongs to all pieces alike,
// and contents do not.

#ifndef SHARPSCALE_ANALYSIS_BLUR_SPECTRUM_H_
#define SHARPSCALE_ANALYSIS_BLUR_SPECTRUM_H_

#include <opencv2/core.hpp>
#include <vector>

#include "analysis/picture_facts.h"
#include "analysis/tile.h"

namespace sharpscale {

// Correlations are -1 to 1; rms are those of the matched part, in natural logarithms of power.
struct BlurPattern {
  bool known = false;  // fewer than 4 pieces with contents: not
  int pieces = 0;      // with contents, at most about 48: what all have in common is the blur
  double drop = 0.0;   // of log power from frequency 0.03 to 0.36 cycles/px; small: not blurred
  double motion_match = 0.0;
  double motion_rms = 0.0;
  double motion_zeros = 0.0;  // the match without what a smooth envelope explains
  double length = 0.0;        // px
  double degrees = 0.0;       // counter-clockwise from the x axis, 0 to 180
  double disc_match = 0.0;
  double disc_rms = 0.0;
  double disc_revival = 0.0;  // of log power beyond the first zero; 0 or less: no disc
  double radius = 0.0;        // px
  // Any path. Correlation of the two halves' cepstra times the root of what they share; blurred
  // photographs that never moved stay below 0.085, enlarged ones and repeated texture reach 0.2.
  double shake_match = 0.0;
  // Skewness of the averaged logarithms, less their rings and smoothed: a movement takes away at
  // its zeros and leaves all else alike (most below 0.7), parallel things add in one direction (2
  // and more).
  double skew = 0.0;
  double shake_length = 0.0;   // px; straight motion that spreads as far
  double shake_degrees = 0.0;  // of the longest extent, as `degrees`
};

class BlurSpectrum {
 public:
  explicit BlurSpectrum(const PictureFacts& facts);
  void AddTile(const Tile& tile);
  void Merge(const BlurSpectrum& other);
  // Independent of the order in which pieces came.
  BlurPattern Find();

 private:
  struct Piece {
    int x;
    int y;
    cv::Mat1f luma;
  };

  uint64_t chosen_below_ = 0;  // pieces whose place hashes below are taken
  std::vector<Piece> pieces_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_BLUR_SPECTRUM_H_
