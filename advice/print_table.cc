// SPDX-License-Identifier: Apache-2.0

#include "advice/print_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/paper.h"
#include "advice/rules.h"
#include "advice/situation.h"
#include "advice/text.h"
#include "advice/viewing.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Share of what the eye resolves that still looks fair: the bands of print shops (300 good, 150
// acceptable at reading distance).
constexpr double kFairShare = 0.5;

std::string Reason(const Report& report,
                   const History& history,
                   const PrintRow& row,
                   double needed_at_reading) {
  std::string text =
      fmt::format("{:.0f} ppi of {} x {} px", row.ppi_file, report.width, report.height);
  if (row.ppi_true < row.ppi_file - 0.5) {
    const double native = EnlargedBefore(report, history);
    const double blur = report.ValueOr("blur.sigma", 0.0);
    const double motion = report.ValueOr("blur.motion_length", 0.0);
    const bool enlarged = native < 1.0 && native <= kCrispBlur / std::max(blur, kCrispBlur);
    text += fmt::format(", but only {:.0f} ppi carry detail ({})",
                        row.ppi_true,
                        motion > kCrispBlur ? fmt::format("motion blur {:.0f} px", motion)
                        : enlarged ? fmt::format("enlarged before, native scale {:.2f}", native)
                                   : fmt::format("blur {:.1f} px", blur));
  }
  text += fmt::format("; the eye resolves {:.0f} ppi at reading distance", needed_at_reading);
  text += row.sharp_from_in > 0.0
              ? fmt::format(", so it is sharp from {:.0f} in.", std::ceil(row.sharp_from_in))
              : std::string(".");
  return text;
}

}  // namespace

const char* PrintVerdictName(PrintVerdict verdict) {
  switch (verdict) {
    case PrintVerdict::kSharp:
      return "sharp";
    case PrintVerdict::kFair:
      return "fair";
    case PrintVerdict::kSoft:
      return "soft";
  }
  return "";
}

PrintVerdict JudgePrint(double ppi, double distance_in, double needed_ppi) {
  const double needed = needed_ppi > 0.0 ? needed_ppi : NeededPpi(distance_in);
  // Whole ppi: 286.4 is not softer than 286.5.
  if (ppi >= needed - 0.5) return PrintVerdict::kSharp;
  return ppi >= kFairShare * needed - 0.5 ? PrintVerdict::kFair : PrintVerdict::kSoft;
}

absl::Status PrintTableOptions::Validate() const {
  Target target;
  target.ppi = ppi;
  target.viewing_distance_in = reading_distance_in;
  SHARPSCALE_RETURN_IF_ERROR(target.Validate());
  return advice.Validate();
}

std::vector<Target> PrintTableTargets(const PrintTableOptions& options) {
  std::vector<Target> targets;
  for (const Paper& paper : PaperTable()) {
    if (!paper.in_print_table) continue;
    Target target;
    target.print_width_in = paper.width_in;
    target.print_height_in = paper.height_in;
    target.ppi = options.ppi;
    target.ppi_given = options.ppi_given;
    target.fit = options.fit;
    target.label = std::string(paper.title);
    targets.push_back(std::move(target));
  }
  return targets;
}

absl::StatusOr<std::vector<PrintRow>> PrintTable(const Report& report,
                                                 const std::vector<Target>& sizes,
                                                 const PrintTableOptions& options) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  const double finer = IsScreenContent(report) ? kLineArtPpiFactor : 1.0;
  AdviceOptions advice = options.advice;
  if (!advice.history) advice.history = RecordedHistory(report);
  const double detail = DetailScale(report, *advice.history);
  std::vector<PrintRow> rows;
  for (Target target : sizes) {
    if (!target.is_print()) {
      return absl::InvalidArgumentError(
          fmt::format("\"{}\" is no print size", DescribeTarget(target)));
    }
    target = TargetForContent(report, target);
    SHARPSCALE_ASSIGN_OR_RETURN(const TargetPixels pixels,
                                ResolveTarget(target, report.width, report.height));
    PrintRow row;
    row.paper = target.label.empty() ? DescribeTarget(target) : target.label;
    row.target = target;
    row.needed_width = pixels.width;
    row.needed_height = pixels.height;
    row.factor = pixels.factor;
    row.ppi_file = target.wanted_ppi() / pixels.factor;
    row.ppi_true = row.ppi_file * detail;
    row.sharp_from_in = SharpFrom(row.ppi_true) * finer;
    row.comfortable_in = ComfortableDistance(pixels.width / target.wanted_ppi(),
                                             pixels.height / target.wanted_ppi());
    const double reading = NeededPpi(options.reading_distance_in) * finer;
    const double comfortable = NeededPpi(row.comfortable_in) * finer;
    row.at_reading = JudgePrint(row.ppi_true, options.reading_distance_in, reading);
    row.at_comfortable = JudgePrint(row.ppi_true, row.comfortable_in, comfortable);
    row.after_plan = row.at_reading;
    row.ppi_after = row.ppi_file;
    row.why = Reason(report, *advice.history, row, reading);

    const absl::StatusOr<Plan> plan = Advise(report, target, advice);
    if (!plan.ok()) {
      row.plan_verdict = PlanVerdict::kNotFixable;
      row.action = "Too far to enlarge";
      row.why += fmt::format(" More than {:.0f}x would be needed.", kMostTotalFactor);
      rows.push_back(std::move(row));
      continue;
    }
    row.plan_verdict = plan->verdict;
    row.action = plan->headline;
    const auto caution = [&](std::string_view id) -> const Caution* {
      for (const Caution& one : plan->cautions) {
        if (one.rule == id) return &one;
      }
      return nullptr;
    };
    // An enlargement of our own holds no more than it was made from.
    const double made = 1.0 / advice.history->NativeScale();
    if (const Caution* again = caution("R-096"); again != nullptr) {
      row.action += ": better from the original";
      row.why += " " + again->text;
    }
    if (const Caution* too_far = caution("R-093a"); too_far != nullptr) {
      row.action += ": too far";
      row.why += " " + too_far->text;
    } else if (plan->verdict == PlanVerdict::kPlan) {
      row.ppi_after = plan->ppi_after;
      bool sharpens = false;
      for (const Step& step : plan->steps) sharpens = sharpens || step.kind == StepKind::kSharpen;
      // Blur that no step takes away stays in the print.
      const double blur = report.ValueOr("blur.sigma", 0.0);
      const double partly = FindRule("R-060p")->threshold;
      double kept = 1.0;
      if (blur > kCrispBlur && !sharpens) kept = detail;
      if (blur > partly) kept = std::min(kept, partly / blur);
      // Of what is blurred beyond repair an enlargement makes no more than of so many fewer px.
      double made_ppi = row.ppi_after * kept;
      if (blur > partly) made_ppi = std::min(made_ppi, row.ppi_true * kMostPassFactor * kept);
      row.after_plan = JudgePrint(made_ppi, options.reading_distance_in, reading);
      if (plan->factor_product * made > kMostPassFactor && row.after_plan == PrintVerdict::kSharp) {
        row.after_plan = PrintVerdict::kFair;
      }
      row.after_plan = std::min(row.after_plan, row.at_reading);
    } else if (plan->verdict == PlanVerdict::kNotFixable && !plan->cautions.empty()) {
      row.why += " " + plan->cautions.front().text;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<std::vector<PrintRow>> PrintTable(const Report& report,
                                                 const PrintTableOptions& options) {
  return PrintTable(report, PrintTableTargets(options), options);
}

}  // namespace sharpscale
