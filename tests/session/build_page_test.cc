// SPDX-License-Identifier: Apache-2.0

#include "session/build_page.h"

#include "analysis/analyze.h"
#include "tests/session/scene.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

HtmlInput InputOf(const Image& image) {
  HtmlInput input;
  input.before = image;
  absl::StatusOr<Report> report = Analyze(image);
  EXPECT_TRUE(report.ok());
  input.report = *std::move(report);
  return input;
}

TEST(BuildPageTest, PrintSizesForTheTargetAreOnThePage) {
  Target target;
  target.print_width_in = 3.0;
  target.print_height_in = 2.0;
  const absl::StatusOr<std::string> page = BuildPage(target, InputOf(SessionScene(240, 180)));
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(*page, HasSubstr("Print sizes"));
  EXPECT_THAT(*page, HasSubstr("ppi"));
}

TEST(BuildPageTest, APlanThatWasRunIsToldAsDone) {
  HtmlInput input = InputOf(SessionScene(240, 180));
  TellRun(EnlargedRun(480, 360), &input);
  EXPECT_TRUE(input.plan_done);
  ASSERT_EQ(input.stages.size(), 1U);
  EXPECT_THAT(input.stages[0].title, HasSubstr("Upscale 2"));
  EXPECT_DOUBLE_EQ(input.stages[0].factor, 2.0);
  const absl::StatusOr<std::string> page = BuildPage({}, input);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(*page, HasSubstr("all of it in one pass"));
}

}  // namespace
}  // namespace sharpscale
