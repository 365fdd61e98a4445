// SPDX-License-Identifier: Apache-2.0
//
// Formats that are decoded in the helper process, and what happens when it crashes, hangs or is
// gone.

#include <stdlib.h>
#include <sys/stat.h>

#include <gtest/gtest.h>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "image/decode.h"
#include "image/encode.h"
#include "image/icc.h"
#include "tests/image/profiles.h"
#include "tests/image/synthetic.h"
#include "tests/image/tiff_builder.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

std::string Bytes(const cv::Mat& pixels) {
  return {reinterpret_cast<const char*>(pixels.data), pixels.total() * pixels.elemSize()};
}

TEST(Tiff, DepthsAndFloat) {
  for (const int type : {CV_8UC1, CV_8UC3, CV_16UC1, CV_16UC3, CV_32FC1, CV_32FC3}) {
    const cv::Mat pixels = RandomPixels(13, 7, type, 1);
    const int bits = CV_ELEM_SIZE1(type) * 8;
    TiffBuilder builder(13, 7, CV_MAT_CN(type), bits, Bytes(pixels));
    if (CV_MAT_DEPTH(type) == CV_32F) {
      builder.Set(339, std::vector<int64_t>(static_cast<size_t>(CV_MAT_CN(type)), 3));
    }
    const absl::StatusOr<Image> image = DecodeBytes(builder.Build(), "a.tif");
    ASSERT_TRUE(image.ok()) << image.status();
    EXPECT_TRUE(SamePixels(image->pixels, pixels)) << type;
    EXPECT_EQ(image->source.bits_per_sample, bits);
    EXPECT_TRUE(image->source.lossless);
  }
}

TEST(Tiff, StripsTilesAndSeparatePlanes) {
  const cv::Mat pixels = RandomPixels(32, 48, CV_8UC3, 2);
  // Strips of 8 rows.
  TiffBuilder strips(32, 48, 3, 8, Bytes(pixels));
  strips.Set(278, {8}).Pieces(273, 279, 6);
  EXPECT_TRUE(SamePixels(DecodeBytes(strips.Build(), "strips")->pixels, pixels));
  // Tiles of 16 x 16.
  std::string tiled;
  for (int y = 0; y < 48; y += 16) {
    for (int x = 0; x < 32; x += 16) tiled += Bytes(pixels(cv::Rect(x, y, 16, 16)).clone());
  }
  TiffBuilder tiles(32, 48, 3, 8, tiled);
  tiles.Remove(278).Set(322, {16}).Set(323, {16}).Pieces(324, 325, 6);
  EXPECT_TRUE(SamePixels(DecodeBytes(tiles.Build(), "tiles")->pixels, pixels));
  // One plane after the other.
  std::vector<cv::Mat> planes;
  cv::split(pixels, planes);
  TiffBuilder separate(32, 48, 3, 8, Bytes(planes[0]) + Bytes(planes[1]) + Bytes(planes[2]));
  separate.Set(284, {2}).Pieces(273, 279, 3);
  EXPECT_TRUE(SamePixels(DecodeBytes(separate.Build(), "planes")->pixels, pixels));
}

TEST(Tiff, AlphaPlainAndPremultiplied) {
  cv::Mat pixels(4, 4, CV_8UC4, cv::Scalar(100, 50, 20, 128));
  TiffBuilder plain(4, 4, 4, 8, Bytes(pixels));
  plain.Set(338, {2});
  absl::StatusOr<Image> image = DecodeBytes(plain.Build(), "plain");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(100, 50, 20));
  EXPECT_EQ(image->alpha.at<uint8_t>(0, 0), 128);
  plain.Set(338, {1});
  image = DecodeBytes(plain.Build(), "premultiplied");
  ASSERT_TRUE(image.ok()) << image.status();
  // 100, 50, 20 divided by 128/255.
  EXPECT_LE(cv::norm(image->pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(199, 100, 40), cv::NORM_INF), 1);
  EXPECT_EQ(image->alpha.at<uint8_t>(0, 0), 128);
  // Gray with alpha stays one channel.
  const cv::Mat gray(4, 4, CV_16UC2, cv::Scalar(1000, 60000));
  TiffBuilder gray_alpha(4, 4, 2, 16, Bytes(gray));
  gray_alpha.Set(338, {2});
  image = DecodeBytes(gray_alpha.Build(), "gray");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->channels(), 1);
  EXPECT_EQ(image->alpha.at<uint16_t>(1, 1), 60000);
}

