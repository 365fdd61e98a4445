// SPDX-License-Identifier: Apache-2.0

#include "advice/text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "advice/round_to_decimals.h"

namespace sharpscale {
namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::string LowerText(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = Lower(c);
  return lower;
}

std::string Capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  return text;
}

std::string Uncapitalized(std::string text) {
  if (!text.empty()) text[0] = Lower(text[0]);
  return text;
}

bool SameText(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

std::vector<std::string_view> SplitText(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  if (Trimmed(text).empty()) return pieces;
  for (;;) {
    const size_t end = text.find(separator);
    pieces.push_back(Trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

std::optional<double> ParseNumber(std::string_view text) {
  const std::optional<NumberAndUnit> parsed = ParseNumberAndUnit(text);
  if (!parsed || !parsed->unit.empty()) return std::nullopt;
  return parsed->number;
}

std::optional<int> ParseInteger(std::string_view text) {
  text = Trimmed(text);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<NumberAndUnit> ParseNumberAndUnit(std::string_view text) {
  text = Trimmed(text);
  double value = 0.0;
  // Fixed notation only: "2e3" would otherwise read as a number, "inf" and "nan" too.
  if (text.empty() || !((text[0] >= '0' && text[0] <= '9') || text[0] == '.' || text[0] == '-')) {
    return std::nullopt;
  }
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  return NumberAndUnit{value,
                       LowerText(Trimmed(text.substr(static_cast<size_t>(end - text.data()))))};
}

std::string ShortNumber(double value, int decimals) {
  return WithoutZeros(FixedNumber(value, decimals));
}

std::string WithoutZeros(std::string number) {
  if (number.find('.') == std::string::npos) return number;
  while (number.back() == '0') number.pop_back();
  if (number.back() == '.') number.pop_back();
  return number == "-0" ? "0" : number;
}

std::string FixedNumber(double value, int decimals) {
  return fmt::format("{:.{}f}", RoundToDecimals(value, decimals), decimals);
}

std::string NumberBeside(double value, double limit, int decimals) {
  const std::string shown = FixedNumber(limit, decimals);
  int digits = decimals;
  while (value != limit && digits < decimals + 3 &&
         std::stod(FixedNumber(value, digits)) == std::stod(shown)) {
    ++digits;
  }
  return FixedNumber(value, digits);
}

std::string ByteText(int64_t bytes) {
  const auto b = static_cast<double>(bytes);
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  if (bytes < 1'000'000) return ShortNumber(b / 1e3, bytes < 10'000 ? 1 : 0) + " kB";
  if (bytes < 1'000'000'000) return ShortNumber(b / 1e6, 1) + " MB";
  return ShortNumber(b / 1e9, 1) + " GB";
}

std::string JoinWords(const std::vector<std::string>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace sharpscale
