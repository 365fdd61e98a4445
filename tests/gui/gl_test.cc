// SPDX-License-Identifier: Apache-2.0
//
// Real OpenGL (Mesa's software driver under Xvfb): what is on screen is what is in the picture,
// pixel for pixel. Tiles of 128 px force many seams. Without a display the program ends with code
// 77 (skipped).

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <opencv2/imgproc.hpp>
#include <thread>

#include "viewer/core/difference.h"
#include "viewer/ui/gl_renderer.h"

namespace sharpscale::viewer {
namespace {

constexpr int kWidth = 640;
constexpr int kHeight = 480;

Image Random(int width, int height, uint64_t seed) {
  Image image;
  image.pixels.create(height, width, CV_8UC3);
  cv::RNG random(seed);
  random.fill(image.pixels, cv::RNG::UNIFORM, 0, 256);
  return image;
}

std::shared_ptr<Pyramid> Build(const Image& image) {
  auto pyramid = std::make_shared<Pyramid>(image);
  pyramid->BuildLevels();
  return pyramid;
}

PictureLayer Layer(const std::shared_ptr<const TileSource>& source, double x, double y, double px) {
  PictureLayer layer;
  layer.clip = {0, 0, kWidth, kHeight};
  layer.source = source;
  layer.x = x;
  layer.y = y;
  layer.px_x = layer.px_y = px;
  return layer;
}

class GlTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    window_ = glfwCreateWindow(64, 64, "test", nullptr, nullptr);
    ASSERT_NE(window_, nullptr);
    glfwMakeContextCurrent(window_);
  }
  static void TearDownTestSuite() { glfwDestroyWindow(window_); }

  void SetUp() override { Make({128, 64 << 20, 1000.0}); }
  void Make(const GlRendererOptions& options) {
    renderer_.reset();
    auto renderer = GlRenderer::Create(options);
    ASSERT_TRUE(renderer.ok()) << renderer.status();
    renderer_ = *std::move(renderer);
  }
  // Draws until all tiles are there.
  cv::Mat Shot(const CanvasScene& scene) {
    GlTarget target(kWidth, kHeight);
    for (int i = 0; i < 100000; ++i) {
      target.Bind();
      renderer_->Draw(scene, kWidth, kHeight);
      if (renderer_->Complete()) break;
      std::this_thread::yield();
    }
    EXPECT_TRUE(renderer_->Complete());
    return target.Read();
  }
  CanvasScene Scene(std::vector<PictureLayer> layers) {
    CanvasScene scene;
    scene.area = {0, 0, kWidth, kHeight};
    scene.background = 0x123456;
    scene.layers = std::move(layers);
    return scene;
  }

  static GLFWwindow* window_;
  std::unique_ptr<GlRenderer> renderer_;
};
GLFWwindow* GlTest::window_ = nullptr;

TEST_F(GlTest, HundredPercentIsThePictureExactly) {
  const Image image = Random(900, 700, 1);
  const cv::Mat shot = Shot(Scene({Layer(Build(image), -37, -91, 1.0)}));
  EXPECT_EQ(cv::norm(shot, image.pixels(cv::Rect(37, 91, kWidth, kHeight)), cv::NORM_INF), 0.0);
}

TEST_F(GlTest, WholeFactorsRepeatPixelsExactly) {
  const Image image = Random(300, 200, 2);
  for (const int factor : {2, 3, 4, 16}) {
    const cv::Mat shot = Shot(Scene({Layer(Build(image), 0, 0, factor)}));
    cv::Mat expected;
    cv::resize(image.pixels, expected, {}, factor, factor, cv::INTER_NEAREST);
    const cv::Rect seen =
        cv::Rect(0, 0, kWidth, kHeight) & cv::Rect(0, 0, expected.cols, expected.rows);
    EXPECT_EQ(cv::norm(shot(seen), expected(seen), cv::NORM_INF), 0.0) << factor;
  }
}

