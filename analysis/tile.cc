// SPDX-License-Identifier: Apache-2.0

#include "analysis/tile.h"

#include <algorithm>
#include <array>

#include "analysis/planes.h"

namespace sharpscale {

namespace {
constexpr int kAround = 4;  // px of the level around the core in which gradients are known
}  // namespace

struct Tile::Lazy {
  cv::Mat1f cb;
  cv::Mat1f cr;
  bool chroma = false;
  std::array<Gradients, 3> gradients;
  std::array<bool, 3> has_gradients{};
  cv::Mat1f dct;
  bool has_dct = false;
};

Tile::Tile(const PictureFacts& facts, const Band& band, const cv::Rect& core)
    : facts_(facts), core_(core), lazy_(std::make_unique<Lazy>()) {
  const int x0 = std::max(0, core.x - kTileMargin);
  const int y0 = std::max(0, core.y - kTileMargin);
  const int x1 = std::min(facts.width, core.x + core.width + kTileMargin);
  const int y1 = std::min(facts.height, core.y + core.height + kTileMargin);
  area_ = cv::Rect(x0, y0, x1 - x0, y1 - y0);
  const auto cut = [&](int level) {
    const int w = std::max(0, (x1 >> level) - (x0 >> level));
    const int h = std::max(0, (y1 >> level) - (y0 >> level));
    return cv::Rect(x0 >> level, (y0 - band.first_row) >> level, w, h);
  };
  native_ = band.native(cut(0));
  luma_ = band.luma(cut(0));
  if (!band.visible.empty()) {
    visible_ = band.visible(cut(0));
    if (cv::countNonZero(visible_) == area_.area()) visible_.release();
  }
  half_ = band.half(cut(1));
  quarter_ = band.quarter(cut(2));
}

Tile::~Tile() = default;

bool Tile::Visible(const cv::Rect& box) const {
  if (visible_.empty()) return true;
  const cv::Rect inside = (box & area_) - area_.tl();
  return cv::countNonZero(visible_(inside)) == inside.area();
}

const cv::Mat1f& Tile::LumaAt(int level) const {
  return level == 0 ? luma_ : level == 1 ? half_ : quarter_;
}

const cv::Mat1f& Tile::Cb() const {
  if (!lazy_->chroma && native_.channels() == 3) {
    ConvertToChroma(native_, &lazy_->cb, &lazy_->cr);
  }
  lazy_->chroma = true;
  return lazy_->cb;
}

const cv::Mat1f& Tile::Cr() const {
  Cb();
  return lazy_->cr;
}

const Gradients& Tile::GradientsAt(int level) const {
  const auto l = static_cast<size_t>(level);
  Gradients& g = lazy_->gradients[l];
  if (!lazy_->has_gradients[l]) {
    const cv::Rect core(core_.x >> level,
                        core_.y >> level,
                        (core_.width >> level) + 1,
                        (core_.height >> level) + 1);
    const cv::Rect where(core.x - (area_.x >> level) - kAround,
                         core.y - (area_.y >> level) - kAround,
                         core.width + 2 * kAround,
                         core.height + 2 * kAround);
    GaussianGradients(LumaAt(level), where, &g.x, &g.y, &g.magnitude);
    lazy_->has_gradients[l] = true;
  }
  return g;
}

int Tile::BlockColumns() const {
  return (std::min(core_.br().x, facts_.width / 8 * 8) - core_.x) / 8;
}

const cv::Mat1f& Tile::BlockDct() const {
  if (!lazy_->has_dct) {
    lazy_->has_dct = true;
    const int columns = std::max(0, BlockColumns());
    const int rows = std::max(0, (std::min(core_.br().y, facts_.height / 8 * 8) - core_.y) / 8);
    lazy_->dct.create(columns * rows, 64);
    const cv::Point origin = core_.tl() - area_.tl();
    for (int j = 0; j < rows; ++j) {
      for (int i = 0; i < columns; ++i) {
        BlockDct8x8(luma_[origin.y + 8 * j] + origin.x + 8 * i,
                    luma_.step1(),
                    128.0F,
                    lazy_->dct[j * columns + i]);
      }
    }
  }
  return lazy_->dct;
}

}  // namespace sharpscale
