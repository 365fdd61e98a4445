// SPDX-License-Identifier: Apache-2.0
//
// The metrics that read texture blocks: flat_activity, smoothness, banding, ringing.

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "analysis/texture_blocks.h"
#include "datasets/jpeg_codec.h"
#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

Findings MeasureTexture(const Image& image) {
  return Measure(image, {"native_scale", "noise", "edges", "content", "texture"});
}

double Value(const Image& image, const char* id) {
  return MeasureTexture(image).ValueOr(id, -1.0);
}

// A soft sky with grain, and leaves below it.
Image SkyAndLeaves(uint64_t seed) {
  cv::Mat picture = DeadLeaves({640, 512}, seed);
  for (int y = 0; y < 320; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const float shade = 0.45F + 0.0003F * float(y) + 0.0001F * float(x);
      picture.at<cv::Vec3f>(y, x) = cv::Vec3f(shade, shade, shade);
    }
  }
  return Degraded(picture, "noise:1.2", seed);
}

TEST(FlatActivity, AStampedPatchIsFoundWhereItIs) {
  Image image = SkyAndLeaves(4);
  const cv::Rect where(200, 96, 128, 128);
  cv::Mat1f texture(where.size());
  cv::RNG rng(11);
  rng.fill(texture, cv::RNG::NORMAL, 0.0, 18.0);
  cv::GaussianBlur(texture, texture, {}, 1.0);
  EXPECT_EQ(Value(image, "texture.flat_activity"), 0.0);
  for (int y = 0; y < where.height; ++y) {
    for (int x = 0; x < where.width; ++x) {
      auto& p = image.pixels.at<cv::Vec3b>(where.y + y, where.x + x);
      for (int c = 0; c < 3; ++c) p[c] = cv::saturate_cast<uint8_t>(p[c] + texture(y, x));
    }
  }
  const Findings findings = MeasureTexture(image);
  const Measurement* found = findings.Find("texture.flat_activity");
  ASSERT_TRUE(found != nullptr && found->value.has_value());
  EXPECT_NEAR(*found->value, 4.6, 1.0);  // 5.1 levels, less what 8 px planes take
  ASSERT_NE(found->map, nullptr);
  int both = 0;
  int either = 0;
  const HeatMap& map = *found->map;
  for (int j = 0; j < map.values.rows; ++j) {
    for (int i = 0; i < map.values.cols; ++i) {
      const bool truth = where.contains({i * map.cell + map.cell / 2, j * map.cell + map.cell / 2});
      const bool marked = map.values(j, i) > 1.0F;
      both += truth && marked ? 1 : 0;
      either += truth || marked ? 1 : 0;
    }
  }
  EXPECT_GE(both, 0.7 * either);
}

TEST(FlatActivity, LeavesAndGrainAreNoPatch) {
  EXPECT_EQ(Value(SkyAndLeaves(5), "texture.flat_activity"), 0.0);
  EXPECT_EQ(Value(Degraded(DeadLeaves({512, 384}, 6), "noise:6", 6), "texture.flat_activity"), 0.0);
}

TEST(Smoothness, EdgePreservingFiltersShowGrainAndBlurDoNot) {
  // Shaded leaves: a constant surface would say nothing.
  cv::Mat leaves = DeadLeaves({640, 512}, 7);
  for (int y = 0; y < leaves.rows; ++y) {
    for (int x = 0; x < leaves.cols; ++x) {
      const float shade = 0.08F * std::sin(float(x) / 11.0F) * std::sin(float(y) / 13.0F);
      leaves.at<cv::Vec3f>(y, x) += cv::Vec3f(shade, 0.8F * shade, 1.2F * shade);
    }
  }
  const Image grainy = Degraded(leaves, "noise:2", 7);
  EXPECT_LT(Value(grainy, "texture.smoothness"), 5.0);
  Image plastic;
  cv::bilateralFilter(grainy.pixels, plastic.pixels, 11, 40.0, 5.0);
  EXPECT_GT(Value(plastic, "texture.smoothness"), 45.0);
  // Softness explains missing texture.
  const Image soft = Degraded(leaves, "blur:2", 7);
  EXPECT_FALSE(MeasureTexture(soft).Find("texture.smoothness")->known());
}

// A gray ramp of `slope` levels per px across, in steps of `step` levels.
Image Ramp(double slope, double step, double noise, double from = 60.0) {
  Image image;
  image.pixels.create(384, 512, CV_8UC3);
  cv::RNG rng(3);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const double v =
          from + slope * x + 0.4 * slope * y + (noise > 0.0 ? rng.gaussian(noise) : 0.0);
      image.pixels.at<cv::Vec3b>(y, x) =
          cv::Vec3b::all(cv::saturate_cast<uint8_t>(step * std::round(v / step)));
    }
  }
  return image;
}

