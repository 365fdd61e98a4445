// SPDX-License-Identifier: Apache-2.0
//
// Files that lie about their size, end too early, or were hit at random.

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "image/decode.h"
#include "image/encode.h"
#include "image/fence_protocol.h"
#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

std::string EncodeAs(Container format, int width = 96, int height = 80, int type = CV_8UC3) {
  Image image;
  image.pixels = SmoothPixels(width, height, type);
  EncodeOptions options;
  options.format = format;
  return EncodeBytes(image, options).value();
}

std::string Little(uint64_t value, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

std::string SmallBmp() {
  std::string bmp = "BM" + Little(54 + 3 * 12, 4) + Little(0, 4) + Little(54, 4) + Little(40, 4) +
                    Little(3, 4) + Little(3, 4) + Little(1, 2) + Little(24, 2) + Little(0, 4) +
                    Little(36, 4) + Little(3937, 4) + Little(3937, 4) + Little(0, 8);
  for (int i = 0; i < 36; ++i) bmp += static_cast<char>(i * 7);
  return bmp;
}

// One line: file, reason, what to do.
void ExpectOneLine(const absl::Status& status, const std::string& name) {
  const std::string message(status.message());
  EXPECT_THAT(message, HasSubstr(name));
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

TEST(Hostile, HeadersBeyondTheLimitAreRefusedBeforeAllocation) {
  // Sizes at their places in the headers of small valid files.
  std::string png = EncodeAs(Container::kPng);
  for (const size_t at : {16, 20}) png.replace(at, 4, std::string("\0\0\xEA\x60", 4));
  std::string jpeg = EncodeAs(Container::kJpeg);
  const size_t frame = jpeg.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, "\xEA\x60\xEA\x60");
  std::string bmp = SmallBmp();
  bmp.replace(18, 8, Little(60000, 4) + Little(60000, 4));
  const std::string pgm = "P5\n60000 60000\n255\nxx";
  for (const std::string& bytes : {png, jpeg, bmp, pgm}) {
    const absl::StatusOr<Image> image = DecodeBytes(bytes, "huge.bin");
    ASSERT_EQ(image.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(image.status().message()), HasSubstr("60000x60000"));
    ExpectOneLine(image.status(), "huge.bin");
  }
}

TEST(Hostile, ThePixelLimitIsTheUsers) {
  const std::string png = EncodeAs(Container::kPng, 100, 50);
  DecodeOptions options;
  options.max_pixels = 5000;
  EXPECT_TRUE(DecodeBytes(png, "a", options).ok());
  options.max_pixels = 4999;
  EXPECT_FALSE(DecodeBytes(png, "a", options).ok());
  options = DecodeOptions();
  options.max_file_bytes = 10;
  EXPECT_FALSE(DecodeBytes(png, "a", options).ok());
  options.max_file_bytes = 0;
  EXPECT_FALSE(options.Validate().ok());
}

TEST(Hostile, TruncatedFilesAreErrorsOrTheirFirstRows) {
  struct Case {
    Container format;
    bool partial;  // gives rows when cut in the middle
  };
  for (const Case& c : {Case{Container::kJpeg, true},
                        Case{Container::kPng, true},
                        Case{Container::kWebp, true},
                        Case{Container::kBmp, true},
                        Case{Container::kPnm, true}}) {
    std::string bytes;
    cv::Mat whole;
    if (c.format == Container::kBmp) {
      bytes = SmallBmp();
    } else if (c.format == Container::kPnm) {
      bytes = "P6\n4 40\n255\n" + std::string(4 * 40 * 3, 'x');
    } else {
      // Noise, so that the data is spread over the rows.
      Image image;
      image.pixels = RandomPixels(200, 160, CV_8UC3, 9);
      EncodeOptions options;
      options.format = c.format;
      bytes = EncodeBytes(image, options).value();
    }
    whole = DecodeBytes(bytes, "whole")->pixels;
    // Behind the header of the small bitmap.
    const size_t kept = c.format == Container::kBmp ? bytes.size() - 13 : bytes.size() * 6 / 10;
    const std::string cut = bytes.substr(0, kept);
    const absl::StatusOr<Image> refused = DecodeBytes(cut, "cut");
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument)
        << ContainerName(c.format);
    ExpectOneLine(refused.status(), "cut");
    DecodeOptions options;
    options.accept_truncated = true;
    const absl::StatusOr<Image> part = DecodeBytes(cut, "cut", options);
    ASSERT_TRUE(part.ok()) << ContainerName(c.format) << part.status();
    EXPECT_EQ(part->pixels.size(), whole.size());
    ASSERT_FALSE(part->source.notes.empty()) << ContainerName(c.format);
    EXPECT_THAT(part->source.notes.back(), HasSubstr("truncated"));
    // A quarter of the rows at least is right; the last row is mid-gray. Bitmaps run bottom up.
    const int quarter = whole.rows / 4;
    const bool upside_down = c.format == Container::kBmp;
    const int right = upside_down ? whole.rows - 1 : 0;
    EXPECT_TRUE(SamePixels(part->pixels.row(right), whole.row(right))) << ContainerName(c.format);
    if (!upside_down) {
      EXPECT_TRUE(SamePixels(part->pixels.rowRange(0, quarter), whole.rowRange(0, quarter)))
          << ContainerName(c.format);
    }
    const cv::Mat lost = part->pixels.row(upside_down ? 0 : whole.rows - 1);
    EXPECT_TRUE(SamePixels(lost, cv::Mat(lost.size(), lost.type(), cv::Scalar::all(128))))
        << ContainerName(c.format);
    // Headers alone are never a picture.
    EXPECT_FALSE(DecodeBytes(bytes.substr(0, 20), "head", options).ok());
  }
}

