// SPDX-License-Identifier: Apache-2.0

#include "advice/print_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/paper.h"
#include "advice/result_blur.h"
#include "advice/rules.h"
#include "advice/situation.h"
#include "advice/text.h"
#include "advice/viewing.h"
#include "advice/wording.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Share of what the eye resolves that still looks fair: the bands of print shops (300 good, 150
// acceptable at reading distance).
constexpr double kFairShare = 0.5;
// Share that the edges of an enlargement must reach to count as crisp.
constexpr double kCrispShare = 0.8;

std::string Reason(const Report& report,
                   const History& history,
                   const PrintRow& row,
                   double needed_at_reading) {
  std::string text = fmt::format(
      "{} ppi of {} x {} px", FixedNumber(row.ppi_file, 0), report.width, report.height);
  if (row.ppi_true < row.ppi_file - 0.5) {
    text += fmt::format(", but only {} ppi carry detail ({})",
                        FixedNumber(row.ppi_true, 0),
                        DetailLoss(report, history));
  }
  if (const std::string doubt = DetailDoubt(report, history); !doubt.empty()) text += "; " + doubt;
  if (!EdgeBlur(report)) {
    return text + "; no clear edges: whether it is sharp cannot be told, look at it yourself.";
  }
  text += fmt::format("; the eye resolves {:.0f} ppi at reading distance", needed_at_reading);
  text += row.sharp_from_in > 0.0
              ? fmt::format(", so it is sharp from {:.0f} in.", std::ceil(row.sharp_from_in))
              : std::string(".");
  return text;
}

// ppi as fine as the edges of the plan's result will be, where a network or sharpening makes them.
double EdgesAfter(const Report& report, const Plan& plan, double native, double ppi) {
  const double blur = ResultBlur(report, plan, native).value_or(0.0);
  return ppi / std::max(1.0, blur / kCrispBlur);
}

// Too few px are soft whatever they show; that enough of them are sharp takes edges to see it by.
PrintVerdict AsFarAsKnown(const Report& report, PrintVerdict best) {
  return best == PrintVerdict::kSoft || EdgeBlur(report) ? best : PrintVerdict::kUnknown;
}

}  // namespace

const char* PrintVerdictName(PrintVerdict verdict) {
  switch (verdict) {
    case PrintVerdict::kSharp:
      return "sharp";
    case PrintVerdict::kCrisp:
      return "crisp";
    case PrintVerdict::kFair:
      return "fair";
    case PrintVerdict::kSoft:
      return "soft";
    case PrintVerdict::kUnknown:
      return "unknown";
  }
  return "";
}

PrintVerdict JudgePrint(const PrintDetail& detail, double distance_in, double needed_ppi) {
  const double needed = needed_ppi > 0.0 ? needed_ppi : NeededPpi(distance_in);
  // Whole ppi: 286.4 is not softer than 286.5.
  const auto enough = [needed](double ppi, double share) { return ppi >= share * needed - 0.5; };
  if (enough(detail.seen_ppi, 1.0)) return PrintVerdict::kSharp;
  const double made = needed / std::max(detail.seen_ppi, 1e-9);
  if (made <= kMostOnePass && enough(detail.edges_ppi, kCrispShare)) return PrintVerdict::kCrisp;
  if (enough(detail.seen_ppi, kFairShare)) return PrintVerdict::kFair;
  const bool fair = made <= kMostSensibleFactor && enough(detail.edges_ppi, kFairShare);
  return fair ? PrintVerdict::kFair : PrintVerdict::kSoft;
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
  const double native = EnlargedBefore(report, *advice.history);
  const bool made_edges = EdgesWereMade(report, *advice.history);
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
    row.detail_known = KnowsDetail(report, detail);
    row.sharp_from_in = SharpFrom(row.ppi_true) * finer;
    row.comfortable_in = ComfortableDistance(pixels.width / target.wanted_ppi(),
                                             pixels.height / target.wanted_ppi());
    const double reading = NeededPpi(options.reading_distance_in) * finer;
    const double comfortable = NeededPpi(row.comfortable_in) * finer;
    const double edges = made_edges ? row.ppi_file * EdgeScale(report) : 0.0;
    const PrintDetail now{row.ppi_true, edges};
    row.at_reading = AsFarAsKnown(report, JudgePrint(now, options.reading_distance_in, reading));
    row.at_comfortable = AsFarAsKnown(report, JudgePrint(now, row.comfortable_in, comfortable));
    row.after_plan = row.at_reading;
    row.ppi_after = row.ppi_file;
    row.ppi_true_after = row.ppi_true;
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
    if (const Caution* again = caution("R-096"); again != nullptr) {
      row.action += ": better from the original";
      row.why += " " + again->text;
    }
    if (const Caution* too_far = caution("R-093a"); too_far != nullptr) {
      row.action += ": too far";
      row.why += " " + too_far->text;
    } else if (plan->verdict == PlanVerdict::kPlan) {
      row.ppi_after = plan->ppi_after;
      row.ppi_true_after = row.ppi_file * plan->detail_scale;
      double after = edges;
      if (plan->factor_product > 1.0 || HasStep(plan->steps, StepKind::kSharpen)) {
        after = EdgesAfter(report, *plan, native, row.ppi_after);
      }
      const PrintVerdict made =
          JudgePrint({row.ppi_true_after, after}, options.reading_distance_in, reading);
      // No worse than it is: the plan keeps every px.
      row.after_plan = AsFarAsKnown(report, std::min(made, row.at_reading));
    } else if (plan->verdict == PlanVerdict::kNothingToDo) {
      // Not sharp, and nothing that can be done about it here.
      if (row.at_reading != PrintVerdict::kSharp && row.at_reading != PrintVerdict::kUnknown) {
        row.action = advice.history->NativeScale() < 1.0 ? "Enlarged already" : "Nothing to gain";
      }
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

bool AnyCrisp(const std::vector<PrintRow>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const PrintRow& row) {
    return row.at_reading == PrintVerdict::kCrisp || row.at_comfortable == PrintVerdict::kCrisp ||
           row.after_plan == PrintVerdict::kCrisp;
  });
}

}  // namespace sharpscale
