// SPDX-License-Identifier: Apache-2.0

#include "advice/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "advice/history.h"
#include "tests/advice/report_maker.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

Report Jpeg(int side, double quality) {
  return MakeReport(side, side, {{"compression.jpeg_quality", quality}});
}

std::vector<Source> Sources(const std::vector<Report>& reports) {
  std::vector<Source> sources;
  for (const Report& report : reports) sources.push_back({report, {}});
  return sources;
}

int Best(const std::vector<Report>& reports, const Target& target = {}) {
  const absl::StatusOr<std::vector<RankedSource>> ranked = Choose(Sources(reports), target);
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
  const absl::StatusOr<std::vector<RankedSource>> ranked =
      Choose(Sources(reports), *ParsePrint("4x3in"));
  EXPECT_THAT(ranked->front().reason, HasSubstr("all 1500 x 1125 px carry detail"));
  EXPECT_THAT(ranked->front().reason, HasSubstr("enough for the target"));
  EXPECT_THAT(ranked->back().reason, HasSubstr("enlarged before, native scale 0.25"));
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

// Two files have its source's size: it stands behind the better one, with figures of its own.
TEST(ChooseTest, WhatIsSaidOfAFileIsItsOwn) {
  Report result = MakeReport(2048, 2048);
  History history;
  history.source_width = history.source_height = 512;
  history.steps = {{"upscale", 4.0, 0.0, 0.0, 2048, 2048, "upscale-x4-std", "", ""}};
  const absl::StatusOr<std::string> xmp = AddHistoryToXmp("", history);
  ASSERT_TRUE(xmp.ok()) << xmp.status();
  result.xmp = *xmp;
  const absl::StatusOr<std::vector<RankedSource>> alone = Choose(Sources({result}), {});
  const absl::StatusOr<std::vector<RankedSource>> ranked =
      Choose(Sources({result,
                      MakeReport(512, 512, {{"compression.jpeg_quality", 20.0}}),
                      MakeReport(512, 512, {{"noise.luma_sigma", 5.0}})}),
             {});
  ASSERT_TRUE(ranked.ok()) << ranked.status();
  EXPECT_EQ((*ranked)[0].index, 2);
  EXPECT_EQ((*ranked)[1].index, 0);
  EXPECT_EQ((*ranked)[1].made_from, 2);
  EXPECT_EQ((*ranked)[1].effective.width, alone->front().effective.width);
  EXPECT_THAT((*ranked)[1].reason, HasSubstr("All of its detail is in photo.png."));
}

cv::Mat Scene(int seed, cv::Size size) {
  cv::Mat small(12, 16, CV_32F);
  cv::RNG(static_cast<uint64_t>(seed)).fill(small, cv::RNG::UNIFORM, 0.0, 255.0);
  cv::Mat scene;
  cv::resize(small, scene, size, 0.0, 0.0, cv::INTER_CUBIC);
  return scene;
}

// Enlarging smooths: by noise alone the enlargement would come first.
TEST(ChooseTest, AnEnlargementComesAfterItsSourceWhateverItsPxSay) {
  const Report noisy = MakeReport(800, 600, {{"noise.luma_sigma", 9.0}});
  const Report enlarged =
      MakeReport(1600, 1200, {{"resolution.native_scale", 0.5}, {"noise.luma_sigma", 3.0}});
  const absl::StatusOr<std::vector<RankedSource>> apart = Choose(Sources({enlarged, noisy}), {});
  ASSERT_TRUE(apart.ok()) << apart.status();
  EXPECT_EQ(apart->front().index, 0);
  const absl::StatusOr<std::vector<RankedSource>> ranked =
      Choose({{enlarged, Scene(1, {640, 480})}, {noisy, Scene(1, {640, 480})}}, {});
  ASSERT_TRUE(ranked.ok()) << ranked.status();
  EXPECT_EQ(ranked->front().index, 1);
  EXPECT_EQ(ranked->back().made_from, 1);
  // A file of more px than the enlargement's source is no source of it, nor is another picture.
  Report large = noisy;
  large.width = 700;
  large.height = 525;
  const absl::StatusOr<std::vector<RankedSource>> smaller =
      Choose({{enlarged, Scene(1, {640, 480})}, {large, Scene(1, {640, 480})}}, {});
  EXPECT_EQ(smaller->front().index, 0);
}

// An enlargement in between has no more of the scene than its own source: what shows twice that was
// not made from it.
TEST(ChooseTest, AnEnlargementHoldsOnlyWhatItWasMadeFrom) {
  const Report between = MakeReport(800, 600, {{"resolution.native_scale", 0.5}});
  const Report large = MakeReport(1600, 1200, {{"resolution.native_scale", 0.5}});
  const auto made_from = [&](const Report& small) {
    const absl::StatusOr<std::vector<RankedSource>> ranked =
        Choose({{large, Scene(1, {640, 480})}, {small, Scene(1, {640, 480})}}, {});
    EXPECT_TRUE(ranked.ok()) << ranked.status();
    return (*ranked)[(*ranked)[0].index == 0 ? 0 : 1].made_from;
  };
  EXPECT_EQ(made_from(between), -1);
  EXPECT_EQ(made_from(MakeReport(800, 600)), 1);
}

TEST(ChooseTest, UnknownBlurIsNotCalledDetail) {
  Report flat = MakeReport(800, 600);
  SetUnknown(&flat, "blur.sigma", "no clear edges");
  const absl::StatusOr<std::vector<RankedSource>> ranked = Choose(Sources({flat}), {});
  ASSERT_TRUE(ranked.ok()) << ranked.status();
  EXPECT_THAT(ranked->front().reason, HasSubstr("no clear edge tells"));
}

TEST(ChooseTest, SaysWhichFilesShowAnotherScene) {
  const Report report = MakeReport(800, 600);
  const absl::StatusOr<std::vector<RankedSource>> ranked = Choose({{report, Scene(1, {640, 480})},
                                                                   {report, Scene(2, {640, 480})},
                                                                   {report, Scene(1, {320, 240})}},
                                                                  {});
  ASSERT_TRUE(ranked.ok()) << ranked.status();
  EXPECT_EQ((*ranked)[0].scene, 0);
  EXPECT_EQ((*ranked)[1].scene, 1);
  EXPECT_EQ((*ranked)[2].scene, 0);
}

// What print and advise count, and what is wrong beside it.
TEST(ChooseTest, DetailAndDamageAreToldApart) {
  const absl::StatusOr<std::vector<RankedSource>> ranked =
      Choose(Sources({MakeReport(1000,
                                 1000,
                                 {{"blur.sigma", 2.0},
                                  {"compression.jpeg_quality", 50.0},
                                  {"halo.oversharpened", 10.0}}),
                      MakeReport(1000, 1000, {{"halo.oversharpened", 95.0}})}),
             {});
  ASSERT_TRUE(ranked.ok()) << ranked.status();
  EXPECT_EQ(ranked->front().index, 1);
  EXPECT_THAT(ranked->front().reason, HasSubstr("With its over-sharpened edges worth 850 x 850"));
  EXPECT_NEAR(ranked->back().effective.detail, 0.5, 1e-9);
  EXPECT_THAT(ranked->back().reason,
              HasSubstr("hold 500 x 500 px of detail (blur 2.0 px). With its JPEG quality 50 worth "
                        "375 x 375 clean px."));
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
  EXPECT_FALSE(Choose(Sources({Report()}), {}).ok());
}

}  // namespace
}  // namespace sharpscale
