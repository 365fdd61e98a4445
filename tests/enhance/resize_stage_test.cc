// SPDX-License-Identifier: Apache-2.0

#include "enhance/resize_stage.h"

#include <gtest/gtest.h>

#include "enhance/check_output.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

TEST(ResizeStageTest, StreamEqualsWholePictureAtAnyRequest) {
  const cv::Mat scene = Scene(131, 97);
  for (const cv::Size to : {cv::Size(131, 40), cv::Size(50, 33), cv::Size(300, 211)}) {
    const cv::Mat whole = ResizeCubic(scene, to.width, to.height);
    for (const int rows : {1, 7, 64, 1000}) {
      Image image;
      image.pixels = scene;
      const auto stream = Resize(ImageSource(image), to.width, to.height);
      for (int y = 0; y < to.height;) {
        cv::Mat part;
        ASSERT_TRUE(stream->ReadRows(std::min(rows, to.height - y), &part, nullptr).ok());
        EXPECT_EQ(MaxDifference(part, whole.rowRange(y, y + part.rows)), 0.0);
        y += part.rows;
      }
      cv::Mat part;
      EXPECT_EQ(stream->ReadRows(1, &part, nullptr).code(), absl::StatusCode::kOutOfRange);
    }
  }
}

TEST(ResizeStageTest, FlatStaysFlatAndTinyWorks) {
  for (const cv::Size from : {cv::Size(1, 1), cv::Size(2, 1), cv::Size(17, 31)}) {
    const cv::Mat flat(from, CV_32FC3, cv::Scalar(0.2, 0.4, 0.6));
    for (const cv::Size to : {cv::Size(1, 1), cv::Size(5, 3), cv::Size(64, 64)}) {
      const cv::Mat out = ResizeCubic(flat, to.width, to.height);
      EXPECT_LT(MaxDifference(out, cv::Mat(to, CV_32FC3, cv::Scalar(0.2, 0.4, 0.6))), 1e-6);
    }
  }
}

TEST(ResizeStageTest, NothingMovesAtAnyFactor) {
  const cv::Mat scene = Scene(160, 120);
  for (const int factor : {2, 3, 4}) {
    const cv::Mat large = ResizeCubic(scene, 160 * factor, 120 * factor);
    const cv::Point2d shift = MeasureShift(scene, large, factor);
    EXPECT_LT(std::hypot(shift.x, shift.y), 0.02) << factor;
  }
}

TEST(ResizeStageTest, ShrinkingKeepsTheMeanAndDoesNotAlias) {
  // A grid of one-pixel lines at the limit of the file: must become flat, not a moire.
  cv::Mat lines(256, 256, CV_32FC1, cv::Scalar(0.0));
  for (int x = 0; x < 256; x += 2) lines.col(x).setTo(1.0);
  const cv::Mat small = ResizeCubic(lines, 90, 90);
  cv::Scalar mean, deviation;
  cv::meanStdDev(small(cv::Rect(5, 5, 80, 80)), mean, deviation);
  EXPECT_NEAR(mean[0], 0.5, 0.005);
  EXPECT_LT(deviation[0], 0.02);
}

}  // namespace
}  // namespace sharpscale
