// SPDX-License-Identifier: Apache-2.0

#include "enhance/enhance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "analysis/analyze.h"
#include "analysis/compare.h"
#include "enhance/check_output.h"
#include "enhance/resize_stage.h"
#include "tests/enhance/fake_networks.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Step Upscale(double factor) {
  Step step;
  step.kind = StepKind::kUpscale;
  step.factor = factor;
  return step;
}

Step Resize(int width, int height) {
  Step step;
  step.kind = StepKind::kResize;
  step.width = width;
  step.height = height;
  return step;
}

Step SharpenBy(double strength) {
  Step step;
  step.kind = StepKind::kSharpen;
  step.strength = strength;
  return step;
}

Plan PlanOf(std::vector<Step> steps, int width = 0, int height = 0) {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.steps = std::move(steps);
  plan.target_width = width;
  plan.target_height = height;
  return plan;
}

std::shared_ptr<FakeShelf> GoodShelf() {
  auto shelf = std::make_shared<FakeShelf>();
  for (const int scale : {2, 3, 4}) {
    shelf->Put("upscale", scale, std::make_shared<FakeNetwork>(scale, 6, GoodBody(scale)));
  }
  shelf->Put("restore", 1, std::make_shared<FakeNetwork>(1, 4, GoodBody(1)));
  return shelf;
}

EnhanceOptions WithShelf(std::shared_ptr<NetworkShelf> shelf) {
  EnhanceOptions options;
  options.shelf = std::move(shelf);
  options.tier = "std";  // stand-ins do not know of turned tiles
  return options;
}

Image Enhanced(const Image& image,
               const Plan& plan,
               const EnhanceOptions& options,
               EnhanceResult* result = nullptr) {
  absl::StatusOr<Image> out = EnhanceImage(image, Report(), plan, options, result);
  EXPECT_TRUE(out.ok()) << out.status();
  return out.ok() ? *out : Image();
}

Report BlurOf(double sigma) {
  Report report;
  Measurement blur;
  blur.id = "blur.sigma";
  blur.value = sigma;
  report.measurements.push_back(blur);
  return report;
}

// The sizes of product.md 1.5: source, passes, exact target.
TEST(EnhanceTest, EndsAtExactlyThePixelsAsked) {
  struct Row {
    cv::Size source;
    std::vector<double> passes;
    cv::Size target;
  };
  const Row rows[] = {
      {{1024 / 4, 768 / 4}, {4}, {900, 675}},   // R-050 at a quarter of its size
      {{1080 / 4, 1350 / 4}, {3}, {600, 750}},  // R-051 portrait: 2.22x
      {{128, 128}, {4, 2}, {1024, 1024}},       // R-052: 8x in two passes
      {{150, 100}, {4}, {500, 333}},            // R-054
      {{200, 133}, {4}, {500, 333}},            // R-055
      {{50, 50}, {4, 2}, {400, 300}},           // R-058: cover, crop to 4:3
      {{433, 289}, {4}, {1200, 1500}},          // landscape into portrait
      {{320, 180}, {3}, {960, 540}},            // R-05A
  };
  for (const Row& row : rows) {
    std::vector<Step> steps;
    for (const double factor : row.passes) steps.push_back(Upscale(factor));
    steps.push_back(Resize(row.target.width, row.target.height));
    EnhanceResult result;
    const Image out = Enhanced(Picture(Scene(row.source.width, row.source.height)),
                               PlanOf(steps, row.target.width, row.target.height),
                               WithShelf(GoodShelf()),
                               &result);
    EXPECT_EQ(out.pixels.size(), row.target);
    EXPECT_EQ(result.width, row.target.width);
    EXPECT_THAT(result.fallbacks, IsEmpty());
  }
}

TEST(EnhanceTest, ANamedNetworkIsNotQuietlyReplaced) {
  const Image source = Picture(Scene(60, 40));
  const Plan plan = PlanOf({Upscale(2)}, 120, 80);
  EnhanceOptions options = WithShelf(std::make_shared<FakeShelf>());  // holds nothing
  EnhanceResult result;
  Enhanced(source, plan, options, &result);  // the plan's own choice is replaced, which is said
  EXPECT_EQ(result.fallbacks.size(), 1u);
  options.model = "nosuch.safetensors";
  EXPECT_FALSE(EnhanceImage(source, Report(), plan, options, &result).ok());
}

TEST(EnhanceTest, ANetworkThatStandsInForADamagedOneIsNamed) {
  const auto shelf = GoodShelf();
  shelf->lacking = "a file is damaged";
  EnhanceResult result;
  Enhanced(Picture(Scene(60, 40)), PlanOf({Upscale(2)}, 120, 80), WithShelf(shelf), &result);
  ASSERT_EQ(result.fallbacks.size(), 1u);
  EXPECT_THAT(result.fallbacks[0], HasSubstr("damaged; fake is used"));
  EXPECT_EQ(result.stages[0].model, "fake");
}

TEST(EnhanceTest, WhatIsKnownToHaveBeenMadeSmallerIsHeldToItsSource) {
  Plan plan = PlanOf({Upscale(2)}, 240, 160);
  plan.steps[0].conditions = "area";
  plan.steps[0].measured = false;
  const Image source = Picture(Scene(120, 80));
  // An area of the source is the mean of its four px.
  const auto off = [&source](const Image& large) {
    cv::Mat small;
    cv::resize(large.pixels, small, source.pixels.size(), 0, 0, cv::INTER_AREA);
    return MaxDifference(small, source.pixels);
  };
  EnhanceOptions options = WithShelf(GoodShelf());
  options.colour_lock = false;
  EnhanceResult result;
  EXPECT_LE(off(Enhanced(source, plan, options, &result)), 1.0);
  EXPECT_THAT(result.stages[0].note, HasSubstr("Held to the source"));
  EXPECT_THAT(result.fallbacks, IsEmpty());
  plan.steps[0].conditions = "clean";
  EXPECT_GT(off(Enhanced(source, plan, options, &result)), 1.0);
}

