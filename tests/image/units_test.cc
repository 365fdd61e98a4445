// SPDX-License-Identifier: Apache-2.0

#include "image/units.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

TEST(Units, InchesAndMillimetresMeetExactly) {
  EXPECT_EQ(Inches(1), Millimetres(25.4));
  EXPECT_EQ(Inches(10), Centimetres(25.4));
  EXPECT_EQ(Inches(0.125) + Inches(0.125), Inches(0.25));
  EXPECT_LT(Millimetres(203), Inches(8));
}

TEST(Units, PixelsAtPrintSizes) {
  EXPECT_EQ(PixelsAt(Inches(12), 300.0), 3600);
  EXPECT_EQ(PixelsAt(Inches(8.5), 300.0), 2550);
  EXPECT_EQ(PixelsAt(Millimetres(210), 300.0), 2480);  // A4: 2480.31 x 3507.87
  EXPECT_EQ(PixelsAt(Millimetres(297), 300.0), 3508);
  EXPECT_EQ(PixelsAt(Inches(0.5), 3.0), 2);  // 1.5: halves up
  EXPECT_EQ(PixelsAt(Inches(-1), 300.0), 0);
  EXPECT_EQ(PixelsAt(Inches(1), std::nan("")), 0);
  EXPECT_EQ(LengthOf(3600, 300.0), Inches(12));
  EXPECT_EQ(LengthOf(0, 300.0).nanometres, 0);
}

TEST(Units, ParsesWhatPeopleWrite) {
  EXPECT_EQ(ParseLength("12in").value(), Inches(12));
  EXPECT_EQ(ParseLength("12\"").value(), Inches(12));
  EXPECT_EQ(ParseLength("8.5").value(), Inches(8.5));
  EXPECT_EQ(ParseLength("30.5 cm").value(), Millimetres(305));
  EXPECT_EQ(ParseLength("210mm").value(), Millimetres(210));
  for (const char* wrong : {"",
                            "in",
                            "-3in",
                            "0mm",
                            "1e3mm",
                            "nan",
                            "inf",
                            "12px",
                            "1.2.3cm",
                            ".",
                            "0x10mm",
                            "99999999999cm"}) {
    EXPECT_FALSE(ParseLength(wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace sharpscale
