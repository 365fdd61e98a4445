// SPDX-License-Identifier: Apache-2.0

#include "image/orientation.h"

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image/encode.h"
#include "image/turned_source.h"
#include "tests/image/exif_blob.h"
#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

// EXIF 2.32: where the first row and the first column of the stored picture are seen.
TEST(Orientation, AllEightByTheStandard) {
  // Stored:  1 2 3
  //          4 5 6
  const cv::Mat stored = (cv::Mat_<uint8_t>(2, 3) << 1, 2, 3, 4, 5, 6);
  const cv::Mat expected[] = {
      (cv::Mat_<uint8_t>(2, 3) << 1, 2, 3, 4, 5, 6),  // 1: top, left
      (cv::Mat_<uint8_t>(2, 3) << 3, 2, 1, 6, 5, 4),  // 2: top, right
      (cv::Mat_<uint8_t>(2, 3) << 6, 5, 4, 3, 2, 1),  // 3: bottom, right
      (cv::Mat_<uint8_t>(2, 3) << 4, 5, 6, 1, 2, 3),  // 4: bottom, left
      (cv::Mat_<uint8_t>(3, 2) << 1, 4, 2, 5, 3, 6),  // 5: left, top
      (cv::Mat_<uint8_t>(3, 2) << 4, 1, 5, 2, 6, 3),  // 6: right, top
      (cv::Mat_<uint8_t>(3, 2) << 6, 3, 5, 2, 4, 1),  // 7: right, bottom
      (cv::Mat_<uint8_t>(3, 2) << 3, 6, 2, 5, 1, 4),  // 8: left, bottom
  };
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_TRUE(SamePixels(ApplyOrientation(stored, orientation), expected[orientation - 1]))
        << orientation;
  }
  EXPECT_TRUE(SamePixels(ApplyOrientation(stored, 9), stored));
  EXPECT_TRUE(SamePixels(ApplyOrientation(stored, 0), stored));
}

TEST(Orientation, IsAppliedOnDecodingAndResetOnEncoding) {
  Image image;
  image.pixels = SmoothPixels(40, 24, CV_8UC3);
  EncodeOptions options;
  options.format = Container::kJpeg;
  const std::string plain = EncodeBytes(image, options).value();
  const cv::Mat upright = DecodeBytes(plain, "plain")->pixels;
  for (int orientation = 1; orientation <= 8; ++orientation) {
    ExifBlob blob;
    blob.orientation = orientation;
    const absl::StatusOr<Image> turned = DecodeBytes(WithExif(plain, blob.Build()), "turned");
    ASSERT_TRUE(turned.ok()) << turned.status();
    EXPECT_EQ(turned->source.orientation, orientation);
    EXPECT_TRUE(SamePixels(turned->pixels, ApplyOrientation(upright, orientation)));
    // Written again, it is upright and says so.
    options.quality = 100;
    const absl::StatusOr<Image> again = DecodeBytes(EncodeBytes(*turned, options).value(), "again");
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->source.orientation, 1);
    EXPECT_EQ(again->pixels.size(), turned->pixels.size());
    EXPECT_LT(cv::norm(again->pixels, turned->pixels, cv::NORM_INF), 6.0);
  }
}

TEST(Orientation, ThroughAFileItIsTheSame) {
  for (const bool with_alpha : {false, true}) {
    Image image;
    image.pixels = RandomPixels(301, 530, CV_16UC3, 1);
    if (with_alpha) image.alpha = RandomPixels(301, 530, CV_16UC1, 2);
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const std::unique_ptr<PixelSource> rows = ImageSource(image);
      const auto turned = TurnThroughFile(rows.get(), rows->facts(), orientation);
      ASSERT_TRUE(turned.ok()) << turned.status();
      Image result;
      const auto sink = ImageSink((*turned)->shape(), (*turned)->facts(), &result);
      cv::Mat pixels;
      cv::Mat alpha;
      while ((*turned)->ReadRows(100, &pixels, &alpha).ok()) {
        ASSERT_TRUE(sink->WriteRows(pixels, alpha).ok());
      }
      ASSERT_TRUE(sink->Finish().ok());
      EXPECT_TRUE(SamePixels(result.pixels, ApplyOrientation(image.pixels, orientation)))
          << orientation;
      EXPECT_TRUE(SamePixels(result.alpha, ApplyOrientation(image.alpha, orientation)));
    }
  }
}

}  // namespace
}  // namespace sharpscale