TEST_F(GlTest, BesideThePictureIsTheBackground) {
  const cv::Mat shot = Shot(Scene({Layer(Build(Random(100, 80, 3)), 50, 40, 1.0)}));
  EXPECT_EQ(shot.at<cv::Vec3b>(10, 10), cv::Vec3b(0x12, 0x34, 0x56));
  EXPECT_EQ(shot.at<cv::Vec3b>(39, 60), cv::Vec3b(0x12, 0x34, 0x56));
  EXPECT_EQ(shot.at<cv::Vec3b>(120, 60), cv::Vec3b(0x12, 0x34, 0x56));
}

TEST_F(GlTest, SplitShowsEachPictureOnItsSideExactly) {
  const Image before = Random(kWidth, kHeight, 4);
  const Image after = Random(kWidth, kHeight, 5);
  PictureLayer left = Layer(Build(before), 0, 0, 1.0);
  left.clip = {0, 0, 251, kHeight};
  PictureLayer right = Layer(Build(after), 0, 0, 1.0);
  right.clip = {251, 0, kWidth - 251, kHeight};
  const cv::Mat shot = Shot(Scene({left, right}));
  const cv::Rect l(0, 0, 251, kHeight);
  const cv::Rect r(251, 0, kWidth - 251, kHeight);
  EXPECT_EQ(cv::norm(shot(l), before.pixels(l), cv::NORM_INF), 0.0);
  EXPECT_EQ(cv::norm(shot(r), after.pixels(r), cv::NORM_INF), 0.0);
}

TEST_F(GlTest, DifferenceEqualsOpenCvs) {
  const Image before = Random(kWidth, kHeight, 6);
  const Image after = Random(kWidth, kHeight, 7);
  const auto difference = std::make_shared<DifferenceSource>(
      Build(before), Build(after), Placement{}, DifferenceMetric::kAbsolute);
  const cv::Mat shot = Shot(Scene({Layer(difference, 0, 0, 1.0)}));
  cv::Mat expected;
  cv::absdiff(before.pixels, after.pixels, expected);
  EXPECT_EQ(cv::norm(shot, expected, cv::NORM_INF), 0.0);
}

// A picture and its exact 4x repetition: drawn in register they are the same image, at any place.
TEST_F(GlTest, SourceAndEnlargementCoincide) {
  const Image source = Random(300, 220, 8);
  Image result;
  cv::resize(source.pixels, result.pixels, {}, 4, 4, cv::INTER_NEAREST);
  const auto a = Build(source);
  const auto b = Build(result);
  for (const double zoom : {1.0, 2.0, 1.37, 3.3}) {
    const double x = -123;
    const double y = -77;
    const cv::Mat from_source = Shot(Scene({Layer(a, x, y, 4.0 * zoom)}));
    const cv::Mat from_result = Shot(Scene({Layer(b, x, y, zoom)}));
    cv::Mat differs;
    cv::absdiff(from_source, from_result, differs);
    cv::Mat gray;
    cv::cvtColor(differs, gray, cv::COLOR_RGB2GRAY);
    // At whole factors not one pixel differs; otherwise only where an edge falls on a pixel's
    // centre.
    const int wrong = cv::countNonZero(gray);
    if (zoom == std::floor(zoom)) {
      EXPECT_EQ(wrong, 0) << zoom;
    } else {
      EXPECT_LT(wrong, kWidth * kHeight / 50) << zoom;
    }
  }
}

