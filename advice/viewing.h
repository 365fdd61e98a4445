// SPDX-License-Identifier: Apache-2.0
//
// File: advice/viewing.h
//
// What the eye can tell apart on paper. One px may subtend half a minute of arc at most:
// ppi = 1 / (2 d tan(0.5')) = 3438 / d for d in inches.

#ifndef SHARPSCALE_ADVICE_VIEWING_H_
#define SHARPSCALE_ADVICE_VIEWING_H_

namespace sharpscale {

// inches * ppi at the limit of normal sight.
inline constexpr double kEyeLimit = 3438.0;
// A print in the hand, inches.
inline constexpr double kReadingDistance = 12.0;
// Printers and eyes gain nothing beyond this, ppi.
inline constexpr double kMostUsefulPpi = 360.0;

// ppi that the eye resolves from `distance_in` inches. Zero, negative or non-finite distances give
// kMostUsefulPpi.
double NeededPpi(double distance_in);
// From where a print is looked at as a whole: 1.5 times its diagonal, inches, and never closer than
// reading distance.
double ComfortableDistance(double width_in, double height_in);
// Nearest distance, inches, at which `ppi` looks sharp. 0 ppi gives 0 (unknown).
double SharpFrom(double ppi);
// Offset print: px for each line of the screen; 1.5 is the least, 2.0 the most that helps (UPDIG).
double LineScreenPpi(double lines_per_inch);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_VIEWING_H_
