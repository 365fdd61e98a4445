// SPDX-License-Identifier: Apache-2.0

#include "session/export_picture.h"

#include "advice/data_file.h"
#include "advice/history.h"
#include "enhance/replay.h"
#include "image/decode.h"
#include "image/sha256.h"
#include "tests/session/scene.h"

namespace sharpscale {
namespace {

namespace fs = std::filesystem;

using ExportPictureTest = SessionTest;

// An enlargement by 2 that was made of `source`.
ExportRequest Enlarged(const std::string& source, const Image& picture) {
  ExportRequest request;
  request.made = EnlargedRun(picture.width(), picture.height());
  request.source_file = source;
  request.source_size = {picture.width() / 2, picture.height() / 2};
  return request;
}

TEST_F(ExportPictureTest, AResultCarriesItsHistoryInsideAndBeside) {
  const std::string source = Path("source.png");
  ASSERT_TRUE(Encode(SessionScene(120, 90), source, {}).ok());
  const Image picture = SessionScene(240, 180);
  const std::string file = Path("result.png");
  ASSERT_TRUE(ExportPicture(picture, file, Enlarged(source, picture)).ok());

  const auto back = Decode(file);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(cv::norm(back->pixels, picture.pixels, cv::NORM_INF), 0.0);
  const auto inside =
      HistoryFromXmp(std::string(back->metadata.xmp.begin(), back->metadata.xmp.end()));
  ASSERT_TRUE(inside.ok());
  EXPECT_DOUBLE_EQ(inside->UpscaleProduct(), 2.0);
  EXPECT_TRUE(inside->PredictedDetail());

  const auto text = ReadTextFile(HistorySidecarPath(file));
  ASSERT_TRUE(text.ok());
  const auto beside = ParseSidecar(*text);
  ASSERT_TRUE(beside.ok()) << beside.status();
  EXPECT_EQ(beside->history.source_width, 120);
  EXPECT_EQ(beside->history.source_sha256, Sha256OfFile(source).value());
  EXPECT_EQ(beside->output_sha256, Sha256OfFile(file).value());
}

TEST_F(ExportPictureTest, ALimitOnBytesHolds) {
  const Image picture = SessionScene(480, 360);
  ExportRequest request;
  request.encode.quality = 95;
  const std::string free = Path("free.jpg");
  const std::string held = Path("held.jpg");
  ASSERT_TRUE(ExportPicture(picture, free, request).ok());
  const auto size = static_cast<int64_t>(fs::file_size(free));
  request.max_bytes = size / 2;
  ASSERT_TRUE(ExportPicture(picture, held, request).ok());
  EXPECT_LE(static_cast<int64_t>(fs::file_size(held)), request.max_bytes);
}

TEST_F(ExportPictureTest, AForeignSidecarStaysAndNothingIsWritten) {
  const Image picture = SessionScene(64, 48);
  const std::string file = Path("new.png");
  ASSERT_TRUE(WriteFileAtomically(HistorySidecarPath(file), "of somebody", false, {}).ok());
  ExportRequest request = Enlarged("", picture);
  EXPECT_TRUE(absl::IsAlreadyExists(ExportPicture(picture, file, request)));
  EXPECT_FALSE(fs::exists(file));
  request.encode.overwrite = true;
  EXPECT_TRUE(ExportPicture(picture, file, request).ok());
}

TEST_F(ExportPictureTest, ASourceGetsNoHistory) {
  ASSERT_TRUE(ExportPicture(SessionScene(64, 48), Path("copy.png"), {}).ok());
  EXPECT_FALSE(fs::exists(HistorySidecarPath(Path("copy.png"))));
  const auto back = Decode(Path("copy.png"));
  ASSERT_TRUE(back.ok());
  EXPECT_TRUE(back->metadata.xmp.empty());
}

TEST_F(ExportPictureTest, ACancelledExportLeavesNoFile) {
  const Image picture = SessionScene(240, 180);
  Progress progress;
  progress.Cancel();
  const ExportRequest request = Enlarged("", picture);
  EXPECT_TRUE(absl::IsCancelled(ExportPicture(picture, Path("no.png"), request, &progress)));
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace sharpscale
