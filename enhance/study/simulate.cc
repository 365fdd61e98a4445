// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/simulate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "image/channel_noise.h"
#include "image/status_macros.h"
#include "models/conditions.h"

namespace sharpscale {
namespace {

constexpr double kUnseenNoise = 1.5;     // levels, of luma
constexpr double kUnseenQuality = 90.0;  // of JPEG
constexpr double kUnseenBlur = 0.9;      // px

// The photo's own damage, to be done to its reduction.
std::string DamageOf(const Report& report) {
  std::vector<std::string> steps;
  const double blur = report.ValueOr("blur.sigma", 0.0);
  if (blur > kUnseenBlur) steps.push_back(fmt::format("blur:{:.2f}", AddedBlur(blur)));
  const double noise = report.ValueOr("noise.luma_sigma", 0.0);
  if (noise > kUnseenNoise) {
    steps.push_back(fmt::format("noise:{:.1f}",
                                ChannelNoise(noise, report.ValueOr("noise.chroma_sigma", 0.0))));
  }
  const double quality = report.ValueOr("compression.jpeg_quality", 100.0);
  if (report.Word("compression.source") != "none" && quality < kUnseenQuality) {
    steps.push_back(fmt::format("jpeg:{:.0f}:420", std::clamp(quality, 1.0, 100.0)));
  }
  return steps.empty() ? "none" : fmt::format("{}", fmt::join(steps, ","));
}

// The plan's steps in their order, its passes as one of `factor`.
std::string StepsAt(const Plan& plan, int factor) {
  std::vector<std::string> steps;
  bool enlarged = false;
  for (const Step& step : plan.steps) {
    switch (step.kind) {
      case StepKind::kUpscale:
        if (factor > 1 && !enlarged) steps.push_back(fmt::format("upscale:{}", factor));
        enlarged = true;
        break;
      case StepKind::kRestore:
      case StepKind::kSharpen:
        steps.push_back(StepsToString({step}));
        break;
      default:
        break;
    }
  }
  return fmt::format("{}", fmt::join(steps, ","));
}

}  // namespace

absl::StatusOr<Simulation> Simulate(const Image& photo,
                                    const Report& report,
                                    const Plan& plan,
                                    StudyOptions options,
                                    Progress* progress) {
  Simulation simulation;
  simulation.damage = DamageOf(report);
  const int factor = std::clamp(static_cast<int>(std::lround(plan.factor_needed)), 1, 4);
  Image truth = photo;
  truth.alpha.release();
  if (simulation.damage != "none" || factor == 1) {
    simulation.truth_reduced = 2;
  }
  const int least = kSmallestStudied * factor * simulation.truth_reduced;
  if (std::min(photo.width(), photo.height()) < least) {
    return absl::InvalidArgumentError(
        fmt::format("the photo is too small to try plans on: {} x {} px, {}x takes {} px a side; "
                    "leave out --simulate or name a smaller target",
                    photo.width(),
                    photo.height(),
                    factor,
                    least));
  }
  if (simulation.truth_reduced > 1) {
    cv::resize(photo.pixels, truth.pixels, cv::Size(), 0.5, 0.5, cv::INTER_AREA);
  }
  options.advised = StepsAt(plan, factor);
  options.compare_orders = false;
  SHARPSCALE_ASSIGN_OR_RETURN(
      simulation.result, StudyOne(truth, simulation.damage, factor, options, nullptr, progress));
  std::vector<StudyEntry>& entries = simulation.result.entries;
  std::stable_sort(entries.begin(), entries.end(), [](const StudyEntry& a, const StudyEntry& b) {
    return a.score.psnr_y > b.score.psnr_y;
  });
  return simulation;
}

}  // namespace sharpscale
