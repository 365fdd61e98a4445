// SPDX-License-Identifier: Apache-2.0

#include "analysis/beyond_coding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "analysis/added_statistics.h"
#include "analysis/compare.h"
#include "analysis/jpeg_table_quality.h"
#include "datasets/jpeg_codec.h"

namespace sharpscale {
namespace {

constexpr double kPi = 3.14159265358979323846;

// A texture with detail of all sizes, far from black and white.
cv::Mat1b Texture(int width, int height, uint64_t seed) {
  cv::RNG rng(seed);
  cv::Mat1f sum(height, width, 128.0F);
  for (int octave = 1; octave <= 32; octave *= 2) {
    cv::Mat1f noise(height / octave + 2, width / octave + 2);
    rng.fill(noise, cv::RNG::NORMAL, 0.0, 7.0);
    cv::Mat1f grown;
    cv::resize(noise, grown, {width, height}, 0, 0, cv::INTER_CUBIC);
    sum += grown;
  }
  cv::Mat1b levels;
  cv::Mat(cv::min(cv::max(cv::Mat(sum), 20.0), 235.0)).convertTo(levels, CV_8U);
  return levels;
}

double Largest(const cv::Mat1f& power) {
  double most = 0.0;
  cv::minMaxLoc(power, nullptr, &most);
  return most;
}

TEST(BeyondCodingTest, AJpegNeverStraysFromItsOriginalBeyondItsSteps) {
  const cv::Mat1b original = Texture(200, 136, 3);
  for (const int quality : {30, 50, 80}) {
    for (const int phase : {0, 3}) {
      JpegOptions options;
      options.quality = quality;
      options.grid_x = phase;
      options.grid_y = (2 * phase) % 8;
      const auto coded = JpegRoundTrip(original, options);
      ASSERT_TRUE(coded.ok()) << coded.status();
      CodingLimits limits;
      limits.steps = IjgLumaTable(quality);
      limits.grid_x = options.grid_x;
      limits.grid_y = options.grid_y;
      const cv::Mat1f power = BeyondCoding(*coded, original, limits);
      EXPECT_EQ(power.size(), cv::Size(200 / kDetailBlock, 136 / kDetailBlock));
      // Rounding to whole levels is all that is left.
      EXPECT_LT(Largest(power), 0.2) << quality << " " << phase;
      // Finer steps do not explain it.
      limits.steps = IjgLumaTable(95);
      EXPECT_GT(Largest(BeyondCoding(*coded, original, limits)), 2.0) << quality << " " << phase;
    }
  }
}

TEST(BeyondCodingTest, ACoefficientCountsFromHalfAStepOn) {
  const cv::Mat1f source(32, 32, 100.0F);
  for (const double amplitude : {4.0, 20.0}) {
    // One coefficient of the orthonormal transform: horizontal frequency 2.
    cv::Mat1f result = source.clone();
    for (int y = 0; y < 32; ++y) {
      for (int x = 0; x < 32; ++x) {
        const double wave = std::cos((2.0 * (x % 8) + 1.0) * 2.0 * kPi / 16.0);
        result(y, x) += float(amplitude * std::sqrt(1.0 / 8.0) * 0.5 * wave);
      }
    }
    CodingLimits limits;
    limits.steps.fill(3);  // of the others
    limits.steps[2] = 10;
    const double beyond = std::max(0.0, amplitude - 5.0);
    const double noise = 2.0 * (1.0 / (1.0 + 3.76 * 1.5) * 63.0 + 1.0 / (1.0 + 3.76 * 5.0)) / 64.0;
    EXPECT_NEAR(Largest(BeyondCoding(source, result, limits)),
                std::max(0.0, beyond * beyond / 64.0 - noise),
                1e-3)
        << amplitude;
  }
}

TEST(BeyondCodingTest, WithoutLimitsItIsTheMeanSquare) {
  const cv::Mat1f source(9, 17, 50.0F);
  const cv::Mat1f result(9, 17, 53.0F);
  for (const float value : BeyondCoding(source, result, {})) EXPECT_NEAR(value, 9.0, 1e-3);
  EXPECT_NEAR(BeyondCoding(source(cv::Rect(0, 0, 1, 1)), result(cv::Rect(0, 0, 1, 1)), {})(0, 0),
              9.0,
              1e-3);
}

// The picture itself, told by a damaged small copy: nothing in the copy speaks against it.
class DamagedSourceTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    const cv::Mat1b texture = Texture(512, 384, 5);
    cv::cvtColor(texture, truth_, cv::COLOR_GRAY2RGB);
    truth_.rowRange(0, 160).setTo(cv::Scalar(150, 160, 190));  // a sky
    cv::GaussianBlur(truth_, truth_, {}, 0.6);
    cv::Mat small;
    cv::resize(truth_, small, {}, 0.5, 0.5, cv::INTER_AREA);
    cv::Mat noise(small.size(), CV_16SC3);
    cv::RNG(7).fill(noise, cv::RNG::NORMAL, 0.0, 8.0);
    cv::add(small, noise, small, cv::noArray(), CV_8U);
    JpegOptions options;
    options.quality = 50;
    const auto coded = JpegRoundTrip(small, options);
    ASSERT_TRUE(coded.ok()) << coded.status();
    before_.pixels = *coded;
    if (!GetParam()) return;
    JpegFacts facts;
    facts.luma = IjgLumaTable(50);
    facts.chroma = IjgChromaTable(50);
    facts.components = 3;
    before_.source.container = Container::kJpeg;
    before_.source.jpeg = facts;
  }

