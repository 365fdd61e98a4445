// SPDX-License-Identifier: Apache-2.0

#include "advice/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "advice/history.h"
#include "tests/advice/report_maker.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

Report Jpeg(int side, double quality) {
  return MakeReport(side, side, {{"compression.jpeg_quality", quality}});
}

int Best(const std::vector<Report>& reports, const Target& target = {}) {
  const absl::StatusOr<std::vector<RankedSource>> ranked = Choose(reports, target);
  EXPECT_TRUE(ranked.ok()) << ranked.status();
  return ranked.ok() ? ranked->front().index : -1;
}

TEST(ChooseTest, ASmallCleanFileBeatsOnlyAHeavilyCompressedOne) {
  const Target print = *ParsePrint("8x10in");
  EXPECT_EQ(Best({Jpeg(1024, 95), Jpeg(2048, 10)}, print), 0);
  EXPECT_EQ(Best({Jpeg(1024, 95), Jpeg(2048, 40)}, print), 1);
}

TEST(ChooseTest, AnOldEnlargementDoesNotCount) {
  const std::vector<Report> reports = {
      MakeReport(4000, 3000, {{"resolution.native_scale", 0.25}, {"blur.sigma", 2.4}}),
      MakeReport(1500, 1125)};
  EXPECT_EQ(Best(reports), 1);
  const absl::StatusOr<std::vector<RankedSource>> ranked = Choose(reports, *ParsePrint("4x3in"));
  EXPECT_THAT(ranked->front().reason, HasSubstr("all 1500 x 1125 px carry detail"));
  EXPECT_THAT(ranked->front().reason, HasSubstr("enough for the target"));
  EXPECT_THAT(ranked->back().reason, HasSubstr("enlarged before x0.25"));
  EXPECT_TRUE(ranked->front().sufficient);
  EXPECT_FALSE(ranked->back().sufficient);
}

// A network's enlargement has crisp edges and yet no more detail than its source.
TEST(ChooseTest, ASourceComesBeforeItsOwnCrispEnlargement) {
  const Report crisp =
      MakeReport(2400, 2400, {{"resolution.native_scale", 0.213}, {"blur.sigma", 0.6}});
  EXPECT_EQ(Best({crisp, MakeReport(512, 512)}), 1);
  // On screens repeated patterns look enlarged; crisp edges clear them.
  Report screen = crisp;
  SetWord(&screen, "content.kind", "screenshot");
  EXPECT_EQ(Best({screen, MakeReport(512, 512)}), 0);
}

// Its source is compressed, it is not: it holds no more for that.
TEST(ChooseTest, OurOwnEnlargementComesAfterItsSource) {
  Report result = MakeReport(2048, 2048);
  History history;
  history.source_width = history.source_height = 512;
  history.steps = {{"upscale", 4.0, 0.0, 0.0, 2048, 2048, "upscale-x4-std", "", ""}};
  const absl::StatusOr<std::string> xmp = AddHistoryToXmp("", history);
  ASSERT_TRUE(xmp.ok()) << xmp.status();
  result.xmp = *xmp;
  EXPECT_EQ(Best({result, MakeReport(512, 512, {{"compression.jpeg_quality", 50.0}})}), 1);
}

// Two files have its source's size: it is not held to the worse one.
TEST(ChooseTest, OfSeveralPossibleSourcesTheBestCounts) {
  Report result = MakeReport(2048, 2048);
  History history;
  history.source_width = history.source_height = 512;
  history.steps = {{"upscale", 4.0, 0.0, 0.0, 2048, 2048, "upscale-x4-std", "", ""}};
  const absl::StatusOr<std::string> xmp = AddHistoryToXmp("", history);
  ASSERT_TRUE(xmp.ok()) << xmp.status();
  result.xmp = *xmp;
  const absl::StatusOr<std::vector<RankedSource>> ranked = Choose(
      {result, MakeReport(512, 512, {{"compression.jpeg_quality", 20.0}}), MakeReport(512, 512)},
      {});
  ASSERT_TRUE(ranked.ok()) << ranked.status();
  EXPECT_EQ((*ranked)[0].index, 2);
  EXPECT_EQ((*ranked)[1].index, 0);
  EXPECT_GT((*ranked)[1].effective.width, 0.9 * 512);
}

TEST(ChooseTest, BlurAndNoiseCount) {
  EXPECT_EQ(Best({MakeReport(2000, 2000, {{"blur.sigma", 3.0}}), MakeReport(1000, 1000)}), 1);
  EXPECT_EQ(Best({MakeReport(1000, 1000, {{"noise.luma_sigma", 20.0}}), MakeReport(900, 900)}), 1);
}

TEST(ChooseTest, TheSideThatDecidesCounts) {
  Target wide;
  wide.width = 2000;
  EXPECT_EQ(Best({MakeReport(1000, 3000), MakeReport(1200, 400)}, wide), 1);
}

TEST(ChooseTest, UnknownCountsAsGoodAndTiesKeepTheOrder) {
  Report bare;
  bare.width = bare.height = 100;
  EXPECT_EQ(Best({bare, bare}), 0);
  EXPECT_FALSE(Choose({}, {}).ok());
  EXPECT_FALSE(Choose({Report()}, {}).ok());
}

}  // namespace
}  // namespace sharpscale