TEST(EnhanceTest, AScanAtOneBitGetsTheNetworkForLineart) {
  cv::Mat scan(48, 64, CV_32FC1, cv::Scalar(1));
  cv::line(scan, {5, 8}, {58, 33}, cv::Scalar(0), 3);
  const auto asked = [](const cv::Mat& scene) {
    const auto shelf = GoodShelf();
    Enhanced(Picture(scene), PlanOf({Upscale(2)}, 128, 96), WithShelf(shelf));
    bool lineart = false;
    for (const NetworkRequest& request : shelf->requests) {
      lineart = lineart || request.model == "upscale-x4-lineart";
    }
    return lineart;
  };
  EXPECT_TRUE(asked(scan));
  const Image out = Enhanced(Picture(scan), PlanOf({Upscale(2)}, 128, 96), WithShelf(GoodShelf()));
  EXPECT_EQ(out.pixels.type(), CV_8UC1);
  EXPECT_EQ(out.pixels.size(), cv::Size(128, 96));
  scan.at<float>(0, 0) = 0.5f;
  EXPECT_FALSE(asked(scan));
}

TEST(EnhanceTest, TargetIsReachedWithoutAResizeStepAndBeforeSharpening) {
  EnhanceResult result;
  const Image out = Enhanced(Picture(Scene(100, 80)),
                             PlanOf({Upscale(2), SharpenBy(0.4)}, 150, 120),
                             WithShelf(GoodShelf()),
                             &result);
  EXPECT_EQ(out.pixels.size(), cv::Size(150, 120));
  ASSERT_EQ(result.stages.size(), 2u);
  EXPECT_EQ(result.stages[0].model, "fake");
}

TEST(EnhanceTest, CoverCropsTheMiddleWithoutDistortion) {
  cv::Mat scene(100, 200, CV_32FC3, cv::Scalar(0.5, 0.5, 0.5));
  cv::circle(scene, {100, 50}, 20, cv::Scalar(0.1, 0.1, 0.1), -1);
  const Image out = Enhanced(Picture(scene), PlanOf({Resize(100, 100)}), {});
  ASSERT_EQ(out.pixels.size(), cv::Size(100, 100));
  EXPECT_NEAR(out.pixels.at<cv::Vec3b>(50, 50)[0], 26, 2);
  // The disc is still round: 40 px wide and high.
  cv::Mat gray;
  cv::extractChannel(out.pixels, gray, 0);
  const cv::Mat dark = gray < 77;
  const cv::Rect box = cv::boundingRect(dark);
  EXPECT_NEAR(box.width, 41, 1);
  EXPECT_NEAR(box.height, 41, 1);
}

TEST(EnhanceTest, ClassicalUpscaleShowsNoShift) {
  for (const cv::Size size : {cv::Size(17, 31), cv::Size(64, 48), cv::Size(101, 77)}) {
    for (const double factor : {2.0, 3.0, 4.0}) {
      Step step = Upscale(factor);
      step.model = "classical";
      const Image source = Picture(Scene(size.width, size.height));
      EnhanceResult result;
      const Image out = Enhanced(source, PlanOf({step}), {}, &result);
      const cv::Point2d shift =
          MeasureShift(AsFloat(source.pixels), AsFloat(out.pixels), static_cast<int>(factor));
      EXPECT_LT(std::hypot(shift.x, shift.y), 0.05) << size << " " << factor;
      EXPECT_THAT(result.fallbacks, IsEmpty());
    }
  }
}

TEST(EnhanceTest, TinyPicturesWork) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(2, 1), cv::Size(1, 7), cv::Size(3, 5)}) {
    const Image out = Enhanced(Picture(Scene(size.width, size.height)),
                               PlanOf({Upscale(4), SharpenBy(0.4)}),
                               WithShelf(GoodShelf()));
    EXPECT_EQ(out.pixels.size(), size * 4);
  }
}

TEST(EnhanceTest, GrayStaysOneChannelAndNeutralStaysNeutral) {
  cv::Mat gray;
  cv::cvtColor(Scene(120, 90), gray, cv::COLOR_RGB2GRAY);
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("upscale",
             2,
             std::make_shared<FakeNetwork>(2, 6, DriftingBody(2, cv::Scalar(0.01, 0.0, -0.01))));
  const Plan plan = PlanOf({Upscale(2), SharpenBy(0.5)});
  EXPECT_EQ(Enhanced(Picture(gray), plan, WithShelf(shelf)).channels(), 1);
  Image neutral = Picture(gray);
  cv::cvtColor(neutral.pixels, neutral.pixels, cv::COLOR_GRAY2RGB);
  const Image out = Enhanced(neutral, plan, WithShelf(shelf));
  ASSERT_EQ(out.channels(), 3);
  std::vector<cv::Mat> planes;
  cv::split(out.pixels, planes);
  EXPECT_EQ(MaxDifference(planes[0], planes[1]), 0.0);
  EXPECT_EQ(MaxDifference(planes[0], planes[2]), 0.0);
}

