// SPDX-License-Identifier: Apache-2.0

#include "enhance/network_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "enhance/point_stages.h"
#include "models/in_all_ways.h"
#include "models/noise_shares.h"
#include "tests/enhance/fake_networks.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

cv::Mat RunAll(const cv::Mat& scene, NetworkStageOptions options, NetworkStageLog* log = nullptr) {
  Image image;
  image.pixels = scene;
  const auto rows = RunNetwork(ImageSource(image), std::move(options), log);
  cv::Mat out;
  const absl::Status status = rows->ReadRows(rows->shape().height, &out, nullptr);
  EXPECT_TRUE(status.ok()) << status;
  return out;
}

NetworkStageOptions Options(FakeNetwork::Body body, int scale, int tile, int radius = 6) {
  NetworkStageOptions options;
  options.name = "upscale";
  options.network = std::make_shared<FakeNetwork>(scale, radius, std::move(body));
  options.tile = tile;
  options.strip_rows = tile;
  return options;
}

TEST(NetworkStageTest, ABlendIsToldWhereItsWindowLies) {
  const cv::Mat scene = Scene(150, 90);
  NetworkStageOptions options = Options(GoodBody(1), 1, 32);
  options.colour_lock = false;
  options.origin = cv::Point(5, 3);
  options.blend = [&](const cv::Mat& window, const cv::Mat&, cv::Point at) {
    const cv::Mat there = scene(cv::Rect(at - cv::Point(5, 3), window.size()));
    EXPECT_EQ(cv::norm(window, there, cv::NORM_INF), 0.0);
    return cv::Mat(there * 0.5);
  };
  EXPECT_LT(MaxDifference(RunAll(scene, options), scene * 0.5), 1e-6);
}

TEST(NetworkStageTest, ResultDoesNotDependOnTiles) {
  const cv::Mat scene = Scene(401, 263);
  const cv::Mat whole = RunAll(scene, Options(GoodBody(2), 2, 1024));
  ASSERT_EQ(whole.size(), cv::Size(802, 526));
  for (const int tile : {32, 128, 384}) {
    EXPECT_LT(MaxDifference(RunAll(scene, Options(GoodBody(2), 2, tile)), whole), 1e-5) << tile;
  }
  // The test can fail: with too small a radius the seams show.
  EXPECT_GT(MaxDifference(RunAll(scene, Options(GoodBody(2), 2, 32, 0)), whole), 1e-3);
}

