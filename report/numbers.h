// SPDX-License-Identifier: Apache-2.0
//
// File: report/numbers.h
//
// Numbers as people and machines read them: no more digits than were measured, real signs (minus,
// times), value and unit held together by a no-break space. Output is UTF-8.
//
//   FormatNumber(-0.04, 1)            -> "0.0"
//   FormatMeasurement(halo_overshoot) -> "7.6 %"

#ifndef SHARPSCALE_REPORT_NUMBERS_H_
#define SHARPSCALE_REPORT_NUMBERS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "advice/round_to_decimals.h"
#include "analysis/measurement.h"

namespace sharpscale {

inline constexpr std::string_view kNoBreakSpace = "\u00a0";

// "12.3", "\u22124"; thousands are not separated. A non-finite value gives "unknown".
std::string FormatNumber(double value, int decimals);

// "7.6 %", "3000 px"; without a unit only the number.
std::string FormatWithUnit(double value, int decimals, std::string_view unit);

// The same for a limit, which is exact: "8 %", not "8.0 %", but "0.35 levels". At most two digits
// more than the measurement has.
std::string FormatLimit(double value, int decimals, std::string_view unit);

// The digits of the metric table (2 for an id that is not in it).
int DecimalsOf(std::string_view metric_id);

// Value with unit, or the word, or "unknown".
std::string FormatMeasurement(const Measurement& measurement);

// "1.1 levels to 1.4 levels" as "1.1\u20131.4 levels"; "" where there is none or it is a point.
std::string FormatInterval(const Measurement& measurement);

// "560 kB", "2.10 MB" (powers of 1000, as cameras and shops count).
std::string FormatBytes(int64_t bytes);

// "0.4 s", "12 s", "3 min 20 s".
std::string FormatSeconds(double seconds);

// "4.00×".
std::string FormatFactor(double factor);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_NUMBERS_H_
