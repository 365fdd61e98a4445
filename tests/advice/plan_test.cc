// SPDX-License-Identifier: Apache-2.0

#include "advice/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

TEST(ParseStepsTest, ReadsAndWritesBack) {
  for (const char* text :
       {"restore:auto,upscale:4,sharpen:40%",
        "restore:none,upscale:2@clean,upscale:3@lanczos3,upscale:4,resize:2400x1600",
        "downscale:0.5,restore:60%,sharpen:33%,export:jpeg:90",
        "restore:halo,upscale:2",
        "restore:blur,upscale:4",
        "adjust,export:webp",
        "adjust:exposure=0.3:contrast=-0.2:wb=auto,sharpen:40%",
        "adjust:wb=1.1/1/0.9",
        "export",
        ""}) {
    const absl::StatusOr<std::vector<Step>> steps = ParseSteps(text);
    ASSERT_TRUE(steps.ok()) << text << ": " << steps.status();
    EXPECT_EQ(StepsToString(*steps), text);
  }
}

TEST(ParseStepsTest, UnderstandsWhatPeopleWrite) {
  const absl::StatusOr<std::vector<Step>> steps = ParseSteps(" Sharpen:80 , upscale:4x,export:JPG");
  ASSERT_TRUE(steps.ok()) << steps.status();
  ASSERT_EQ(steps->size(), 3u);
  EXPECT_DOUBLE_EQ((*steps)[0].strength, 0.8);
  EXPECT_EQ((*steps)[1].factor, 4.0);
  EXPECT_EQ((*steps)[2].format, "jpeg");
}

TEST(ParseStepsTest, NamesTheItemAndWhatIsAllowed) {
  for (const char* item : {"upscale:8",
                           "upscale:2.5",
                           "sharpen:140%",
                           "downscale:2",
                           "resize:10",
                           "restore:x",
                           "blur:3",
                           "export:gif",
                           "export:jpeg:0",
                           "upscale:2@dirty",
                           "adjust:1",
                           "adjust:exposure=9",
                           "adjust:wb=2/1",
                           "adjust:wb=0.1/1/1"}) {
    const absl::Status status = ParseSteps(std::string("sharpen,") + item).status();
    ASSERT_FALSE(status.ok()) << item;
    EXPECT_THAT(std::string(status.message()), HasSubstr(item));
    EXPECT_THAT(std::string(status.message()), HasSubstr("allowed is"));
  }
  EXPECT_FALSE(ParseSteps("sharpen,,upscale:2").ok());
}

TEST(PlanTest, AMissingCommaAndAnotherToolsWordAreNamed) {
  const auto message = [](const char* steps) {
    const absl::Status status = ParseSteps(steps).status();
    return std::string(status.message());
  };
  EXPECT_THAT(message("upscale:4 then sharpen"), HasSubstr("write \"upscale:4,sharpen\""));
  EXPECT_THAT(message("restore:auto upscale:2, sharpen:40%"),
              HasSubstr("write \"restore:auto,upscale:2\""));
  EXPECT_THAT(message("denoise,upscale:2"), HasSubstr("its name here is restore:auto"));
  EXPECT_THAT(message("deblur,upscale:2"), HasSubstr("its name here is restore:blur"));
  EXPECT_THAT(message("unsharp:40"), HasSubstr("its name here is sharpen:40%"));
}

TEST(PlanTest, NamesAreTheOnesOfTheInterface) {
  EXPECT_STREQ(StepKindName(StepKind::kDownscale), "downscale");
  EXPECT_STREQ(PlanVerdictName(PlanVerdict::kNotFixable), "NOT_FIXABLE");
  EXPECT_STREQ(PlanVerdictName(PlanVerdict::kNothingToDo), "NOTHING_TO_DO");
  EXPECT_STREQ(RiskName(Risk::kMedium), "medium");
}

}  // namespace
}  // namespace sharpscale
