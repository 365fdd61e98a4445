// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/solve_sharpening.h
//
// How strongly may this picture be sharpened? The answer is measured, not set: the strength asked
// for is lowered by bisection until the halos on the sample stay under the ceiling.

#ifndef SHARPSCALE_ENHANCE_SOLVE_SHARPENING_H_
#define SHARPSCALE_ENHANCE_SOLVE_SHARPENING_H_

#include <functional>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "enhance/sharpen.h"
#include "image/progress.h"

namespace sharpscale {

struct SharpeningProblem {
  SharpenOptions wanted;             // strength = what the user or the advice asks for
  double halo_ceiling = 5.0;         // % of edge contrast that sharpening may add
  std::optional<double> blur_sigma;  // measured blur of the picture before sharpening, px
};

struct SharpeningSolution {
  SharpenOptions options;             // strength is the solved one, 0 where the picture needs none
  std::optional<double> halo_before;  // %, the larger of overshoot and undershoot on the sample
  std::optional<double> halo_after;
  int measurements = 0;
  std::string note;  // one sentence for people
};

// Overshoot or undershoot of a picture, whichever is larger, % of edge contrast; empty = no edges.
using HaloMeter = std::function<std::optional<double>(const cv::Mat& pixels)>;

// `sample`: CV_32FC1/3 of the final size's scale. A sharp picture (blur under kSharpBlur px) and
// one that already has strong halos get strength 0. Where the meter knows nothing, the strength
// asked for is kept and the sharpener's own clamp is the only limit.
SharpeningSolution SolveSharpening(const cv::Mat& sample,
                                   const SharpeningProblem& problem,
                                   const HaloMeter& meter);

// Blur below which there is nothing to sharpen, px.
inline constexpr double kSharpBlur = 0.6;

// Radius of output sharpening, px of the final picture. `factor`: final / captured size, linear:
// the blur to undo grows with it. `print_ppi`: of the print, 0 = a screen: paper wants about 1/200
// in (Fraser). `viewing_distance_in`: 0 = unknown; from farther away coarser structure carries the
// sharpness.
double SharpeningRadius(double factor, double print_ppi, double viewing_distance_in);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_SOLVE_SHARPENING_H_