TEST(EnhanceTest, GrayIsEnhancedAsColourIs) {
  cv::Mat gray, rgb;
  cv::cvtColor(Scene(120, 90), gray, cv::COLOR_RGB2GRAY);
  cv::cvtColor(gray, rgb, cv::COLOR_GRAY2RGB);
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("upscale", 2, std::make_shared<FakeNetwork>(2, 6, GoodBody(2)));
  EnhanceResult result;
  const absl::StatusOr<Image> out =
      EnhanceImage(Picture(gray), Report(), PlanOf({Upscale(2)}), WithShelf(shelf), &result);
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_THAT(result.fallbacks, IsEmpty());
  cv::Mat truth;
  const cv::Mat small = AsFloat(Picture(gray).pixels);
  cv::cvtColor(small, rgb, cv::COLOR_GRAY2RGB);
  cv::cvtColor(*GoodBody(2)(rgb, {}, {}), truth, cv::COLOR_RGB2GRAY);
  EXPECT_LT(MaxDifference(AsFloat(out->pixels), cv::min(cv::max(truth, 0.0), 1.0)), 1.5 / 255.0);
}

TEST(EnhanceTest, RedDiscOnTransparencyHasNoFringe) {
  Image image;
  image.pixels = cv::Mat(80, 80, CV_8UC3, cv::Scalar(0, 0, 0));
  image.alpha = cv::Mat(80, 80, CV_8UC1, cv::Scalar(0));
  cv::circle(image.pixels, {40, 40}, 25, cv::Scalar(220, 20, 30), -1);
  cv::circle(image.alpha, {40, 40}, 25, cv::Scalar(255), -1, cv::LINE_AA);
  // Pixels of partial alpha carry the disc's colour, as in any straight-alpha file.
  image.pixels.setTo(cv::Scalar(220, 20, 30), image.alpha > 0);
  const Image out = Enhanced(image, PlanOf({Upscale(4), SharpenBy(0.4)}), WithShelf(GoodShelf()));
  ASSERT_EQ(out.alpha.size(), cv::Size(320, 320));
  int visible = 0;
  for (int y = 0; y < 320; ++y) {
    for (int x = 0; x < 320; ++x) {
      if (out.alpha.at<uchar>(y, x) <= 13) continue;  // 5 %
      ++visible;
      const cv::Vec3b p = out.pixels.at<cv::Vec3b>(y, x);
      ASSERT_NEAR(p[0], 220, 3) << x << "," << y;
      ASSERT_NEAR(p[1], 20, 3);
      ASSERT_NEAR(p[2], 30, 3);
    }
  }
  EXPECT_GT(visible, 0);
  // The area has grown by 16.
  EXPECT_NEAR(cv::sum(out.alpha)[0] / cv::sum(image.alpha)[0], 16.0, 0.1);
}

TEST(EnhanceTest, SixteenBitsStaySixteenBits) {
  cv::Mat ramp(128, 512, CV_16UC1);
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 512; ++x) {
      ramp.at<uint16_t>(y, x) = static_cast<uint16_t>((y * 512 + x) * 65535LL / (128 * 512 - 1));
    }
  }
  Image image;
  image.pixels = ramp;
  Step step = Upscale(2);
  step.model = "classical";
  const Image out = Enhanced(image, PlanOf({step}), {});
  ASSERT_EQ(out.pixels.type(), CV_16UC1);
  std::set<uint16_t> levels;
  for (int y = 0; y < out.pixels.rows; ++y) {
    const uint16_t* row = out.pixels.ptr<uint16_t>(y);
    levels.insert(row, row + out.pixels.cols);
  }
  EXPECT_GE(levels.size(), 60000u);
}

TEST(EnhanceTest, PlantedFaultsAreCaughtAndSaid) {
  const struct {
    const char* name;
    FakeNetwork::Body body;
  } faults[] = {
      {"nan", NanBody(2)},
      {"zeros", ConstantBody(2, 0.0f)},
      {"gray", ConstantBody(2, 0.5f)},
      {"moved", ShiftedBody(2, 1)},
      {"error", [](const cv::Mat&, const Conditions&, cv::Point) -> absl::StatusOr<cv::Mat> {
         return absl::InternalError("the network threw");
       }}};
  const Image source = Picture(Scene(160, 120));
  Step classical = Upscale(2);
  classical.model = "classical";
  const Image expected = Enhanced(source, PlanOf({classical}), {});
  for (const auto& fault : faults) {
    auto shelf = std::make_shared<FakeShelf>();
    shelf->Put("upscale", 2, std::make_shared<FakeNetwork>(2, 6, fault.body));
    EnhanceResult result;
    const Image out = Enhanced(source, PlanOf({Upscale(2)}), WithShelf(shelf), &result);
    ASSERT_THAT(result.fallbacks, Not(IsEmpty())) << fault.name;
    EXPECT_THAT(result.fallbacks, Contains(HasSubstr("classical"))) << fault.name;
    EXPECT_EQ(result.stages[0].model, "classical") << fault.name;
    EXPECT_EQ(MaxDifference(out.pixels, expected.pixels), 0.0) << fault.name;
  }
}

TEST(EnhanceTest, Fp32ReplacesABrokenReducedPrecision) {
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("upscale", 2, std::make_shared<FakeNetwork>(2, 6, NanBody(2)));
  shelf->PutFp32(std::make_shared<FakeNetwork>(2, 6, GoodBody(2), Precision::kFp32));
  EnhanceResult result;
  Enhanced(Picture(Scene(100, 80)), PlanOf({Upscale(2)}), WithShelf(shelf), &result);
  EXPECT_THAT(result.fallbacks, Contains(HasSubstr("fp32 is used")));
  EXPECT_EQ(result.stages[0].model, "fake");
}

