// SPDX-License-Identifier: Apache-2.0
//
// The bytes that a plan predicts against the file that it makes, on real pictures of several kinds.
// Times are not judged here: a busy machine would decide.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "advice/advise.h"
#include "analysis/analyze.h"
#include "enhance/capabilities.h"
#include "enhance/enhance.h"
#include "image/decode.h"

namespace sharpscale {
namespace {

struct Sample {
  const char* file;  // below SHARPSCALE_DATA
  int long_side;     // px to reach
};

class PredictionTest : public testing::TestWithParam<Sample> {};

TEST_P(PredictionTest, BytesWithinAFactorOfOneAndAHalf) {
  const char* data = std::getenv("SHARPSCALE_DATA");
  const std::string folder =
      data != nullptr ? data : std::string(SHARPSCALE_SOURCE_DIR "/../shared/data");
  const std::filesystem::path source = folder + "/" + GetParam().file;
  const absl::StatusOr<Image> image = Decode(source.string());
  if (!image.ok()) GTEST_SKIP() << "no evaluation pictures; set SHARPSCALE_DATA";
  AnalyzeOptions analyze;
  analyze.maps = false;
  const absl::StatusOr<Report> report = Analyze(*image, analyze);
  ASSERT_TRUE(report.ok()) << report.status();
  Target target;
  target.long_side = GetParam().long_side;
  const absl::StatusOr<Plan> plan = Advise(*report, target, AdviceHere());
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_EQ(plan->verdict, PlanVerdict::kPlan);

  const std::string output = testing::TempDir() + "/prediction_test" + source.extension().string();
  EnhanceOptions options;
  options.encode.overwrite = true;
  options.history = false;
  options.sidecar = false;
  const absl::StatusOr<EnhanceResult> result =
      EnhanceFile(source.string(), *report, *plan, output, options);
  ASSERT_TRUE(result.ok()) << result.status();
  const double ratio = static_cast<double>(plan->predicted.bytes) / result->bytes;
  EXPECT_GT(ratio, 1.0 / 1.5) << plan->predicted.bytes << " predicted, " << result->bytes;
  EXPECT_LT(ratio, 1.5) << plan->predicted.bytes << " predicted, " << result->bytes;
  EXPECT_GT(plan->predicted.seconds, 0.0);
  std::filesystem::remove(output);
}

INSTANTIATE_TEST_SUITE_P(RealPictures,
                         PredictionTest,
                         testing::Values(Sample{"val/biq_mos/ss01 (1113).jpg", 1024},
                                         Sample{"val/biq_mos/ss03 (4691).jpg", 384},
                                         Sample{"val/exif/kodak-dc210.jpg", 1280},
                                         Sample{"val/exif/sony-cybershot.jpg", 1600},
                                         Sample{"val/ai/inpaint-mask.png", 1024},
                                         Sample{"val/city100_real_sr/010H.PNG", 609}));

}  // namespace
}  // namespace sharpscale
