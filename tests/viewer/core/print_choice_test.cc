// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/print_choice.h"

#include <gmock/gmock.h>

namespace sharpscale::viewer {
namespace {

std::vector<PrintRow> Rows() {
  std::vector<PrintRow> rows;
  for (const Target& target : PrintTableTargets()) {
    PrintRow row;
    row.paper = target.label;
    row.target = target;
    row.ppi_file = 1000.0 / *target.print_height_in;
    row.ppi_true = 700.0 / *target.print_height_in;
    row.at_reading = row.ppi_true > 286 ? PrintVerdict::kSharp : PrintVerdict::kSoft;
    row.ppi_after = 3000.0 / *target.print_height_in;
    row.plan_verdict = PlanVerdict::kPlan;
    rows.push_back(row);
  }
  return rows;
}

TEST(PrintChoiceTest, PapersAreTurnedAndSorted) {
  EXPECT_EQ(PaperName("8 x 10 in", true), "10 × 8 in");
  EXPECT_EQ(PaperName("8 x 10 in", false), "8 × 10 in");
  EXPECT_EQ(PaperName("A4", true), "A4");
  Target chosen;
  chosen.print_width_in = 20.0;
  chosen.print_height_in = 16.0;
  const std::vector<PaperRow> rows = PaperRows(Rows(), nullptr, true, chosen);
  ASSERT_EQ(rows.size(), Rows().size());
  for (size_t i = 1; i < rows.size(); ++i) {
    const auto area = [&](size_t k) {
      return *rows[k].target.print_width_in * *rows[k].target.print_height_in;
    };
    EXPECT_LE(area(i - 1), area(i));
  }
  const auto marked =
      std::find_if(rows.begin(), rows.end(), [](const PaperRow& row) { return row.is_target; });
  ASSERT_NE(marked, rows.end());
  EXPECT_EQ(marked->name, "20 × 16 in");
  EXPECT_DOUBLE_EQ(*marked->after, 150.0);
}

TEST(PrintChoiceTest, AResultIsJudgedInItsOwnRight) {
  std::vector<PrintRow> result = Rows();
  for (PrintRow& row : result) {
    row.ppi_file *= 4.0;
    row.ppi_true *= 2.0;
    row.at_reading = PrintVerdict::kSharp;
  }
  const std::vector<PaperRow> rows = PaperRows(Rows(), &result, false, {});
  EXPECT_DOUBLE_EQ(*rows[0].after, 4.0 * rows[0].now);
  EXPECT_DOUBLE_EQ(rows[0].truth, 1.4 * rows[0].now);
  EXPECT_EQ(rows.back().at_reading, PrintVerdict::kSharp);
}

TEST(PrintChoiceTest, NothingPlannedHasNoAfter) {
  std::vector<PrintRow> source = Rows();
  source[0].plan_verdict = PlanVerdict::kNotFixable;
  const std::vector<PaperRow> rows = PaperRows({source[0]}, nullptr, false, {});
  EXPECT_FALSE(rows[0].after);
}

TEST(PrintChoiceTest, ShowsTheSizesAroundTheOneThatMatters) {
  Target chosen;
  chosen.print_width_in = 24.0;
  chosen.print_height_in = 36.0;
  const std::vector<PaperRow> rows = PaperRows(Rows(), nullptr, false, chosen);
  const std::vector<size_t> some = RowsThatMatter(rows, 6);
  ASSERT_EQ(some.size(), 6u);
  EXPECT_TRUE(std::any_of(some.begin(), some.end(), [&](size_t i) { return rows[i].is_target; }));
  for (size_t i = 1; i < some.size(); ++i) EXPECT_EQ(some[i], some[i - 1] + 1);
  EXPECT_EQ(RowsThatMatter(rows, 100).size(), rows.size());
  EXPECT_TRUE(RowsThatMatter({}, 6).empty());
}

}  // namespace
}  // namespace sharpscale::viewer