TEST(EnhanceTest, MissingNetworkIsSaid) {
  EnhanceResult result;
  const Image out = Enhanced(Picture(Scene(50, 40)),
                             PlanOf({Upscale(2)}),
                             WithShelf(std::make_shared<FakeShelf>()),
                             &result);
  EXPECT_EQ(out.pixels.size(), cv::Size(100, 80));
  ASSERT_EQ(result.fallbacks.size(), 1u);
  EXPECT_THAT(result.fallbacks[0], HasSubstr("no such network"));
}

TEST(EnhanceTest, RestoreFallsBackToTheClassicalOperator) {
  cv::Mat scene = Scene(160, 120);
  cv::Mat noise(scene.size(), scene.type());
  cv::RNG(11).fill(noise, cv::RNG::NORMAL, 0.0, 12.0 / 255.0);
  const Image source = Picture(scene + noise);
  Report report;
  Measurement sigma;
  sigma.id = "noise.luma_sigma";
  sigma.value = 12.0;
  report.measurements.push_back(sigma);
  Step step;
  step.kind = StepKind::kRestore;
  EnhanceResult result;
  const auto out = EnhanceImage(
      source, report, PlanOf({step}), WithShelf(std::make_shared<FakeShelf>()), &result);
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_THAT(result.fallbacks, Not(IsEmpty()));
  EXPECT_LT(cv::norm(AsFloat(out->pixels), scene, cv::NORM_L2),
            0.5 * cv::norm(AsFloat(source.pixels), scene, cv::NORM_L2));
}

TEST(EnhanceTest, MeasurementsDriveTheConditions) {
  Conditions told;
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("restore",
             1,
             std::make_shared<FakeNetwork>(
                 1, 4, [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
                   told = c;
                   return GoodBody(1)(tile, c, o);
                 }));
  Report report;
  const auto add = [&](const char* id, double value) {
    Measurement m;
    m.id = id;
    m.value = value;
    report.measurements.push_back(m);
  };
  add("noise.luma_sigma", 7.0);
  add("compression.jpeg_quality", 62.0);
  add("compression.grid_x", 3.0);
  add("compression.grid_y", 5.0);
  Step step;
  step.kind = StepKind::kRestore;
  const Image source = Picture(Scene(80, 60));
  ASSERT_TRUE(EnhanceImage(source, report, PlanOf({step}), WithShelf(shelf), nullptr).ok());
  EXPECT_EQ(told.noise_sigma, 7.0);
  EXPECT_EQ(told.jpeg_quality, 62.0);
  EXPECT_TRUE(told.jpeg_grid);
  EXPECT_EQ(told.grid_x, 3);
  EXPECT_EQ(told.grid_y, 5);
  step.measured = false;
  ASSERT_TRUE(EnhanceImage(source, report, PlanOf({step}), WithShelf(shelf), nullptr).ok());
  EXPECT_EQ(told.noise_sigma, 0.0);
}

// The report is of the whole, the stage is measured on a part.
TEST(EnhanceTest, BeforeAndAfterAreOfTheSamePlace) {
  cv::Mat scene = Scene(1200, 1100);
  cv::GaussianBlur(scene, scene, cv::Size(), 1.2);
  EnhanceResult result;
  const absl::StatusOr<Image> out = EnhanceImage(
      Picture(scene), BlurOf(0.6), PlanOf({Upscale(2)}), WithShelf(GoodShelf()), &result);
  ASSERT_TRUE(out.ok()) << out.status();
  const auto blur = [](const std::vector<Measurement>& list) {
    for (const Measurement& one : list) {
      if (one.id == "blur.sigma") return one.value.value_or(0.0);
    }
    return 0.0;
  };
  EXPECT_NEAR(blur(result.stages[0].before), 1.4, 0.3);
  EXPECT_NEAR(blur(result.stages[0].after) / blur(result.stages[0].before), 2.0, 0.4);
}

// Beyond what upscalers have learnt they invent patterns (a starfish under a grid of lines).
TEST(EnhanceTest, UpscalersAreToldNoMoreThanTheyHaveLearnt) {
  Conditions told;
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("upscale",
             2,
             std::make_shared<FakeNetwork>(
                 2, 6, [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
                   told = c;
                   return GoodBody(2)(tile, c, o);
                 }));
  const Image source = Picture(Scene(80, 60));
  for (const auto& [measured, expected] :
       {std::pair(0.62, 0.0), std::pair(0.9, AddedBlur(0.9)), std::pair(2.4, 0.8)}) {
    ASSERT_TRUE(
        EnhanceImage(source, BlurOf(measured), PlanOf({Upscale(2)}), WithShelf(shelf), nullptr)
            .ok());
    EXPECT_NEAR(told.blur_sigma, expected, 1e-9) << measured;
  }
}