TEST(Banding, StepsOfAGradientAreFoundGrainHidesThem) {
  EXPECT_GT(Value(Ramp(0.1, 1.0, 0.0), "texture.banding"), 80.0);
  EXPECT_GT(Value(Ramp(0.2, 4.0, 0.0), "texture.banding"), 80.0);
  EXPECT_EQ(Value(Ramp(0.1, 1.0, 0.7), "texture.banding"), 0.0);
  // A soft shadow on white is a gradient of single levels that nobody sees.
  EXPECT_EQ(Value(Ramp(-0.1, 1.0, 0.0, 252.0), "texture.banding"), 0.0);
  EXPECT_GT(Value(Ramp(-0.1, 2.0, 0.0, 252.0), "texture.banding"), 80.0);
  Image flat;
  flat.pixels = cv::Mat(300, 300, CV_8UC3, cv::Scalar::all(90));
  EXPECT_EQ(Value(flat, "texture.banding"), 0.0);
}

// The border of a banded area crosses cells: those that it covers by more than half are marked.
TEST(Banding, IsMarkedWhereItIs) {
  Image image = Ramp(0.2, 1.0, 1.5);
  const cv::Rect where(87, 75, 200, 168);
  Ramp(0.2, 4.0, 0.0).pixels(where).copyTo(image.pixels(where));
  const Findings findings = MeasureTexture(image);
  const cv::Mat1f& map = findings.Find("texture.banding")->map->values;
  int both = 0;
  int either = 0;
  for (int j = 0; j < map.rows; ++j) {
    for (int i = 0; i < map.cols; ++i) {
      const cv::Rect cell(i * 32, j * 32, 32, 32);
      const bool truth = 2 * (cell & where).area() > cell.area();
      const bool marked = map(j, i) > 0.0F;
      both += truth && marked ? 1 : 0;
      either += truth || marked ? 1 : 0;
    }
  }
  EXPECT_GT(both, 0.75 * either) << map;
}

// Rough leaves below a sky that is a shade of each colour.
cv::Mat ColouredSkyAndLeaves(uint64_t seed) {
  cv::Mat picture = DeadLeaves({640, 512}, seed);
  cv::Mat rough(picture.size(), CV_32FC3);
  cv::RNG rng(seed);
  rng.fill(rough, cv::RNG::NORMAL, 0.0, 6.0 / 255.0);
  picture += rough;
  for (int y = 0; y < 320; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const float down = float(y) / 320.0F;
      const float across = float(x) / 640.0F;
      picture.at<cv::Vec3f>(y, x) = cv::Vec3f(0.35F + 0.30F * down + 0.05F * across,
                                              0.45F + 0.25F * down + 0.08F * across,
                                              0.60F + 0.20F * down);
    }
  }
  return picture;
}

// `levels` of each channel in `where` of an 8-bit picture.
Image Posterised(const Image& image, int levels, const cv::Rect& where) {
  Image result = image;
  result.pixels = image.pixels.clone();
  cv::Mat part = result.pixels(where);
  const double step = 255.0 / (levels - 1);
  for (int y = 0; y < part.rows; ++y) {
    uint8_t* row = part.ptr(y);
    for (int i = 0; i < 3 * part.cols; ++i) {
      row[i] = cv::saturate_cast<uint8_t>(step * std::round(row[i] / step));
    }
  }
  return result;
}

Image SavedAsJpeg(const Image& image, int quality) {
  JpegOptions options;
  options.quality = quality;
  options.chroma_420 = true;
  Image result = image;
  result.pixels = *JpegRoundTrip(image.pixels, options);
  return result;
}

TEST(Banding, APosterisedSkyIsFoundThoughTheRestIsTexture) {
  const Image clean = Degraded(ColouredSkyAndLeaves(12), "noise:0.7", 12);
  EXPECT_EQ(Value(clean, "texture.banding"), 0.0);
  EXPECT_EQ(Value(SavedAsJpeg(clean, 90), "texture.banding"), 0.0);
  const cv::Rect all(0, 0, clean.width(), clean.height());
  const cv::Rect sky(0, 0, clean.width(), 320);
  for (const int levels : {16, 24, 32, 48}) {
    EXPECT_GT(Value(Posterised(clean, levels, all), "texture.banding"), 10.0) << levels;
    EXPECT_GT(Value(Posterised(clean, levels, sky), "texture.banding"), 5.0) << levels;
    if (levels == 48) continue;  // steps of 5 levels are not sure to outlive it
    EXPECT_GT(Value(SavedAsJpeg(Posterised(clean, levels, all), 90), "texture.banding"), 5.0)
        << levels;
  }
}

