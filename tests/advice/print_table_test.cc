// SPDX-License-Identifier: Apache-2.0

#include "advice/print_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "advice/history.h"
#include "tests/advice/report_maker.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

std::vector<PrintRow> Table(const Report& report) {
  const absl::StatusOr<std::vector<PrintRow>> rows = PrintTable(report);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? *rows : std::vector<PrintRow>();
}

const PrintRow& Row(const std::vector<PrintRow>& rows, std::string_view paper) {
  for (const PrintRow& row : rows) {
    if (row.paper == paper) return row;
  }
  static const PrintRow kNone;
  ADD_FAILURE() << "no row " << paper;
  return kNone;
}

TEST(PrintTableTest, HasAllPapers) {
  const std::vector<PrintRow> rows = Table(MakeReport(6000, 4000));
  ASSERT_EQ(rows.size(), 14u);
  EXPECT_EQ(rows.front().paper, "4 x 6 in");
  EXPECT_EQ(rows.back().paper, "A0");
  // Turned to the picture.
  EXPECT_EQ(rows.front().needed_width, 1800);
  EXPECT_EQ(rows.front().needed_height, 1200);
  EXPECT_NEAR(rows.front().ppi_file, 1000.0, 1e-6);
  EXPECT_EQ(rows.front().action, "Nothing to do");
}

TEST(PrintTableTest, AShakenOrSmearedPictureIsNotFairAtEverySize) {
  // 29 px of motion over crisp edges across it: a standard deviation of 8.4 px.
  const PrintRow shaken =
      Row(Table(MakeReport(800, 800, {{"blur.sigma", 1.27}, {"blur.motion_length", 29.3}})),
          "4 x 6 in");
  EXPECT_NEAR(shaken.ppi_true, 200.0 / 8.55, 0.2);
  EXPECT_EQ(shaken.at_reading, PrintVerdict::kSoft);
  EXPECT_THAT(shaken.why, HasSubstr("motion blur 29 px"));
  const std::vector<PrintRow> smeared = Table(MakeReport(800, 800, {{"blur.sigma", 2.99}}));
  for (const char* paper : {"4 x 6 in", "8 x 10 in", "A4", "A0"}) {
    EXPECT_EQ(Row(smeared, paper).after_plan, PrintVerdict::kSoft) << paper;
  }
}

TEST(PrintTableTest, Square1080On8x10) {
  // The whole picture is on the paper unless it is to be filled.
  EXPECT_NEAR(Row(Table(MakeReport(1080, 1080)), "8 x 10 in").ppi_file, 135.0, 0.01);
  PrintTableOptions options;
  options.fit = FitMode::kCover;
  const absl::StatusOr<std::vector<PrintRow>> rows =
      PrintTable(MakeReport(1080, 1080, {{"blur.sigma", 0.4}}), options);
  ASSERT_TRUE(rows.ok()) << rows.status();
  const PrintRow row = Row(*rows, "8 x 10 in");
  EXPECT_EQ(row.needed_width, 2400);
  EXPECT_EQ(row.needed_height, 3000);
  EXPECT_NEAR(row.factor, 2.778, 5e-4);
  EXPECT_NEAR(row.ppi_file, 108.0, 0.01);
  EXPECT_EQ(row.at_reading, PrintVerdict::kSoft);
  EXPECT_EQ(row.action, "Enlarge 2.8x");
  EXPECT_EQ(row.after_plan, PrintVerdict::kCrisp);
  EXPECT_NEAR(row.ppi_true_after, row.ppi_true, 1e-9);
  EXPECT_NEAR(row.sharp_from_in, 31.8, 0.1);
}