// Random damage gives a picture or one line; under sanitizers also proof of clean reads.
TEST(Hostile, RandomDamageIsSurvived) {
  std::mt19937 random(11);
  const std::string seeds[] = {
      EncodeAs(Container::kJpeg, 40, 30),
      EncodeAs(Container::kPng, 40, 30),
      EncodeAs(Container::kWebp, 40, 30),
      SmallBmp(),
      "P6\n4 4\n255\n" + std::string(48, 'x'),
      "P7\nWIDTH 2\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nENDHDR\n0123456789abcdef"};
  DecodeOptions options;
  options.max_pixels = 1'000'000;
  for (const std::string& seed : seeds) {
    for (int i = 0; i < 1500; ++i) {
      std::string bytes = seed;
      const size_t reach = random() % 2 == 0 ? std::min<size_t>(bytes.size(), 80) : bytes.size();
      for (int c = 0; c < 1 + static_cast<int>(random() % 8); ++c) {
        bytes[random() % reach] = static_cast<char>(random());
      }
      if (random() % 5 == 0) bytes.resize(1 + random() % bytes.size());
      options.accept_truncated = random() % 2 == 0;
      // A byte of the magic number may turn it into a format of the fence, which is slow to start.
      if (bytes.compare(0, 2, seed, 0, 2) != 0) continue;
      const absl::StatusOr<Image> image = DecodeBytes(bytes, "damaged", options);
      if (image.ok()) {
        EXPECT_FALSE(image->empty());
      } else {
        ExpectOneLine(image.status(), "damaged");
      }
    }
  }
}

// What a helper that was taken over could send.
TEST(Hostile, HeadersFromTheFenceAreNotTrusted) {
  Image facts;
  facts.metadata.icc.assign(40, 1);
  facts.source.jpeg.emplace().chroma.emplace();
  facts.source.notes = {"one", "two"};
  const std::string good = PackHeader({30, 20, CV_16UC3, true}, facts);
  const absl::StatusOr<FencedHeader> same = UnpackHeader(good);
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->shape.width, 30);
  EXPECT_TRUE(same->shape.has_alpha);
  EXPECT_EQ(same->facts.source.notes, facts.source.notes);
  EXPECT_EQ(same->facts.metadata.icc, facts.metadata.icc);
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string bad = good;
    for (int c = 0; c < 3; ++c) bad[random() % bad.size()] = static_cast<char>(random());
    if (random() % 3 == 0) bad.resize(random() % bad.size());
    const absl::StatusOr<FencedHeader> header = UnpackHeader(bad);
    if (!header.ok()) continue;
    EXPECT_GT(header->shape.width, 0);
    EXPECT_LE(CV_MAT_CN(header->shape.type), 3);
    EXPECT_LE(header->facts.source.orientation, 8);
  }
  for (size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(UnpackHeader(good.substr(0, length)).ok()) << length;
  }
}

TEST(Hostile, OnePixelPicturesAreRead) {
  for (const Container format : {Container::kJpeg, Container::kPng, Container::kWebp}) {
    const absl::StatusOr<Image> image = DecodeBytes(EncodeAs(format, 1, 1), "dot");
    ASSERT_TRUE(image.ok()) << image.status();
    EXPECT_EQ(image->pixels.size(), cv::Size(1, 1));
  }
}

TEST(Hostile, TextInAllItsFormsIsNamed) {
  const std::pair<std::string, std::string> cases[] = {
      {"Hello, world. This is text.\n", "plain text"},
      {"<!DOCTYPE html><html></html>", "HTML"},
      {"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"},
      {"%PDF-1.7 ...", "PDF"},
      {"BMW is a car maker, not a bitmap.", "plain text"},
      {std::string("\x7F"
                   "ELF\x02\x01\0\0",
                   8),
       "unknown"},
  };
  for (const auto& [bytes, word] : cases) {
    const absl::StatusOr<Image> image = DecodeBytes(bytes, "photo.jpg");
    ASSERT_EQ(image.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(image.status().message()), HasSubstr(word));
    ExpectOneLine(image.status(), "photo.jpg");
  }
}

TEST(Pnm, AllKinds) {
  const auto first = [](const std::string& bytes) {
    const absl::StatusOr<Image> image = DecodeBytes(bytes, "a.pnm");
    EXPECT_TRUE(image.ok()) << image.status();
    return image.ok() ? *image : Image();
  };
  EXPECT_EQ(first("P1\n# comment\n3 1\n1 0\n1").pixels.at<uint8_t>(0, 1), 255);
  EXPECT_EQ(first("P1 3 1 101").pixels.at<uint8_t>(0, 2), 0);
  EXPECT_EQ(first("P2 2 1 15 0 15").pixels.at<uint8_t>(0, 1), 255);
  EXPECT_EQ(first("P3 1 1 255 10 20 30").pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(10, 20, 30));
  EXPECT_EQ(first(std::string("P4 3 1\n\xA0", 8)).pixels.at<uint8_t>(0, 0), 0);
  EXPECT_EQ(first(std::string("P5 1 1 65535\n\x12\x34", 15)).pixels.at<uint16_t>(0, 0), 0x1234);
  EXPECT_EQ(first("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nENDHDR\nab").alpha.at<uint8_t>(0, 0),
            'b');
  const float half = 0.5f;
  std::string pfm = "Pf\n1 2\n-1.0\n";
  pfm.append(reinterpret_cast<const char*>(&half), 4);
  pfm.append(4, '\0');
  EXPECT_EQ(first(pfm).pixels.at<float>(1, 0), 0.5f);  // rows run bottom up
  EXPECT_EQ(first(pfm).pixels.at<float>(0, 0), 0.0f);
}

}  // namespace
}  // namespace sharpscale