TEST_F(GlTest, OverlayColoursTheCellItBelongsTo) {
  Image image;
  image.pixels = cv::Mat(400, 500, CV_8UC3, cv::Scalar(200, 100, 60));
  HeatMap map;
  map.cell = 8;
  map.values = cv::Mat1f(50, 63, 0.0F);
  map.values(20, 30) = 20.0F;
  map.values(21, 30) = 1.0F;  // below the threshold
  map.range_high = 20.0;
  auto heat = std::make_shared<HeatLayer>();
  heat->levels = std::make_shared<const HeatLevels>(BuildHeatLevels(map));
  heat->id = 77;
  heat->x = 10;
  heat->y = 20;
  heat->hide_below = 2.0;
  PictureLayer layer = Layer(Build(image), 10, 20, 1.0);
  layer.heat = heat;
  layer.dim = true;
  const cv::Mat shot = Shot(Scene({layer}));
  const auto top = ColourAt(ColourMap::kInferno, 1.0);
  const cv::Vec3b hot(top[0], top[1], top[2]);
  for (const auto& [x, y] : {std::pair{240, 160}, {247, 167}, {243, 164}}) {
    EXPECT_EQ(shot.at<cv::Vec3b>(20 + y, 10 + x), hot);
  }
  const cv::Vec3b beside = shot.at<cv::Vec3b>(20 + 160, 10 + 239);
  const double luma = 0.299 * 200 + 0.587 * 100 + 0.114 * 60;
  EXPECT_NEAR(beside[0], (200 + luma) / 4.0, 1.5);
  EXPECT_NEAR(beside[2], (60 + luma) / 4.0, 1.5);
  EXPECT_EQ(shot.at<cv::Vec3b>(20 + 170, 10 + 243), beside);  // hidden cell
}

TEST_F(GlTest, ChannelsAndStripes) {
  Image image;
  image.pixels = cv::Mat(100, 100, CV_8UC3, cv::Scalar(10, 20, 30));
  PictureLayer layer = Layer(Build(image), 0, 0, 1.0);
  layer.channel = ShownChannel::kBlue;
  EXPECT_EQ(Shot(Scene({layer})).at<cv::Vec3b>(50, 50), cv::Vec3b(30, 30, 30));
  image.pixels.setTo(cv::Scalar(255, 20, 30));
  layer = Layer(Build(image), 0, 0, 1.0);
  layer.zebra = true;
  const cv::Mat shot = Shot(Scene({layer}));
  int striped = 0;
  for (int x = 0; x < 80; ++x)
    striped += shot.at<cv::Vec3b>(50, x) != cv::Vec3b(255, 20, 30) ? 1 : 0;
  EXPECT_EQ(striped, 40);
}

TEST_F(GlTest, MinifiedViewsAverageTheLight) {
  Image image;
  image.pixels.create(2048, 2048, CV_8UC3);
  for (int y = 0; y < 2048; ++y) {
    for (int x = 0; x < 2048; ++x) {
      image.pixels.at<cv::Vec3b>(y, x) =
          (x + y) % 2 == 0 ? cv::Vec3b(255, 255, 255) : cv::Vec3b(0, 0, 0);
    }
  }
  const cv::Mat shot = Shot(Scene({Layer(Build(image), 0, 0, 0.2)}));
  EXPECT_NEAR(shot.at<cv::Vec3b>(200, 200)[0], 188, 2);
}

TEST_F(GlTest, PanningStaysWithinTheTextureBudget) {
  const int64_t budget = 4 << 20;
  Make({128, budget, 1000.0});
  const auto picture = Build(Random(6000, 4000, 9));
  int64_t highest = 0;
  for (int step = 0; step < 30; ++step) {
    Shot(Scene({Layer(picture, -step * 170.0, -step * 110.0, 1.0)}));
    highest = std::max(highest, renderer_->texture_bytes());
  }
  EXPECT_LE(highest, budget);
  EXPECT_GT(highest, budget / 2);
}