TEST(Tiff, CmykBecomesSrgbAndIsTold) {
  // No ink is white, all ink is near black; cyan ink is bluish green, and so on.
  const cv::Mat inks = (cv::Mat_<cv::Vec4b>(1, 4) << cv::Vec4b(0, 0, 0, 0),
                        cv::Vec4b(255, 0, 0, 0),
                        cv::Vec4b(0, 0, 255, 0),
                        cv::Vec4b(255, 255, 255, 255));
  TiffBuilder builder(4, 1, 4, 8, Bytes(inks));
  builder.Set(262, {5});
  const absl::StatusOr<Image> image = DecodeBytes(builder.Build(), "cmyk");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_TRUE(image->source.cmyk);
  EXPECT_TRUE(image->metadata.icc.empty());
  EXPECT_EQ(image->channels(), 3);
  ASSERT_FALSE(image->source.notes.empty());
  EXPECT_THAT(image->source.notes.back(), HasSubstr("default profile"));
  const auto at = [&](int x) { return image->pixels.at<cv::Vec3b>(0, x); };
  for (int c = 0; c < 3; ++c) {
    EXPECT_GT(at(0)[c], 240);
    EXPECT_LT(at(3)[c], 60);
  }
  EXPECT_LT(at(1)[0], 80);  // cyan: little red
  EXPECT_GT(at(1)[2], 180);
  EXPECT_GT(at(2)[0], 200);  // yellow: little blue
  EXPECT_LT(at(2)[2], 100);
}

TEST(Tiff, ResolutionOrientationAndOddKinds) {
  const cv::Mat pixels = RandomPixels(6, 4, CV_8UC1, 3);
  TiffBuilder builder(6, 4, 1, 8, Bytes(pixels));
  builder.Set(274, {6});
  absl::StatusOr<Image> image = DecodeBytes(builder.Build(), "turned");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->width(), 4);
  EXPECT_EQ(image->source.orientation, 6);
  EXPECT_FALSE(image->ppi.known());
  // White is zero.
  TiffBuilder inverted(6, 4, 1, 8, Bytes(pixels));
  inverted.Set(262, {0});
  image = DecodeBytes(inverted.Build(), "inverted");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_TRUE(SamePixels(image->pixels, cv::Mat(255 - pixels)));
  // Signed samples have no agreed meaning.
  TiffBuilder odd(6, 4, 1, 16, std::string(48, '\1'));
  odd.Set(339, {2});
  EXPECT_EQ(DecodeBytes(odd.Build(), "signed").status().code(), absl::StatusCode::kUnimplemented);
}

TEST(Fence, LimitsHoldBeforeDecoding) {
  TiffBuilder huge(60000, 60000, 3, 8, std::string(100, '\0'));
  const absl::StatusOr<Image> image = DecodeBytes(huge.Build(), "huge.tif");
  EXPECT_EQ(image.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(image.status().message()), HasSubstr("60000x60000"));
}

