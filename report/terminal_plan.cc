// SPDX-License-Identifier: Apache-2.0

#include "report/terminal.h"

#include <fmt/format.h>

#include <cmath>

#include "report/numbers.h"

namespace sharpscale {

std::string StepTitle(const Step& step) {
  switch (step.kind) {
    case StepKind::kRestore:
      return Deblurs(step) ? "Deblur" : "Restore";
    case StepKind::kUpscale:
      return fmt::format("Upscale {}\u00d7",
                         FormatNumber(step.factor, step.factor == std::floor(step.factor) ? 0 : 2));
    case StepKind::kDownscale:
      return fmt::format("Reduce to {}\u00a0%", FormatNumber(step.factor * 100.0, 1));
    case StepKind::kResize:
      return fmt::format("Resize to {} \u00d7 {}\u00a0px", step.width, step.height);
    case StepKind::kSharpen:
      return fmt::format("Sharpen {}\u00a0%", FormatNumber(step.strength * 100.0, 0));
    case StepKind::kAdjust:
      return "Adjust";
    case StepKind::kExport: {
      std::string title = "Export";
      if (!step.format.empty()) {
        title += " " + step.format;
        if (step.quality > 0) title += fmt::format(", quality {}", step.quality);
      }
      return title;
    }
  }
  return "";
}

std::string RenderTerminal(const Plan& plan,
                           const std::string& file,
                           const TerminalStyle& style,
                           const PlanTableOptions& options) {
  const auto line = [&](const std::string& text) { return ForTerminal(text, style) + "\n"; };
  std::string headline = plan.headline.empty() ? PlanVerdictName(plan.verdict) : plan.headline;
  const Ink ink = plan.verdict == PlanVerdict::kNotFixable ? Ink::kFail
                  : plan.verdict == PlanVerdict::kPlan     ? Ink::kBold
                                                           : Ink::kPass;
  std::string out = Inked(ForTerminal(headline, style), ink, style) + "  " +
                    Inked(ForTerminal(file, style), Ink::kDim, style) + "\n";
  // A target that was asked for in px is its own label.
  std::string target = plan.target.label;
  if (target == fmt::format("{} x {} px", plan.target_width, plan.target_height)) target.clear();
  if (plan.target_width > 0) {
    target += fmt::format("{}{} \u00d7 {}\u00a0px",
                          target.empty() ? "" : ": ",
                          plan.target_width,
                          plan.target_height);
    const std::string factor = FormatLimit(plan.factor_needed, 1, "") + "\u00d7";
    const bool kept = plan.verdict == PlanVerdict::kNothingToDo && plan.factor_needed < 1.0;
    target += std::abs(plan.factor_needed - 1.0) < 5e-4 ? std::string(", the size it has")
              : kept ? fmt::format(", all of them kept ({} would do)", factor)
                     : fmt::format(", {} needed", factor);
  }
  // What is shrunk first is enlarged by more than the files' sizes tell.
  const bool shrunk = plan.steps.size() > 1 && plan.steps[0].kind == StepKind::kDownscale &&
                      plan.steps[1].kind == StepKind::kUpscale && plan.steps[0].factor > 0.0;
  if (shrunk) {
    target += fmt::format(", {}\u00d7 of its real detail",
                          FormatLimit(plan.factor_needed / plan.steps[0].factor, 1, ""));
  }
  const bool box = (plan.target.print_width_in && plan.target.print_height_in) ||
                   (plan.target.width && plan.target.height);
  if (box && !target.empty()) {
    target += plan.target.fit == FitMode::kCover
                  ? "; filled, the overhang cropped (--fit keeps the whole picture)"
                  : "; the whole picture inside (--cover fills it)";
  }
  if (plan.target.inches_assumed && plan.target.print_width_in && plan.target.print_height_in) {
    target += fmt::format("; inches, as no unit was given (cm: {}x{}cm)",
                          FormatLimit(*plan.target.print_width_in, 1, ""),
                          FormatLimit(*plan.target.print_height_in, 1, ""));
  }
  if (!target.empty()) out += line("  Target  " + target);
  if (plan.ppi_before > 0.0) {
    std::string ppi = "  Print   " + FormatWithUnit(plan.ppi_before, 0, "ppi") + " now";
    if (!plan.detail_known) {
      ppi += ", no clear edge tells how many of them carry detail";
    } else if (plan.ppi_true > 0.0) {
      ppi += ", " + FormatNumber(plan.ppi_true, 0) + " of real detail";
    }
    if (plan.ppi_after > 0.0) ppi += ", " + FormatNumber(plan.ppi_after, 0) + " after";
    // What no camera saw is no promise.
    if (plan.factor_product > 1.0) {
      ppi += " (detail beyond " + FormatNumber(plan.ppi_true, 0) + " is predicted)";
    }
    out += line(ppi);
  }
  if (!plan.steps.empty()) {
    std::vector<std::vector<Cell>> rows;
    int number = 0;
    for (const Step& step : plan.steps) {
      std::string evidence;
      for (const Evidence& one : step.evidence) {
        if (!evidence.empty()) evidence += " ";
        evidence += one.text;
      }
      const std::string size =
          step.width > 0 ? fmt::format("{} \u00d7 {}\u00a0px", step.width, step.height) : "";
      rows.push_back({{fmt::format("{}.", ++number), Ink::kDim},
                      {StepTitle(step), Ink::kBold},
                      {size},
                      {evidence}});
    }
    out += RenderTable({{"", true}, {"Step"}, {"Then", true}, {"Why"}}, rows, style);
  }
  if (plan.verdict == PlanVerdict::kPlan) {
    std::string predicted;
    const auto add = [&](const std::string& text) {
      predicted += (predicted.empty() ? "" : ", ") + text;
    };
    const Prediction& cost = plan.predicted;
    if (cost.seconds > 0.0) {
      add(cost.seconds_high > cost.seconds_low ? fmt::format("{} to {} on {} idle core{}",
                                                             FormatSeconds(cost.seconds_low),
                                                             FormatSeconds(cost.seconds_high),
                                                             cost.cores,
                                                             cost.cores == 1 ? "" : "s")
                                               : "about " + FormatSeconds(cost.seconds));
    }
    if (cost.bytes > 0) {
      add(cost.bytes_high > cost.bytes_low
              ? fmt::format(
                    "a file of {} to {}", FormatBytes(cost.bytes_low), FormatBytes(cost.bytes_high))
              : "a file of about " + FormatBytes(cost.bytes));
      if (!cost.format.empty()) predicted += " as " + cost.format;
    }
    if (plan.predicted.memory_bytes > 0)
      add("at most " + FormatBytes(plan.predicted.memory_bytes) + " of memory");
    if (!predicted.empty()) out += line("  Predicted  " + predicted);
    out += line(std::string("  Risk  ") + RiskName(plan.risk));
  }
  for (const Caution& caution : plan.cautions) {
    out += "  " + Inked(ForTerminal("\u25b2 " + caution.text, style), Ink::kWarn, style) + "\n";
  }
  if (options.why && !plan.why.empty()) {
    out += "\n";
    for (const std::string& text : WrapText(ForTerminal(plan.why, style), style.width - 2)) {
      out += text.empty() ? "\n" : "  " + text + "\n";
    }
  }
  if (!plan.counterfactual.empty()) out += line("  " + plan.counterfactual);
  return out;
}

}  // namespace sharpscale
