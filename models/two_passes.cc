// SPDX-License-Identifier: Apache-2.0

#include "models/two_passes.h"

#include <algorithm>
#include <numeric>
#include <opencv2/core.hpp>
#include <utility>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/run_on_tile.h"

namespace sharpscale {
namespace {

class TwoPassNetwork : public Network {
 public:
  explicit TwoPassNetwork(TwoPasses passes) : passes_(std::move(passes)) {}

  int scale() const override { return passes_.first->scale() * passes_.second->scale(); }
  int radius() const override {
    const int first_scale = passes_.first->scale();
    const int second = (passes_.second->radius() + first_scale - 1) / first_scale;
    const int both = passes_.first->radius() + second;
    return passes_.at_once ? std::max(both, passes_.at_once->radius()) : both;
  }
  int granularity() const override {
    const int both = std::lcm(passes_.first->granularity(), passes_.second->granularity());
    return passes_.at_once ? std::lcm(both, passes_.at_once->granularity()) : both;
  }
  Precision precision() const override { return passes_.first->precision(); }
  bool reentrant() const override {
    return passes_.first->reentrant() && passes_.second->reentrant() &&
           (!passes_.at_once || passes_.at_once->reentrant());
  }
  bool holds_maps() const override {
    return passes_.first->holds_maps() || passes_.second->holds_maps() ||
           (passes_.at_once && passes_.at_once->holds_maps());
  }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    const double aliasing = std::clamp(conditions.aliasing, 0.0, 1.0);
    const double share = passes_.at_once_share + (1.0 - passes_.at_once_share) * aliasing;
    if (passes_.at_once && share == 1.0) return passes_.at_once->Run(tile, conditions, origin);
    SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat larger, passes_.first->Run(tile, conditions, origin));
    const Conditions then = passes_.second_is_told ? ForSecondPass(conditions) : Conditions();
    SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat result,
                                passes_.second->Run(larger, then, origin * passes_.first->scale()));
    if (!passes_.at_once) return result;
    SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat at_once,
                                passes_.at_once->Run(tile, conditions, origin));
    if (at_once.size() != result.size()) return at_once;  // the caller says what is wrong
    return RunOnTile(tile, [&]() -> absl::StatusOr<cv::Mat> {
      cv::addWeighted(at_once, share, result, 1.0 - share, 0.0, result);
      return result;
    });
  }

 private:
  const TwoPasses passes_;
};

}  // namespace

Conditions ForSecondPass(Conditions conditions) {
  conditions.jpeg_grid = false;
  return conditions;
}

absl::StatusOr<std::unique_ptr<Network>> EnlargeInTwoPasses(TwoPasses passes) {
  const int both = passes.first->scale() * passes.second->scale();
  if (passes.at_once && passes.at_once->scale() != both) {
    return absl::InvalidArgumentError(fmt::format(
        "two passes enlarge {}x, the network beside them {}x", both, passes.at_once->scale()));
  }
  return std::make_unique<TwoPassNetwork>(std::move(passes));
}

}  // namespace sharpscale
