// SPDX-License-Identifier: Apache-2.0

#include "advice/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "advice/paper.h"
#include "advice/viewing.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

Target Print(std::string_view text, FitMode fit = FitMode::kCover) {
  absl::StatusOr<Target> target = ParsePrint(text);
  EXPECT_TRUE(target.ok()) << target.status();
  if (!target.ok()) return {};
  target->fit = fit;
  return *target;
}

TargetPixels Resolve(const Target& target, int width, int height) {
  const absl::StatusOr<TargetPixels> pixels = ResolveTarget(target, width, height);
  EXPECT_TRUE(pixels.ok()) << pixels.status();
  return pixels.ok() ? *pixels : TargetPixels();
}

struct PaperPixels {
  const char* print;
  int width;
  int height;
};

class PaperTest : public testing::TestWithParam<PaperPixels> {};

TEST_P(PaperTest, HasTheExactPixels) {
  const TargetPixels pixels = Resolve(Print(GetParam().print), 1000, 1500);
  EXPECT_EQ(pixels.width, GetParam().width);
  EXPECT_EQ(pixels.height, GetParam().height);
}

// The usual tables of print shops, at 300 ppi.
INSTANTIATE_TEST_SUITE_P(At300,
                         PaperTest,
                         testing::Values(PaperPixels{"A6", 1240, 1748},
                                         PaperPixels{"A5", 1748, 2480},
                                         PaperPixels{"A4", 2480, 3508},
                                         PaperPixels{"a3", 3508, 4961},
                                         PaperPixels{"A2", 4961, 7016},
                                         PaperPixels{"A1", 7016, 9933},
                                         PaperPixels{"A0", 9933, 14043},
                                         PaperPixels{"10x15cm", 1181, 1772},
                                         PaperPixels{"13x18cm", 1535, 2126},
                                         PaperPixels{"15x20cm", 1772, 2362},
                                         PaperPixels{"20x30cm", 2362, 3543},
                                         PaperPixels{"30x40 cm", 3543, 4724},
                                         PaperPixels{"40x60cm", 4724, 7087},
                                         PaperPixels{"50x70cm", 5906, 8268},
                                         PaperPixels{"60x90cm", 7087, 10630},
                                         PaperPixels{"4x6in", 1200, 1800},
                                         PaperPixels{"5x7", 1500, 2100},
                                         PaperPixels{"8x10in", 2400, 3000},
                                         PaperPixels{"8 x 10 in", 2400, 3000},
                                         PaperPixels{"11x14in", 3300, 4200},
                                         PaperPixels{"16x20in@300", 4800, 6000},
                                         PaperPixels{"24x36in", 7200, 10800},
                                         PaperPixels{"letter", 2550, 3300},
                                         PaperPixels{"210x297mm", 2480, 3508},
                                         PaperPixels{"A4@240", 1984, 2806},
                                         PaperPixels{"8x10in@150lpi", 2400, 3000}));

TEST(TargetTest, FitsInsideAndCovers) {
  const Target paper = Print("8x10in", FitMode::kFit);
  const TargetPixels inside = Resolve(paper, 3000, 2000);  // turned to landscape
  EXPECT_EQ(inside.width, 3000);
  EXPECT_EQ(inside.height, 2000);
  const TargetPixels covered = Resolve(Print("8x10in"), 3000, 2000);
  EXPECT_EQ(covered.width, 3000);
  EXPECT_EQ(covered.height, 2400);
  EXPECT_EQ(covered.scaled_width, 3600);
  EXPECT_EQ(covered.scaled_height, 2400);
  EXPECT_DOUBLE_EQ(covered.factor, 1.2);
}

TEST(TargetTest, TurnsPaperButNotAGivenSize) {
  EXPECT_EQ(Resolve(Print("8x10in"), 400, 300).width, 3000);
  EXPECT_EQ(Resolve(Print("8x10in"), 300, 400).width, 2400);
  EXPECT_EQ(Resolve(Print("10x8in"), 300, 300).width, 3000);  // square: as written
  const absl::StatusOr<Target> size = ParseSize("2400x1600");
  ASSERT_TRUE(size.ok());
  EXPECT_EQ(Resolve(*size, 300, 400).height, 1600);
  EXPECT_EQ(Resolve(*size, 300, 400).width, 1200);
}

TEST(TargetTest, OneSideKeepsTheAspectRatio) {
  const TargetPixels wide = Resolve(Print("12in@300"), 1024, 683);
  EXPECT_EQ(wide.width, 3600);
  EXPECT_EQ(wide.height, 2401);  // 683 * 3.515625 = 2401.17
  EXPECT_DOUBLE_EQ(wide.factor, 3.515625);
  Target target;
  target.long_side = 1600;
  EXPECT_EQ(Resolve(target, 800, 600).width, 1600);
  EXPECT_EQ(Resolve(target, 600, 800).height, 1600);
  target = {};
  target.short_side = 1500;
  EXPECT_EQ(Resolve(target, 800, 600).height, 1500);
  target = {};
  target.height = 99;
  EXPECT_EQ(Resolve(target, 1000, 10).width, 9900);
  target = {};
  target.megapixels = 6.0;
  const TargetPixels six = Resolve(target, 3000, 2000);
  EXPECT_EQ(six.width, 3000);
  EXPECT_EQ(six.height, 2000);
  EXPECT_EQ(Resolve(target, 1, 1).width, 2449);
}