TEST(Fence, TruncatedTiffIsAnErrorOrHalfAPicture) {
  const cv::Mat pixels = RandomPixels(64, 64, CV_8UC1, 2);
  TiffBuilder builder(64, 64, 1, 8, Bytes(pixels));
  builder.Set(278, {8}).Pieces(273, 279, 8);
  std::string bytes = builder.Build();
  // The directory stands behind the pixels: point the last strips beyond the end instead.
  TiffBuilder beyond(64, 64, 1, 8, Bytes(pixels));
  beyond.Set(278, {8}).Pieces(273, 279, 8);
  bytes = beyond.Build();
  const size_t offsets_at = bytes.size() - 2 * 8 * 4;
  for (int strip = 4; strip < 8; ++strip) {
    const uint32_t outside = 1 << 30;
    std::memcpy(&bytes[offsets_at + static_cast<size_t>(strip) * 4], &outside, 4);
  }
  EXPECT_EQ(DecodeBytes(bytes, "cut.tif").status().code(), absl::StatusCode::kInvalidArgument);
  DecodeOptions options;
  options.accept_truncated = true;
  const absl::StatusOr<Image> part = DecodeBytes(bytes, "cut.tif", options);
  if (part.ok()) {
    EXPECT_TRUE(SamePixels(part->pixels.rowRange(0, 32), pixels.rowRange(0, 32)));
    EXPECT_FALSE(part->source.notes.empty());
  } else {
    EXPECT_EQ(part.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(ModernFormats, AvifAndJxlKeepPixelsAndFacts) {
  for (const Container format : {Container::kAvif, Container::kJxl}) {
    for (const int type : {CV_8UC1, CV_8UC3}) {
      for (const bool with_alpha : {false, true}) {
        Image image;
        image.pixels = RandomPixels(24, 17, type, 5);
        if (with_alpha) image.alpha = RandomPixels(24, 17, CV_8UC1, 6);
        image.ppi = {300.0, 300.0};
        if (type == CV_8UC3) image.metadata.icc = DisplayP3();
        const std::string xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>";
        image.metadata.xmp.assign(xmp.begin(), xmp.end());
        EncodeOptions options;
        options.format = format;
        options.lossless = true;
        const absl::StatusOr<std::string> bytes = EncodeBytes(image, options);
        ASSERT_TRUE(bytes.ok()) << bytes.status();
        const absl::StatusOr<Image> back = DecodeBytes(*bytes, "modern");
        ASSERT_TRUE(back.ok()) << back.status();
        EXPECT_EQ(back->source.container, format);
        EXPECT_TRUE(SamePixels(back->pixels, image.pixels))
            << ContainerName(format) << type << with_alpha;
        EXPECT_TRUE(SamePixels(back->alpha, image.alpha)) << ContainerName(format) << type;
        EXPECT_EQ(back->ppi.x, 300.0);
        EXPECT_EQ(IccDescription(back->metadata.icc), IccDescription(image.metadata.icc));
        EXPECT_EQ(back->metadata.xmp, image.metadata.xmp) << ContainerName(format);
      }
    }
  }
}

TEST(ModernFormats, SixteenBits) {
  Image image;
  image.pixels = RandomPixels(24, 17, CV_16UC3, 5);
  EncodeOptions options;
  options.format = Container::kJxl;
  options.lossless = true;
  EXPECT_TRUE(
      SamePixels(DecodeBytes(EncodeBytes(image, options).value(), "a.jxl")->pixels, image.pixels));
  options.format = Container::kAvif;
  options.bits = 16;
  const absl::StatusOr<Image> avif = DecodeBytes(EncodeBytes(image, options).value(), "a.avif");
  ASSERT_TRUE(avif.ok()) << avif.status();
  EXPECT_EQ(avif->source.bits_per_sample, 12);
  EXPECT_LE(cv::norm(avif->pixels, image.pixels, cv::NORM_INF), 3 * 65535.0 / 4095.0);
}

// A GIF of 2 x 1 pixels, red and green, and the same with two frames.
TEST(Gif, FirstFrameAndCount) {
  const unsigned char head[] = {
      'G', 'I', 'F', '8', '9', 'a', 2, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 255, 0};
  const unsigned char frame[] = {0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x44, 0x0A, 0};
  const std::string h(reinterpret_cast<const char*>(head), sizeof(head));
  const std::string f(reinterpret_cast<const char*>(frame), sizeof(frame));
  const absl::StatusOr<Image> one = DecodeBytes(h + f + ";", "one.gif");
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(255, 0, 0));
  EXPECT_EQ(one->pixels.at<cv::Vec3b>(0, 1), cv::Vec3b(0, 255, 0));
  EXPECT_EQ(one->source.pages, 1);
  const absl::StatusOr<Image> two = DecodeBytes(h + f + f + ";", "two.gif");
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_EQ(two->source.pages, 2);
  EXPECT_EQ(two->height(), 1);
  ASSERT_FALSE(two->source.notes.empty());
  EXPECT_THAT(two->source.notes.back(), HasSubstr("2 pages or frames"));
}

// A digital negative: 16-bit Bayer mosaic of one flat colour, with identity-like colour tags.
TEST(CameraRaw, DngIsDeveloped) {
  const int width = 64;
  const int height = 48;
  cv::Mat mosaic(height, width, CV_16UC1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      // Red, green / green, blue.
      const int channel = (y % 2) + (x % 2);
      mosaic.at<uint16_t>(y, x) = static_cast<uint16_t>(channel == 0   ? 30000
                                                        : channel == 1 ? 20000
                                                                       : 10000);
    }
  }
  const auto rationals = [](std::initializer_list<int> numerators) {
    std::string bytes;
    for (const int numerator : numerators) {
      const int32_t pair[2] = {numerator, 10000};
      bytes.append(reinterpret_cast<const char*>(pair), sizeof(pair));
    }
    return bytes;
  };
  TiffBuilder builder(width, height, 1, 16, Bytes(mosaic));
  builder.SetRaw(254, 4, 1, std::string(4, '\0'))
      .SetRaw(262, 3, 1, std::string("\x23\x80\0\0", 4))  // 32803: colour filter array
      .SetRaw(258, 3, 1, std::string("\x10\0\0\0", 4))
      .SetRaw(259, 3, 1, std::string("\x01\0\0\0", 4))
      .SetRaw(277, 3, 1, std::string("\x01\0\0\0", 4))
      .SetRaw(271, 2, 5, std::string("Test\0", 5))
      .SetRaw(272, 2, 7, std::string("Camera\0", 7))
      .SetRaw(33421, 3, 2, std::string("\2\0\2\0", 4))
      .SetRaw(33422, 1, 4, std::string("\0\1\1\2", 4))
      .SetRaw(50706, 1, 4, std::string("\1\4\0\0", 4))
      .SetRaw(50708, 2, 12, std::string("Test Camera\0", 12))
      .Set(50717, {65535})
      // XYZ to camera of sRGB primaries, D65.
      .SetRaw(50721, 10, 9, rationals({32405, -15371, -4985, -9693, 18760, 416, 556, -2040, 10572}))
      .SetRaw(50728, 5, 3, rationals({10000, 10000, 10000}))
      .SetRaw(50778, 3, 1, std::string("\x15\0\0\0", 4));
  const absl::StatusOr<Image> image = DecodeBytes(builder.Build(), "a.dng");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->source.container, Container::kRaw);
  EXPECT_EQ(image->pixels.type(), CV_16UC3);
  EXPECT_EQ(image->width(), width);
  EXPECT_EQ(image->height(), height);
  ASSERT_FALSE(image->source.notes.empty());
  EXPECT_THAT(image->source.notes[0], HasSubstr("Camera RAW"));
  // Flat, and reddish in the right order.
  const cv::Vec3w middle = image->pixels.at<cv::Vec3w>(24, 32);
  EXPECT_GT(middle[0], middle[1]);
  EXPECT_GT(middle[1], middle[2]);
  EXPECT_LE(cv::norm(image->pixels.at<cv::Vec3w>(20, 20), middle, cv::NORM_INF), 2);
  // Damaged: an error, not a crash of ours.
  EXPECT_FALSE(DecodeBytes(builder.Build().substr(0, 3000), "cut.dng").ok());
}

