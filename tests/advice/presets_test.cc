// SPDX-License-Identifier: Apache-2.0

#include "advice/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "advice/advise.h"
#include "advice/data_file.h"
#include "tests/advice/report_maker.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The tests must not see presets of whoever runs them.
class PresetsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("sharpscale_presets_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_ / "sharpscale");
    setenv("XDG_CONFIG_HOME", folder_.c_str(), 1);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(PresetsTest, BuiltInOnesAreDatedAndHaveASource) {
  const absl::StatusOr<std::vector<Preset>> presets = LoadPresets();
  ASSERT_TRUE(presets.ok()) << presets.status();
  EXPECT_GE(presets->size(), 20u);
  for (const Preset& preset : *presets) {
    EXPECT_EQ(preset.date.size(), 10u) << preset.id;
    EXPECT_FALSE(preset.source.empty()) << preset.id;
    EXPECT_TRUE(TargetOf(preset).Validate().ok()) << preset.id;
    EXPECT_TRUE(TargetOf(preset).has_size()) << preset.id;
    EXPECT_FALSE(preset.gate.empty()) << preset.id;
  }
  for (const char* id :
       {"amazon", "ebay", "etsy", "shopify", "google-merchant", "instagram-portrait"}) {
    EXPECT_NE(FindPreset(*presets, id), nullptr) << id;
  }
}

TEST_F(PresetsTest, AmazonEnlargesSmallKeepsMiddleReducesHuge) {
  const Target target = TargetOf(*LoadPreset("Amazon"));
  EXPECT_EQ(target.preset, "amazon");
  const auto plan = [&](int side) { return *Advise(MakeReport(side, side), target); };
  EXPECT_EQ(plan(500).steps.front().kind, StepKind::kUpscale);
  EXPECT_EQ(plan(500).target_width, 2000);
  EXPECT_EQ(plan(500).factor_product, 4.0);
  EXPECT_EQ(plan(4000).verdict, PlanVerdict::kNothingToDo);
  EXPECT_EQ(plan(12000).target_width, 10000);
}

TEST_F(PresetsTest, InstagramPortraitFillsItsBox) {
  const Target target = TargetOf(*LoadPreset("instagram-portrait"));
  const TargetPixels pixels = *ResolveTarget(target, 4000, 3000);
  EXPECT_EQ(pixels.width, 1080);
  EXPECT_EQ(pixels.height, 1350);
  EXPECT_EQ(pixels.scaled_width, 1800);
}

TEST_F(PresetsTest, ChecksMoreThanTheSize) {
  const Preset amazon = *LoadPreset("amazon");
  Report report = MakeReport(300, 200);
  report.source.file_bytes = 20'000'000u;
  report.source.container = Container::kWebp;
  std::string all;
  for (const Caution& caution : CheckPreset(amazon, report)) {
    EXPECT_EQ(caution.rule, "R-026");
    all += caution.text + "\n";
  }
  EXPECT_THAT(all, HasSubstr("long side 300 px, at least 500 px"));
  EXPECT_THAT(all, HasSubstr("the file has 20 MB, at most 10 MB"));
  EXPECT_THAT(all, HasSubstr("allowed are jpeg, png, tiff and gif"));
  EXPECT_THAT(all, HasSubstr("white background"));
  Report ebay = MakeReport(2000, 2000, {{"compression.jpeg_quality", 80.0}});
  ebay.source.container = Container::kJpeg;
  const std::vector<Caution> cautions = CheckPreset(*LoadPreset("ebay"), ebay);
  ASSERT_EQ(cautions.size(), 1u);
  EXPECT_THAT(cautions[0].text, HasSubstr("JPEG quality 80, at least 90"));
}

TEST_F(PresetsTest, WhatThePlanDoesNotSettleIsACautionOfTheAdvice) {
  Report report = MakeReport(300, 200, {{"tone.border_white", 20.0}});
  report.source.file_bytes = 20'000'000u;
  report.source.container = Container::kWebp;
  const absl::StatusOr<Plan> plan = Advise(report, TargetOf(*LoadPreset("amazon")));
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_EQ(plan->verdict, PlanVerdict::kPlan);
  std::string all;
  for (const Caution& caution : plan->cautions) {
    if (caution.rule == "R-026") all += caution.text + "\n";
  }
  EXPECT_THAT(all, HasSubstr("20 % of the border is white"));
  EXPECT_THAT(all, Not(HasSubstr("long side")));
  EXPECT_THAT(all, Not(HasSubstr("20 MB")));
  EXPECT_THAT(all, Not(HasSubstr("webp")));
}

TEST_F(PresetsTest, UsersFileAddsAndReplaces) {
  std::ofstream(folder_ / "sharpscale" / "presets.json") << R"({"schema": "sharpscale.presets/1",
    "presets": [{"id": "amazon", "recommended": {"long_side": 3000}},
                {"id": "club", "title": "Club", "exactly": {"width": 1400, "height": 1050}}]})";
  EXPECT_EQ(LoadPreset("amazon")->recommended.long_side, 3000);
  EXPECT_EQ(TargetOf(*LoadPreset("club")).width, 1400);
  EXPECT_GE(LoadPresets()->size(), 21u);
  const std::filesystem::path other = folder_ / "other.json";
  std::ofstream(other) << R"({"schema": "sharpscale.presets/1", "presets": []})";
  EXPECT_EQ(LoadPreset("amazon", other.string())->recommended.long_side, 2000);
  EXPECT_FALSE(LoadPresets((folder_ / "missing.json").string()).ok());
  EXPECT_THAT(std::string(LoadPreset("nobody").status().message()), HasSubstr("there are amazon"));
}

TEST_F(PresetsTest, MistakesAreNamed) {
  const auto error = [](const std::string& preset) {
    return std::string(
        ParsePresets(R"({"schema": "sharpscale.presets/1", "presets": [)" + preset + "]}",
                     "my.json")
            .status()
            .message());
  };
  EXPECT_THAT(error(R"({"id": "a"})"), HasSubstr("my.json: preset \"a\": one of \"recommended\""));
  EXPECT_THAT(error(R"({"exactly": {"width": 5}})"), HasSubstr("preset 1: \"id\" is missing"));
  EXPECT_THAT(error(R"({"id": "a", "exactly": {"width": 0}})"),
              HasSubstr("exactly: \"width\" is 0"));
  EXPECT_THAT(error(R"({"id": "a", "exactly": {"wide": 5}})"), HasSubstr("\"wide\""));
  EXPECT_THAT(error(R"({"id": "a", "exactly": {"width": 5}, "max_bytes": "5 elephants"})"),
              HasSubstr("max_bytes"));
  EXPECT_THAT(error(R"({"id": "a", "print": "8xin"})"), HasSubstr("is not a print size"));
  EXPECT_THAT(error(R"({"id": "a", "recommended": {"long_side": 9}, "maximum": {"long_side": 3}})"),
              HasSubstr("\"maximum\""));
  EXPECT_THAT(error(R"({"id": "a", "exactly": {"width": 5}, "fit": "crop"})"),
              HasSubstr("allowed are fit and cover"));
}

TEST(DataFileTest, InstalledFilesAreTheEmbeddedOnes) {
  for (const char* name : {"presets.json",
                           "gate_print.json",
                           "gate_web.json",
                           "gate_ecommerce.json",
                           "gate_archive.json"}) {
    std::ifstream file(std::string(SHARPSCALE_SOURCE_DIR "/advice/data/") + name);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(EmbeddedDataFile(name), text) << name;
  }
}

}  // namespace
}  // namespace sharpscale
