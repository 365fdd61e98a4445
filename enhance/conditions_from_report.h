// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/conditions_from_report.h
//
// From what the analyzer measured to what the networks are told: measuring and repairing are one
// system.

#ifndef SHARPSCALE_ENHANCE_CONDITIONS_FROM_REPORT_H_
#define SHARPSCALE_ENHANCE_CONDITIONS_FROM_REPORT_H_

#include "analysis/report.h"
#include "models/conditions.h"

namespace sharpscale {

// Luma noise, 8-bit levels, at luma 0.5, and how its variance goes on from there
// (models/noise_shares.h): the line through what was measured in shadows and in highlights. Slope 0
// where noise is the same everywhere, or where either is unknown.
struct NoiseLine {
  double luma_sigma = 0.0;
  double slope = 0.0;
};
NoiseLine NoiseLineOf(const Report& report);

// Unknown and absent measurements leave the neutral value. Values are clamped to the ranges in
// models/conditions.h. Blur is what exceeds that of a good picture; halos
// are left at 0 (advice alone tells natural contrast from damage).
Conditions ConditionsFromReport(const Report& report);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_CONDITIONS_FROM_REPORT_H_
