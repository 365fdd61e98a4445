// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_pixel_quality.h"

#include <gtest/gtest.h>

#include "datasets/jpeg_codec.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

// Thin black lines on white: nearly every block with contents is clipped.
cv::Mat Drawing() {
  cv::Mat picture(384, 384, CV_8UC1, cv::Scalar(255));
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const bool line = (2 * x + y) % 97 < 2 || (x - 3 * y + 2000) % 151 < 3 || y % 67 == 0;
      if (line) picture.at<uint8_t>(y, x) = 0;
    }
  }
  return picture;
}

TEST(JpegPixelQuality, ReadsDrawingsOnWhite) {
  for (const int quality : {30, 50, 75, 90}) {
    JpegOptions options;
    options.quality = quality;
    Image image;
    image.pixels = *JpegRoundTrip(Drawing(), options);
    const Findings f = Measure(image, {"jpeg_compression"});
    EXPECT_EQ(f.Find("compression.source")->word, "pixels") << quality;
    EXPECT_NEAR(f.ValueOr("compression.jpeg_quality", 0.0), quality, 2.0);
  }
}

TEST(JpegPixelQuality, FindsNothingInAnUntouchedDrawing) {
  Image image;
  image.pixels = Drawing();
  EXPECT_EQ(Measure(image, {"jpeg_compression"}).Find("compression.source")->word, "none");
}

}  // namespace
}  // namespace sharpscale
