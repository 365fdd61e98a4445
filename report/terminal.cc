// SPDX-License-Identifier: Apache-2.0

#include "report/terminal.h"

#include <fmt/format.h>

#include "advice/text.h"
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

// "Noise, luma sigma" -> "noise, luma sigma"; "JPEG quality" stays.
std::string LowerFirst(std::string text) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() > 1 && is_upper(text[0]) && !is_upper(text[1])) {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  // Lists are parted by commas.
  const size_t comma = text.find(", ");
  if (comma != std::string::npos)
    text = text.substr(0, comma) + " (" + text.substr(comma + 2) + ")";
  return text;
}

Ink SummaryInk(const Report& report) {
  Ink ink = Ink::kPass;
  for (const Measurement& measurement : report.measurements) {
    if (measurement.id.rfind("quality.", 0) == 0) continue;
    if (measurement.grade == Grade::kSevere) return Ink::kFail;
    if (measurement.grade == Grade::kSlight || measurement.grade == Grade::kModerate) {
      ink = Ink::kWarn;
    }
  }
  return ink;
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
    // The line above the table has the size.
    if (measurement.id == "resolution.width" || measurement.id == "resolution.height") continue;
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
    out +=
        ForTerminal(fmt::format("  {} more {} unknown for this picture; --all gives the reasons.\n",
                                hidden,
                                hidden == 1 ? "is" : "are"),
                    style);
  }
  return out;
}

}  // namespace

std::string Summary(const Report& report) {
  std::string out;
  constexpr std::pair<Grade, const char*> kWorstFirst[] = {
      {Grade::kSevere, "severe"}, {Grade::kModerate, "moderate"}, {Grade::kSlight, "slight"}};
  for (const auto& [grade, word] : kWorstFirst) {
    std::vector<std::string> titles;
    for (const Measurement& measurement : report.measurements) {
      // An overall score repeats what the others say.
      if (measurement.grade != grade || measurement.id.rfind("quality.", 0) == 0) continue;
      titles.push_back(TitleOf(measurement));
    }
    if (titles.empty()) continue;
    if (!out.empty()) out += "; ";
    out += std::string(word) + ": ";
    for (size_t i = 0; i < titles.size(); ++i) out += (i == 0 ? "" : ", ") + LowerFirst(titles[i]);
  }
  if (out.empty()) return "No defect measured.";
  return Capitalized(std::move(out)) + ".";
}

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
  out += Inked("  " + ForTerminal(Summary(report), style), SummaryInk(report), style) + "\n";
  return out + MeasurementTable(report.measurements, style, options.unknowns, "What is seen");
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
         MeasurementTable(comparison.measurements, style, /*unknowns=*/true, "What is seen");
}

}  // namespace sharpscale
