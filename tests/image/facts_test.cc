// SPDX-License-Identifier: Apache-2.0
//
// What compressed files say about themselves.

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image/encode.h"
#include "image/jpeg_facts.h"
#include "image/webp_facts.h"
#include "tests/image/exif_blob.h"
#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

std::string EncodeAs(Container format,
                     int quality,
                     bool lossless = false,
                     bool full_chroma = true,
                     int type = CV_8UC3) {
  Image image;
  image.pixels = SmoothPixels(64, 48, type);
  EncodeOptions options;
  options.format = format;
  options.quality = quality;
  options.lossless = lossless;
  options.chroma_444 = full_chroma;
  return EncodeBytes(image, options).value();
}

// ITU-T T.81, tables K.1 and K.2, as they stand there, row by row.
constexpr int kLuma[64] = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
                           14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
                           18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
                           49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};

TEST(JpegFacts, TablesInNaturalOrderAtEveryQuality) {
  for (const int quality : {5, 25, 50, 75, 90, 95, 100}) {
    const absl::StatusOr<JpegFacts> facts =
        ReadJpegFacts(EncodeAs(Container::kJpeg, quality), "a.jpg");
    ASSERT_TRUE(facts.ok()) << facts.status();
    // libjpeg's scaling (jpeg_quality_scaling).
    const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    for (size_t i = 0; i < 64; ++i) {
      EXPECT_EQ(facts->luma[i], std::clamp((kLuma[i] * scale + 50) / 100, 1, 255)) << i;
    }
    ASSERT_TRUE(facts->chroma.has_value());
    EXPECT_EQ(facts->components, 3);
    EXPECT_FALSE(facts->progressive);
  }
}

TEST(JpegFacts, SubsamplingAndGray) {
  EXPECT_EQ(ReadJpegFacts(EncodeAs(Container::kJpeg, 80), "a")->subsampling,
            ChromaSubsampling::k444);
  EXPECT_EQ(ReadJpegFacts(EncodeAs(Container::kJpeg, 80, false, false), "a")->subsampling,
            ChromaSubsampling::k420);
  const absl::StatusOr<JpegFacts> gray =
      ReadJpegFacts(EncodeAs(Container::kJpeg, 80, false, true, CV_8UC1), "a");
  EXPECT_EQ(gray->subsampling, ChromaSubsampling::kNone);
  EXPECT_FALSE(gray->chroma.has_value());
  EXPECT_FALSE(ReadJpegFacts("\xFF\xD8\xFF\xE0", "a").ok());
  EXPECT_FALSE(ReadJpegFacts("", "a").ok());
}

TEST(WebpFacts, QuantiserFallsWithQuality) {
  int last = 200;
  for (const int quality : {1, 20, 40, 60, 75, 90, 100}) {
    const absl::StatusOr<WebpFacts> facts = ReadWebpFacts(EncodeAs(Container::kWebp, quality));
    ASSERT_TRUE(facts.ok()) << facts.status();
    EXPECT_FALSE(facts->lossless);
    EXPECT_GE(facts->quantiser, 0);
    EXPECT_LE(facts->quantiser, 127);
    EXPECT_LT(facts->quantiser, last) << quality;
    last = facts->quantiser;
  }
  EXPECT_EQ(last, 0);  // the finest
  const absl::StatusOr<WebpFacts> lossless = ReadWebpFacts(EncodeAs(Container::kWebp, 90, true));
  ASSERT_TRUE(lossless.ok());
  EXPECT_TRUE(lossless->lossless);
  EXPECT_EQ(lossless->quantiser, -1);
}

TEST(WebpFacts, DamageIsAnErrorNotACrash) {
  const std::string good = EncodeAs(Container::kWebp, 50);
  for (size_t length = 0; length < std::min<size_t>(good.size(), 200); ++length) {
    const absl::StatusOr<WebpFacts> facts = ReadWebpFacts(std::string_view(good).substr(0, length));
    if (length < 30) {
      EXPECT_FALSE(facts.ok()) << length;
    }
  }
  uint32_t state = 1;
  for (int i = 0; i < 20000; ++i) {
    std::string bad = good;
    for (int c = 0; c < 4; ++c) {
      state = state * 1664525u + 1013904223u;
      bad[(state >> 8) % 64] = static_cast<char>(state >> 24);
    }
    const absl::StatusOr<WebpFacts> facts = ReadWebpFacts(bad);
    if (facts.ok()) {
      EXPECT_LE(facts->quantiser, 127);
    }
  }
}

TEST(JpegSegments, CommentsPhotoshopAndSplitProfiles) {
  std::string jpeg = EncodeAs(Container::kJpeg, 90);
  // A profile in two pieces, the second first.
  jpeg = WithSegment(jpeg, 0xE2, std::string("ICC_PROFILE\0\x01\x02", 14) + "first-");
  jpeg = WithSegment(jpeg, 0xE2, std::string("ICC_PROFILE\0\x02\x02", 14) + "second");
  // Resource 0x03ED: 300 ppi in 16.16 fixed point; 0x0404: IPTC.
  jpeg = WithSegment(
      jpeg,
      0xED,
      std::string("Photoshop 3.0\0"
                  "8BIM\x03\xED\0\0\0\0\0\x10\x01\x2C\0\0\0\x01\0\x01\x01\x2C\0\0\0\x01\0\x01"
                  "8BIM\x04\x04\0\0\0\0\0\x05\x1C\x02\x78\0\0\0",
                  14 + 12 + 16 + 12 + 6));
  const absl::StatusOr<Image> image = DecodeBytes(jpeg, "a.jpg");
  ASSERT_TRUE(image.ok()) << image.status();
  const std::string icc(image->metadata.icc.begin(), image->metadata.icc.end());
  EXPECT_EQ(icc, "first-second");
  EXPECT_EQ(image->metadata.iptc.size(), 5u);
  EXPECT_EQ(image->ppi.x, 300.0);
}

}  // namespace
}  // namespace sharpscale
