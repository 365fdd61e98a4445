// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/order.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "analysis/fidelity_planes.h"
#include "datasets/unsharp.h"
#include "enhance/study/edge_halo.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kMostTries = 6;
constexpr double kMostAmount = 4.0;
constexpr double kEqual = 0.003;   // of steepness: looked for
constexpr double kEnough = 0.006;  // accepted, where measuring afresh makes small jumps

cv::Mat Sharpened(const cv::Mat& pixels, double amount, double radius) {
  cv::Mat unit, sharp;
  pixels.convertTo(unit, CV_32F, 1.0 / 255.0);
  UnsharpMask(unit, amount, radius).convertTo(sharp, CV_8U, 255.0);
  return sharp;
}

// A mask of this amount, and what comes of it.
struct Try {
  double amount = 0.0;
  double steepness = 0.0;
  cv::Mat result;
};

// The try nearest to `wanted` in steepness. Steepness grows with the amount, nearly in proportion:
// along the line through the nearest tries below and above.
absl::StatusOr<Try> AsSteepAs(const Try& wanted,
                              const Try& start,
                              const std::function<absl::StatusOr<Try>(double amount)>& attempt) {
  Try nearest = start;
  Try low = start;
  std::optional<Try> high;
  double amount = wanted.amount;
  for (int i = 0; i < kMostTries; ++i) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Try tried, attempt(amount));
    const double missing = wanted.steepness - tried.steepness;
    if (std::abs(missing) < std::abs(wanted.steepness - nearest.steepness)) nearest = tried;
    if (std::abs(missing) <= kEqual || (missing > 0.0 && amount >= kMostAmount)) break;
    if (missing > 0.0) {
      low = tried;
    } else {
      high = tried;
    }
    if (high) {
      const double share = (wanted.steepness - low.steepness) / (high->steepness - low.steepness);
      amount = low.amount + std::clamp(share, 0.05, 0.95) * (high->amount - low.amount);
    } else {
      const double slope = (tried.steepness - start.steepness) / amount;
      const double step = slope > 0.0 ? 1.1 * missing / slope : amount;
      amount = std::min(kMostAmount, amount + std::clamp(step, 0.1 * amount, amount));
    }
  }
  return nearest;
}

}  // namespace

std::optional<double> EdgeSteepness(const cv::Mat& truth, const cv::Mat& result) {
  double shared = 0.0;
  double energy = 0.0;
  const cv::Mat planes[] = {LumaLevels(truth), LumaLevels(result)};
  for (const bool across : {true, false}) {
    cv::Mat gradient[2];
    for (int i = 0; i < 2; ++i) {
      cv::Sobel(planes[i], gradient[i], CV_32F, across ? 1 : 0, across ? 0 : 1, 1, 0.5);
    }
    shared += gradient[0].dot(gradient[1]);
    energy += gradient[0].dot(gradient[0]);
  }
  if (!(energy > 0.0)) return std::nullopt;
  return shared / energy;
}

absl::StatusOr<std::vector<std::optional<OrderHalo>>> CompareOrders(const OrderProblem& problem) {
  std::vector<std::optional<OrderHalo>> halos(problem.first_radii.size());
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat enlarged, problem.enlarge(problem.source));
  const std::optional<double> start = EdgeSteepness(problem.truth, enlarged);
  const std::optional<double> alone = EdgeHalo(problem.truth, enlarged);
  if (!start || !alone) return halos;
  const cv::Mat last = Sharpened(enlarged, problem.strength, problem.radius);
  const double after = *EdgeHalo(problem.truth, last);
  const Try wanted{problem.strength, *EdgeSteepness(problem.truth, last), last};
  for (size_t i = 0; i < halos.size(); ++i) {
    double same_amount = 0.0;  // of the first try, which has the amount of the other order
    const auto sharpen_first = [&](double amount) -> absl::StatusOr<Try> {
      SHARPSCALE_ASSIGN_OR_RETURN(
          cv::Mat first,
          problem.enlarge(Sharpened(problem.source, amount, problem.first_radii[i])));
      const double steepness = *EdgeSteepness(problem.truth, first);
      if (amount == problem.strength) same_amount = *EdgeHalo(problem.truth, first);
      return Try{amount, steepness, std::move(first)};
    };
    SHARPSCALE_ASSIGN_OR_RETURN(const Try nearest,
                                AsSteepAs(wanted, {0.0, *start, enlarged}, sharpen_first));
    OrderHalo halo;
    halo.after = after;
    halo.before = *EdgeHalo(problem.truth, nearest.result);
    halo.amount = nearest.amount;
    halo.enlarged = *alone;
    halo.steepness_before = *start;
    halo.steepness_after = wanted.steepness;
    halo.same_amount = same_amount;
    const bool equal = std::abs(nearest.steepness - wanted.steepness) <= kEnough;
    // Less steep and more halo all the same: more of it would be worse still.
    const bool worse_already = nearest.steepness < wanted.steepness && halo.won();
    if (equal || worse_already) halos[i] = halo;
  }
  return halos;
}

}  // namespace sharpscale
