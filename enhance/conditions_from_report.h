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

// Unknown and absent measurements leave the neutral value. Values are clamped to the ranges in
// models/conditions.h. Blur is what exceeds that of a good picture; halos
// are left at 0 (advice alone tells natural contrast from damage).
Conditions ConditionsFromReport(const Report& report);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_CONDITIONS_FROM_REPORT_H_
