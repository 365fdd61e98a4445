// SPDX-License-Identifier: Apache-2.0
//
// The promises of enhancement with the networks that are shipped, not with stand-ins: the same
// picture at any tile size, no shift, gray stays gray, no fringe. Skipped where LibTorch or the
// weights are not there.

#include <gtest/gtest.h>

#include "enhance/check_output.h"
#include "enhance/enhance.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

Plan PlanOf(const char* steps) {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.steps = *ParseSteps(steps);
  return plan;
}

Report NoisyJpeg() {
  Report report;
  const auto add = [&](const char* id, double value) {
    Measurement m;
    m.id = id;
    m.value = value;
    report.measurements.push_back(m);
  };
  add("noise.luma_sigma", 3.0);
  add("compression.jpeg_quality", 70.0);
  add("compression.grid_x", 3.0);
  add("compression.grid_y", 5.0);
  add("blur.sigma", 1.2);
  return report;
}

class RealNetworksTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { shelf_ = new std::shared_ptr<NetworkShelf>(MakeCatalogueShelf()); }
  static void TearDownTestSuite() { delete shelf_; }
  void SetUp() override {
    NetworkRequest request;
    request.task = "upscale";
    request.scale = 2;
    const auto found = (*shelf_)->Get(request);
    if (!found.ok()) GTEST_SKIP() << found.status();
    options_.shelf = *shelf_;
    options_.tier = "std";
  }

  Image Enhanced(const Image& image, const char* steps, const Report& report = {}) {
    EnhanceResult result;
    absl::StatusOr<Image> out = EnhanceImage(image, report, PlanOf(steps), options_, &result);
    EXPECT_TRUE(out.ok()) << out.status();
    for (const std::string& fallback : result.fallbacks) ADD_FAILURE() << steps << ": " << fallback;
    return out.ok() ? *out : Image();
  }

  static std::shared_ptr<NetworkShelf>* shelf_;
  EnhanceOptions options_;
};
std::shared_ptr<NetworkShelf>* RealNetworksTest::shelf_ = nullptr;

TEST_F(RealNetworksTest, AnyTileGivesTheSamePicture) {
  const Image source = Picture(Scene(270, 230));
  options_.threads = 1;  // else the whole picture is cut for several lanes
  for (const Precision precision : {Precision::kFp32, Precision::kAuto}) {
    options_.precision = precision;
    for (const char* steps : {"restore:auto,sharpen:60%", "upscale:2", "upscale:4"}) {
      options_.tile = 2048;
      const Image whole = Enhanced(source, steps, NoisyJpeg());
      for (const int tile : {32, 45, 128}) {
        options_.tile = tile;
        EXPECT_EQ(MaxDifference(Enhanced(source, steps, NoisyJpeg()).pixels, whole.pixels), 0.0)
            << steps << ", tile " << tile;
      }
    }
  }
}

// A side of odd length begins elsewhere in its 2x2 cells when it is turned about.
TEST_F(RealNetworksTest, AnyTileGivesTheSamePictureInAllEightWays) {
  const Image source = Picture(Scene(131, 97));
  options_.threads = 1;
  options_.tier = "hq";
  for (const char* steps : {"restore:auto", "upscale:2"}) {
    options_.tile = 2048;
    const Image whole = Enhanced(source, steps, NoisyJpeg());
    options_.tile = 45;
    EXPECT_EQ(MaxDifference(Enhanced(source, steps, NoisyJpeg()).pixels, whole.pixels), 0.0)
        << steps;
  }
}

TEST_F(RealNetworksTest, TheResultSaysWhereItIsTheMeanOfEightWays) {
  for (const auto& [tier, said] : {std::pair{"std", false}, {"auto", true}, {"hq", true}}) {
    options_.tier = tier;
    EnhanceResult result;
    const auto out = EnhanceImage(
        Picture(Scene(64, 48)), NoisyJpeg(), PlanOf("upscale:2,export:png"), options_, &result);
    ASSERT_TRUE(out.ok()) << out.status();
    ASSERT_EQ(result.stages.size(), 1);
    EXPECT_EQ(result.stages[0].note.find("in eight orientations") != std::string::npos, said)
        << tier << ": " << result.stages[0].note;
  }
}

TEST_F(RealNetworksTest, NothingMovesAtAnyFactorAndSize) {
  for (const cv::Size size :
       {cv::Size(1, 1), cv::Size(1, 5), cv::Size(2, 3), cv::Size(17, 31), cv::Size(63, 40)}) {
    const Image source = Picture(Scene(size.width, size.height));
    for (const int factor : {2, 3, 4}) {
      const Image out = Enhanced(source, ("upscale:" + std::to_string(factor)).c_str());
      ASSERT_EQ(out.pixels.size(), size * factor);
      if (size.width < 17) continue;  // too small to carry a position
      const cv::Point2d shift = MeasureShift(AsFloat(source.pixels), AsFloat(out.pixels), factor);
      EXPECT_LT(std::hypot(shift.x, shift.y), 0.05) << size << " x" << factor;
    }
  }
}

TEST_F(RealNetworksTest, GrayStaysGray) {
  cv::Mat gray;
  cv::cvtColor(Scene(90, 70), gray, cv::COLOR_RGB2GRAY);
  EXPECT_EQ(Enhanced(Picture(gray), "upscale:2,sharpen:50%", NoisyJpeg()).channels(), 1);
  Image neutral = Picture(gray);
  cv::cvtColor(neutral.pixels, neutral.pixels, cv::COLOR_GRAY2RGB);
  const Image out = Enhanced(neutral, "upscale:2,sharpen:50%", NoisyJpeg());
  std::vector<cv::Mat> planes;
  cv::split(out.pixels, planes);
  EXPECT_EQ(MaxDifference(planes[0], planes[1]), 0.0);
  EXPECT_EQ(MaxDifference(planes[0], planes[2]), 0.0);
}

TEST_F(RealNetworksTest, RedDiscOnTransparencyHasNoFringe) {
  Image image;
  image.pixels = cv::Mat(80, 80, CV_8UC3, cv::Scalar(0, 0, 0));
  image.alpha = cv::Mat(80, 80, CV_8UC1, cv::Scalar(0));
  cv::circle(image.alpha, {40, 40}, 25, cv::Scalar(255), -1, cv::LINE_AA);
  image.pixels.setTo(cv::Scalar(220, 20, 30), image.alpha > 0);
  const Image out = Enhanced(image, "upscale:4");
  double worst = 0.0;
  for (int y = 0; y < 320; ++y) {
    for (int x = 0; x < 320; ++x) {
      if (out.alpha.at<uchar>(y, x) <= 13) continue;  // 5 %
      const cv::Vec3b p = out.pixels.at<cv::Vec3b>(y, x);
      worst =
          std::max({worst, std::abs(p[0] - 220.0), std::abs(p[1] - 20.0), std::abs(p[2] - 30.0)});
    }
  }
  EXPECT_LE(worst, 4.0);
}

}  // namespace
}  // namespace sharpscale
