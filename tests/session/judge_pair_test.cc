// SPDX-License-Identifier: Apache-2.0

#include "session/judge_pair.h"

#include "tests/session/scene.h"

namespace sharpscale {
namespace {

GateProfile Print() {
  absl::StatusOr<GateProfile> profile = LoadGateProfile("print");
  EXPECT_TRUE(profile.ok());
  return *std::move(profile);
}

Image Sharpened(const Image& image, double amount) {
  Image out = image;
  out.pixels.release();  // a copy shares its pixels
  cv::Mat soft;
  cv::GaussianBlur(image.pixels, soft, {}, 2.0);
  cv::addWeighted(image.pixels, 1.0 + amount, soft, -amount, 0.0, out.pixels);
  return out;
}

TEST(JudgePairTest, MoreDetailTellsMoreAndJudgesTheSame) {
  const GateProfile profile = Print();
  const Image before = SessionScene(240, 180);
  const Image after = Sharpened(before, 2.0);
  std::vector<JudgedPair> all;
  for (const PairDetail detail :
       {PairDetail::kVerdict, PairDetail::kCompared, PairDetail::kReports}) {
    const auto judged = JudgePair(before, after, profile, {detail, false, 1});
    ASSERT_TRUE(judged.ok());
    all.push_back(*judged);
  }
  EXPECT_EQ(all[0].verdict.verdict, RuleVerdict::kFail);
  for (const JudgedPair& one : all) {
    EXPECT_EQ(one.verdict.headline, all[0].verdict.headline);
    ASSERT_EQ(one.verdict.rules.size(), all[0].verdict.rules.size());
    for (size_t i = 0; i < one.verdict.rules.size(); ++i) {
      EXPECT_EQ(one.verdict.rules[i].verdict, all[0].verdict.rules[i].verdict)
          << profile.rules[i].id;
    }
  }
  EXPECT_LT(all[0].comparison.before.measurements.size(),
            all[2].comparison.before.measurements.size());
}

TEST(JudgePairTest, APictureBesideItselfPasses) {
  const Image image = SessionScene(240, 180);
  const auto judged = JudgePair(image, image, Print(), {PairDetail::kVerdict, false, 1});
  ASSERT_TRUE(judged.ok());
  EXPECT_TRUE(judged->verdict.comparable);
  EXPECT_NE(judged->verdict.verdict, RuleVerdict::kFail) << judged->verdict.headline;
}

TEST(JudgePairTest, AnEmptyPictureIsAnError) {
  EXPECT_TRUE(absl::IsInvalidArgument(JudgePair(Image(), SessionScene(64, 64), Print()).status()));
}

}  // namespace
}  // namespace sharpscale