// 20 000 x 20 000 px that are computed where they are looked at: a picture of 400 MP without
// its 1.2 GB.
class Procedural : public TileSource {
 public:
  static constexpr int kSide = 20000;
  int width() const override { return kSide; }
  int height() const override { return kSide; }
  int levels() const override { return LevelCount(kSide, kSide); }
  static cv::Vec3b At(int x, int y) {
    return {static_cast<uint8_t>(x * 7 + y * 3),
            static_cast<uint8_t>((x >> 5) ^ (y >> 5)),
            static_cast<uint8_t>((x * 31) ^ (y * 17))};
  }
  cv::Mat Tile(int level, const cv::Rect& rect) const override {
    const int side = LevelSide(kSide, level);
    cv::Mat tile(rect.height, rect.width, CV_8UC4);
    for (int y = 0; y < rect.height; ++y) {
      for (int x = 0; x < rect.width; ++x) {
        const cv::Vec3b v = At(std::clamp(rect.x + x, 0, side - 1) << level,
                               std::clamp(rect.y + y, 0, side - 1) << level);
        tile.at<cv::Vec4b>(y, x) = {v[0], v[1], v[2], 255};
      }
    }
    return tile;
  }
};

// Far more tiles than fit: the budget of 512 MB holds all the way, and every stop is exact.
TEST_F(GlTest, FourHundredMegapixelsPanWithinTheBudget) {
  constexpr int64_t kBudget = 512ll << 20;
  Make({512, kBudget, 1000.0});
  const auto picture = std::make_shared<Procedural>();
  int64_t highest = 0;
  // 640 x 480 px touch 2 x 2 to 3 x 2 tiles of 1 MB: 180 stops wander over more than 700 MB.
  for (int stop = 0; stop < 180; ++stop) {
    const int x = (stop % 15) * 1300;
    const int y = (stop / 15) * 1600;
    const cv::Mat shot = Shot(Scene({Layer(picture, -x, -y, 1.0)}));
    highest = std::max(highest, renderer_->texture_bytes());
    if (stop % 20 != 0) continue;
    for (const auto& [px, py] : {std::pair{0, 0}, {639, 479}, {311, 207}}) {
      ASSERT_EQ(shot.at<cv::Vec3b>(py, px), Procedural::At(x + px, y + py)) << stop;
    }
  }
  EXPECT_LE(highest, kBudget);
  EXPECT_GT(highest, kBudget * 9 / 10);
}

TEST_F(GlTest, PanelsAndPaperAreFilledInOrder) {
  CanvasScene scene = Scene({});
  scene.fills = {{{0, 0, 100, 480}, 0xF3F3F4}, {{20, 30, 40, 50}, 0xFFFFFF}};
  const cv::Mat shot = Shot(scene);
  EXPECT_EQ(shot.at<cv::Vec3b>(10, 10), cv::Vec3b(0xF3, 0xF3, 0xF4));
  EXPECT_EQ(shot.at<cv::Vec3b>(30, 20), cv::Vec3b(0xFF, 0xFF, 0xFF));
  EXPECT_EQ(shot.at<cv::Vec3b>(79, 59), cv::Vec3b(0xFF, 0xFF, 0xFF));
  EXPECT_EQ(shot.at<cv::Vec3b>(80, 59), cv::Vec3b(0xF3, 0xF3, 0xF4));
  EXPECT_EQ(shot.at<cv::Vec3b>(10, 100), cv::Vec3b(0x12, 0x34, 0x56));
}

TEST_F(GlTest, FirstFrameStandsInWithThePreviewThenSharpens) {
  const Image image = Random(3000, 2000, 10);
  auto pyramid = std::make_shared<Pyramid>(image);  // levels not built yet
  PictureLayer layer = Layer(pyramid, 0, 0, 0.2);
  layer.preview = pyramid->preview();
  layer.preview_id = 1234;
  GlTarget target(kWidth, kHeight);
  target.Bind();
  renderer_->Draw(Scene({layer}), kWidth, kHeight);
  EXPECT_FALSE(renderer_->Complete());
  EXPECT_NE(target.Read().at<cv::Vec3b>(100, 100), cv::Vec3b(0x12, 0x34, 0x56));
  pyramid->BuildLevels();
  Shot(Scene({layer}));
}

}  // namespace
}  // namespace sharpscale::viewer

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  if (glfwInit() == GLFW_FALSE) {
    std::puts("no display: skipped");
    return 77;
  }
  const int code = RUN_ALL_TESTS();
  glfwTerminate();
  return code;
}
