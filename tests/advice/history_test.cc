// SPDX-License-Identifier: Apache-2.0

#include "advice/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sharpscale {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

History Example() {
  Plan plan;
  plan.steps = *ParseSteps("restore:auto,upscale:4,resize:3600x2401,sharpen:40%,export:jpeg:95");
  plan.steps[1].model = "upscale-x4-std";
  History history = HistoryOf(plan);
  history.version = "0.1.0";
  history.source_sha256 = "ab12";
  history.source_width = 1024;
  history.source_height = 683;
  history.steps[1].model_sha256 = "cd34";
  return history;
}

TEST(HistoryTest, JsonGoesRound) {
  const History history = Example();
  const std::string json = HistoryToJson(history);
  const absl::StatusOr<History> back = HistoryFromJson(json);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(HistoryToJson(*back), json);
  EXPECT_EQ(back->steps.size(), 5u);
  EXPECT_EQ(back->steps[1].model_sha256, "cd34");
  EXPECT_EQ(back->source_width, 1024);
  EXPECT_EQ(back->UpscaleProduct(), 4.0);
  EXPECT_TRUE(back->Did(StepKind::kSharpen));
  EXPECT_FALSE(back->Did(StepKind::kDownscale));
  EXPECT_TRUE(back->PredictedDetail());
  EXPECT_EQ(StepsToString(*ParseSteps(back->steps_text)), history.steps_text);
  EXPECT_EQ(back->Describe(),
            "restore, upscale 4x, resize to 3600 x 2401 px, sharpen 40 % and export");
}

TEST(HistoryTest, HostileTextIsAnErrorNeverACrash) {
  for (const char* text :
       {"",
        "{",
        "[]",
        "null",
        "{}",
        R"({"schema":"sharpscale.history/2"})",
        R"({"schema":"sharpscale.history/1"})",
        R"({"schema":"sharpscale.history/1","steps":{}})",
        R"({"schema":"sharpscale.history/1","steps":[1]})",
        R"({"schema":"sharpscale.history/1","steps":[{"kind":"rm"}]})",
        R"({"schema":"sharpscale.history/1","steps":[{"kind":"upscale","factor":1e300}]})",
        R"({"schema":"sharpscale.history/1","steps":[{"kind":"sharpen","strength":"a"}]})",
        R"({"schema":"sharpscale.history/1","steps":[],"source":7})"}) {
    EXPECT_FALSE(HistoryFromJson(text).ok()) << text;
  }
  std::string many = R"({"schema":"sharpscale.history/1","steps":[)";
  for (int i = 0; i < 70; ++i) many += std::string(i ? "," : "") + R"({"kind":"sharpen"})";
  EXPECT_FALSE(HistoryFromJson(many + "]}").ok());
  EXPECT_FALSE(HistoryFromJson(std::string(100000, '[')).ok());
}

TEST(HistoryTest, XmpGoesRound) {
  const absl::StatusOr<std::string> packet = AddHistoryToXmp("", Example());
  ASSERT_TRUE(packet.ok()) << packet.status();
  EXPECT_THAT(*packet, HasSubstr("compositeWithTrainedAlgorithmicMedia"));
  const absl::StatusOr<History> back = HistoryFromXmp(*packet);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(HistoryToJson(*back), HistoryToJson(Example()));
}

TEST(HistoryTest, XmpOfOthersStaysAndOursIsReplaced) {
  const std::string other =
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
      "<dc:creator>A &amp; B</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>";
  const std::string once = *AddHistoryToXmp(other, Example());
  EXPECT_THAT(once, HasSubstr("<dc:creator>A &amp; B</dc:creator>"));
  History sharpened;
  HistoryStep step;
  step.kind = "sharpen";
  step.strength = 0.3;
  step.model = "<&>";
  sharpened.steps = {step};
  const std::string twice = *AddHistoryToXmp(once, sharpened);
  EXPECT_THAT(twice, HasSubstr("<dc:creator>A &amp; B</dc:creator>"));
  EXPECT_THAT(twice, Not(HasSubstr("upscale")));
  EXPECT_THAT(twice, Not(HasSubstr("compositeWith")));
  EXPECT_EQ(HistoryFromXmp(twice)->steps.front().model, "<&>");
}

TEST(HistoryTest, XmpThatIsNoneIsNotTouched) {
  EXPECT_EQ(HistoryFromXmp("").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(HistoryFromXmp("<rdf:RDF></rdf:RDF>").status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(AddHistoryToXmp("not xmp", Example()).ok());
  EXPECT_EQ(HistorySidecarPath("a/photo.jpg"), "a/photo.jpg.sharpscale.json");
  // 239 bytes and the suffix are the most that a name may have.
  const std::string longest(239, 'x');
  EXPECT_EQ(HistorySidecarPath("a/" + longest), "a/" + longest + ".sharpscale.json");
  // 120 letters of two bytes: cut between letters, told apart by the rest of the name.
  std::string umlauts;
  for (int i = 0; i < 120; ++i) umlauts += "\u00e4";
  const std::string one = HistorySidecarPath("a/x" + umlauts + "1");
  const std::string two = HistorySidecarPath("a/x" + umlauts + "2");
  EXPECT_NE(one, two);
  EXPECT_LE(one.size(), 2u + 255u);
  EXPECT_EQ(one.substr(0, 3), "a/x");
  EXPECT_EQ((one.find('~') - 3) % 2, 0u);
}

}  // namespace
}  // namespace sharpscale
