// SPDX-License-Identifier: Apache-2.0
//
// Every file of the public suites gives a picture or one clear line, within 10 s each.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>

#include "image/decode.h"
#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

std::filesystem::path DataFolder() {
  if (const char* named = getenv("SHARPSCALE_DATA")) return named;
  return std::filesystem::path(SHARPSCALE_SOURCE_DIR) / ".." / "shared" / "data";
}

struct Tally {
  int pictures = 0;
  int errors = 0;
};

Tally DecodeAll(const std::string& folder, bool accept_truncated) {
  Tally tally;
  for (const auto& entry : std::filesystem::directory_iterator(DataFolder() / "val" / folder)) {
    if (!entry.is_regular_file()) continue;
    DecodeOptions options;
    options.accept_truncated = accept_truncated;
    options.max_pixels = 100'000'000;
    options.child_seconds = 10.0;
    const auto begin = std::chrono::steady_clock::now();
    const absl::StatusOr<Image> image = Decode(entry.path(), options);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(seconds.count(), 10.0) << entry.path() << " hangs";
    if (image.ok()) {
      ++tally.pictures;
      EXPECT_FALSE(image->empty()) << entry.path();
      EXPECT_NE(image->source.container, Container::kUnknown) << entry.path();
    } else {
      ++tally.errors;
      const std::string message(image.status().message());
      EXPECT_EQ(message.find('\n'), std::string::npos) << message;
      EXPECT_NE(message.find(entry.path().filename().string()), std::string::npos) << message;
      EXPECT_NE(image.status().code(), absl::StatusCode::kInternal) << message;
    }
  }
  return tally;
}

class Corpora : public ::testing::TestWithParam<const char*> {};

TEST_P(Corpora, GiveAPictureOrAClearError) {
  if (!std::filesystem::exists(DataFolder() / "val" / GetParam())) {
    GTEST_SKIP() << "no evaluation pictures; set SHARPSCALE_DATA";
  }
  const Tally strict = DecodeAll(GetParam(), false);
  const Tally lenient = DecodeAll(GetParam(), true);
  EXPECT_EQ(strict.pictures + strict.errors, lenient.pictures + lenient.errors);
  EXPECT_GE(lenient.pictures, strict.pictures);
  EXPECT_GT(strict.pictures, 0);
}

INSTANTIATE_TEST_SUITE_P(Suites,
                         Corpora,
                         ::testing::Values("pngsuite", "webp", "libjpeg_turbo", "exif", "hostile"));

// PngSuite's files that begin with x are damaged on purpose, the others are all valid.
TEST(PngSuite, ValidFilesDecodeAndDamagedOnesDoNot) {
  const std::filesystem::path folder = DataFolder() / "val" / "pngsuite";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no evaluation pictures";
  int valid = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (entry.path().extension() != ".png") continue;
    const absl::StatusOr<Image> image = Decode(entry.path());
    EXPECT_EQ(image.ok(), name[0] != 'x') << name;
    if (image.ok()) ++valid;
  }
  EXPECT_GT(valid, 100);
}

// Interlaced and plain files of the suite show the same picture.
TEST(PngSuite, InterlacingDoesNotMatter) {
  const std::filesystem::path folder = DataFolder() / "val" / "pngsuite";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no evaluation pictures";
  for (const char* kind :
       {"0g01", "0g08", "0g16", "2c08", "2c16", "3p04", "4a16", "6a08", "6a16"}) {
    const absl::StatusOr<Image> plain = Decode(folder / (std::string("basn") + kind + ".png"));
    const absl::StatusOr<Image> interlaced = Decode(folder / (std::string("basi") + kind + ".png"));
    ASSERT_TRUE(plain.ok() && interlaced.ok()) << kind;
    EXPECT_TRUE(SamePixels(plain->pixels, interlaced->pixels)) << kind;
    EXPECT_TRUE(SamePixels(plain->alpha, interlaced->alpha)) << kind;
  }
}

}  // namespace
}  // namespace sharpscale