// Where noise grows with the light, a network looks at the luma around each px it looks at.
TEST(NetworkStageTest, ResultDoesNotDependOnTilesWhereNoiseGrowsWithTheLight) {
  const auto body =
      [](const cv::Mat& tile, const Conditions& c, cv::Point) -> absl::StatusOr<cv::Mat> {
    cv::Mat noise, blurred, out;
    cv::merge(std::vector<cv::Mat>(3, NoiseShares(tile, c.noise_slope)), noise);
    cv::blur(noise, blurred, {13, 13}, {-1, -1}, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
    cv::addWeighted(tile, 0.9, blurred, 0.1, 0.0, out);
    return out;
  };
  const cv::Mat scene = Scene(201, 163);
  const auto run = [&](int tile, double slope) {
    NetworkStageOptions options = Options(body, 1, tile);
    options.conditions.noise_slope = slope;
    return RunAll(scene, options);
  };
  EXPECT_LT(MaxDifference(run(32, 2.0), run(1024, 2.0)), 1e-5);
  EXPECT_GT(MaxDifference(run(1024, 2.0), run(1024, 0.0)), 1e-3);
}

TEST(NetworkStageTest, GranularityIsKept) {
  const cv::Mat scene = Scene(101, 63);
  auto network = std::make_shared<FakeNetwork>(
      2, 5, [](const cv::Mat& tile, const Conditions& c, cv::Point origin) {
        EXPECT_EQ(tile.cols % 2, 0);
        EXPECT_EQ(tile.rows % 2, 0);
        EXPECT_EQ(origin.x % 2, 0);
        EXPECT_EQ(origin.y % 2, 0);
        return GoodBody(2)(tile, c, origin);
      });
  network->granularity_value = 2;
  NetworkStageOptions options = Options(nullptr, 2, 33);
  options.network = network;
  EXPECT_EQ(RunAll(scene, options).size(), cv::Size(202, 126));
}

TEST(NetworkStageTest, TinyAndOddPicturesWork) {
  for (int height : {1, 2, 3, 31}) {
    for (int width : {1, 2, 5, 17}) {
      const cv::Mat scene = Scene(width, height);
      for (const int scale : {1, 2, 3, 4}) {
        const cv::Mat out = RunAll(scene, Options(GoodBody(scale), scale, 16));
        EXPECT_EQ(out.size(), cv::Size(width * scale, height * scale));
      }
    }
  }
}

TEST(NetworkStageTest, TheTileIsToldItsPlaceInTheWholePicture) {
  std::vector<cv::Point> origins;
  NetworkStageOptions options = Options(nullptr, 1, 64);
  options.origin = cv::Point(8, 16);
  options.network = std::make_shared<FakeNetwork>(
      1, 4, [&](const cv::Mat& tile, const Conditions& c, cv::Point origin) {
        origins.push_back(origin);
        return GoodBody(1)(tile, c, origin);
      });
  RunAll(Scene(128, 64), options);
  ASSERT_EQ(origins.size(), 2u);
  EXPECT_EQ(origins[0], cv::Point(8, 16));
  EXPECT_EQ(origins[1], cv::Point(8 + 64 - 4, 16));
}

TEST(NetworkStageTest, LanesChangeNothing) {
  const cv::Mat scene = Scene(301, 163);
  const cv::Mat one = RunAll(scene, Options(GoodBody(2), 2, 64));
  NetworkStageOptions options = Options(GoodBody(2), 2, 64);
  options.lanes = 5;
  EXPECT_LT(MaxDifference(RunAll(scene, options), one), 1e-5);
}

TEST(NetworkStageTest, WhatFailsInLanesIsToldInOrder) {
  const cv::Mat scene = Scene(320, 64);
  const auto messages = [&](int lanes) {
    NetworkStageOptions options = Options(NanBody(2), 2, 64);
    options.lanes = lanes;
    options.strip_rows = 64;
    options.tile = 32;  // enough tiles for all lanes as it is
    NetworkStageLog log;
    RunAll(scene, options, &log);
    EXPECT_EQ(log.tiles, log.fallback_tiles);
    return log.fallbacks;
  };
  EXPECT_EQ(messages(1), messages(4));
}

// A network that is not the same when turned: moves by a third of a px to the right, and lightens
// where the 8x8 grid that it is told of begins.
absl::StatusOr<cv::Mat> LopsidedBody(const cv::Mat& tile, const Conditions& c, cv::Point origin) {
  const float third = 1.0f / 3.0f;
  const cv::Mat kernel = (cv::Mat_<float>(1, 3) << third, 1.0f - third, 0.0f);
  cv::Mat out;
  cv::filter2D(
      tile, out, -1, kernel, cv::Point(-1, -1), 0.0, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      const int phase = (origin.x + x - c.grid_x) & 7;
      if (phase == 0 || phase == 7) out.at<cv::Vec3f>(y, x) += cv::Vec3f::all(0.05f);
    }
  }
  return out;
}