// Flat areas of drawings lie at any distance from each other, or at two heights.
TEST(Banding, FlatAreasOfADrawingAreNoSteps) {
  Image drawing;
  drawing.pixels = cv::Mat(512, 512, CV_8UC3, cv::Scalar::all(240));
  cv::RNG rng(5);
  for (int i = 0; i < 60; ++i) {
    constexpr int kLevels[] = {120, 131, 149, 163, 188, 204, 233, 251};
    const int level = kLevels[rng.uniform(0, 8)];
    cv::circle(drawing.pixels,
               {rng.uniform(0, 512), rng.uniform(0, 512)},
               rng.uniform(20, 70),
               cv::Scalar(level, kLevels[rng.uniform(0, 8)], level),
               -1);
  }
  EXPECT_EQ(Value(drawing, "texture.banding"), 0.0);
  Image table;
  table.pixels = cv::Mat(512, 512, CV_8UC3, cv::Scalar::all(255));
  for (int y = 0; y < 512; y += 80) {
    table.pixels.rowRange(y, std::min(512, y + 40)) -= cv::Scalar::all(10);
  }
  EXPECT_EQ(Value(table, "texture.banding"), 0.0);
}

TEST(Ringing, GrowsWithCompressionAndIsAbsentWithout) {
  const cv::Mat leaves = DeadLeaves({640, 512}, 8);
  const double none = Value(Degraded(leaves, "noise:1", 8), "compression.ringing");
  const double some = Value(Degraded(leaves, "noise:1,jpeg:80", 8), "compression.ringing");
  const double strong = Value(Degraded(leaves, "noise:1,jpeg:30", 8), "compression.ringing");
  EXPECT_LT(none, 0.5);
  EXPECT_GT(some, none + 0.3);
  // Where hard compression leaves nothing but the edge, there is no more of it.
  EXPECT_GT(strong, 1.2);
}

// Grain that was left beside the edges alone, as cameras leave it: a mask makes more of it, and
// that is not coding. JPEG below the mask is.
TEST(Ringing, OfAMaskIsUnknownUnlessThereAreBlocks) {
  cv::Mat leaves = DeadLeaves({640, 512}, 8, 0.25, 0.7);
  cv::Mat1f gray;
  cv::cvtColor(leaves, gray, cv::COLOR_RGB2GRAY);
  cv::Mat1f beside;
  cv::morphologyEx(gray, beside, cv::MORPH_GRADIENT, cv::Mat::ones(9, 9, CV_8U));
  cv::RNG rng(3);
  for (int y = 0; y < leaves.rows; ++y) {
    for (int x = 0; x < leaves.cols; ++x) {
      if (beside(y, x) < 0.08F) continue;
      const auto grain = static_cast<float>(rng.gaussian(0.8 / 255.0));
      leaves.at<cv::Vec3f>(y, x) += cv::Vec3f(grain, grain, grain);
    }
  }
  const auto measured = [&](const char* history) {
    return Measure(Degraded(leaves, history, 8),
                   {"native_scale",
                    "noise",
                    "content",
                    "oversharpening",
                    "edges",
                    "jpeg_compression",
                    "jpeg_blockiness",
                    "texture"});
  };
  const Findings sharpened = measured("usm:1.5:1");
  ASSERT_GE(sharpened.ValueOr("halo.oversharpened", 0.0), 50.0);
  EXPECT_FALSE(sharpened.Find("compression.ringing")->known())
      << *sharpened.Find("compression.ringing")->value;
  EXPECT_GT(Value(Degraded(leaves, "usm:1.5:1", 8), "compression.ringing"), 1.0);
  const Findings coded = measured("jpeg:70,usm:1:1");
  EXPECT_LT(coded.ValueOr("compression.ringing", 9.0), 3.0);
  ASSERT_GE(coded.ValueOr("halo.oversharpened", 0.0), 50.0);
  EXPECT_GT(coded.ValueOr("compression.ringing", 0.0), 1.0);
}

TEST(Texture, TinyPicturesAreUnknown) {
  Image image;
  image.pixels = cv::Mat(1, 1, CV_8UC1, cv::Scalar(7));
  const Findings findings = MeasureTexture(image);
  for (const char* id :
       {"texture.flat_activity", "texture.smoothness", "texture.banding", "compression.ringing"}) {
    ASSERT_NE(findings.Find(id), nullptr) << id;
    EXPECT_FALSE(findings.Find(id)->known()) << id;
  }
}

}  // namespace
}  // namespace sharpscale
