// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "advice/history.h"
#include "enhance/enhance.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/sha256.h"
#include "tests/enhance/fake_networks.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  int runs = 0;
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