TEST(NetworkStageTest, AnEnsembleMovesNothingAndSeesTheGrid) {
  cv::Mat scene(64, 96, CV_32FC3, cv::Scalar::all(0.5));
  for (int y = 0; y < scene.rows; ++y) {
    for (int x = 0; x < scene.cols; ++x) {
      const double inside = std::clamp(12.5 - std::hypot(x - 48, y - 32), 0.0, 1.0);
      scene.at<cv::Vec3f>(y, x) += cv::Vec3f::all(static_cast<float>(0.3 * inside));
    }
  }
  NetworkStageOptions options = Options(LopsidedBody, 1, 40, 2);
  options.conditions.jpeg_quality = 50.0;
  options.conditions.jpeg_grid = true;
  options.conditions.grid_x = 3;
  options.conditions.grid_y = 3;
  options.colour_lock = false;
  options.network = InAllWays(options.network);
  const cv::Mat out = RunAll(scene, options);
  // Lightened along x in four ways and along y in the other four, on the block borders alone.
  EXPECT_NEAR(out.at<cv::Vec3f>(4, 3)[0], 0.525, 1e-5);
  EXPECT_NEAR(out.at<cv::Vec3f>(4, 2)[0], 0.525, 1e-5);
  EXPECT_NEAR(out.at<cv::Vec3f>(4, 4)[0], 0.5, 1e-5);
  EXPECT_NEAR(out.at<cv::Vec3f>(3, 3)[0], 0.55, 1e-5);
  EXPECT_NEAR(out.at<cv::Vec3f>(6, 6)[0], 0.5, 1e-5);
  // The disc is where it was: its left and right slopes are the same.
  const float left = out.at<cv::Vec3f>(32, 37)[0];
  const float right = out.at<cv::Vec3f>(32, 59)[0] - 0.025f;  // a block border
  EXPECT_NEAR(left, right, 1e-4);
}

TEST(NetworkStageTest, NanIsReplacedAndSaid) {
  const cv::Mat scene = Scene(64, 48);
  NetworkStageLog log;
  const cv::Mat out = RunAll(scene, Options(NanBody(2), 2, 64), &log);
  EXPECT_EQ(log.fallback_tiles, 1);
  ASSERT_EQ(log.fallbacks.size(), 1u);
  EXPECT_THAT(log.fallbacks[0], HasSubstr("not finite"));
  EXPECT_THAT(log.fallbacks[0], HasSubstr("classical"));
  EXPECT_LT(MaxDifference(out, ResizeCubic(scene, 128, 96)), 0.1);
}

TEST(NetworkStageTest, BlackIsReplacedAndSaid) {
  NetworkStageLog log;
  RunAll(Scene(64, 48), Options(ConstantBody(2, 0.0f), 2, 64), &log);
  EXPECT_EQ(log.fallback_tiles, 1);
}

TEST(NetworkStageTest, Fp32IsTriedFirst) {
  NetworkStageOptions options = Options(NanBody(2), 2, 64);
  options.fp32 = []() -> absl::StatusOr<std::shared_ptr<const Network>> {
    return std::make_shared<FakeNetwork>(2, 6, GoodBody(2), Precision::kFp32);
  };
  NetworkStageLog log;
  const cv::Mat scene = Scene(64, 48);
  const cv::Mat out = RunAll(scene, options, &log);
  ASSERT_EQ(log.fallbacks.size(), 1u);
  EXPECT_THAT(log.fallbacks[0], HasSubstr("fp32"));
  EXPECT_EQ(MaxDifference(out, RunAll(scene, Options(GoodBody(2), 2, 64))), 0.0);
}

TEST(NetworkStageTest, SmallerTilesAreTriedWhenMemoryFails) {
  NetworkStageOptions options = Options(nullptr, 2, 256);
  options.network = std::make_shared<FakeNetwork>(
      2, 6, [](const cv::Mat& tile, const Conditions& c, cv::Point o) -> absl::StatusOr<cv::Mat> {
        if (tile.cols > 100) return absl::InternalError("out of memory");
        return GoodBody(2)(tile, c, o);
      });
  NetworkStageLog log;
  const cv::Mat scene = Scene(200, 180);
  const cv::Mat out = RunAll(scene, options, &log);
  ASSERT_EQ(log.fallbacks.size(), 1u);
  EXPECT_THAT(log.fallbacks[0], HasSubstr("smaller tiles"));
  EXPECT_LT(MaxDifference(out, RunAll(scene, Options(GoodBody(2), 2, 256))), 1e-5);
}

