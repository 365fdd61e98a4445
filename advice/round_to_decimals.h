// SPDX-License-Identifier: Apache-2.0
//
// File: advice/round_to_decimals.h
//
// One rounding for sentences, tables and JSON, so that a number is the same wherever it stands.

#ifndef SHARPSCALE_ADVICE_ROUND_TO_DECIMALS_H_
#define SHARPSCALE_ADVICE_ROUND_TO_DECIMALS_H_

namespace sharpscale {

// `value` at `decimals` (0..9) digits after the point, halves away from zero; never minus zero. A
// non-finite value is returned as it is.
double RoundToDecimals(double value, int decimals);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_ROUND_TO_DECIMALS_H_