  Comparison Judge(const cv::Mat& result) const {
    Image after;
    after.pixels = result;
    auto comparison = Compare(before_, after);
    EXPECT_TRUE(comparison.ok()) << comparison.status();
    return comparison.ok() ? *std::move(comparison) : Comparison();
  }

  cv::Mat truth_;
  Image before_;
};

TEST_P(DamagedSourceTest, TheTruthIsSupportedAndInventionsAreNot) {
  const Comparison honest = Judge(truth_);
  EXPECT_LT(honest.ValueOr("added.hallucination", 99.0), 2.0);
  EXPECT_LT(honest.ValueOr("added.smoothing", 0.0), 10.0);

  cv::Mat warped;
  cv::Mat2f from(truth_.size());
  const cv::Rect place(180, 220, 120, 120);
  for (int y = 0; y < from.rows; ++y) {
    for (int x = 0; x < from.cols; ++x) {
      const bool inside = place.contains({x, y});
      const double d = inside ? 4.0 * std::sin(0.35 * (y - place.y)) : 0.0;
      from(y, x) = cv::Vec2f(float(x + d), float(y + d));
    }
  }
  cv::remap(truth_, warped, from, cv::noArray(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  const Comparison bent = Judge(warped);
  EXPECT_GT(bent.ValueOr("added.hallucination", 0.0), 2.0);
  const Measurement* map = bent.Find("added.hallucination");
  ASSERT_FALSE(map->peaks.empty());
  EXPECT_TRUE(place.contains({int(map->peaks[0].x), int(map->peaks[0].y)}));

  cv::Mat stamped = truth_.clone();
  cv::Mat stamp(100, 100, CV_16SC1);
  cv::RNG(9).fill(stamp, cv::RNG::NORMAL, 0.0, 18.0);
  cv::GaussianBlur(stamp, stamp, {}, 1.0);
  cv::merge(std::vector<cv::Mat>(3, stamp.clone()), stamp);
  cv::Mat patch = stamped(cv::Rect(60, 30, 100, 100));
  cv::add(patch, stamp, patch, cv::noArray(), CV_8U);
  EXPECT_GT(Judge(stamped).ValueOr("added.flat_texture", 0.0), 1.0);
}

// A file tells its tables; of pixels alone quality and grid are measured.
INSTANTIATE_TEST_SUITE_P(TablesOrPixels, DamagedSourceTest, testing::Bool());

}  // namespace
}  // namespace sharpscale
