// SPDX-License-Identifier: Apache-2.0

#include "report/terminal.h"

#include <fmt/format.h>

#include "analysis/metric_table.h"
#include "report/numbers.h"

namespace sharpscale {
namespace {

std::string UpperFormat(Container container) {
  switch (container) {
    case Container::kUnknown:
      return "unknown format";
    case Container::kWebp:
      return "WebP";
    case Container::kJxl:
      return "JPEG XL";
    case Container::kRaw:
      return "camera RAW";
    default:
      break;
  }
  std::string name = ContainerName(container);
  for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::string TitleOf(const Measurement& measurement) {
  const MetricInfo* info = FindMetric(measurement.id);
  return info == nullptr || info->title.empty() ? measurement.id : std::string(info->title);
}

// The anchor of the measurement's grade: what a viewer sees.
std::string AnchorOf(const Measurement& measurement) {
  const MetricInfo* info = FindMetric(measurement.id);
  if (info == nullptr || measurement.grade == Grade::kNotGraded) return "";
  const size_t index = static_cast<size_t>(measurement.grade) - static_cast<size_t>(Grade::kNone);
  return std::string(info->anchors[index]);
}

std::string MeasurementTable(const std::vector<Measurement>& measurements,
                             const TerminalStyle& style,
                             bool unknowns,
                             const std::string& last_head) {
  std::vector<std::vector<Cell>> rows;
  size_t hidden = 0;
  for (const Measurement& measurement : measurements) {
    if (!measurement.known() && !unknowns) {
      ++hidden;
      continue;
    }
    std::vector<Cell> row;
    row.push_back({TitleOf(measurement)});
    row.push_back({FormatMeasurement(measurement), measurement.known() ? Ink::kBold : Ink::kDim});
    row.push_back({FormatInterval(measurement), Ink::kDim});
    row.push_back({GradeText(measurement.grade), GradeInk(measurement.grade)});
    row.push_back({measurement.known() ? AnchorOf(measurement) : measurement.unknown, Ink::kDim});
    rows.push_back(std::move(row));
  }
  std::string out = RenderTable(
      {{"Measurement"}, {"Value", true}, {"90 % interval", true}, {"Defect"}, {last_head}},
      rows,
      style);
  if (hidden > 0) {
    out += ForTerminal(
        fmt::format("  {} more {} unknown for this picture; --json gives the reasons.\n",
                    hidden,
                    hidden == 1 ? "is" : "are"),
        style);
  }
  return out;
}

}  // namespace

std::string GradeText(Grade grade) {
  switch (grade) {
    case Grade::kNone:
      return "\u2714 none";
    case Grade::kSlight:
      return "\u25ae\u25af\u25af slight";
    case Grade::kModerate:
      return "\u25ae\u25ae\u25af moderate";
    case Grade::kSevere:
      return "\u25ae\u25ae\u25ae severe";
    case Grade::kNotGraded:
      break;
  }
  return "";
}

Ink GradeInk(Grade grade) {
  switch (grade) {
    case Grade::kSlight:
    case Grade::kModerate:
      return Ink::kWarn;
    case Grade::kSevere:
      return Ink::kFail;
    default:
      return Ink::kPlain;
  }
}

std::string VerdictGlyph(RuleVerdict verdict) {
  switch (verdict) {
    case RuleVerdict::kPass:
      return "\u2714";
    case RuleVerdict::kWarn:
      return "\u25b2";
    case RuleVerdict::kFail:
      return "\u2716";
    case RuleVerdict::kNotApplicable:
      break;
  }
  return "\u2013";
}

Ink VerdictInk(RuleVerdict verdict) {
  switch (verdict) {
    case RuleVerdict::kPass:
      return Ink::kPass;
    case RuleVerdict::kWarn:
      return Ink::kWarn;
    case RuleVerdict::kFail:
      return Ink::kFail;
    case RuleVerdict::kNotApplicable:
      break;
  }
  return Ink::kDim;
}

std::string StepTitle(const Step& step) {
  switch (step.kind) {
    case StepKind::kRestore:
      return "Restore";
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

std::string RenderTerminal(const Report& report,
                           const TerminalStyle& style,
                           const ReportTableOptions& options) {
  std::string facts = fmt::format("{} \u00d7 {}\u00a0px, {}",
                                  report.width,
                                  report.height,
                                  UpperFormat(report.source.container));
  if (report.source.bits_per_sample > 0) {
    facts += fmt::format(" {}\u00a0bit", report.source.bits_per_sample);
  }
  if (report.source.file_bytes > 0) {
    facts += ", " + FormatBytes(static_cast<int64_t>(report.source.file_bytes));
  }
  facts +=
      report.ppi.known() ? ", " + FormatWithUnit(report.ppi.x, 0, "ppi") : ", no ppi in the file";
  std::string out = Inked(ForTerminal(report.source.file, style), Ink::kBold, style) + "  " +
                    ForTerminal(facts, style) + "\n";
  for (const std::string& note : report.source.notes) {
    out += "  " + Inked(ForTerminal("note: " + note, style), Ink::kWarn, style) + "\n";
  }
  return out + MeasurementTable(report.measurements, style, options.unknowns, "What is seen");
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
  std::string target = plan.target.label;
  if (plan.target_width > 0) {
    target += fmt::format("{}{} \u00d7 {}\u00a0px",
                          target.empty() ? "" : ": ",
                          plan.target_width,
                          plan.target_height);
    target += fmt::format(", {} needed", FormatNumber(plan.factor_needed, 3) + "\u00d7");
  }
  if (!target.empty()) out += line("  Target  " + target);
  if (plan.ppi_before > 0.0) {
    std::string ppi = "  Print   " + FormatWithUnit(plan.ppi_before, 0, "ppi") + " now";
    if (plan.ppi_true > 0.0) ppi += ", " + FormatNumber(plan.ppi_true, 0) + " of real detail";
    if (plan.ppi_after > 0.0) ppi += ", " + FormatNumber(plan.ppi_after, 0) + " after";
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
    if (plan.predicted.seconds > 0.0) add("about " + FormatSeconds(plan.predicted.seconds));
    if (plan.predicted.bytes > 0) add("a file of about " + FormatBytes(plan.predicted.bytes));
    if (plan.predicted.memory_bytes > 0)
      add(FormatBytes(plan.predicted.memory_bytes) + " of memory");
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

std::string RenderTerminal(const Verdict& verdict, const TerminalStyle& style) {
  RuleVerdict overall = verdict.comparable ? verdict.verdict : RuleVerdict::kFail;
  std::string out = Inked(ForTerminal(VerdictGlyph(overall) + " " + verdict.headline, style),
                          VerdictInk(overall),
                          style) +
                    "\n";
  std::vector<const RuleResult*> ordered;
  for (const RuleResult& rule : verdict.rules) ordered.push_back(&rule);
  const auto rank = [](RuleVerdict rule) {
    switch (rule) {
      case RuleVerdict::kFail:
        return 0;
      case RuleVerdict::kWarn:
        return 1;
      case RuleVerdict::kPass:
        return 2;
      case RuleVerdict::kNotApplicable:
        break;
    }
    return 3;
  };
  std::stable_sort(ordered.begin(), ordered.end(), [&](const RuleResult* a, const RuleResult* b) {
    return rank(a->verdict) < rank(b->verdict);
  });
  std::vector<std::vector<Cell>> rows;
  for (const RuleResult* rule : ordered) {
    const MetricInfo* info = FindMetric(rule->metric);
    const std::string unit = info == nullptr ? "" : std::string(info->unit);
    const int decimals = DecimalsOf(rule->metric);
    const std::string place = rule->x && rule->y ? fmt::format("{:.0f}, {:.0f}", *rule->x, *rule->y)
                                                 : std::string("\u2013");
    rows.push_back(
        {{VerdictGlyph(rule->verdict) + " " + RuleVerdictName(rule->verdict),
          VerdictInk(rule->verdict)},
         {rule->rule},
         {rule->value ? FormatWithUnit(*rule->value, decimals, unit) : "unknown", Ink::kBold},
         {FormatNumber(rule->threshold, decimals)},
         {place, Ink::kDim},
         {rule->text}});
  }
  return out + RenderTable({{"Verdict"},
                            {"Rule"},
                            {"Value", true},
                            {"Limit", true},
                            {"Worst at x, y", true},
                            {"In plain words"}},
                           rows,
                           style);
}

std::string RenderTerminal(const Comparison& comparison, const TerminalStyle& style) {
  const Registration& registration = comparison.registration;
  std::string text =
      fmt::format("{} \u2192 {}  ", comparison.before.source.file, comparison.after.source.file);
  if (registration.comparable) {
    text += fmt::format("scale {}, shift {}, {}\u00a0px, confidence {}",
                        FormatFactor(registration.scale_x),
                        FormatNumber(registration.dx, 2),
                        FormatNumber(registration.dy, 2),
                        FormatNumber(registration.confidence, 3));
  } else {
    text += "not the same scene";
  }
  return ForTerminal(text, style) + "\n" +
         MeasurementTable(comparison.measurements, style, false, "What is seen");
}

}  // namespace sharpscale
