// SPDX-License-Identifier: Apache-2.0

#include "session/measure_file.h"

#include "advice/history.h"
#include "image/encode.h"
#include "tests/session/scene.h"

namespace sharpscale {
namespace {

using MeasureFileTest = SessionTest;

History EnlargedTwice(int width, int height) {
  History history;
  history.source_width = width / 2;
  history.source_height = height / 2;
  HistoryStep step;
  step.kind = "upscale";
  step.factor = 2.0;
  step.width = width;
  step.height = height;
  step.model = "upscale-x2-std";
  history.steps.push_back(step);
  return history;
}

TEST_F(MeasureFileTest, AdviceLooksForFaces) {
  EXPECT_TRUE(MeasureForAdvice(0, false).faces);
  EXPECT_TRUE(MeasureForAdvice(0, true).maps);
}

TEST_F(MeasureFileTest, WhileReadingOrFromMemoryTheNumbersAreTheSame) {
  const std::string file = Path("scene.png");
  ASSERT_TRUE(Encode(SessionScene(160, 120), file, {}).ok());
  const AnalyzeOptions options = MeasureForAdvice(1, false);
  Image image;
  const auto streamed = MeasureFile(file, {}, options, nullptr, nullptr);
  const auto decoded = MeasureFile(file, {}, options, nullptr, &image);
  ASSERT_TRUE(streamed.ok() && decoded.ok());
  EXPECT_EQ(image.width(), 160);
  ASSERT_EQ(streamed->measurements.size(), decoded->measurements.size());
  for (size_t i = 0; i < streamed->measurements.size(); ++i) {
    EXPECT_EQ(streamed->measurements[i].id, decoded->measurements[i].id);
    EXPECT_EQ(streamed->measurements[i].value, decoded->measurements[i].value)
        << streamed->measurements[i].id;
  }
}

TEST_F(MeasureFileTest, TheHistoryBesideAFileIsItsOwn) {
  const std::string file = Path("scene.png");
  ASSERT_TRUE(Encode(SessionScene(160, 120), file, {}).ok());
  ASSERT_TRUE(WriteFileAtomically(
                  HistorySidecarPath(file), HistoryToJson(EnlargedTwice(160, 120)), false, {})
                  .ok());
  const auto report = MeasureFile(file, {}, MeasureForAdvice(1, false), nullptr, nullptr);
  ASSERT_TRUE(report.ok());
  EXPECT_DOUBLE_EQ(RecordedHistory(*report).UpscaleProduct(), 2.0);
  EXPECT_THAT(report->source.notes, ::testing::Contains(::testing::HasSubstr("80 x 60 px")));
}

TEST_F(MeasureFileTest, AHistoryOfAnotherSizeIsNone) {
  const std::string file = Path("scene.png");
  ASSERT_TRUE(Encode(SessionScene(160, 120), file, {}).ok());
  ASSERT_TRUE(WriteFileAtomically(
                  HistorySidecarPath(file), HistoryToJson(EnlargedTwice(320, 240)), false, {})
                  .ok());
  const auto report = MeasureFile(file, {}, MeasureForAdvice(1, false), nullptr, nullptr);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(RecordedHistory(*report).empty());
}

TEST_F(MeasureFileTest, AMissingFileIsNamed) {
  const auto report =
      MeasureFile(Path("none.png"), {}, MeasureForAdvice(1, false), nullptr, nullptr);
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(std::string(report.status().message()), ::testing::HasSubstr("none.png"));
}

}  // namespace
}  // namespace sharpscale
