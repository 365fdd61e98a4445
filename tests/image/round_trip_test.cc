// SPDX-License-Identifier: Apache-2.0
//
// What is written is what is read: pixels, alpha, depth, resolution, metadata.

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <filesystem>
#include <fstream>

#include "image/decode.h"
#include "image/encode.h"
#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

class RoundTrip : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sharpscale-test-XXXXXX";
    folder_ = mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  int FilesLeft() const {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      (void)entry;
      ++count;
    }
    return count;
  }

  std::string folder_;
};

TEST_F(RoundTrip, LosslessFormatsKeepEveryPixel) {
  for (const char* ending : {"png", "tif", "webp"}) {
    for (const int type : {CV_8UC1, CV_8UC3, CV_16UC1, CV_16UC3}) {
      for (const bool with_alpha : {false, true}) {
        const bool webp = std::string(ending) == "webp";
        if (webp && CV_MAT_DEPTH(type) == CV_16U) continue;
        Image image;
        image.pixels = RandomPixels(37, 23, type, 1);
        if (with_alpha) image.alpha = RandomPixels(37, 23, CV_MAKETYPE(CV_MAT_DEPTH(type), 1), 2);
        image.ppi = {300.0, 150.0};
        EncodeOptions options;
        options.lossless = true;
        options.overwrite = true;
        const std::string path = Path(std::string("a.") + ending);
        ASSERT_TRUE(Encode(image, path, options).ok());
        const absl::StatusOr<Image> back = Decode(path);
        ASSERT_TRUE(back.ok()) << back.status();
        cv::Mat expected = image.pixels;
        if (webp && CV_MAT_CN(type) == 1)
          cv::merge(std::vector<cv::Mat>(3, image.pixels), expected);
        EXPECT_TRUE(SamePixels(expected, back->pixels)) << ending << " type " << type;
        EXPECT_TRUE(SamePixels(image.alpha, back->alpha)) << ending << " type " << type;
        EXPECT_NEAR(back->ppi.x, 300.0, 0.02);
        EXPECT_NEAR(back->ppi.y, 150.0, 0.02);
        EXPECT_TRUE(back->source.lossless);
      }
    }
  }
}

TEST_F(RoundTrip, JpegIsCloseAndTellsItsTables) {
  for (const int type : {CV_8UC1, CV_8UC3}) {
    Image image;
    image.pixels = SmoothPixels(64, 48, type);
    image.ppi = {240.0, 240.0};
    EncodeOptions options;
    options.overwrite = true;
    options.quality = 50;
    options.chroma_444 = false;
    ASSERT_TRUE(Encode(image, Path("a.jpg"), options).ok());
    const absl::StatusOr<Image> back = Decode(Path("a.jpg"));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(back->pixels.type(), type);
    EXPECT_LT(cv::norm(image.pixels, back->pixels, cv::NORM_INF), 12.0);
    EXPECT_EQ(back->ppi.x, 240.0);
    ASSERT_TRUE(back->source.jpeg.has_value());
    // ITU-T T.81, table K.1 at quality 50, row by row.
    EXPECT_EQ(back->source.jpeg->luma[0], 16);
    EXPECT_EQ(back->source.jpeg->luma[1], 11);
    EXPECT_EQ(back->source.jpeg->luma[8], 12);
    EXPECT_EQ(back->source.jpeg->luma[63], 99);
    EXPECT_EQ(back->source.jpeg->subsampling,
              type == CV_8UC1 ? ChromaSubsampling::kNone : ChromaSubsampling::k420);
    EXPECT_EQ(back->source.jpeg->chroma.has_value(), type == CV_8UC3);
  }
}

TEST_F(RoundTrip, SourcesAreNeverOverwritten) {
  Image image;
  image.pixels = RandomPixels(8, 8, CV_8UC3, 1);
  ASSERT_TRUE(Encode(image, Path("a.png")).ok());
  EXPECT_EQ(Encode(image, Path("a.png")).code(), absl::StatusCode::kAlreadyExists);
  EncodeOptions options;
  options.overwrite = true;
  EXPECT_TRUE(Encode(image, Path("a.png"), options).ok());
  // By another name: a hard link and a symbolic link.
  ASSERT_EQ(link(Path("a.png").c_str(), Path("hard.png").c_str()), 0);
  ASSERT_EQ(symlink("a.png", Path("soft.png").c_str()), 0);
  options.never_overwrite = {Path("a.png")};
  EXPECT_EQ(Encode(image, Path("hard.png"), options).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Encode(image, Path("soft.png"), options).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(FilesLeft(), 3);
}

TEST_F(RoundTrip, NothingAppearsWithoutFinish) {
  Image facts;
  {
    const auto sink = OpenSink({16, 16, CV_8UC3, false}, facts, Path("a.tif"));
    ASSERT_TRUE(sink.ok()) << sink.status();
    ASSERT_TRUE((*sink)->WriteRows(RandomPixels(16, 8, CV_8UC3, 1), {}).ok());
    EXPECT_FALSE((*sink)->Finish().ok());  // half of the rows
  }
  EXPECT_EQ(FilesLeft(), 0);
}

TEST_F(RoundTrip, TransparencyInJpegIsAnErrorUnlessAsked) {
  Image image;
  image.pixels = cv::Mat(8, 8, CV_8UC3, cv::Scalar(200, 0, 0));
  image.alpha = cv::Mat(8, 8, CV_8UC1, cv::Scalar(0));
  EXPECT_EQ(Encode(image, Path("a.jpg")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FilesLeft(), 0);
  EncodeOptions options;
  options.flatten_alpha = true;
  ASSERT_TRUE(Encode(image, Path("a.jpg"), options).ok());
  EXPECT_EQ(Decode(Path("a.jpg"))->pixels.at<cv::Vec3b>(4, 4), cv::Vec3b(255, 255, 255));
  image.alpha.setTo(255);
  EXPECT_TRUE(Encode(image, Path("b.jpg")).ok());  // opaque everywhere
}

TEST_F(RoundTrip, StripsGiveTheSameAsTheWhole) {
  Image image;
  image.pixels = RandomPixels(53, 41, CV_16UC3, 7);
  for (const char* name : {"a.png", "a.jpg", "a.tif"}) {
    ASSERT_TRUE(Encode(image, Path(name)).ok());
    const absl::StatusOr<Image> whole = Decode(Path(name));
    ASSERT_TRUE(whole.ok()) << whole.status();
    const auto source = OpenSource(Path(name));
    ASSERT_TRUE(source.ok()) << source.status();
    Image strips;
    const auto sink = ImageSink((*source)->shape(), (*source)->facts(), &strips);
    cv::Mat pixels;
    cv::Mat alpha;
    while ((*source)->ReadRows(7, &pixels, &alpha).ok()) {
      ASSERT_TRUE(sink->WriteRows(pixels, alpha).ok());
    }
    ASSERT_TRUE(sink->Finish().ok());
    EXPECT_TRUE(SamePixels(whole->pixels, strips.pixels)) << name;
  }
}

TEST_F(RoundTrip, FilesAreJudgedByContent) {
  std::ofstream(Path("text.jpg")) << "This is not a picture.\n";
  const absl::StatusOr<Image> text = Decode(Path("text.jpg"));
  EXPECT_EQ(text.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(text.status().message()), ::testing::HasSubstr("plain text"));
  EXPECT_THAT(std::string(text.status().message()), ::testing::HasSubstr("text.jpg"));
  std::ofstream(Path("empty.png")).close();
  EXPECT_EQ(Decode(Path("empty.png")).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Decode(Path("absent.png")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Decode(folder_).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace sharpscale