TEST(PrintTableTest, BlurCountsNotOnlyPixels) {
  const PrintRow sharp = Row(Table(MakeReport(6000, 4800)), "16 x 20 in");
  EXPECT_EQ(sharp.at_reading, PrintVerdict::kSharp);
  const PrintRow blurred = Row(Table(MakeReport(6000, 4800, {{"blur.sigma", 6.0}})), "16 x 20 in");
  EXPECT_NEAR(blurred.ppi_file, 300.0, 1e-9);
  EXPECT_NEAR(blurred.ppi_true, 50.0, 1e-9);
  EXPECT_EQ(blurred.at_reading, PrintVerdict::kSoft);
  EXPECT_EQ(blurred.after_plan, PrintVerdict::kSoft);
  EXPECT_EQ(blurred.plan_verdict, PlanVerdict::kNotFixable);
  EXPECT_THAT(blurred.why, HasSubstr("only 50 ppi carry detail (blur 6.0 px)"));
  // On a small paper the blur disappears.
  EXPECT_EQ(Row(Table(MakeReport(6000, 4800, {{"blur.sigma", 3.0}})), "4 x 6 in").at_reading,
            PrintVerdict::kSharp);
}

TEST(PrintTableTest, AnOldEnlargementCounts) {
  const PrintRow row =
      Row(Table(MakeReport(3000, 2400, {{"resolution.native_scale", 0.5}, {"blur.sigma", 0.6}})),
          "8 x 10 in");
  EXPECT_NEAR(row.ppi_true, 150.0, 1e-9);
  EXPECT_EQ(row.at_reading, PrintVerdict::kFair);
  EXPECT_THAT(row.why, HasSubstr("enlarged before"));
}

TEST(PrintTableTest, ASlightOldEnlargementCountsWhereItIsSure) {
  Report report = MakeReport(2400, 3000, {{"resolution.native_scale", 0.88}});
  const auto interval = [&](double low, double high) {
    for (Measurement& measurement : report.measurements) {
      if (measurement.id != "resolution.native_scale") continue;
      measurement.low = low;
      measurement.high = high;
    }
  };
  interval(0.87, 0.89);
  PrintRow row = Row(Table(report), "8 x 10 in");
  EXPECT_NEAR(row.ppi_file, 300.0, 1e-9);
  EXPECT_NEAR(row.ppi_true, 264.0, 1e-9);
  EXPECT_EQ(row.at_reading, PrintVerdict::kFair);
  EXPECT_EQ(row.action, "Nothing to gain");
  EXPECT_THAT(row.why, HasSubstr("enlarged before, native scale 0.88"));
  const absl::StatusOr<Plan> plan = Advise(report, row.target);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_NEAR(plan->ppi_true, 264.0, 1e-9);
  EXPECT_THAT(plan->why, HasSubstr("264 ppi"));
  // In doubt it is taken as it is, and the doubt is said.
  interval(0.8, 1.0);
  row = Row(Table(report), "8 x 10 in");
  EXPECT_NEAR(row.ppi_true, 300.0, 1e-9);
  EXPECT_THAT(row.why, HasSubstr("perhaps enlarged before"));
  SetUnknown(&report, "resolution.native_scale", "too few px");
  EXPECT_THAT(Row(Table(report), "8 x 10 in").why,
              HasSubstr("whether it was enlarged before cannot be told (too few px)"));
}

TEST(PrintTableTest, DistanceDecides) {
  EXPECT_EQ(JudgePrint({150.0}, 60.0), PrintVerdict::kSharp);  // 57 needed
  EXPECT_EQ(JudgePrint({150.0}, 12.0), PrintVerdict::kFair);   // 287 needed
  EXPECT_EQ(JudgePrint({100.0}, 12.0), PrintVerdict::kSoft);
  EXPECT_EQ(JudgePrint({0.0}, 12.0), PrintVerdict::kSoft);
}

