// SPDX-License-Identifier: Apache-2.0

#include "report/csv.h"

#include <fmt/format.h>

#include "analysis/metric_table.h"
#include "report/numbers.h"

namespace sharpscale {
namespace {

constexpr std::string_view kFacts = "file,width,height,format,bytes,ppi";

// Pair metrics have no place in a line about one picture.
bool IsPairMetric(std::string_view id) {
  for (const std::string_view prefix :
       {"fidelity.", "consistency.", "colour.drift", "geometry.", "added."}) {
    if (id.substr(0, prefix.size()) == prefix) return true;
  }
  return false;
}

std::string PlainNumber(double value, int decimals) {
  return fmt::format("{:.{}f}", RoundToDecimals(value, decimals), std::clamp(decimals, 0, 9));
}

}  // namespace

std::string CsvCell(std::string_view text) {
  std::string cell(text);
  if (!cell.empty() && std::string_view("=+-@").find(cell[0]) != std::string_view::npos) {
    cell.insert(0, "'");
  }
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string CsvHeader() {
  std::string line(kFacts);
  for (const MetricInfo& info : MetricTable()) {
    if (!IsPairMetric(info.id)) line.append(",").append(info.id);
  }
  return line + "\r\n";
}

std::string CsvRow(const Report& report) {
  std::string line = CsvCell(report.source.file) +
                     fmt::format(",{},{},{},{},{}",
                                 report.width,
                                 report.height,
                                 ContainerName(report.source.container),
                                 report.source.file_bytes,
                                 report.ppi.known() ? PlainNumber(report.ppi.x, 2) : "");
  for (const MetricInfo& info : MetricTable()) {
    if (IsPairMetric(info.id)) continue;
    line += ',';
    const Measurement* measurement = report.Find(info.id);
    if (measurement == nullptr) continue;
    if (measurement->value && std::isfinite(*measurement->value)) {
      line += PlainNumber(*measurement->value, info.decimals);
    } else {
      line += CsvCell(measurement->word);
    }
  }
  return line + "\r\n";
}

}  // namespace sharpscale
