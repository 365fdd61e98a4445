// SPDX-License-Identifier: Apache-2.0

#include "report/numbers.h"

#include <fmt/format.h>

#include "analysis/metric_table.h"

namespace sharpscale {

std::string FormatNumber(double value, int decimals) {
  if (!std::isfinite(value)) return "unknown";
  const double rounded = RoundToDecimals(value, decimals);
  const std::string digits = fmt::format("{:.{}f}", std::abs(rounded), std::clamp(decimals, 0, 9));
  return rounded < 0.0 ? "\u2212" + digits : digits;
}

std::string FormatWithUnit(double value, int decimals, std::string_view unit) {
  std::string text = FormatNumber(value, decimals);
  if (unit.empty() || !std::isfinite(value)) return text;
  return text.append(kNoBreakSpace).append(unit);
}

std::string FormatLimit(double value, int decimals, std::string_view unit) {
  int digits = 0;
  while (digits < decimals + 2 && std::abs(RoundToDecimals(value, digits) - value) > 1e-9) ++digits;
  return FormatWithUnit(value, digits, unit);
}

int DecimalsOf(std::string_view metric_id) {
  const MetricInfo* info = FindMetric(metric_id);
  return info == nullptr ? 2 : info->decimals;
}

std::string FormatMeasurement(const Measurement& measurement) {
  if (measurement.value && std::isfinite(*measurement.value)) {
    return FormatWithUnit(*measurement.value, DecimalsOf(measurement.id), measurement.unit);
  }
  return measurement.word.empty() ? "unknown" : measurement.word;
}

std::string FormatInterval(const Measurement& measurement) {
  if (!measurement.low || !measurement.high) return "";
  const int decimals = DecimalsOf(measurement.id);
  // Exact quantities (a size, a quality read from tables) have nothing to say here.
  if (*measurement.low == *measurement.high) return "";
  return FormatNumber(*measurement.low, decimals) + "\u2013" +
         FormatWithUnit(*measurement.high, decimals, measurement.unit);
}

std::string FormatBytes(int64_t bytes) {
  if (bytes < 1000) return FormatWithUnit(static_cast<double>(bytes), 0, "B");
  const double kilobytes = static_cast<double>(bytes) / 1e3;
  if (kilobytes < 999.5) return FormatWithUnit(kilobytes, kilobytes < 99.95 ? 1 : 0, "kB");
  const double megabytes = kilobytes / 1e3;
  if (megabytes < 999.5) return FormatWithUnit(megabytes, megabytes < 99.95 ? 2 : 0, "MB");
  return FormatWithUnit(megabytes / 1e3, 2, "GB");
}

std::string FormatSeconds(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0.0) return "unknown";
  if (seconds < 9.95) return FormatWithUnit(seconds, 1, "s");
  if (seconds < 99.5) return FormatWithUnit(seconds, 0, "s");
  const int64_t whole = std::llround(seconds);
  if (whole < 3600) {
    return fmt::format("{}{}min {}{}s", whole / 60, kNoBreakSpace, whole % 60, kNoBreakSpace);
  }
  return fmt::format(
      "{}{}h {}{}min", whole / 3600, kNoBreakSpace, whole % 3600 / 60, kNoBreakSpace);
}

std::string FormatFactor(double factor) {
  return FormatNumber(factor, 2) + "\u00d7";
}

}  // namespace sharpscale