TEST(PrintTableTest, AnEnlargementIsNeverSharp) {
  // 286.5 ppi are needed. Edges as a network leaves them, detail of 150, 70, 40 and 10 ppi.
  EXPECT_EQ(JudgePrint({300.0, 300.0}, 12.0), PrintVerdict::kSharp);
  EXPECT_EQ(JudgePrint({150.0, 300.0}, 12.0), PrintVerdict::kCrisp);
  EXPECT_EQ(JudgePrint({70.0, 300.0}, 12.0), PrintVerdict::kCrisp);  // 4.1x
  EXPECT_EQ(JudgePrint({40.0, 300.0}, 12.0), PrintVerdict::kFair);   // 7.2x
  EXPECT_EQ(JudgePrint({10.0, 300.0}, 12.0), PrintVerdict::kSoft);   // 29x
  // Soft edges count for what they are, and nobody's edges not at all.
  EXPECT_EQ(JudgePrint({70.0, 200.0}, 12.0), PrintVerdict::kFair);
  EXPECT_EQ(JudgePrint({70.0, 100.0}, 12.0), PrintVerdict::kSoft);
  EXPECT_EQ(JudgePrint({70.0, 0.0}, 12.0), PrintVerdict::kSoft);
}

// What the table promises for a plan is what it says of the plan's result.
TEST(PrintTableTest, ThePromiseIsWhatTheResultIsToldToBe) {
  for (const double native : {1.0, 0.88}) {
    const Report before =
        MakeReport(1024, 768, {{"resolution.native_scale", native}, {"blur.sigma", 0.4}});
    for (const char* paper : {"5 x 7 in", "8 x 10 in", "11 x 14 in", "16 x 20 in", "24 x 36 in"}) {
      const PrintRow promised = Row(Table(before), paper);
      const absl::StatusOr<Plan> plan = Advise(before, promised.target);
      ASSERT_TRUE(plan.ok()) << plan.status();
      ASSERT_EQ(plan->verdict, PlanVerdict::kPlan) << paper;
      History history = HistoryOf(*plan);
      history.source_width = before.width;
      history.source_height = before.height;
      // As soft as networks leave an edge of 0.4 px.
      const double left = native < 1.0 ? 0.25 : 0.24;
      Report after = MakeReport(
          plan->target_width, plan->target_height, {{"blur.sigma", left * plan->factor_needed}});
      const absl::StatusOr<std::string> xmp = AddHistoryToXmp("", history);
      ASSERT_TRUE(xmp.ok()) << xmp.status();
      after.xmp = *xmp;
      const PrintRow told = Row(Table(after), paper);
      EXPECT_EQ(told.at_reading, promised.after_plan) << paper << ", native " << native;
      EXPECT_NEAR(told.ppi_true, promised.ppi_true, 0.01 * promised.ppi_true) << paper;
      EXPECT_NEAR(promised.ppi_true_after, promised.ppi_true, 1e-9) << paper;
      EXPECT_EQ(told.plan_verdict, PlanVerdict::kNothingToDo) << paper;
      EXPECT_EQ(told.action, "Enlarged already") << paper;
    }
  }
}

// A repair may leave edges softer than the factor alone would: the source's detail is still there.
TEST(PrintTableTest, ARecordedResultHoldsItsSourcesDetail) {
  const Report before = MakeReport(900, 600);
  const PrintRow promised = Row(Table(before), "5 x 7 in");
  History history = HistoryOf(*Advise(before, promised.target));
  history.source_width = before.width;
  history.source_height = before.height;
  const absl::StatusOr<std::string> xmp = AddHistoryToXmp("", history);
  ASSERT_TRUE(xmp.ok()) << xmp.status();
  const auto told = [&](double blur) {
    Report after =
        MakeReport(promised.needed_width, promised.needed_height, {{"blur.sigma", blur}});
    after.xmp = *xmp;
    return Row(Table(after), "5 x 7 in").ppi_true;
  };
  EXPECT_NEAR(told(1.0), promised.ppi_true, 1.0);
  EXPECT_NEAR(told(1.4 * promised.factor), promised.ppi_true, 1.0);
  // Somebody blurred it since.
  EXPECT_NEAR(told(3.0 * promised.factor), promised.ppi_true / 3.0, 1.0);
}

