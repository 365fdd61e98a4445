// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lcms2.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "advice/history.h"
#include "enhance/enhance.h"
#include "enhance/replay.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/icc.h"
#include "image/sha256.h"
#include "tests/enhance/fake_networks.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Display P3's primaries with sRGB's curve.
std::vector<uint8_t> WideProfile() {
  const cmsCIExyY white = {0.3127, 0.3290, 1.0};
  const cmsCIExyYTRIPLE primaries = {{0.680, 0.320, 1.0}, {0.265, 0.690, 1.0}, {0.150, 0.060, 1.0}};
  const cmsFloat64Number parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, parameters);
  cmsToneCurve* curves[] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::vector<uint8_t> bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  cmsFreeToneCurve(curve);
  return bytes;
}

class EnhanceFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    Image image = Picture(Scene(200, 150));
    image.ppi = {72.0, 72.0};
    ASSERT_TRUE(Encode(image, Path("source.png")).ok());
    auto shelf = std::make_shared<FakeShelf>();
    shelf->Put("upscale", 2, std::make_shared<FakeNetwork>(2, 6, GoodBody(2)));
    options_.shelf = shelf;
    Step up;
    up.kind = StepKind::kUpscale;
    up.factor = 2.0;
    Step write;
    write.kind = StepKind::kExport;
    write.ppi = 300.0;
    plan_.verdict = PlanVerdict::kPlan;
    plan_.steps = {up, write};
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  size_t Files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
  EnhanceOptions options_;
  Plan plan_;
};

TEST_F(EnhanceFileTest, ASidecarInTheWayIsToldBeforeTheWork) {
  std::ofstream(HistorySidecarPath(Path("out.png"))) << "{}";
  const auto result = EnhanceFile(Path("source.png"), Report(), plan_, Path("out.png"), options_);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_FALSE(fs::exists(Path("out.png"))) << "nothing was done";
}

TEST_F(EnhanceFileTest, ALimitOutOfReachIsToldBeforeTheWork) {
  plan_.target.max_bytes = 5000;
  plan_.predicted.bytes = 300000;
  plan_.predicted.bytes_low = 200000;
  const auto result = EnhanceFile(Path("source.png"), Report(), plan_, Path("out.png"), options_);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(result.status().message()), HasSubstr("a png of"));
  EXPECT_FALSE(fs::exists(Path("out.png")));
  // A prediction is no measurement: near the limit the file itself decides.
  plan_.target.max_bytes = 100000;
  EXPECT_TRUE(EnhanceFile(Path("source.png"), Report(), plan_, Path("out.png"), options_).ok());
}

TEST_F(EnhanceFileTest, WritesThePictureItsTagAndItsHistory) {
  const auto result = EnhanceFile(Path("source.png"), Report(), plan_, Path("out.png"), options_);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->fallbacks, IsEmpty());
  EXPECT_EQ(result->sha256, *Sha256OfFile(Path("out.png")));
  EXPECT_EQ(result->bytes, static_cast<int64_t>(fs::file_size(Path("out.png"))));
  const Image out = *Decode(Path("out.png"));
  EXPECT_EQ(out.pixels.size(), cv::Size(400, 300));
  EXPECT_NEAR(out.ppi.x, 300.0, 0.1);
  std::ifstream sidecar(HistorySidecarPath(Path("out.png")));
  const std::string json((std::istreambuf_iterator<char>(sidecar)), {});
  const auto history = HistoryFromJson(json);
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_EQ(history->source_sha256, *Sha256OfFile(Path("source.png")));
  EXPECT_EQ(history->steps[0].model, "fake");
  EXPECT_TRUE(history->PredictedDetail());
  // The file itself says the same.
  const auto inside = HistoryFromXmp(std::string(out.metadata.xmp.begin(), out.metadata.xmp.end()));
  ASSERT_TRUE(inside.ok()) << inside.status();
  EXPECT_EQ(inside->steps[0].model, "fake");
  EXPECT_EQ(inside->source_sha256, history->source_sha256);
}

TEST_F(EnhanceFileTest, TheSameAgainGivesTheSameBytesAtAnyTileAndMemory) {
  std::string first;
  for (const int tile : {0, 64, 100}) {
    options_.tile = tile;
    options_.max_memory = tile == 64 ? int64_t{256} << 20 : 0;
    options_.encode.overwrite = true;
    const auto result = EnhanceFile(Path("source.png"), Report(), plan_, Path("a.png"), options_);
    ASSERT_TRUE(result.ok()) << result.status();
    if (first.empty()) first = result->sha256;
    EXPECT_EQ(result->sha256, first) << tile;
  }
}