TEST(NetworkStageTest, GrayStaysGrayAndNeutralStaysNeutral) {
  cv::Mat gray;
  cv::cvtColor(Scene(90, 70), gray, cv::COLOR_RGB2GRAY);
  const cv::Scalar tint(0.02, -0.01, 0.0);
  const cv::Mat out = RunAll(gray, Options(DriftingBody(2, tint), 2, 64));
  EXPECT_EQ(out.type(), CV_32FC1);
}

TEST(NetworkStageTest, ColourLockBringsTheLargeScaleBack) {
  const cv::Mat scene = Scene(128, 128);
  const cv::Scalar tint(4.0 / 255.0, 0.0, -3.0 / 255.0);
  NetworkStageOptions options = Options(DriftingBody(2, tint), 2, 128);
  const cv::Scalar locked = cv::mean(RunAll(scene, options));
  options.colour_lock = false;
  const cv::Scalar free = cv::mean(RunAll(scene, options));
  const cv::Scalar truth = cv::mean(scene);
  EXPECT_GT(std::abs(free[0] - truth[0]) * 255.0, 3.5);
  EXPECT_LT(std::abs(locked[0] - truth[0]) * 255.0, 1.1);
  EXPECT_LT(std::abs(locked[2] - truth[2]) * 255.0, 1.1);
}

TEST(NetworkStageTest, ColourLockLeavesPaperWhite) {
  // Noise on white is cut off: the source's paper is 8 levels darker than paper.
  constexpr double kSigma = 20.0;
  cv::Mat page(128, 128, CV_32FC3);
  cv::RNG random(3);
  random.fill(page, cv::RNG::NORMAL, 1.0, kSigma / 255.0);
  cv::min(page, 1.0, page);
  const auto white = [](const cv::Mat& tile, const Conditions&, cv::Point) {
    return absl::StatusOr<cv::Mat>(cv::Mat(tile.size(), tile.type(), cv::Scalar::all(1.0)));
  };
  NetworkStageOptions options = Options(white, 1, 128);
  options.conditions.noise_sigma = kSigma;
  EXPECT_GT(cv::mean(RunAll(page, options))[0] * 255.0, 254.9);
  // Nobody said that there is noise: then white is a drift.
  options.conditions.noise_sigma = 0.0;
  EXPECT_LT(cv::mean(RunAll(page, options))[0] * 255.0, 250.0);
}

TEST(NetworkStageTest, LockedResultDoesNotDependOnTilesEither) {
  const cv::Mat scene = Scene(203, 187);
  const cv::Scalar tint(9.0 / 255.0, 0.0, -3.0 / 255.0);
  const cv::Mat whole = RunAll(scene, Options(DriftingBody(2, tint), 2, 512));
  for (const int tile : {24, 64, 100}) {
    EXPECT_LT(MaxDifference(RunAll(scene, Options(DriftingBody(2, tint), 2, tile)), whole), 1e-5);
  }
}

TEST(NetworkStageTest, CancelStopsBetweenTiles) {
  Progress progress;
  NetworkStageOptions options = Options(nullptr, 1, 32);
  auto network = std::make_shared<FakeNetwork>(
      1, 2, [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
        progress.Cancel();
        return GoodBody(1)(tile, c, o);
      });
  options.network = network;
  Image image;
  image.pixels = Scene(128, 128);
  const auto rows = RunNetwork(ImageSource(image), options, nullptr, &progress);
  cv::Mat out;
  EXPECT_EQ(rows->ReadRows(128, &out, nullptr).code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(network->runs, 1);
}

}  // namespace
}  // namespace sharpscale
