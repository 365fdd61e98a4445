// SPDX-License-Identifier: Apache-2.0

#include "image/exif.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/image/exif_blob.h"

namespace sharpscale {
namespace {

TEST(Exif, ReadsBothByteOrders) {
  for (const bool big : {false, true}) {
    ExifBlob builder;
    builder.big_endian = big;
    builder.orientation = 6;
    builder.ppi = 240;
    builder.thumbnail = true;
    const ExifFacts facts = ReadExif(builder.Build());
    EXPECT_TRUE(facts.valid);
    EXPECT_EQ(facts.orientation, 6);
    EXPECT_EQ(facts.ppi().x, 240.0);
    EXPECT_EQ(facts.pixel_width, 4000);
    EXPECT_EQ(facts.pixel_height, 3000);
    EXPECT_TRUE(facts.has_thumbnail);
  }
}

TEST(Exif, UnitsOfResolution) {
  ExifFacts facts;
  facts.x_resolution = 100.0;
  facts.y_resolution = 100.0;
  facts.resolution_unit = 3;
  EXPECT_DOUBLE_EQ(facts.ppi().x, 254.0);
  facts.resolution_unit = 2;
  EXPECT_DOUBLE_EQ(facts.ppi().x, 100.0);
  facts.resolution_unit = 1;  // an aspect ratio
  EXPECT_FALSE(facts.ppi().known());
}

TEST(Exif, CorrectsWhatThePixelsDependOnAndNothingElse) {
  for (const bool big : {false, true}) {
    for (const bool sparse : {false, true}) {
      ExifBlob builder;
      builder.big_endian = big;
      builder.orientation = sparse ? 0 : 8;  // 0: leave the tag out
      builder.ppi = sparse ? 0 : 72;
      builder.thumbnail = true;
      builder.maker_note = "MAKERNOTE-bytes";
      const std::vector<uint8_t> before = builder.Build();
      const std::vector<uint8_t> after = CorrectExif(before, {800, 600, {300.0, 299.5}});
      const ExifFacts facts = ReadExif(after);
      ASSERT_TRUE(facts.valid);
      EXPECT_EQ(facts.orientation, 1);
      EXPECT_EQ(facts.pixel_width, 800);
      EXPECT_EQ(facts.pixel_height, 600);
      EXPECT_DOUBLE_EQ(facts.x_resolution, 300.0);
      EXPECT_DOUBLE_EQ(facts.y_resolution, 299.5);
      EXPECT_EQ(facts.resolution_unit, 2);
      EXPECT_FALSE(facts.has_thumbnail);
      // The maker note, whose inner offsets are absolute, has not moved.
      const std::string text(before.begin(), before.end());
      const std::string corrected(after.begin(), after.end());
      EXPECT_EQ(text.find("MAKERNOTE-bytes"), corrected.find("MAKERNOTE-bytes"));
      EXPECT_EQ(corrected.find("THUMBNAIL"), std::string::npos);
      // Doing it again changes nothing more.
      EXPECT_EQ(ReadExif(CorrectExif(after, {800, 600, {300.0, 299.5}})).pixel_width, 800);
    }
  }
}

TEST(Exif, NewBlobWhereThereIsNone) {
  EXPECT_TRUE(CorrectExif({}, {800, 600, {}}).empty());
  const ExifFacts facts = ReadExif(CorrectExif({}, {800, 600, {300.0, 300.0}}));
  EXPECT_TRUE(facts.valid);
  EXPECT_EQ(facts.ppi().x, 300.0);
  const std::vector<uint8_t> nonsense = {'h', 'e', 'l', 'l', 'o'};
  EXPECT_TRUE(ReadExif(CorrectExif(nonsense, {1, 1, {300.0, 300.0}})).valid);
}

// Damage in any byte must not be fatal, and what is written must be readable.
TEST(Exif, SurvivesMutations) {
  std::mt19937 random(7);
  ExifBlob builder;
  builder.thumbnail = true;
  builder.maker_note = "note";
  const std::vector<uint8_t> seed = builder.Build();
  for (int i = 0; i < 30000; ++i) {
    std::vector<uint8_t> blob = seed;
    const int changes = 1 + static_cast<int>(random() % 6);
    for (int c = 0; c < changes; ++c) {
      blob[random() % blob.size()] = static_cast<uint8_t>(random() % 3 == 0 ? 0xFF : random());
    }
    if (random() % 4 == 0) blob.resize(random() % blob.size());
    const bool valid = ReadExif(blob).valid;
    const std::vector<uint8_t> after = CorrectExif(blob, {10, 20, {300.0, 300.0}});
    const ExifFacts facts = ReadExif(after);
    ASSERT_TRUE(facts.valid);
    ASSERT_EQ(facts.orientation, 1) << i << valid;
    ASSERT_LT(after.size(), blob.size() + (1 << 20));
  }
}

}  // namespace
}  // namespace sharpscale