TEST(TargetTest, KeepsWhatIsWithinTheRange) {
  Target target;
  target.long_side = 2000;
  target.keep_up_to = 5.0;  // up to 10000 px
  EXPECT_EQ(Resolve(target, 1000, 500).width, 2000);
  EXPECT_EQ(Resolve(target, 4000, 500).width, 4000);
  EXPECT_EQ(Resolve(target, 10000, 500).width, 10000);
  EXPECT_EQ(Resolve(target, 20000, 5000).width, 10000);
  EXPECT_EQ(Resolve(target, 20000, 5000).height, 2500);
}

TEST(TargetTest, NothingSetIsThePictureItself) {
  const TargetPixels own = Resolve(Target(), 17, 31);
  EXPECT_EQ(own.width, 17);
  EXPECT_EQ(own.height, 31);
  EXPECT_EQ(own.factor, 1.0);
}

TEST(TargetTest, ViewingDistanceGivesThePpi) {
  Target target = Print("24x36in");
  target.viewing_distance_in = 60.0;
  EXPECT_NEAR(target.wanted_ppi(), 57.3, 1e-9);
  target.ppi_given = true;
  EXPECT_EQ(target.wanted_ppi(), 300.0);
  EXPECT_NEAR(NeededPpi(12.0), 286.5, 1e-9);
  EXPECT_EQ(NeededPpi(1.0), kMostUsefulPpi);
  EXPECT_NEAR(SharpFrom(300.0), 11.46, 1e-9);
  EXPECT_NEAR(ComfortableDistance(8.0, 10.0), 19.2, 0.05);
  EXPECT_EQ(LineScreenPpi(150.0), 300.0);
}

TEST(TargetTest, RefusesWhatMakesNoSense) {
  Target two;
  two.width = 100;
  two.long_side = 200;
  EXPECT_THAT(ResolveTarget(two, 10, 10).status().message(), HasSubstr("more than one kind"));
  EXPECT_FALSE(ResolveTarget(Target(), 0, 10).ok());
  for (const char* text : {"",
                           "8x",
                           "x10",
                           "8x10parsec",
                           "0x0in",
                           "-8x10in",
                           "8x10in@",
                           "8x10in@3",
                           "8x10in@abc",
                           "A9",
                           "12",
                           "nanxnan",
                           "1e9x1e9in",
                           "8x10in@1e5"}) {
    const absl::StatusOr<Target> target = ParsePrint(text);
    EXPECT_FALSE(target.ok()) << text;
    EXPECT_FALSE(target.status().message().empty());
  }
  for (const char* text : {"", "2400", "2400x", "0x1", "1.5x2", "-1x5", "9999999x1"}) {
    EXPECT_FALSE(ParseSize(text).ok()) << text;
  }
  Target wide;
  wide.width = 200000;
  EXPECT_FALSE(ResolveTarget(wide, 10, 1000).ok());
}

// Who writes 30x20 may mean centimetres, and is told that it was read as inches.
TEST(TargetTest, SaysThatInchesWereTaken) {
  EXPECT_TRUE(ParsePrint("30x20")->inches_assumed);
  for (const char* text : {"8x10", "30x20in", "30x20cm", "30cm", "A4"}) {
    EXPECT_FALSE(ParsePrint(text)->inches_assumed) << text;
  }
}

TEST(TargetTest, ReadsDisplays) {
  const absl::StatusOr<Target> display = ParseDisplay("4K");
  ASSERT_TRUE(display.ok());
  const TargetPixels pixels = Resolve(*display, 1280, 720);
  EXPECT_EQ(pixels.width, 3840);
  EXPECT_EQ(pixels.height, 2160);
  EXPECT_EQ(pixels.factor, 3.0);
  EXPECT_EQ(*ParseDisplay("dci4k")->width, 4096);
  EXPECT_EQ(*ParseDisplay("8k")->height, 4320);
  EXPECT_EQ(*ParseDisplay("1920x1080")->width, 1920);
  EXPECT_THAT(ParseDisplay("9k").status().message(), HasSubstr("dci4k"));
}

TEST(TargetTest, ReadsBytes) {
  EXPECT_EQ(*ParseBytes("150k"), 150000);
  EXPECT_EQ(*ParseBytes("150 KB"), 150000);
  EXPECT_EQ(*ParseBytes("2M"), 2000000);
  EXPECT_EQ(*ParseBytes("1.5M"), 1500000);
  EXPECT_EQ(*ParseBytes("150000"), 150000);
  EXPECT_EQ(*ParseBytes("150KiB"), 153600);
  EXPECT_EQ(*ParseBytes("2 MiB"), 2097152);
  for (const char* text : {"", "k", "0", "-5k", "1x", "1e99", "inf"}) {
    EXPECT_FALSE(ParseBytes(text).ok()) << text;
  }
}

TEST(TargetTest, ReadsLengths) {
  EXPECT_EQ(*ParseLength("60in"), 60.0);
  EXPECT_NEAR(*ParseLength("1.5m"), 59.055, 1e-3);
  EXPECT_EQ(*ParseLength("5ft"), 60.0);
  EXPECT_FALSE(ParseLength("60").ok());
}

}  // namespace
}  // namespace sharpscale
