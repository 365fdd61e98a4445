// SPDX-License-Identifier: Apache-2.0

#include "enhance/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/decode.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

Image Noisy(int width, int height) {
  cv::Mat scene = Scene(width, height);
  cv::Mat noise(scene.size(), scene.type());
  cv::RNG(5).fill(noise, cv::RNG::NORMAL, 0.0, 0.03);
  return Picture(scene + noise);
}

EncodeOptions Jpeg(int quality) {
  EncodeOptions options;
  options.format = Container::kJpeg;
  options.quality = quality;
  return options;
}

Plan WithExport(const Step& step) {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.steps = {step};
  plan.steps[0].kind = StepKind::kExport;
  return plan;
}

TEST(ExportTest, AWideLimitChangesNothing) {
  const Image image = Noisy(320, 240);
  const auto file = FitBytes(image, Jpeg(90), 1 << 20);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->options.quality, 90);
  EXPECT_TRUE(file->notes.empty());
  EXPECT_FALSE(file->under_floor);
}

TEST(ExportTest, TheLimitIsHardAndUsedUp) {
  const Image image = Noisy(480, 360);
  for (const int64_t limit : {60000, 30000, 15000}) {
    const auto file = FitBytes(image, Jpeg(92), limit);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_LE(static_cast<int64_t>(file->bytes.size()), limit);
    EXPECT_GT(static_cast<int64_t>(file->bytes.size()), limit * 85 / 100);
    // One more would not fit.
    EncodeOptions next = file->options;
    ++next.quality;
    EXPECT_GT(static_cast<int64_t>(EncodeBytes(image, next)->size()), limit);
    EXPECT_THAT(file->notes, Contains(HasSubstr("to stay under")));
  }
}

TEST(ExportTest, UnderTheFloorTheNumbersOfWhatElseWouldFitAreTold) {
  const auto file = FitBytes(Noisy(480, 360), Jpeg(92), 9000);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->under_floor);
  EXPECT_LT(file->options.quality, QualityFloor(Container::kJpeg));
  EXPECT_THAT(file->notes, Contains(HasSubstr("px would fit at quality")));
  EXPECT_THAT(file->notes, Contains(HasSubstr("As WebP")));
}

TEST(ExportTest, AnImpossibleLimitIsAnErrorWithTheNumbers) {
  const auto file = FitBytes(Noisy(480, 360), Jpeg(92), 800);
  EXPECT_EQ(file.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(file.status().message()), HasSubstr("480x360"));
  EncodeOptions png;
  png.format = Container::kPng;
  EXPECT_THAT(std::string(FitBytes(Noisy(480, 360), png, 800).status().message()),
              HasSubstr("fewer pixels"));
}

TEST(ExportTest, FormatComesFromTheEndingThenFromTheStep) {
  Step step;
  step.format = "tiff";
  step.quality = 81;
  EXPECT_EQ(ExportOptions(WithExport(step), "a.jpg", {}).format, Container::kJpeg);
  EXPECT_EQ(ExportOptions(WithExport(step), "a.jpg", {}).quality, 81);
  EXPECT_EQ(ExportOptions(WithExport(step), "-", {}).format, Container::kTiff);
  EncodeOptions given;
  given.format = Container::kWebp;
  EXPECT_EQ(ExportOptions(WithExport(step), "-", given).format, Container::kWebp);
}

TEST(ExportTest, TheTightestLimitCounts) {
  Step step;
  Plan plan = WithExport(step);
  EXPECT_EQ(MaxBytes(plan), 0);
  plan.steps[0].max_bytes = 5000;
  EXPECT_EQ(MaxBytes(plan), 5000);
  plan.target.max_bytes = 4000;
  EXPECT_EQ(MaxBytes(plan), 4000);
}

TEST(ExportTest, ResolutionTagIsThePrintsElseTheSources) {
  Step step;
  Plan plan = WithExport(step);
  EXPECT_EQ(ExportPpi(plan, {72.0, 72.0}).x, 72.0);
  plan.ppi_after = 300.0;
  EXPECT_EQ(ExportPpi(plan, {72.0, 72.0}).x, 72.0);  // not a print
  plan.target.print_width_in = 8.0;
  EXPECT_EQ(ExportPpi(plan, {72.0, 72.0}).x, 300.0);
  plan.steps[0].ppi = 240.0;
  EXPECT_EQ(ExportPpi(plan, {72.0, 72.0}).y, 240.0);
}

}  // namespace
}  // namespace sharpscale