TEST_F(EnhanceFileTest, TheSourceIsNeverOverwrittenAndNeitherIsAnyFileUnasked) {
  const std::string before = *Sha256OfFile(Path("source.png"));
  options_.encode.overwrite = true;
  EXPECT_FALSE(EnhanceFile(Path("source.png"), Report(), plan_, Path("source.png"), options_).ok());
  EXPECT_EQ(*Sha256OfFile(Path("source.png")), before);
  options_.encode.overwrite = false;
  std::ofstream(Path("out.png")) << "mine";
  EXPECT_EQ(
      EnhanceFile(Path("source.png"), Report(), plan_, Path("out.png"), options_).status().code(),
      absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(fs::file_size(Path("out.png")), 4u);
}

TEST_F(EnhanceFileTest, CancelAndErrorsLeaveNothingBehind) {
  Progress progress;
  auto shelf = std::make_shared<FakeShelf>();
  std::atomic<int> runs{0};  // lanes count together
  shelf->Put("upscale",
             2,
             std::make_shared<FakeNetwork>(
                 2, 6, [&](const cv::Mat& tile, const Conditions& c, cv::Point o) {
                   // The sample passes; the picture itself is cancelled in its first tile.
                   if (++runs == 2) progress.Cancel();
                   return GoodBody(2)(tile, c, o);
                 }));
  options_.shelf = shelf;
  EXPECT_EQ(EnhanceFile(Path("source.png"), Report(), plan_, Path("o.png"), options_, &progress)
                .status()
                .code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(Files(), 1u);
  EXPECT_FALSE(EnhanceFile(Path("none.png"), Report(), plan_, Path("o.png"), options_).ok());
  EXPECT_THAT(std::string(EnhanceFile(Path("source.png"), Report(), plan_, Path("o.xyz"), options_)
                              .status()
                              .message()),
              HasSubstr("ending"));
  EXPECT_EQ(Files(), 1u);
}

TEST_F(EnhanceFileTest, ALimitOnBytesIsHard) {
  plan_.target.max_bytes = 20000;
  const auto result = EnhanceFile(Path("source.png"), Report(), plan_, Path("o.jpg"), options_);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_LE(fs::file_size(Path("o.jpg")), 20000u);
  EXPECT_GT(result->quality, 0);
  EXPECT_EQ(result->sha256, *Sha256OfFile(Path("o.jpg")));
}

TEST_F(EnhanceFileTest, HistoryTellsTheSizesThatCameOut) {
  plan_.target_width = 300;
  plan_.target_height = 225;
  Step resize;
  resize.kind = StepKind::kResize;
  resize.width = 300;
  resize.height = 225;
  plan_.steps.insert(plan_.steps.begin() + 1, resize);
  // The plan's own idea of the sizes is not what counts.
  plan_.steps[0].width = plan_.steps[0].height = 7;
  ASSERT_TRUE(EnhanceFile(Path("source.png"), Report(), plan_, Path("o.png"), options_).ok());
  std::ifstream sidecar(HistorySidecarPath(Path("o.png")));
  const auto history = HistoryFromJson(std::string((std::istreambuf_iterator<char>(sidecar)), {}));
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_EQ(history->source_width, 200);
  ASSERT_EQ(history->steps.size(), 3u);
  EXPECT_EQ(history->steps[1].width, 300);
  EXPECT_EQ(history->steps[1].height, 225);
  EXPECT_EQ(history->steps[2].width, 300);
}

TEST_F(EnhanceFileTest, SeveralFilesComeFromOneMaster) {
  options_.exports = {"web", "print"};
  const auto result = EnhanceFile(Path("source.png"), Report(), plan_, Path("o.tif"), options_);
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(result->files.size(), 2u);
  EXPECT_EQ(result->files[0].file, Path("o-web.jpg"));
  EXPECT_EQ(result->files[0].format, "jpeg");
  EXPECT_EQ(result->files[0].quality, 82);
  EXPECT_EQ(result->files[1].file, Path("o-print.tif"));
  EXPECT_EQ(result->file, Path("o-web.jpg"));
  EXPECT_EQ(Decode(Path("o-print.tif"))->width(), 400);
  // With one use the name stays.
  options_.exports = {"archive"};
  const auto one = EnhanceFile(Path("source.png"), Report(), plan_, Path("a.png"), options_);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->file, Path("a.png"));
  options_.exports = {"fax"};
  EXPECT_THAT(std::string(options_.Validate().message()), HasSubstr("web, print, archive"));
}

TEST_F(EnhanceFileTest, TheWebFileIsNoLargerThanItsUse) {
  Step resize;
  resize.kind = StepKind::kResize;
  resize.width = 3000;
  resize.height = 40;
  plan_.steps = {resize};
  options_.exports = {"web", "print"};
  const auto result = EnhanceFile(Path("source.png"), Report(), plan_, Path("o.jpg"), options_);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->files[0].width, 2560);
  EXPECT_EQ(result->files[0].height, 34);
  EXPECT_EQ(Decode(Path("o-web.jpg"))->width(), 2560);
  EXPECT_EQ(result->files[1].width, 3000);
}

