// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/print_rows.h"

#include <gmock/gmock.h>

namespace sharpscale::viewer {
namespace {

TEST(PrintRowsTest, FillsThePaperAndCountsTrueDetail) {
  PrintInput input;
  input.width = 750;
  input.height = 600;
  input.factor = 4.0;
  input.detail_share = 0.72;
  input.share_of_result = true;
  input.target.print_width_in = 10.0;
  input.target.print_height_in = 8.0;
  const std::vector<PrintRow> rows = PrintRows(input);
  ASSERT_EQ(rows.size(), PaperTable().size());
  const PrintRow& row = rows[2];
  EXPECT_TRUE(row.is_target);
  EXPECT_DOUBLE_EQ(row.now, 75.0);
  EXPECT_DOUBLE_EQ(*row.after, 300.0);
  EXPECT_DOUBLE_EQ(*row.truth, 216.0);
  EXPECT_NEAR(*row.sharp_from_in, 15.9, 0.05);
  EXPECT_EQ(*row.at_reading, PrintSharpness::kFair);
  EXPECT_EQ(*rows[0].at_reading, PrintSharpness::kSharp);
  EXPECT_EQ(*rows[5].at_reading, PrintSharpness::kSoft);
}

TEST(PrintRowsTest, UnknownDetailStaysUnknown) {
  PrintInput input;
  input.width = 600;
  input.height = 750;
  const std::vector<PrintRow> rows = PrintRows(input);
  EXPECT_DOUBLE_EQ(rows[2].now, 75.0);  // the paper turns with the picture
  EXPECT_FALSE(rows[2].truth.has_value());
  EXPECT_FALSE(rows[2].at_reading.has_value());
  EXPECT_FALSE(rows[2].after.has_value());
  EXPECT_TRUE(PrintRows({}).empty());
}

TEST(PrintRowsTest, AnOddTargetGetsItsOwnRowInOrder) {
  PrintInput input;
  input.width = 3000;
  input.height = 2000;
  input.target.print_width_in = 9.0;
  input.target.print_height_in = 6.0;
  const std::vector<PrintRow> rows = PrintRows(input);
  ASSERT_EQ(rows.size(), PaperTable().size() + 1);
  EXPECT_TRUE(rows[2].is_target);
  EXPECT_DOUBLE_EQ(rows[2].long_in, 9.0);
}

}  // namespace
}  // namespace sharpscale::viewer
