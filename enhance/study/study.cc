// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <opencv2/core.hpp>
#include <utility>

#include "advice/target.h"
#include "analysis/fidelity_gmsd.h"
#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_psnr.h"
#include "analysis/fidelity_ssim.h"
#include "datasets/degrade.h"
#include "enhance/measure_stage.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kSmallest = 64;  // px; below, edges and flat areas are too few to measure

// The middle of the picture, its sides multiples of `factor`.
cv::Mat MiddleCrop(const cv::Mat& pixels, int crop, int factor) {
  const auto side = [&](int length) {
    const int wanted = crop > 0 ? std::min(crop, length) : length;
    return wanted - wanted % factor;
  };
  const cv::Size size(side(pixels.cols), side(pixels.rows));
  return pixels(cv::Rect(
      (pixels.cols - size.width) / 2, (pixels.rows - size.height) / 2, size.width, size.height));
}

absl::StatusOr<Image> Degraded(const cv::Mat& clean,
                               const std::string& degradation,
                               int factor,
                               uint64_t seed) {
  std::string history = degradation == "none" ? "" : degradation;
  if (factor > 1) {
    const std::string reduction = fmt::format("down:{:.10f}:bicubic", 1.0 / factor);
    history = history.empty() ? reduction : reduction + "," + history;
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const Degradation steps, DegradationFromText(history));
  cv::Mat unit;
  clean.convertTo(unit, CV_32F, 1.0 / 255.0);
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat low, Degrade(unit, steps, seed));
  Image image;
  low.convertTo(image.pixels, CV_8U, 255.0);
  return image;
}

double HaloOf(const Report& report) {
  return report.ValueOr("halo.overshoot", 0.0);
}

absl::StatusOr<StudyScore> Score(const cv::Mat& clean,
                                 double clean_halo,
                                 const Image& result,
                                 int threads) {
  if (result.pixels.size() != clean.size() || result.pixels.type() != clean.type()) {
    return absl::InternalError(fmt::format("the plan gave {} x {} px, wanted {} x {}",
                                           result.width(),
                                           result.height(),
                                           clean.cols,
                                           clean.rows));
  }
  StudyScore score;
  const cv::Mat truth = LumaLevels(clean);
  const cv::Mat luma = LumaLevels(result.pixels);
  score.psnr_y = Psnr(truth, luma, 255.0);
  score.ssim = Ssim(truth, luma).ssim;
  score.gmsd = Gmsd(truth, luma);
  SHARPSCALE_ASSIGN_OR_RETURN(const Report report, MeasureNumbers(result, threads));
  score.halo = std::max(0.0, HaloOf(report) - clean_halo);
  return score;
}

std::string Sharpen(double strength) {
  return fmt::format("sharpen:{:.0f}%", 100.0 * strength);
}

// A plan of the user's own steps that ends at `size`.
absl::StatusOr<Plan> PlanOf(const std::string& text, cv::Size size) {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.target_width = size.width;
  plan.target_height = size.height;
  if (!text.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(plan.steps, ParseSteps(text));
  }
  Step resize;
  resize.kind = StepKind::kResize;
  resize.width = size.width;
  resize.height = size.height;
  plan.steps.push_back(resize);
  return plan;
}

}  // namespace

absl::Status StudyOptions::Validate() const {
  if (degradations.empty() || factors.empty()) {
    return absl::InvalidArgumentError("a study needs at least one degradation and one factor");
  }
  for (const int factor : factors) {
    if (factor < 1 || factor > 4) {
      return absl::InvalidArgumentError(fmt::format("factor {}: must be 1, 2, 3 or 4", factor));
    }
  }
  for (const double strength : sharpen_strengths) {
    if (!(strength > 0.0 && strength <= 1.0)) {
      return absl::InvalidArgumentError(
          fmt::format("sharpen strength {}: must be above 0, at most 1", strength));
    }
  }
  if (crop != 0 && crop < kSmallest) {
    return absl::InvalidArgumentError(
        fmt::format("crop {} px: must be {} or more, or 0 for all", crop, kSmallest));
  }
  return absl::OkStatus();
}

std::vector<std::string> CandidatePlans(int factor, const std::vector<double>& strengths) {
  const std::string upscale = factor > 1 ? fmt::format("upscale:{}", factor) : "";
  std::vector<std::string> plans = {"", "restore:auto"};
  if (factor > 1) {
    plans.push_back(upscale);
    plans.push_back("restore:auto," + upscale);
    plans.push_back(upscale + ",restore:auto");
  }
  for (const double strength : strengths) {
    const std::string sharpen = Sharpen(strength);
    plans.push_back(sharpen);
    plans.push_back("restore:auto," + sharpen);
    plans.push_back(sharpen + ",restore:auto");
    if (factor == 1) continue;
    plans.push_back(upscale + "," + sharpen);
    plans.push_back(sharpen + "," + upscale);
    plans.push_back("restore:auto," + upscale + "," + sharpen);
    plans.push_back("restore:auto," + sharpen + "," + upscale);
    plans.push_back(upscale + ",restore:auto," + sharpen);
    plans.push_back(upscale + "," + sharpen + ",restore:auto");
  }
  return plans;
}

