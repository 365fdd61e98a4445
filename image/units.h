// SPDX-License-Identifier: Apache-2.0
//
// File: image/units.h
//
// Lengths on paper and pixels per inch. A length is a whole number of nanometres, so that inches,
// millimetres and centimetres (1 in = 25.4 mm exactly) compare and add without rounding.
//
//   PixelsAt(Inches(12), 300.0)            // 3600
//   ParseLength("21cm").value() == Millimetres(210)

#ifndef SHARPSCALE_IMAGE_UNITS_H_
#define SHARPSCALE_IMAGE_UNITS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace sharpscale {

struct Length {
  int64_t nanometres = 0;
  double inches() const { return static_cast<double>(nanometres) / 25.4e6; }
  double millimetres() const { return static_cast<double>(nanometres) / 1e6; }
};

inline bool operator==(Length a, Length b) {
  return a.nanometres == b.nanometres;
}
inline bool operator!=(Length a, Length b) {
  return a.nanometres != b.nanometres;
}
inline bool operator<(Length a, Length b) {
  return a.nanometres < b.nanometres;
}
inline Length operator+(Length a, Length b) {
  return {a.nanometres + b.nanometres};
}
inline Length operator-(Length a, Length b) {
  return {a.nanometres - b.nanometres};
}

// Rounded to the nearest nanometre.
Length Inches(double value);
Length Millimetres(double value);
Length Centimetres(double value);

// "12in", "12\"", "30.5 cm", "210mm"; a number alone is inches, as in print sizes. Errors:
// InvalidArgument for anything else, for 0 and below, and above 1 km.
absl::StatusOr<Length> ParseLength(std::string_view text);

// The whole number of pixels nearest to `length` at `ppi` (halves up). Not positive: 0.
int64_t PixelsAt(Length length, double ppi);

// What `pixels` measure at `ppi`. Not positive: 0.
Length LengthOf(int64_t pixels, double ppi);

// Pixels per inch from pixels per centimetre and metre, as JFIF, TIFF and PNG count.
constexpr double PpiFromPerCentimetre(double value) {
  return value * 2.54;
}
constexpr double PpiFromPerMetre(double value) {
  return value * 0.0254;
}

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_UNITS_H_
