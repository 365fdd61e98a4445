// SPDX-License-Identifier: Apache-2.0

#include "advice/text.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

TEST(FixedNumberTest, RoundsAsTablesDo) {
  EXPECT_EQ(FixedNumber(382.5, 0), "383");
  EXPECT_EQ(FixedNumber(-2.5, 0), "-3");
  EXPECT_EQ(FixedNumber(0.65, 2), "0.65");
  EXPECT_EQ(FixedNumber(2.0, 3), "2.000");
}

TEST(NumberBesideTest, IsToldFromTheLimit) {
  EXPECT_EQ(NumberBeside(1.2, 0.65, 2), "1.20");
  EXPECT_EQ(NumberBeside(0.651, 0.65, 2), "0.651");
  EXPECT_EQ(NumberBeside(0.6496, 0.65, 2), "0.6496");
  EXPECT_EQ(NumberBeside(10.2, 10.0, 0), "10.2");
  // Equal, or nearer than three more digits tell: as it stands.
  EXPECT_EQ(NumberBeside(0.65, 0.65, 2), "0.65");
  EXPECT_EQ(NumberBeside(1.0 + 1e-9, 1.0, 1), "1.0000");
}

}  // namespace
}  // namespace sharpscale
