// SPDX-License-Identifier: Apache-2.0

#include "report/numbers.h"

#include <gtest/gtest.h>

#include <limits>

namespace sharpscale {
namespace {

TEST(Numbers, RoundsHalvesAwayFromZeroAndNeverGivesMinusZero) {
  EXPECT_EQ(RoundToDecimals(0.05, 1), 0.1);
  EXPECT_EQ(RoundToDecimals(-2.5, 0), -3.0);
  EXPECT_FALSE(std::signbit(RoundToDecimals(-0.04, 1)));
  EXPECT_EQ(RoundToDecimals(1e300, 9), 1e300);
  EXPECT_TRUE(std::isnan(RoundToDecimals(std::nan(""), 1)));
}

TEST(Numbers, ReadAsPeopleWriteThem) {
  EXPECT_EQ(FormatNumber(-0.04, 1), "0.0");
  EXPECT_EQ(FormatNumber(-4.0, 0), "\u22124");
  EXPECT_EQ(FormatNumber(std::numeric_limits<double>::infinity(), 1), "unknown");
  EXPECT_EQ(FormatWithUnit(7.55, 1, "%"), "7.6\u00a0%");
  EXPECT_EQ(FormatWithUnit(std::nan(""), 1, "%"), "unknown");
  EXPECT_EQ(FormatBytes(999), "999\u00a0B");
  EXPECT_EQ(FormatBytes(34700), "34.7\u00a0kB");
  EXPECT_EQ(FormatBytes(560'000), "560\u00a0kB");
  EXPECT_EQ(FormatBytes(2'100'000), "2.10\u00a0MB");
  EXPECT_EQ(FormatSeconds(9.4), "9.4\u00a0s");
  EXPECT_EQ(FormatSeconds(200), "3\u00a0min 20\u00a0s");
  EXPECT_EQ(FormatFactor(3.516), "3.52\u00d7");
}

TEST(Numbers, UnknownStaysUnknown) {
  Measurement measurement;
  measurement.id = "halo.overshoot";
  measurement.unit = "%";
  EXPECT_EQ(FormatMeasurement(measurement), "unknown");
  EXPECT_EQ(FormatInterval(measurement), "");
  measurement.value = std::nan("");
  EXPECT_EQ(FormatMeasurement(measurement), "unknown");
  measurement.value.reset();
  measurement.word = "motion";
  EXPECT_EQ(FormatMeasurement(measurement), "motion");
}

}  // namespace
}  // namespace sharpscale