// Of a plan that only sharpens, too.
TEST(PrintTableTest, SharpenedEdgesAreCrispBeforeAndAfter) {
  const Report before = MakeReport(1800, 1200, {{"blur.sigma", 1.3}});
  const PrintRow promised = Row(Table(before), "4 x 6 in");
  EXPECT_EQ(promised.at_reading, PrintVerdict::kFair);
  EXPECT_EQ(promised.after_plan, PrintVerdict::kCrisp);
  const absl::StatusOr<Plan> plan = Advise(before, promised.target);
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_TRUE(HasStep(plan->steps, StepKind::kSharpen));
  History history = HistoryOf(*plan);
  history.source_width = before.width;
  history.source_height = before.height;
  const absl::StatusOr<std::string> xmp = AddHistoryToXmp("", history);
  ASSERT_TRUE(xmp.ok()) << xmp.status();
  Report after = MakeReport(1800, 1200, {{"blur.sigma", 0.76}});
  after.xmp = *xmp;
  EXPECT_EQ(Row(Table(after), "4 x 6 in").at_reading, PrintVerdict::kCrisp);
}

// No step brings back what a blur took, however much sharpening the plan holds.
TEST(PrintTableTest, ASoftPictureIsNotPromisedCrisp) {
  double last = 0.0;
  for (const double blur : {0.4, 0.6, 0.8, 1.2, 1.6, 1.98, 2.02, 3.0}) {
    const PrintRow row = Row(Table(MakeReport(1024, 768, {{"blur.sigma", blur}})), "8 x 10 in");
    ASSERT_EQ(row.plan_verdict, PlanVerdict::kPlan) << blur;
    EXPECT_GE(static_cast<double>(row.after_plan), last) << blur;
    last = static_cast<double>(row.after_plan);
    EXPECT_NEAR(row.ppi_true_after, row.ppi_true, 1e-9) << blur;
    if (blur < 0.5) {
      EXPECT_EQ(row.after_plan, PrintVerdict::kCrisp) << blur;
    }
    if (blur > 1.0) {
      EXPECT_EQ(row.after_plan, PrintVerdict::kSoft) << blur;
    }
  }
}

TEST(PrintTableTest, NothingIsPromisedWhereNoEdgeTells) {
  Report flat = MakeReport(3000, 2400);
  SetUnknown(&flat, "blur.sigma", "no edges");
  const PrintRow enough = Row(Table(flat), "8 x 10 in");
  EXPECT_EQ(enough.at_reading, PrintVerdict::kUnknown);
  EXPECT_EQ(enough.after_plan, PrintVerdict::kUnknown);
  EXPECT_THAT(enough.why, HasSubstr("no clear edges: whether it is sharp cannot be told"));
  flat.width = 300;
  flat.height = 240;
  const PrintRow few = Row(Table(flat), "8 x 10 in");
  EXPECT_EQ(few.at_reading, PrintVerdict::kSoft);
  EXPECT_EQ(few.after_plan, PrintVerdict::kUnknown);
}

TEST(PrintTableTest, TooFarIsARowThatSaysSo) {
  // 66x: what advise plans, and that it is too far, in both.
  const Report report = MakeReport(200, 150);
  const PrintRow row = Row(Table(report), "A0");
  EXPECT_THAT(row.action, testing::EndsWith("x: too far"));
  EXPECT_EQ(row.after_plan, PrintVerdict::kSoft);
  const absl::StatusOr<Plan> plan = Advise(report, row.target);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->headline + ": too far", row.action);
  EXPECT_TRUE(std::any_of(plan->cautions.begin(), plan->cautions.end(), [](const Caution& one) {
    return one.rule == "R-093a";
  }));
  // More than 100x is not planned at all.
  EXPECT_EQ(Row(Table(MakeReport(100, 75)), "A0").action, "Too far to enlarge");
}