void RankEntries(const StudyOptions& options, StudyCase* result) {
  std::vector<StudyEntry>& entries = result->entries;
  for (StudyEntry& entry : entries) {
    entry.pareto = std::none_of(entries.begin(), entries.end(), [&](const StudyEntry& other) {
      const bool no_worse =
          other.score.psnr_y >= entry.score.psnr_y && other.score.halo <= entry.score.halo;
      const bool better =
          other.score.psnr_y > entry.score.psnr_y || other.score.halo < entry.score.halo;
      return no_worse && better;
    });
  }
  const auto advised = std::find_if(
      entries.begin(), entries.end(), [](const StudyEntry& entry) { return entry.advised; });
  if (advised == entries.end()) return;
  result->regret_db = 0.0;
  for (const StudyEntry& entry : entries) {
    const StudyScore& best = entry.score;
    const bool near = entry.pareto && advised->score.psnr_y >= best.psnr_y - options.near_db &&
                      advised->score.halo <= best.halo + options.near_halo;
    result->advised_is_best = result->advised_is_best || near;
    if (best.halo <= advised->score.halo + options.near_halo) {
      result->regret_db = std::max(result->regret_db, best.psnr_y - advised->score.psnr_y);
    }
  }
}

absl::StatusOr<StudyCase> StudyOne(const Image& clean,
                                   const std::string& degradation,
                                   int factor,
                                   const StudyOptions& options,
                                   Progress* progress) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  const int threads = options.enhance.threads;
  if (clean.pixels.type() != CV_8UC3 || std::min(clean.width(), clean.height()) < kSmallest) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: a study needs 8-bit colour of at least {} px", clean.source.file, kSmallest));
  }
  StudyCase result;
  result.picture = clean.source.file;
  result.degradation = degradation;
  result.factor = factor;

  Image truth;
  truth.pixels = MiddleCrop(clean.pixels, options.crop, factor);
  SHARPSCALE_ASSIGN_OR_RETURN(const Report truth_report, MeasureNumbers(truth, threads));
  const double clean_halo = HaloOf(truth_report);
  SHARPSCALE_ASSIGN_OR_RETURN(const Image low,
                              Degraded(truth.pixels, degradation, factor, options.seed));
  SHARPSCALE_ASSIGN_OR_RETURN(const Report report, MeasureNumbers(low, threads));

  Target target;
  target.width = truth.width();
  target.height = truth.height();
  SHARPSCALE_ASSIGN_OR_RETURN(Plan advised, Advise(report, target, options.advice));
  std::vector<Step>& steps = advised.steps;
  steps.erase(std::remove_if(steps.begin(),
                             steps.end(),
                             [](const Step& step) { return step.kind == StepKind::kExport; }),
              steps.end());
  const std::string advised_text = StepsToString(steps);

  const auto run = [&](const std::string& name, const Plan& plan, bool is_advised) -> absl::Status {
    const auto begin = std::chrono::steady_clock::now();
    EnhanceResult enhanced;
    Image output = low;
    const bool nothing =
        plan.verdict != PlanVerdict::kPlan && low.pixels.size() == truth.pixels.size();
    if (!nothing) {
      SHARPSCALE_ASSIGN_OR_RETURN(
          output, EnhanceImage(low, report, plan, options.enhance, &enhanced, progress));
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    StudyEntry entry;
    entry.plan = name;
    entry.advised = is_advised;
    SHARPSCALE_ASSIGN_OR_RETURN(entry.score, Score(truth.pixels, clean_halo, output, threads));
    entry.score.seconds = seconds;
    result.entries.push_back(std::move(entry));
    return absl::OkStatus();
  };

  // What cannot be repaired must still reach the size: its resize is what a user would get.
  if (advised.verdict == PlanVerdict::kNotFixable) {
    SHARPSCALE_ASSIGN_OR_RETURN(advised, PlanOf("", truth.pixels.size()));
  }
  SHARPSCALE_RETURN_IF_ERROR(run(advised_text, advised, true));
  for (const std::string& text : CandidatePlans(factor, options.sharpen_strengths)) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Plan plan, PlanOf(text, truth.pixels.size()));
    SHARPSCALE_RETURN_IF_ERROR(run(text, plan, false));
  }

  for (const double strength : options.sharpen_strengths) {
    if (factor == 1) break;
    const auto halo_of = [&](const std::string& plan) {
      for (const StudyEntry& entry : result.entries) {
        if (!entry.advised && entry.plan == plan) return entry.score.halo;
      }
      return 0.0;
    };
    const std::string upscale = fmt::format("upscale:{}", factor);
    ++result.comparisons;
    if (halo_of(upscale + "," + Sharpen(strength)) <= halo_of(Sharpen(strength) + "," + upscale)) {
      ++result.order_wins;
    }
  }
  RankEntries(options, &result);
  return result;
}

StudySummary Summarize(const std::vector<StudyCase>& cases) {
  StudySummary summary;
  for (const StudyCase& one : cases) {
    ++summary.cases;
    summary.advised_best += one.advised_is_best ? 1 : 0;
    summary.comparisons += one.comparisons;
    summary.order_wins += one.order_wins;
    summary.mean_regret_db += one.regret_db;
    if (one.factor == 1 && one.degradation == "none") {
      ++summary.untouched;
      const bool nothing = !one.entries.empty() && one.entries.front().plan.empty();
      summary.untouched_right += nothing ? 1 : 0;
    }
  }
  if (summary.cases > 0) summary.mean_regret_db /= summary.cases;
  return summary;
}

}  // namespace sharpscale
