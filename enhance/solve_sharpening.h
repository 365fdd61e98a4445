// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/solve_sharpening.h
//
// How strongly may this picture be sharpened? The answer is measured, not set: the strength asked
// for is lowered by bisection until what the QA gate will measure on the result - the halos added
// to the source by all steps together - stays under the ceiling.

#ifndef SHARPSCALE_ENHANCE_SOLVE_SHARPENING_H_
#define SHARPSCALE_ENHANCE_SOLVE_SHARPENING_H_

#include <functional>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "image/progress.h"

namespace sharpscale {

struct SharpeningProblem {
  double strength = 0.4;              // 0..1: what the user or the advice asks for
  double radius = 1.0;                // px, for the note
  double halo_ceiling = 5.0;          // % of edge contrast that the whole chain may add
  std::optional<double> blur_sigma;   // measured blur of the picture before sharpening, px
  std::optional<double> source_halo;  // halo.overshoot of the picture itself, %
};

struct SharpeningSolution {
  double strength = 0.0;              // the solved one; 0 where the picture needs or bears none
  std::optional<double> halo_before;  // added.halo_overshoot of the steps before, %
  std::optional<double> halo_after;   // and with sharpening
  int measurements = 0;
  std::string note;  // one sentence for people
};

// The sample sharpened by a strength of 0..1; 0 is the sample itself. Any sharpener: the solver
// sees only its results.
using Sharpener = std::function<cv::Mat(double strength)>;
// added.halo_overshoot of a picture against the source, %; empty = no edges to measure on.
using HaloMeter = std::function<std::optional<double>(const cv::Mat& pixels)>;

// A sharp picture (blur under kSharpBlur px), one that has strong halos of its own and one whose
// steps before have reached the ceiling get strength 0. Where the meter knows nothing, the strength
// asked for is kept and the sharpener's own limits are the only ones. The solution stays
// kCeilingShare below the ceiling, for the sample is not the whole picture. A cancel ends it with
// strength 0.
SharpeningSolution SolveSharpening(const SharpeningProblem& problem,
                                   const Sharpener& sharpener,
                                   const HaloMeter& meter,
                                   const Progress* progress = nullptr);

// Blur below which there is nothing to sharpen, px.
inline constexpr double kSharpBlur = 0.6;
inline constexpr double kCeilingShare = 0.9;

// Radius of output sharpening, px of the final picture: the blur to undo, as the advice has it.
// `blur_sigma`: measured on what is to be sharpened, px; where it is unknown, what a crisp picture
// would have after `factor` (final / captured size, linear). `print_ppi`: of the print, 0 = a
// screen: paper wants about 1/200 in (Fraser). `viewing_distance_in`: 0 = unknown; from farther
// away coarser structure carries the sharpness. 0.5 to 3.
double SharpeningRadius(std::optional<double> blur_sigma,
                        double factor,
                        double print_ppi,
                        double viewing_distance_in);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_SOLVE_SHARPENING_H_