// A bright area measures as a halo of 61 % on no edge at all.
TEST(EnhanceTest, HalosThatHardlyAnEdgeShowsAreNotRepaired) {
  std::vector<double> told;
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("restore",
             1,
             std::make_shared<FakeNetwork>(
                 1, 4, [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
                   told.push_back(c.halo);
                   cv::Mat soft = tile;
                   if (c.halo > 0.0) cv::GaussianBlur(tile, soft, cv::Size(), 1.6);
                   return GoodBody(1)(soft, c, o);
                 }));
  Report report = BlurOf(0.6);
  Measurement halo;
  halo.id = "halo.overshoot";
  halo.value = 30.0;
  report.measurements.push_back(halo);
  halo.id = "halo.affected";
  halo.value = 0.0;
  report.measurements.push_back(halo);
  Step step;
  step.kind = StepKind::kRestore;
  step.evidence.push_back({"R", "halo.overshoot", 30.0, 20.0, "", ""});
  const Image source = Picture(Scene(320, 240));
  EnhanceResult result;
  ASSERT_TRUE(EnhanceImage(source, report, PlanOf({step}), WithShelf(shelf), &result).ok());
  EXPECT_EQ(told.front(), 0.0);
  // Asked for by its name, the usual halo is told; a repair that blurs the picture is taken back.
  step.conditions = "halo";
  told.clear();
  ASSERT_TRUE(EnhanceImage(source, report, PlanOf({step}), WithShelf(shelf), &result).ok());
  EXPECT_EQ(told.front(), 15.0);
  EXPECT_EQ(told.back(), 0.0);
  EXPECT_THAT(result.fallbacks, Contains(HasSubstr("took edges away")));
}

// Over-sharpened by 13 %, it differs by more levels than any other repair may change.
TEST(EnhanceTest, ARepairThatTakesOnlyTheHaloAwayIsKept) {
  const cv::Mat clean = Scene(320, 240);
  cv::Mat soft;
  cv::GaussianBlur(clean, soft, cv::Size(), 1.6);
  cv::Mat haloed = clean + 0.8 * (clean - soft);
  haloed = cv::min(cv::max(haloed, 0.0), 1.0);
  auto shelf = std::make_shared<FakeShelf>();
  const auto body = [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
    return absl::StatusOr<cv::Mat>(c.halo > 0.0 ? clean(cv::Rect(o, tile.size())).clone()
                                                : tile.clone());
  };
  shelf->Put("restore", 1, std::make_shared<FakeNetwork>(1, 4, body));
  Step step;
  step.kind = StepKind::kRestore;
  step.conditions = "halo";
  EnhanceResult result;
  const absl::StatusOr<Image> out =
      EnhanceImage(Picture(haloed), BlurOf(0.3), PlanOf({step}), WithShelf(shelf), &result);
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_TRUE(result.fallbacks.empty()) << result.fallbacks.front();
  EXPECT_LT(cv::norm(AsFloat(out->pixels), clean, cv::NORM_L2),
            0.3 * cv::norm(haloed, clean, cv::NORM_L2));
  EXPECT_THAT(result.stages.front().note, HasSubstr("halos of 15 %"));
  EXPECT_THAT(result.stages.front().note, HasSubstr("Overshoot of the edges:"));
  // What is left of halos grows in networks: they are not taken by all after it.
  auto upscaler = std::make_shared<FakeNetwork>(2, 6, GoodBody(2));
  shelf->Put("upscale", 2, upscaler);
  ASSERT_TRUE(
      EnhanceImage(
          Picture(haloed), BlurOf(0.3), PlanOf({step, Upscale(2)}), WithShelf(shelf), &result)
          .ok());
  EXPECT_GT(upscaler->runs, 0);
  EXPECT_THAT(result.stages[1].note, HasSubstr("the rest a plain enlargement"));
  EXPECT_NEAR(result.stages[1].strength, 0.7, 1e-9);
}

