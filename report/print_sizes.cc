// SPDX-License-Identifier: Apache-2.0

#include "report/print_sizes.h"

#include <fmt/format.h>

#include <cmath>

#include "report/json_number.h"
#include "report/numbers.h"

namespace sharpscale {
namespace {

Cell LookCell(PrintVerdict look, const std::string& rest) {
  switch (look) {
    case PrintVerdict::kSharp:
      return {"\u25cf sharp" + rest, Ink::kPass};
    case PrintVerdict::kCrisp:
      return {"\u25d5 crisp" + rest, Ink::kPass};
    case PrintVerdict::kFair:
      return {"\u25d0 fair" + rest, Ink::kWarn};
    case PrintVerdict::kUnknown:
      return {"? unknown" + rest, Ink::kDim};
    case PrintVerdict::kSoft:
      break;
  }
  return {"\u25cb soft" + rest, Ink::kFail};
}

}  // namespace

double WantedPpi(const std::vector<PrintRow>& rows, const PrintTableOptions& options) {
  return rows.empty() ? options.ppi : rows.front().target.wanted_ppi();
}

nlohmann::ordered_json PrintSizesJson(const std::string& file,
                                      const std::vector<PrintRow>& rows,
                                      const PrintTableOptions& options) {
  nlohmann::ordered_json sizes = nlohmann::ordered_json::array();
  for (const PrintRow& row : rows) {
    sizes.push_back({{"paper", row.paper},
                     {"needed_width", row.needed_width},
                     {"needed_height", row.needed_height},
                     {"ppi_file", JsonNumber(row.ppi_file, 1)},
                     {"ppi_true", JsonNumber(row.ppi_true, 1)},
                     {"detail_known", row.detail_known},
                     {"factor", JsonNumber(row.factor, 3)},
                     {"at_reading", PrintVerdictName(row.at_reading)},
                     {"comfortable_in", JsonNumber(row.comfortable_in, 1)},
                     {"at_comfortable", PrintVerdictName(row.at_comfortable)},
                     {"sharp_from_in",
                      row.sharp_from_in > 0.0 ? JsonNumber(row.sharp_from_in, 1)
                                              : nlohmann::ordered_json(nullptr)},
                     {"verdict", PlanVerdictName(row.plan_verdict)},
                     {"ppi_after", JsonNumber(row.ppi_after, 1)},
                     {"ppi_true_after", JsonNumber(row.ppi_true_after, 1)},
                     {"after_plan", PrintVerdictName(row.after_plan)},
                     {"action", row.action},
                     {"why", row.why}});
  }
  return {{"schema", "sharpscale.print/1"},
          {"tool", JsonTool()},
          {"file", file},
          {"ppi", JsonNumber(WantedPpi(rows, options), 2)},
          {"fit", options.fit == FitMode::kCover ? "cover" : "fit"},
          {"reading_distance_in", JsonNumber(options.reading_distance_in, 1)},
          {"sizes", std::move(sizes)}};
}

std::string RenderPrintSizes(const std::string& file,
                             const Report& report,
                             const std::vector<PrintRow>& rows,
                             const PrintTableOptions& options,
                             const TerminalStyle& style,
                             bool why) {
  std::vector<std::vector<Cell>> cells;
  for (const PrintRow& row : rows) {
    const bool plans = row.plan_verdict == PlanVerdict::kPlan;
    cells.push_back(
        {{row.paper, Ink::kBold},
         {FormatNumber(row.ppi_file, 0)},
         {(row.detail_known ? "" : "\u2264") + FormatNumber(row.ppi_true, 0), Ink::kBold},
         {FormatFactor(row.factor)},
         LookCell(row.at_reading, ""),
         LookCell(row.at_comfortable, fmt::format(" at {:.0f}\u00a0in", row.comfortable_in)),
         plans ? LookCell(row.after_plan, "") : Cell{"\u2013", Ink::kDim},
         {why ? row.why : row.action}});
  }
  const bool crisp = AnyCrisp(rows);
  const double wanted = WantedPpi(rows, options);
  return Inked(ForTerminal(file, style), Ink::kBold, style) +
         ForTerminal(fmt::format("  {} \u00d7 {}\u00a0px, {}, {} wanted{}\n",
                                 report.width,
                                 report.height,
                                 options.fit == FitMode::kCover
                                     ? "filling the paper, overhang cropped"
                                     : "whole picture on the paper (--cover fills it)",
                                 FormatWithUnit(wanted, 0, "ppi"),
                                 wanted > options.ppi ? " for text and line art" : ""),
                     style) +
         RenderTable({{"Paper"},
                      {"ppi", true},
                      {"true", true},
                      {"factor", true},
                      {fmt::format("At {:.0f}\u00a0in", options.reading_distance_in)},
                      {"Usual distance"},
                      {fmt::format("After, at {:.0f}\u00a0in", options.reading_distance_in)},
                      {why ? "Why" : "What it takes"}},
                     cells,
                     style) +
         (crisp ? Inked(fmt::format("  {}.\n", kCrispMeaning), Ink::kDim, style) : "");
}

}  // namespace sharpscale
