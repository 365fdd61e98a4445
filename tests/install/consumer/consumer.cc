// SPDX-License-Identifier: Apache-2.0
// A user's program: measures a picture made here and asks for advice. Exit 0 when both answer.
#include <cstdio>

#include "advice/advise.h"
#include "analysis/analyze.h"

int main() {
  sharpscale::Image image;
  image.pixels = cv::Mat(64, 96, CV_8UC3);
  cv::randu(image.pixels, 0, 255);
  const auto report = sharpscale::Analyze(image);
  if (!report.ok()) return 1;
  sharpscale::Target target;
  target.width = 192;
  const auto plan = sharpscale::Advise(*report, target);
  if (!plan.ok()) return 2;
  std::printf("%s %d\n", sharpscale::PlanVerdictName(plan->verdict), plan->target_width);
  return plan->target_width == 192 ? 0 : 3;
}
