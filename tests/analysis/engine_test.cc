// SPDX-License-Identifier: Apache-2.0

#include "analysis/engine.h"

#include <cmath>
#include <limits>
#include <opencv2/core.hpp>
#include <vector>

#include "analysis/cell_grid.h"
#include "gtest/gtest.h"

namespace sharpscale {
namespace {

// Rows of a matrix, in pieces as asked for.
class MatSource final : public PixelSource {
 public:
  explicit MatSource(cv::Mat pixels) : pixels_(std::move(pixels)) {
    shape_.width = pixels_.cols;
    shape_.height = pixels_.rows;
    shape_.type = pixels_.type();
  }
  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return facts_; }
  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat*) override {
    const int n = std::min(rows, pixels_.rows - next_);
    if (n <= 0) return absl::OutOfRangeError("no rows left");
    *pixels = pixels_.rowRange(next_, next_ + n);
    next_ += n;
    return absl::OkStatus();
  }

 private:
  cv::Mat pixels_;
  PictureShape shape_;
  Image facts_;
  int next_ = 0;
};

// Per cell: the sum over its pixels of everything a tile offers, so that a wrong row, column, plane
// or ownership shows.
class Witness final : public Estimator {
 public:
  explicit Witness(const PictureFacts& facts) : sums_(facts) {}
  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    const cv::Point shift = tile.area().tl();
    const Gradients& g = tile.GradientsAt(0);
    const Gradients& g2 = tile.GradientsAt(2);
    for (int y = core.y; y < core.br().y; ++y) {
      for (int x = core.x; x < core.br().x; ++x) {
        double value = tile.Luma()(y - shift.y, x - shift.x) + g.x(y - shift.y, x - shift.x) +
                       2.0 * g.y(y - shift.y, x - shift.x);
        if (!tile.Cb().empty()) {
          value += tile.Cb()(y - shift.y, x - shift.x) - 3.0 * tile.Cr()(y - shift.y, x - shift.x);
        }
        const int hy = (y >> 2) - (shift.y >> 2);
        const int hx = (x >> 2) - (shift.x >> 2);
        if (hy < g2.x.rows && hx < g2.x.cols) value += g2.x(hy, hx) + tile.LumaAt(2)(hy, hx);
        sums_.AtPixel(x, y) += value;
      }
    }
    const cv::Mat1f& dct = tile.BlockDct();
    for (int b = 0; b < dct.rows; ++b) {
      const int x = core.x + 8 * (b % tile.BlockColumns());
      const int y = core.y + 8 * (b / tile.BlockColumns());
      sums_.AtPixel(x, y) += dct(b, 9);
    }
  }
  void Merge(const Estimator& other) override {
    sums_.Merge(static_cast<const Witness&>(other).sums_);
  }
  void Finish(const PictureFacts& facts, Findings* findings) override {
    for (int j = 0; j < sums_.rows(); ++j) {
      for (int i = 0; i < sums_.columns(); ++i) {
        EXPECT_TRUE(sums_.seen(i, j)) << i << " " << j;
        findings->Exact("cell", sums_.Get(i, j));
      }
    }
    findings->Exact("bad", static_cast<double>(facts.non_finite));
  }

 private:
  CellGrid<double> sums_;
};

const EstimatorInfo kWitness = {"witness",
                                {"cell"},
                                {},
                                [](const PictureFacts& facts) -> std::unique_ptr<Estimator> {
                                  return std::make_unique<Witness>(facts);
                                }};

std::vector<double> Sums(const cv::Mat& pixels, int threads, int tile) {
  MatSource source(pixels);
  EngineOptions options;
  options.threads = threads;
  options.tile = tile;
  const auto findings = RunEstimators(source, {&kWitness}, options, nullptr);
  EXPECT_TRUE(findings.ok()) << findings.status();
  std::vector<double> values;
  if (findings.ok()) {
    for (const Measurement& m : findings->all()) values.push_back(m.value.value_or(-1.0));
  }
  return values;
}

cv::Mat Random(int width, int height, int type) {
  cv::Mat pixels(height, width, type);
  cv::RNG rng(7);
  rng.fill(pixels, cv::RNG::UNIFORM, 0, CV_MAT_DEPTH(type) == CV_32F ? 1.0 : 250.0);
  return pixels;
}

TEST(Engine, ResultsDoNotDependOnTilesOrThreads) {
  for (const int type : {CV_8UC3, CV_8UC1, CV_16UC3, CV_32FC3}) {
    for (const cv::Size size : {cv::Size(531, 613), cv::Size(64, 300), cv::Size(7, 5)}) {
      const cv::Mat pixels = Random(size.width, size.height, type);
      const std::vector<double> expected = Sums(pixels, 1, 2048);
      ASSERT_FALSE(expected.empty());
      EXPECT_EQ(expected, Sums(pixels, 1, 64)) << type << size;
      EXPECT_EQ(expected, Sums(pixels, 3, 128)) << type << size;
      EXPECT_EQ(expected, Sums(pixels, 2, 256)) << type << size;
    }
  }
}

TEST(Engine, NonFiniteValuesMakeMetricsUnknown) {
  cv::Mat pixels = Random(40, 40, CV_32FC1);
  pixels.at<float>(3, 3) = std::numeric_limits<float>::quiet_NaN();
  MatSource source(pixels);
  const auto findings = RunEstimators(source, {&kWitness}, {}, nullptr);
  ASSERT_TRUE(findings.ok());
  ASSERT_NE(findings->Find("cell"), nullptr);
  EXPECT_FALSE(findings->Find("cell")->known());
}

TEST(Engine, RejectsBadTileSizes) {
  MatSource source(Random(8, 8, CV_8UC1));
  EngineOptions options;
  options.tile = 100;
  EXPECT_EQ(RunEstimators(source, {&kWitness}, options, nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Engine, CancelStops) {
  MatSource source(Random(8, 8, CV_8UC1));
  Progress progress;
  progress.Cancel();
  EXPECT_EQ(RunEstimators(source, {&kWitness}, {}, &progress).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace sharpscale