class BrokenHelper : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sharpscale-fence-XXXXXX";
    folder_ = mkdtemp(name);
    setenv("SHARPSCALE_LIBEXEC", folder_.c_str(), 1);
  }
  void TearDown() override {
    unsetenv("SHARPSCALE_LIBEXEC");
    std::filesystem::remove_all(folder_);
  }
  void Install(const std::string& script) const {
    const std::string path = folder_ + "/sharpscale-decode";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    chmod(path.c_str(), 0755);
  }
  absl::Status Try(double seconds) const {
    DecodeOptions options;
    options.child_seconds = seconds;
    TiffBuilder builder(2, 2, 1, 8, "abcd");
    return DecodeBytes(builder.Build(), "a.tif", options).status();
  }
  std::string folder_;
};

TEST_F(BrokenHelper, Absent) {
  const absl::Status status = Try(5.0);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("SHARPSCALE_LIBEXEC"));
}

TEST_F(BrokenHelper, Crashes) {
  Install("kill -SEGV $$");
  const absl::Status status = Try(5.0);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("crashed on this file (signal 11)"));
}

TEST_F(BrokenHelper, Hangs) {
  Install("exec sleep 100");
  EXPECT_EQ(Try(0.2).code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(BrokenHelper, RunsOutOfMemory) {
  Install("exit 10");
  EXPECT_EQ(Try(5.0).code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(BrokenHelper, TalksNonsense) {
  Install("head -c 100000 /dev/zero >&4");
  EXPECT_EQ(Try(5.0).code(), absl::StatusCode::kInternal);
  Install("printf 'hello, this is not a frame at all, is it' >&4");
  EXPECT_FALSE(Try(5.0).ok());
}

}  // namespace
}  // namespace sharpscale
