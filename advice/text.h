// SPDX-License-Identifier: Apache-2.0
//
// File: advice/text.h
//
// Small helpers for reading what people type and for writing numbers that people read.

#ifndef SHARPSCALE_ADVICE_TEXT_H_
#define SHARPSCALE_ADVICE_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sharpscale {

// Without surrounding blanks.
std::string_view Trimmed(std::string_view text);
std::string LowerText(std::string_view text);
// With a capital, and with a small, first letter (ASCII).
std::string Capitalized(std::string text);
std::string Uncapitalized(std::string text);
// Equal up to ASCII case.
bool SameText(std::string_view a, std::string_view b);
// Pieces between `separator`, each trimmed; an empty text gives no piece.
std::vector<std::string_view> SplitText(std::string_view text, char separator);

// The whole text as a finite number with a decimal point, whatever the locale; empty where it is
// not.
std::optional<double> ParseNumber(std::string_view text);
std::optional<int> ParseInteger(std::string_view text);

struct NumberAndUnit {
  double number = 0.0;
  std::string unit;  // lower case, may be empty
};
// "12in" -> {12, "in"}; empty where it does not start with a number.
std::optional<NumberAndUnit> ParseNumberAndUnit(std::string_view text);

// At most `decimals` digits after the point, without trailing zeros: 2.50 -> "2.5", 4.0 -> "4".
std::string ShortNumber(double value, int decimals);
// Without the zeros that end a number's fraction: "8.000" -> "8", "80" -> "80".
std::string WithoutZeros(std::string number);
// Exactly `decimals` digits after the point, rounded by RoundToDecimals.
std::string FixedNumber(double value, int decimals);
// `value` with `decimals` digits, or as many more (to 3 more) as it takes to tell it from `limit`,
// written with `decimals`: 0.651 beside 0.65 is "0.651". Equal numbers stay as they are.
std::string NumberBeside(double value, double limit, int decimals);
// "153600" -> "150 KB", as file managers write it.
std::string ByteText(int64_t bytes);
// "a", "a and b", "a, b and c".
std::string JoinWords(const std::vector<std::string>& words);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_TEXT_H_