// A repair that smooths, of a picture that compression alone was wrong with.
TEST(EnhanceTest, ARepairOfCompressionIsHeldToItsSteps) {
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put(
      "restore",
      1,
      std::make_shared<FakeNetwork>(
          1, 6, [](const cv::Mat& tile, const Conditions&, cv::Point) -> absl::StatusOr<cv::Mat> {
            cv::Mat soft;
            cv::GaussianBlur(
                tile, soft, cv::Size(9, 9), 1.2, 1.2, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
            return soft;
          }));
  Report report = BlurOf(0.6);
  const auto tell = [&](const char* id, double value) {
    Measurement measurement;
    measurement.id = id;
    measurement.value = value;
    report.measurements.push_back(measurement);
  };
  tell("compression.jpeg_quality", 60.0);
  tell("compression.grid_x", 0.0);
  tell("compression.grid_y", 0.0);
  Step step;
  step.kind = StepKind::kRestore;
  const cv::Mat scene = Scene(320, 240);
  const Image source = Picture(scene);
  EnhanceResult result;
  EnhanceOptions options = WithShelf(shelf);
  const auto held = EnhanceImage(source, report, PlanOf({step}), options, &result);
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_THAT(result.stages[0].note, HasSubstr("Held within the quantisation steps"));
  // The same whatever the tiles.
  options.tile = 64;
  const auto tiled = EnhanceImage(source, report, PlanOf({step}), options, &result);
  ASSERT_TRUE(tiled.ok());
  EXPECT_LE(cv::norm(held->pixels, tiled->pixels, cv::NORM_INF), 1.0);
  // A strength that somebody named is taken as it is; so is a repair of halos, and one of noise.
  step.strength = 0.9;
  ASSERT_TRUE(EnhanceImage(source, report, PlanOf({step}), options, &result).ok());
  EXPECT_THAT(result.stages[0].note, Not(HasSubstr("Held")));
  step.strength = 1.0;
  tell("noise.luma_sigma", 6.0);
  ASSERT_TRUE(EnhanceImage(source, report, PlanOf({step}), options, &result).ok());
  EXPECT_THAT(result.stages[0].note, Not(HasSubstr("Held")));
}

TEST(EnhanceTest, AnUpscalerThatTakesConditionsRepairsAsItEnlarges) {
  Conditions told;
  auto shelf = std::make_shared<FakeShelf>();
  shelf->conditions = {"noise", "jpeg"};
  auto restore = std::make_shared<FakeNetwork>(1, 4, GoodBody(1));
  shelf->Put("restore", 1, restore);
  shelf->Put("upscale",
             2,
             std::make_shared<FakeNetwork>(
                 2, 6, [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
                   told = c;
                   return GoodBody(2)(tile, c, o);
                 }));
  Report report;
  Measurement sigma;
  sigma.id = "noise.luma_sigma";
  sigma.value = 6.0;
  Measurement quality;
  quality.id = "compression.jpeg_quality";
  quality.value = 70.0;
  report.measurements = {sigma, quality};
  Step step;
  step.kind = StepKind::kRestore;
  const Plan plan = PlanOf({step, Upscale(2)});
  const Image source = Picture(Scene(80, 60));
  EnhanceResult result;
  ASSERT_TRUE(EnhanceImage(source, report, plan, WithShelf(shelf), &result).ok());
  EXPECT_EQ(restore->runs, 0);
  EXPECT_EQ(told.noise_sigma, 6.0);
  EXPECT_THAT(result.stages[0].note, HasSubstr("while enlarging"));
  // Colours in coarse steps are those of a repair of its own.
  report.measurements[1].value = 50.0;
  ASSERT_TRUE(EnhanceImage(source, report, plan, WithShelf(shelf), &result).ok());
  EXPECT_GT(restore->runs, 0);
  EXPECT_THAT(result.stages[0].note, HasSubstr("Colours are those of this repair"));
  // Noise alone is repaired in two ways: the last time, the upscaler is told that none is left.
  report.measurements = {sigma};
  ASSERT_TRUE(EnhanceImage(source, report, plan, WithShelf(shelf), &result).ok());
  EXPECT_GT(restore->runs, 0);
  EXPECT_EQ(told.noise_sigma, 0.0);
  EXPECT_THAT(result.stages[0].note, HasSubstr("in two ways"));
  restore->runs = 0;
  // Strong noise is outside what upscalers have learnt: it is removed before.
  report.measurements[0].value = 20.0;
  ASSERT_TRUE(EnhanceImage(source, report, plan, WithShelf(shelf), &result).ok());
  EXPECT_GT(restore->runs, 0);
  EXPECT_LT(told.noise_sigma, 10.0);
}

TEST(EnhanceTest, WhatLooksOverSharpenedIsMostlyInterpolated) {
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("upscale", 2, std::make_shared<FakeNetwork>(2, 6, GoodBody(2)));
  const Image source = Picture(Scene(80, 60));
  const auto enlarge = [&](double percent, const char* kind, bool measured) {
    Report report = BlurOf(0.3);
    Measurement sure;
    sure.id = "halo.oversharpened";
    sure.value = percent;
    report.measurements.push_back(sure);
    Measurement content;
    content.id = "content.kind";
    content.word = kind;
    report.measurements.push_back(content);
    Step step = Upscale(2);
    step.measured = measured;
    EnhanceResult result;
    const auto out = EnhanceImage(source, report, PlanOf({step}), WithShelf(shelf), &result);
    EXPECT_TRUE(out.ok()) << out.status();
    EXPECT_THAT(result.fallbacks, IsEmpty());
    EXPECT_EQ(result.stages[0].note.find("over-sharpened") != std::string::npos,
              result.stages[0].strength < 1.0);
    return out->pixels;
  };
  const auto classical = EnhanceImage(
      source, Report(), PlanOf({Upscale(2)}), WithShelf(std::make_shared<FakeShelf>()), nullptr);
  ASSERT_TRUE(classical.ok());
  const cv::Mat& plain = classical->pixels;
  const auto beyond = [&](const cv::Mat& result) { return cv::norm(result, plain, cv::NORM_L2); };
  const double whole = beyond(enlarge(20.0, "photo", true));
  EXPECT_NEAR(beyond(enlarge(95.0, "photo", true)), 0.3 * whole, 0.12 * whole);  // rounded
  // Drawings have the same rims by design; "as for a clean picture" is what the user asked for.
  EXPECT_DOUBLE_EQ(beyond(enlarge(95.0, "line-art", true)), whole);
  EXPECT_DOUBLE_EQ(beyond(enlarge(95.0, "photo", false)), whole);
}

// Steepens as a deblurring network does.
FakeNetwork::Body Deblurring() {
  return [](const cv::Mat& tile, const Conditions&, cv::Point) -> absl::StatusOr<cv::Mat> {
    cv::Mat blurred;
    cv::GaussianBlur(
        tile, blurred, cv::Size(9, 9), 1.5, 1.5, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
    return cv::Mat(tile * 1.8 - blurred * 0.8);
  };
}

TEST(EnhanceTest, TheSharpenNetworkRunsWhereTheBlurIsItsOwn) {
  Conditions told;
  auto shelf = std::make_shared<FakeShelf>();
  auto network = std::make_shared<FakeNetwork>(
      1, 4, [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
        told = c;
        return Deblurring()(tile, c, o);
      });
  shelf->Put("sharpen", 1, network);
  cv::Mat soft;
  cv::GaussianBlur(Scene(260, 200), soft, cv::Size(), 1.0);
  const Image source = Picture(soft);
  for (const double blur : {0.4, 1.2, 3.0}) {
    network->runs = 0;
    EnhanceResult result;
    const auto out =
        EnhanceImage(source, BlurOf(blur), PlanOf({SharpenBy(0.8)}), WithShelf(shelf), &result);
    ASSERT_TRUE(out.ok()) << out.status();
    EXPECT_EQ(network->runs > 0, blur == 1.2) << blur;
    EXPECT_EQ(result.stages[0].model, blur == 1.2 ? "fake" : "classical") << blur;
    EXPECT_EQ(result.stages[0].strength > 0.0, blur > 0.6) << result.stages[0].note;
    EXPECT_THAT(result.fallbacks, IsEmpty());
    if (blur == 1.2) {
      EXPECT_NEAR(told.blur_sigma, AddedBlur(1.2), 1e-9);
      EXPECT_GT(MaxDifference(out->pixels, source.pixels), 3.0);
      EnhanceOptions small = WithShelf(shelf);
      small.tile = 32;
      const auto tiles =
          EnhanceImage(source, BlurOf(blur), PlanOf({SharpenBy(0.8)}), small, nullptr);
      EXPECT_LE(MaxDifference(tiles->pixels, out->pixels), 1.0);
    }
  }
}

TEST(EnhanceTest, ABrokenSharpenNetworkGivesWayToTheMask) {
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("sharpen", 1, std::make_shared<FakeNetwork>(1, 4, NanBody(1)));
  cv::Mat soft;
  cv::GaussianBlur(Scene(260, 200), soft, cv::Size(), 1.0);
  EnhanceResult result;
  const auto out =
      EnhanceImage(Picture(soft), BlurOf(1.2), PlanOf({SharpenBy(0.8)}), WithShelf(shelf), &result);
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_THAT(result.fallbacks, Contains(HasSubstr("classical")));
  EXPECT_EQ(result.stages[0].model, "classical");
  EXPECT_GT(result.stages[0].strength, 0.0);
}

Step TakeBlurAway() {
  Step step;
  step.kind = StepKind::kRestore;
  step.conditions = "blur";
  return step;
}

// As a deblurring network would do it: what the scene was.
FakeNetwork::Body TheScene(const cv::Mat& scene, Conditions* told) {
  return [=](const cv::Mat& tile, const Conditions& c, cv::Point o) -> absl::StatusOr<cv::Mat> {
    *told = c;
    return scene(cv::Rect(o, tile.size())).clone();
  };
}

// Crisp stripes, blurred: right again they differ from their input by more than any other repair.
TEST(EnhanceTest, TheSourcesOwnBlurIsTakenAwayBeforeTheEnlargement) {
  cv::Mat clean(200, 260, CV_32FC3, cv::Scalar::all(0.2));
  for (int x = 0; x < clean.cols; ++x) {
    if (x % 12 < 6) clean.col(x).setTo(cv::Scalar::all(0.8));
  }
  clean.rowRange(0, 40).setTo(cv::Scalar::all(0.5));
  cv::Mat soft;
  cv::GaussianBlur(clean, soft, cv::Size(), 1.2);
  Conditions told, upscaler_told;
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("sharpen", 1, std::make_shared<FakeNetwork>(1, 4, TheScene(clean, &told)));
  shelf->Put("upscale",
             2,
             std::make_shared<FakeNetwork>(
                 2, 6, [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
                   upscaler_told = c;
                   return GoodBody(2)(tile, c, o);
                 }));
  EnhanceOptions options = WithShelf(shelf);
  options.halo_ceiling = 50.0;  // stripes as fine as this have crests
  EnhanceResult result;
  const auto out = EnhanceImage(
      Picture(soft), BlurOf(1.2), PlanOf({TakeBlurAway(), Upscale(2)}), options, &result);
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_THAT(result.fallbacks, IsEmpty());
  EXPECT_EQ(result.stages[0].model, "fake");
  EXPECT_NEAR(told.blur_sigma, std::sqrt(1.2 * 1.2 - 0.4 * 0.4), 1e-9);
  EXPECT_DOUBLE_EQ(result.stages[0].strength, 1.0) << result.stages[0].note;
  // The paper it is for is no matter of the blur.
  Plan print = PlanOf({TakeBlurAway(), Upscale(2)});
  print.target.print_width_in = 1.0;
  print.ppi_after = 520.0;
  EnhanceResult printed;
  ASSERT_TRUE(EnhanceImage(Picture(soft), BlurOf(1.2), print, options, &printed).ok());
  EXPECT_DOUBLE_EQ(printed.stages[0].radius, result.stages[0].radius);
  // The upscaler is not told of a blur that is gone.
  EXPECT_EQ(upscaler_told.blur_sigma, 0.0);
  // Something else than the scene, which no blur turns into the source, is found out as before.
  FakeShelf* faulty = new FakeShelf;
  faulty->Put("sharpen", 1, std::make_shared<FakeNetwork>(1, 4, ShiftedBody(1, 1)));
  const auto left = EnhanceImage(Picture(soft),
                                 BlurOf(1.2),
                                 PlanOf({TakeBlurAway()}),
                                 WithShelf(std::shared_ptr<NetworkShelf>(faulty)),
                                 &result);
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_THAT(result.fallbacks, Contains(HasSubstr("moved")));
  EXPECT_THAT(result.stages[0].note, HasSubstr("Left out"));
  EXPECT_LE(MaxDifference(left->pixels, Picture(soft).pixels), 0.0);
}

TEST(EnhanceTest, BlurThatTheNetworkDoesNotUndoIsLeftToTheSteps) {
  Conditions told;
  const cv::Mat scene = Scene(260, 200);
  auto shelf = std::make_shared<FakeShelf>();
  auto network = std::make_shared<FakeNetwork>(1, 4, TheScene(scene, &told));
  shelf->Put("sharpen", 1, network);
  Report noisy = BlurOf(1.2);
  Measurement noise;
  noise.id = "noise.luma_sigma";
  noise.value = 9.0;
  noisy.measurements.push_back(noise);
  const std::pair<Report, const char*> cases[] = {{BlurOf(0.5), "crisp pictures"},
                                                  {BlurOf(2.5), "wider than the network undoes"},
                                                  {Report(), "no edge tells"},
                                                  {noisy, "repair them first"}};
  for (const auto& [report, why] : cases) {
    EnhanceResult result;
    const Image source = Picture(scene);
    const auto out =
        EnhanceImage(source, report, PlanOf({TakeBlurAway()}), WithShelf(shelf), &result);
    ASSERT_TRUE(out.ok()) << out.status();
    EXPECT_EQ(network->runs, 0) << why;
    EXPECT_THAT(result.stages[0].note, HasSubstr(why));
    EXPECT_TRUE(result.stages[0].left_out);
    EXPECT_EQ(result.stages[0].strength, 0.0);
    EXPECT_EQ(MaxDifference(out->pixels, source.pixels), 0.0);
  }
}

// After an enlargement somewhat more is undone than at the picture's own size.
TEST(EnhanceTest, AnEnlargedPictureIsDeblurredFromSomewhatWiderBlur) {
  Conditions told;
  const cv::Mat scene = Scene(400, 320);
  cv::Mat small;
  cv::resize(scene, small, {200, 160}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(small, small, cv::Size(), 0.95);
  auto shelf = std::make_shared<FakeShelf>();
  shelf->Put("sharpen", 1, std::make_shared<FakeNetwork>(1, 4, TheScene(scene, &told)));
  Step enlarge;
  enlarge.kind = StepKind::kUpscale;
  enlarge.factor = 2.0;
  enlarge.model = "classical";
  EnhanceResult result;
  const auto out = EnhanceImage(
      Picture(small), BlurOf(0.8), PlanOf({enlarge, TakeBlurAway()}), WithShelf(shelf), &result);
  ASSERT_TRUE(out.ok()) << out.status();
  ASSERT_EQ(result.stages.size(), 2u);
  EXPECT_FALSE(result.stages[1].left_out) << result.stages[1].note;
  EXPECT_GT(told.blur_sigma, 2.0) << result.stages[1].note;
}

// What the solver promises is what the gate measures.
TEST(EnhanceTest, SharpeningPassesTheGatesOwnMeasure) {
  cv::Mat soft;
  cv::GaussianBlur(Scene(400, 300), soft, cv::Size(), 1.0);
  const Image source = Picture(soft);
  EnhanceOptions options = WithShelf(GoodShelf());
  for (const double ceiling : {2.0, 3.0, 5.0}) {
    options.halo_ceiling = ceiling;
    const auto out =
        EnhanceImage(source, BlurOf(1.2), PlanOf({Upscale(2), SharpenBy(1.0)}), options, nullptr);
    ASSERT_TRUE(out.ok()) << out.status();
    CompareOptions compare;
    compare.maps = false;
    const auto comparison = Compare(source, *out, compare);
    ASSERT_TRUE(comparison.ok());
    EXPECT_LE(comparison->ValueOr("added.halo_overshoot", 99.0), ceiling) << ceiling;
  }
}

TEST(EnhanceTest, LargePictureEqualsItselfAtAnyTile) {
  const Image source = Picture(Scene(700, 610));
  const Plan plan = PlanOf({Upscale(2), Resize(1200, 1046), SharpenBy(0.4)}, 1200, 1046);
  EnhanceOptions options = WithShelf(GoodShelf());
  options.tile = 1024;
  const Image whole = Enhanced(source, plan, options);
  for (const int tile : {128, 384}) {
    options.tile = tile;
    EXPECT_LE(MaxDifference(Enhanced(source, plan, options).pixels, whole.pixels), 1.0) << tile;
  }
}

TEST(EnhanceTest, NothingToDoReturnsThePicture) {
  const Image source = Picture(Scene(30, 20));
  Plan plan;
  plan.verdict = PlanVerdict::kNothingToDo;
  EXPECT_EQ(Enhanced(source, plan, {}).pixels.data, source.pixels.data);
}

TEST(EnhanceTest, CancelGivesCancelled) {
  Progress progress;
  progress.Cancel();
  EXPECT_EQ(EnhanceImage(Picture(Scene(30, 20)),
                         Report(),
                         PlanOf({Upscale(2)}),
                         WithShelf(GoodShelf()),
                         nullptr,
                         &progress)
                .status()
                .code(),
            absl::StatusCode::kCancelled);
}

TEST(EnhanceTest, BadOptionsAndStepsAreNamed) {
  EnhanceOptions options;
  options.tier = "best";
  EXPECT_THAT(std::string(options.Validate().message()), HasSubstr("best"));
  EXPECT_EQ(EnhanceImage(Image(), Report(), Plan(), {}, nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(EnhanceImage(Picture(Scene(8, 8)), Report(), PlanOf({Upscale(40)}), {}, nullptr)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace sharpscale
