// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_halo.h
//
// Halos that a result has and a plain enlargement of its source has not.

#ifndef SHARPSCALE_ANALYSIS_ADDED_HALO_H_
#define SHARPSCALE_ANALYSIS_ADDED_HALO_H_

#include <optional>

#include "analysis/added_statistics.h"
#include "analysis/blur_between.h"
#include "analysis/report.h"

namespace sharpscale {

// Cells with an edge below which the mean says nothing.
inline constexpr int kLeastHaloEdges = 4;

struct HaloChange {
  int edges = 0;           // cells with an edge of at least 24 levels; 0 = unknown
  double overshoot = 0.0;  // mean of the middle half of those cells; % of the edge's contrast
  double error = 0.0;      // standard error of the mean
  double affected = 0.0;   // share of those cells above 5 %, 0-1
  cv::Mat1f map;           // per kHaloCell px, %; NaN = no edge
};

// The excess of the result over the largest and below the smallest value in 7x7 px of the source
// around a single edge, the smaller of the two where both could show: what an edge gets on one side
// only is detail beside it. Less what noise of `added_noise` levels reaches by chance and less the
// plain enlargement's own ringing.
HaloChange MeasureHaloChange(const AddedStatistics& statistics, double added_noise);

// What of a measured change is a halo: added.halo_overshoot.
struct JudgedHalo {
  double overshoot = 0.0;  // % of the edge's contrast
  double trace = 1.0;      // share of the measured change that counts, 0-1
};

// How the typical edge of a picture swings over and under.
struct TypicalHalo {
  double most = 0.0;    // of both sides, that the measurement allows; % of contrast
  double weaker = 0.0;  // of the weaker side, as measured
};

// On one grid all of it counts. An enlargement may show what was too
// fine for its source, and a result that undoes a blur (`blur`, analysis/blur_between.h; null =
// none) what that had blurred. Halos change the picture that they are reduced to, and they stand at
// the result's own edges: it is no halo what leaves no trace in the source's size (`lr_psnr`, dB;
// empty = one grid), nor what is more than the result's own typical edge shows (`typical`; empty =
// unknown), after an optical blur on its weaker side (the surer, the more): 36 originals beside
// themselves blurred by 1.2 and 1.8 px read above 8 % twice, by the most that their edges may show
// 13 times; 80 deblurred by too wide a kernel 71 times either way. Empty where an optical blur was
// undone and those edges are unknown: nothing tells what came back from halos.
std::optional<JudgedHalo> JudgeHalo(const HaloChange& change,
                                    std::optional<double> lr_psnr,
                                    const BlurBetweenFit* blur,
                                    const std::optional<TypicalHalo>& typical);

// Empty where the picture cannot tell of both sides.
std::optional<TypicalHalo> MeasuredTypicalHalo(const Report& report);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_HALO_H_
