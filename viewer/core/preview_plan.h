// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/preview_plan.h
//
// A plan cut down to one region, so that its effect can be looked at before the whole picture runs.

#ifndef SHARPSCALE_VIEWER_CORE_PREVIEW_PLAN_H_
#define SHARPSCALE_VIEWER_CORE_PREVIEW_PLAN_H_

#include <opencv2/core.hpp>

#include "advice/plan.h"
#include "viewer/core/coordinates.h"

namespace sharpscale::viewer {

// Where the source lies in the picture that the plan makes: scaled, and cut in the middle where the
// plan fills a paper of another shape. The neutral placement for a plan without a size.
Placement PlannedPlacement(const Plan& plan, cv::Size source);
// Px of the picture that the plan makes.
cv::Size PlannedSize(const Plan& plan, cv::Size source);

// The same steps for `region` alone (px of the source, inside it): sizes are scaled to the region,
// nothing is cropped. What a step measures it measures on the region, so strengths that depend on
// the whole picture may differ a little.
Plan PlanForRegion(const Plan& plan, cv::Size source, const cv::Rect& region);

// `region` with `margin` px around it, inside the source: stages see their surroundings, and the
// margin is not shown.
cv::Rect WithMargin(const cv::Rect& region, int margin, cv::Size source);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_PREVIEW_PLAN_H_
