// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/study/order.h
//
// Enlarge and then sharpen, or sharpen and then enlarge: which adds more halo? A fair answer needs
// results that are equally sharp. The same mask does less where it comes first (the enlargement
// smooths it) or more (its radius covers more of the scene), and the gentler of two treatments
// always has less halo. So the amount of the mask that comes first is set until the edges of both
// results are equally steep.

#ifndef SHARPSCALE_ENHANCE_STUDY_ORDER_H_
#define SHARPSCALE_ENHANCE_STUDY_ORDER_H_

#include <functional>
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"

namespace sharpscale {

// Halo of both orders (edge_halo.h), % of edge contrast, at equal steepness of edges.
struct OrderHalo {
  double after = 0.0;     // enlarged, then sharpened
  double before = 0.0;    // sharpened, then enlarged
  double amount = 0.0;    // of the mask that came first; 1 = 100 %
  double enlarged = 0.0;  // halo of the enlargement without any mask, %
  // EdgeSteepness of the enlargement without any mask, and of both results.
  double steepness_before = 0.0;
  double steepness_after = 0.0;
  // Sharpened with the same amount and then enlarged, as the slider of an editor has it: the halo,
  // whatever steepness comes of it.
  double same_amount = 0.0;
  bool won() const { return after <= before; }
};

// How steep the edges of `result` are beside those of `truth`: the slope of the regression of its
// gradients on the truth's (luma, native values), which strong edges decide. 1 = as steep as the
// truth, 0.5 = half. Both CV_8UC3 RGB of one size; empty where the truth is flat.
std::optional<double> EdgeSteepness(const cv::Mat& truth, const cv::Mat& result);

struct OrderProblem {
  cv::Mat source;         // CV_8UC3, what is enlarged
  cv::Mat truth;          // CV_8UC3, what it should become
  double strength = 0.4;  // of the mask that comes last; 1 = 100 %, without any limit
  double radius = 1.0;    // px, of the mask that comes last
  // px, of the mask that comes first: one comparison for each.
  std::vector<double> first_radii = {1.0};
  // Makes the size of `truth` out of what it gets.
  std::function<absl::StatusOr<cv::Mat>(const cv::Mat& source)> enlarge;
};

// One for each of `first_radii`. Empty where the truth has too few edges (EdgeHalo), and where no
// amount makes the two equally steep and the comparison would say nothing: an enlargement that
// smooths away what was sharpened, without having more halo by then. Errors: those of `enlarge`.
absl::StatusOr<std::vector<std::optional<OrderHalo>>> CompareOrders(const OrderProblem& problem);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_STUDY_ORDER_H_
