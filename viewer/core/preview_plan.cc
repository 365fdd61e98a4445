// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/preview_plan.h"

#include <algorithm>
#include <cmath>

namespace sharpscale::viewer {
namespace {

// The scale from `source` to a step or target of `width` x `height`, which it covers.
double CoverScale(int width, int height, cv::Size source) {
  return std::max(static_cast<double>(width) / source.width,
                  static_cast<double>(height) / source.height);
}

int Scaled(int side, double scale) {
  return std::max(1, static_cast<int>(std::lround(side * scale)));
}

}  // namespace

Placement PlannedPlacement(const Plan& plan, cv::Size source) {
  if (plan.target_width <= 0 || plan.target_height <= 0 || source.empty()) return {};
  const double x = static_cast<double>(plan.target_width) / source.width;
  const double y = static_cast<double>(plan.target_height) / source.height;
  const double scale = std::max(x, y);
  // Shapes that agree within a pixel are not cut: the last fraction is in the scale.
  const double over_x = source.width * scale - plan.target_width;
  const double over_y = source.height * scale - plan.target_height;
  if (over_x < 1.0 && over_y < 1.0) return {x, y, 0.0, 0.0};
  return {scale, scale, -over_x / 2.0, -over_y / 2.0};
}

cv::Size PlannedSize(const Plan& plan, cv::Size source) {
  if (plan.target_width <= 0 || plan.target_height <= 0) return source;
  return {plan.target_width, plan.target_height};
}

Plan PlanForRegion(const Plan& plan, cv::Size source, const cv::Rect& region) {
  Plan part = plan;
  if (source.empty() || region.empty()) return part;
  if (plan.target_width > 0 && plan.target_height > 0) {
    const double scale = CoverScale(plan.target_width, plan.target_height, source);
    part.target_width = Scaled(region.width, scale);
    part.target_height = Scaled(region.height, scale);
  }
  for (Step& step : part.steps) {
    if (step.width <= 0 || step.height <= 0) continue;
    const double scale = CoverScale(step.width, step.height, source);
    step.width = Scaled(region.width, scale);
    step.height = Scaled(region.height, scale);
  }
  return part;
}

cv::Rect WithMargin(const cv::Rect& region, int margin, cv::Size source) {
  const cv::Rect wide(
      region.x - margin, region.y - margin, region.width + 2 * margin, region.height + 2 * margin);
  return wide & cv::Rect(0, 0, source.width, source.height);
}

}  // namespace sharpscale::viewer