TEST_F(EnhanceFileTest, ASidecarReproducesTheBytes) {
  plan_.target.max_bytes = 20000;
  plan_.detail_scale = 0.68784;  // the history in the file tells it
  Step adjust;
  adjust.kind = StepKind::kAdjust;
  adjust.adjustment.exposure_ev = 0.4;
  adjust.adjustment.auto_white_balance = true;
  plan_.steps.insert(plan_.steps.begin() + 1, adjust);
  options_.encode.quality = 90;
  const auto first = EnhanceFile(Path("source.png"), Report(), plan_, Path("a.jpg"), options_);
  ASSERT_TRUE(first.ok()) << first.status();
  std::ifstream file(HistorySidecarPath(Path("a.jpg")));
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  absl::StatusOr<Replay> replay = ParseSidecar(text);
  ASSERT_TRUE(replay.ok()) << replay.status();
  EXPECT_EQ(replay->output_sha256, first->sha256);
  EXPECT_EQ(replay->options.precision, Precision::kBf16);
  replay->options.shelf = options_.shelf;
  const auto again =
      EnhanceFile(Path("source.png"), Report(), replay->plan, Path("b.jpg"), replay->options);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->sha256, first->sha256);
  // Another strength is another picture: the comparison can fail.
  replay->plan.steps[1].adjustment.exposure_ev = 0.1;
  const auto other =
      EnhanceFile(Path("source.png"), Report(), replay->plan, Path("c.jpg"), replay->options);
  EXPECT_NE(other->sha256, first->sha256);
}

TEST(ReplayTest, DamagedSidecarsAreNamed) {
  EXPECT_FALSE(ParseSidecar("{").ok());
  const std::string plain = HistoryToJson(History());
  EXPECT_THAT(std::string(ParseSidecar(plain).status().message()), HasSubstr("older version"));
  EXPECT_THAT(std::string(ParseSidecar(R"({"schema": "sharpscale.history/1", "steps": [],
    "replay": {"steps": [{"kind": "sharpen", "strength": 7}], "target": {}, "export": {}}})")
                              .status()
                              .message()),
              HasSubstr("strength"));
}

TEST_F(EnhanceFileTest, ColoursCanBeConvertedToSrgb) {
  // A profile whose primaries are not those of sRGB: Display P3, from littleCMS by way of the
  // codec.
  Image image = *Decode(Path("source.png"));
  image.metadata.icc = WideProfile();
  ASSERT_TRUE(Encode(image, Path("wide.png")).ok());
  options_.to_srgb = true;
  ASSERT_TRUE(EnhanceFile(Path("wide.png"), Report(), plan_, Path("s.png"), options_).ok());
  options_.to_srgb = false;
  ASSERT_TRUE(EnhanceFile(Path("wide.png"), Report(), plan_, Path("k.png"), options_).ok());
  const Image srgb = *Decode(Path("s.png"));
  const Image kept = *Decode(Path("k.png"));
  EXPECT_THAT(srgb.metadata.icc, IsEmpty());
  EXPECT_EQ(kept.metadata.icc, image.metadata.icc);
  EXPECT_LE(MaxDifference(ConvertToSrgb(kept)->pixels, srgb.pixels), 1.0);
  EXPECT_GT(MaxDifference(kept.pixels, srgb.pixels), 5.0);
}

TEST_F(EnhanceFileTest, NothingToDoWritesNothing) {
  plan_.verdict = PlanVerdict::kNothingToDo;
  const auto result = EnhanceFile(Path("source.png"), Report(), plan_, Path("o.png"), options_);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->file, "");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(EnhanceFileTest, MetadataCanBeStripped) {
  options_.encode.strip = true;
  options_.sidecar = false;
  ASSERT_TRUE(EnhanceFile(Path("source.png"), Report(), plan_, Path("o.png"), options_).ok());
  EXPECT_THAT(Decode(Path("o.png"))->metadata.xmp, IsEmpty());
  EXPECT_EQ(Files(), 2u);
}

}  // namespace
}  // namespace sharpscale