TEST(PrintTableTest, TextNeedsTwiceThePpi) {
  Report report = MakeReport(3000, 2400);
  SetWord(&report, "content.kind", "text");
  const PrintRow row = Row(Table(report), "8 x 10 in");
  EXPECT_EQ(row.needed_width, 6000);
  EXPECT_EQ(row.at_reading, PrintVerdict::kFair);
  // The advice wants the same px.
  absl::StatusOr<Target> target = ParsePrint("8x10in");
  ASSERT_TRUE(target.ok()) << target.status();
  target->label = DescribeTarget(*target);
  absl::StatusOr<Plan> plan = Advise(report, *target);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->target_width, 6000);
  EXPECT_EQ(plan->target.label, "8 x 10 in at 600 ppi");
  EXPECT_THAT(plan->why, HasSubstr("wanted are 600 ppi, as text and line art need"));
  // A ppi that was named stands, in both.
  PrintTableOptions named;
  named.ppi_given = true;
  const absl::StatusOr<std::vector<PrintRow>> rows = PrintTable(report, named);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(Row(*rows, "8 x 10 in").needed_width, 3000);
  target->ppi_given = true;
  plan = Advise(report, *target);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->target_width, 3000);
}

TEST(PrintTableTest, OurOwnEnlargementCarriesItsSourcesDetail) {
  // Crisp, as networks make it: no measurement says that 750 px were there.
  Report report = MakeReport(3000, 2400);
  History history;
  history.source_width = 750;
  history.source_height = 600;
  history.steps = {{"upscale", 4.0, 0.0, 0.0, 3000, 2400, "upscale-x4-std", "", ""}};
  const absl::StatusOr<std::string> xmp = AddHistoryToXmp("", history);
  ASSERT_TRUE(xmp.ok()) << xmp.status();
  report.xmp = *xmp;
  const PrintRow row = Row(Table(report), "8 x 10 in");
  EXPECT_NEAR(row.ppi_file, 300.0, 1e-9);
  EXPECT_NEAR(row.ppi_true, 75.0, 1e-9);
  EXPECT_THAT(row.why, HasSubstr("enlarged before, native scale 0.25"));
  // Enlarged once more it holds no more: 4x and 2x are beyond one pass.
  const PrintRow large = Row(Table(report), "16 x 20 in");
  EXPECT_EQ(large.after_plan, PrintVerdict::kFair);
  EXPECT_THAT(large.action, HasSubstr("better from the original"));
  // Somebody has reduced it since: the history is about another picture.
  report.width = 1500;
  report.height = 1200;
  EXPECT_NEAR(Row(Table(report), "8 x 10 in").ppi_true, 150.0, 1e-9);
}

TEST(PrintTableTest, TheWholeTableIsMonotoneInPaperSize) {
  const std::vector<PrintRow> rows = Table(MakeReport(2400, 1800, {{"blur.sigma", 1.4}}));
  for (size_t i = 1; i < 7; ++i) {
    EXPECT_LT(rows[i].ppi_file, rows[i - 1].ppi_file);
    EXPECT_GE(rows[i].at_reading, rows[i - 1].at_reading);
  }
}

// A small print that is only sharpened is promised no less than a larger one that is enlarged.
TEST(PrintTableTest, ASmallerPaperIsPromisedNoLess) {
  for (const double blur : {0.5, 0.9, 1.2, 1.5, 1.8}) {
    std::vector<PrintRow> rows = Table(MakeReport(1800, 1200, {{"blur.sigma", blur}}));
    std::sort(rows.begin(), rows.end(), [](const PrintRow& a, const PrintRow& b) {
      return a.ppi_file > b.ppi_file;
    });
    for (size_t i = 1; i < rows.size(); ++i) {
      EXPECT_GE(rows[i].after_plan, rows[i - 1].after_plan)
          << blur << " px: " << rows[i].paper << " after " << rows[i - 1].paper;
    }
  }
}

}  // namespace
}  // namespace sharpscale
