// SPDX-License-Identifier: Apache-2.0

#include "cli/progress_bar.h"

#include <gtest/gtest.h>

#include "report/text_table.h"

namespace sharpscale {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ProgressBar, SaysStageRateAndTimeLeft) {
  ProgressBar bar;
  bar.Begin("photo.jpg");
  const ProgressBar::Clock::time_point start{};
  EXPECT_EQ(bar.Render(80, true, start), "");
  EXPECT_TRUE(bar.Update({"upscale", 0.0, 0.0}, start));
  EXPECT_FALSE(bar.Update({"upscale", 0.1, 1.0}, start + milliseconds(50)));
  EXPECT_TRUE(bar.Update({"upscale", 0.25, 12.0}, start + seconds(4)));
  const std::string line = bar.Render(80, false, start + seconds(4));
  EXPECT_NE(line.find("photo.jpg  upscale   25 %"), std::string::npos) << line;
  EXPECT_NE(line.find("3.0 MP/s"), std::string::npos) << line;
  EXPECT_NE(line.find("12 s left"), std::string::npos) << line;
  // A new stage is drawn at once and begins its own clock.
  EXPECT_TRUE(bar.Update({"sharpen", 0.0, 0.0}, start + seconds(4)));
  EXPECT_EQ(bar.Render(80, false, start + seconds(4)).find("left"), std::string::npos);
}

TEST(ProgressBar, NeverWiderThanTheTerminal) {
  ProgressBar bar;
  bar.Begin(std::string(60, 'x') + "\u56fe.jpg");
  const ProgressBar::Clock::time_point start{};
  bar.Update({"upscale", std::nan(""), 5.0}, start);
  for (const int width : {20, 40, 79, 200}) {
    EXPECT_LT(DisplayWidth(bar.Render(width, true, start + seconds(9))), width);
  }
}

}  // namespace
}  // namespace sharpscale
