// SPDX-License-Identifier: Apache-2.0

#include "image/units.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <string>

namespace sharpscale {
namespace {

constexpr double kNanometresPerInch = 25.4e6;
constexpr double kMaxNanometres = 1e12;

Length FromNanometres(double value) {
  // llround of what does not fit is undefined.
  if (!(std::abs(value) < 9e18)) return {};
  return {std::llround(value)};
}

}  // namespace

Length Inches(double value) {
  return FromNanometres(value * kNanometresPerInch);
}
Length Millimetres(double value) {
  return FromNanometres(value * 1e6);
}
Length Centimetres(double value) {
  return FromNanometres(value * 1e7);
}

absl::StatusOr<Length> ParseLength(std::string_view text) {
  const absl::Status error = absl::InvalidArgumentError(
      fmt::format("'{}' is not a length; write for instance 12in, 30.5cm or 210mm", text));
  const std::string copy(text);
  // Plain decimals only: strtod would also take "inf", "nan" and hexadecimal.
  const size_t end = copy.find_first_not_of("0123456789.");
  if (copy.empty() || end == 0) return error;
  const std::string digits = copy.substr(0, end);
  char* parsed = nullptr;
  const double number = std::strtod(digits.c_str(), &parsed);
  if (*parsed != '\0' || digits == ".") return error;
  std::string unit = end == std::string::npos ? "" : copy.substr(end);
  while (!unit.empty() && unit.front() == ' ') unit.erase(0, 1);
  Length length;
  if (unit.empty() || unit == "in" || unit == "\"" || unit == "inch") {
    length = Inches(number);
  } else if (unit == "mm") {
    length = Millimetres(number);
  } else if (unit == "cm") {
    length = Centimetres(number);
  } else {
    return error;
  }
  if (length.nanometres <= 0 || static_cast<double>(length.nanometres) > kMaxNanometres) {
    return error;
  }
  return length;
}

int64_t PixelsAt(Length length, double ppi) {
  if (length.nanometres <= 0 || !(ppi > 0.0) || !std::isfinite(ppi)) return 0;
  const double pixels = static_cast<double>(length.nanometres) * ppi / kNanometresPerInch;
  return pixels < 9e18 ? std::llround(pixels) : 0;
}

Length LengthOf(int64_t pixels, double ppi) {
  if (pixels <= 0 || !(ppi > 0.0) || !std::isfinite(ppi)) return {};
  return FromNanometres(static_cast<double>(pixels) / ppi * kNanometresPerInch);
}

}  // namespace sharpscale
