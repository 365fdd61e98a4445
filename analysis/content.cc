// SPDX-License-Identifier: Apache-2.0

#include "analysis/content.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace sharpscale {
namespace {

constexpr int64_t kBudget = 1'500'000;  // px
constexpr int kPatch = 64;              // px; tiles are multiples of it
constexpr int kMaxHeight = 48;          // px of a letter that fits into a patch
constexpr int kReach = 48;              // px around a patch that letters may reach into
constexpr int kCell = 16;               // px; ground is told from what stands on it in these

class ContentEstimator final : public Estimator {
 public:
  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    for (int y = core.y; y < core.br().y; y += kPatch) {
      for (int x = core.x; x < core.br().x; x += kPatch) {
        if (tile.Sampled(x, y, kBudget)) AddPatch(tile, cv::Rect(x, y, kPatch, kPatch) & core);
      }
    }
  }

  void Merge(const Estimator& other_estimator) override {
    const auto& other = static_cast<const ContentEstimator&>(other_estimator);
    pixels_ += other.pixels_;
    equal_ += other.equal_;
    colourful_ += other.colourful_;
    two_tone_ += other.two_tone_;
    steps_ += other.steps_;
    hard_steps_ += other.hard_steps_;
    cells_.insert(cells_.end(), other.cells_.begin(), other.cells_.end());
    for (size_t i = 0; i < even_levels_.size(); ++i) even_levels_[i] += other.even_levels_[i];
    for (size_t i = 0; i < levels_.size(); ++i) levels_[i] += other.levels_[i];
    for (size_t i = 0; i < heights_.size(); ++i) heights_[i] += other.heights_[i];
    for (size_t i = 0; i < in_line_.size(); ++i) in_line_[i] += other.in_line_[i];
  }

  void Finish(const PictureFacts&, Findings* findings) override {
    if (pixels_ < 400) {
      findings->Unknown("content.kind", "too few pixels");
      findings->Unknown("content.text_x_height", "too few pixels");
      return;
    }
    const auto share = [&](int64_t part) { return double(part) / double(pixels_); };
    int64_t letters = 0;
    for (const int64_t count : heights_) letters += count;
    const Height height = MostFrequentHeight();
    // Letters per megapixel of looked-at area; a page of text has several thousand.
    const double density = 1e6 * double(letters) / double(pixels_);
    // Even ground alone is no drawing: a blurred backdrop or a product on white is as even after
    // JPEG. A drawing also has steps, and they lead from even ground to even ground, or make up
    // much of what is not even.
    const bool stepped = share(steps_) > 0.004;
    const bool abrupt = double(hard_steps_) > 0.003 * double(steps_) ||
                        double(steps_) > 0.13 * double(pixels_ - equal_);
    // On black, clipped night skies and product shots are even ground, too: drawings have
    // hard steps there (3 % and more; stars 0.7, glassware 0.1). And scans have light paper.
    const bool on_black = MiddleLevel() < 128;
    // Gray photographs are even more often than coloured ones, of which three channels must agree.
    // Their uneven rest is soft: few steps (dark scenes 1 % of it, screens and drawings 4 % and
    // more), few of them hard (2 %; the drawings with the fewest steps 23 %).
    const bool soft = double(steps_) < 0.03 * double(pixels_ - equal_) &&
                      double(hard_steps_) < 0.06 * double(steps_);
    const bool even = share(equal_) > 0.5;
    const bool few_hard = double(hard_steps_) < 0.015 * double(steps_);
    // A cut-out product leaves a page as even as a drawing's, but what is not ground is a body: 70
    // % and more of it. Ink never is far from its ground, and panels and filled shapes are even,
    // after JPEG, too: 40 %; of a page of photographs 52.
    const bool cut_out = even && few_hard && ShareOfBody() > 0.6;
    const bool lens = soft || cut_out || (on_black && few_hard);
    const bool drawn = even && stepped && abrupt && !lens;
    const bool plain = share(colourful_) < 0.12;
    const bool on_ground = share(two_tone_) > 0.6;
    // Sparkles on water, stars and leaves pass for letters, but do not stand in lines: 0 to 9 % of
    // them do, of a wall of framed pictures 21; of text 49 to 90, of text askew by 10 degrees 30.
    // Drawings may letter where they like.
    const int64_t in_line = *std::max_element(in_line_.begin(), in_line_.end());
    const bool lined_up = double(in_line) > 0.25 * double(letters);
    const bool has_text = letters >= 20 && density > 250.0 && height.concentration > 0.3 &&
                          (drawn || (on_ground && lined_up));
    // Sharpened and noisy pages and screens are even nowhere, but letters stand on them in lines:
    // of photographs on as much ground 80 letters a megapixel at most do.
    const bool page = share(two_tone_) > 0.75 && letters >= 40 && density > 120.0 &&
                      double(in_line) > 0.5 * double(letters);
    std::string kind = "photo";
    if (on_ground && plain && has_text && density > 600.0) {
      kind = "text";
    } else if (drawn && share(colourful_) < 0.005 && share(two_tone_) > 0.75) {
      kind = "line-art";
    } else if (drawn) {
      kind = "screenshot";
    } else if (!on_black && !(even && lens) && on_ground && plain && stepped &&
               share(two_tone_) > 0.85 && Bimodal()) {
      kind = "line-art";
    } else if (page) {
      kind = "screenshot";
    }
    findings->Word("content.kind", kind);
    if (!has_text) {
      findings->Unknown("content.text_x_height", "no text found");
      return;
    }
    // In px of the scene as it was recorded, where the picture was enlarged before.
    const double native = std::clamp(findings->ValueOr("resolution.native_scale", 1.0), 0.02, 1.0);
    findings->Number(
        "content.text_x_height", native * height.px, native * height.low, native * height.high);
  }

 private:
  struct Height {
    double px = 0.0;
    double low = 0.0;
    double high = 0.0;
    double concentration = 0.0;  // share of shapes within 25 % of it
  };

  struct Cell {
    int pixels = 0;
    int equal = 0;  // to the right and the lower neighbour
    int darkest = 255;
    int lightest = 0;
  };
  using Cells = std::array<std::array<Cell, kPatch / kCell>, kPatch / kCell>;

  void AddPatch(const Tile& tile, const cv::Rect& box) {
    // What lies under transparency, and its outline, is nobody's drawing.
    if (!tile.Visible(cv::Rect(box.x - 4, box.y - 4, box.width + 8, box.height + 8))) return;
    const cv::Mat& native = tile.Native();
    const cv::Rect within = box - tile.area().tl();
    const int channels = native.channels();
    const size_t bytes = native.elemSize();
    Cells cells{};
    for (int y = within.y; y < std::min(within.br().y, native.rows - 1); ++y) {
      const uint8_t* row = native.ptr<uint8_t>(y);
      const uint8_t* below = native.ptr<uint8_t>(y + 1);
      for (int x = within.x; x < std::min(within.br().x, native.cols - 1); ++x) {
        const uint8_t* p = row + bytes * size_t(x);
        const bool equal = std::equal(p, p + bytes, p + bytes) &&
                           std::equal(p, p + bytes, below + bytes * size_t(x));
        const int level = int(std::clamp(tile.Luma()(y, x), 0.0F, 255.0F));
        Cell& cell = cells[size_t((y - within.y) / kCell)][size_t((x - within.x) / kCell)];
        ++cell.pixels;
        cell.equal += equal ? 1 : 0;
        cell.darkest = std::min(cell.darkest, level);
        cell.lightest = std::max(cell.lightest, level);
        even_levels_[size_t(level)] += equal ? 1 : 0;
        if (channels == 3) colourful_ += IsColourful(native, y, x) ? 1 : 0;
        ++levels_[size_t(level)];
      }
    }
    for (const auto& row : cells) {
      for (const Cell& cell : row) {
        pixels_ += cell.pixels;
        equal_ += cell.equal;
        if (cell.pixels > 0) cells_.push_back(cell);
      }
    }
    CountSteps(tile.Luma(), within);
    FindShapes(tile, within);
  }

  // Steps of the luma, along rows and columns, and those of them that lead from even ground to even
  // ground within two px: what is drawn by a machine has many, what went through a lens has none.
  void CountSteps(const cv::Mat1f& luma, const cv::Rect& box) {
    constexpr float kStep = 24.0F;  // levels
    constexpr float kEven = 2.0F;
    const auto count = [&](const float* p, ptrdiff_t stride) {
      if (std::abs(p[2 * stride] - p[0]) < kStep) return;
      // Counted once, where the step is steepest.
      const float here = std::abs(p[stride] - p[0]);
      const float next = std::abs(p[2 * stride] - p[stride]);
      if (here < next) return;
      ++steps_;
      const bool before =
          std::abs(p[0] - p[-stride]) <= kEven && std::abs(p[0] - p[-2 * stride]) <= kEven;
      const bool after = std::abs(p[2 * stride] - p[3 * stride]) <= kEven &&
                         std::abs(p[2 * stride] - p[4 * stride]) <= kEven;
      if (before && after) ++hard_steps_;
    };
    const ptrdiff_t down = ptrdiff_t(luma.step1());
    const int right = std::min(box.br().x, luma.cols - 4);
    const int bottom = std::min(box.br().y, luma.rows - 4);
    for (int y = std::max(box.y, 2); y < bottom; ++y) {
      const float* row = luma.ptr<float>(y);
      for (int x = std::max(box.x, 2); x < right; ++x) {
        count(row + x, 1);
        count(row + x, down);
      }
    }
  }

  static bool IsColourful(const cv::Mat& native, int y, int x) {
    double value[3];
    for (int c = 0; c < 3; ++c) {
      switch (native.depth()) {
        case CV_8U:
          value[c] = native.ptr<uint8_t>(y)[3 * x + c];
          break;
        case CV_16U:
          value[c] = native.ptr<uint16_t>(y)[3 * x + c] / 257.0;
          break;
        default:
          value[c] = 255.0 * double(native.ptr<float>(y)[3 * x + c]);
      }
    }
    const auto [low, high] = std::minmax({value[0], value[1], value[2]});
    return high - low > 40.0;
  }

  // Ink on ground: shapes whose first px (raster order) lies in `core` and that end within reach.
  void FindShapes(const Tile& tile, const cv::Rect& core) {
    const cv::Rect area = cv::Rect(core.x, core.y, core.width + kReach, core.height + kReach) &
                          cv::Rect(0, 0, tile.Luma().cols, tile.Luma().rows);
    const cv::Rect wide = cv::Rect(area.x - 8, area.y - 8, area.width + 8, area.height + 8) &
                          cv::Rect(0, 0, tile.Luma().cols, tile.Luma().rows);
    cv::Mat1b levels;
    tile.Luma()(wide).convertTo(levels, CV_8U);
    cv::Mat1b ink;
    const double threshold =
        cv::threshold(levels, ink, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    double dark = 0.0;
    double light = 0.0;
    int64_t lights = 0;
    for (const uint8_t level : levels) {
      if (level > threshold) {
        light += level;
        ++lights;
      } else {
        dark += level;
      }
    }
    const int64_t all = int64_t(levels.total());
    const int64_t darks = all - lights;
    if (lights == 0 || darks == 0) {
      two_tone_ += core.area();  // nothing but ground
      return;
    }
    dark /= double(darks);
    light /= double(lights);
    // The commoner tone is the ground.
    const bool dark_ink = darks <= lights;
    int64_t near = 0;
    for (const uint8_t level : levels) {
      near += std::abs(level - light) < 18.0 || std::abs(level - dark) < 30.0 ? 1 : 0;
    }
    if (light - dark < 50.0) {
      // No ink here: ground where all lies together, otherwise soft content.
      cv::Scalar mean;
      cv::Scalar deviation;
      cv::meanStdDev(levels, mean, deviation);
      if (deviation[0] < 6.0) two_tone_ += core.area();
      return;
    }
    if (near * 10 < all * 7) return;
    two_tone_ += core.area();
    if (dark_ink) cv::bitwise_not(ink, ink);
    cv::Mat labels;
    cv::Mat stats;
    cv::Mat centroids;
    const int count = cv::connectedComponentsWithStats(ink, labels, stats, centroids, 8, CV_32S);
    std::vector<cv::Rect> letters;
    for (int k = 1; k < count; ++k) {
      const cv::Rect box(stats.at<int>(k, cv::CC_STAT_LEFT),
                         stats.at<int>(k, cv::CC_STAT_TOP),
                         stats.at<int>(k, cv::CC_STAT_WIDTH),
                         stats.at<int>(k, cv::CC_STAT_HEIGHT));
      const bool whole =
          box.br().x < wide.width && box.br().y < wide.height && box.x > 0 && box.y > 0;
      const int h = box.height;
      if (!whole || h < 4 || h > kMaxHeight || box.width < 2 || box.width > 3 * h) continue;
      // Letters fill a part of their box: neither solid blocks nor hairlines.
      const double fill = stats.at<int>(k, cv::CC_STAT_AREA) / double(box.area());
      if (fill >= 0.15 && fill <= 0.85) letters.push_back(box);
    }
    const cv::Rect own = core - wide.tl();
    for (const cv::Rect& letter : letters) {
      if (own.contains(letter.tl())) ++heights_[size_t(letter.height)];
    }
    for (size_t quarters = 0; quarters < in_line_.size(); ++quarters) {
      const std::vector<cv::Rect> turned = Turned(letters, quarters);
      for (size_t i = 0; i < letters.size(); ++i) {
        if (own.contains(letters[i].tl())) in_line_[quarters] += InLine(turned[i], turned) ? 1 : 0;
      }
    }
  }

  // Two more letters of its size stand on the same line nearby.
  static bool InLine(const cv::Rect& letter, const std::vector<cv::Rect>& letters) {
    const int h = letter.height;
    const int slack = std::max(1, h / 7);
    int others = -1;  // it finds itself
    for (const cv::Rect& other : letters) {
      const int gap = std::max(other.x - letter.br().x, letter.x - other.br().x);
      const bool alike = 5 * other.height >= 3 * h && 3 * other.height <= 5 * h;
      others += alike && gap <= 2 * h && std::abs(other.br().y - letter.br().y) <= slack ? 1 : 0;
    }
    return others >= 2;
  }

  // The boxes of a picture turned by `quarters` of a circle.
  static std::vector<cv::Rect> Turned(std::vector<cv::Rect> boxes, size_t quarters) {
    for (cv::Rect& box : boxes) {
      if (quarters % 2 == 1) box = cv::Rect(box.y, box.x, box.height, box.width);
      if (quarters >= 2) box.y = -box.br().y;
    }
    return boxes;
  }

  Height MostFrequentHeight() const {
    Height height;
    int64_t most = 0;
    int64_t all = 0;
    for (int h = 4; h <= kMaxHeight; ++h) {
      all += heights_[size_t(h)];
      // Letters of one line differ by a px or so.
      const int64_t here = 2 * heights_[size_t(h)] + heights_[size_t(h - 1)] +
                           (h < kMaxHeight ? heights_[size_t(h + 1)] : 0);
      if (here > most) {
        most = here;
        height.px = h;
      }
    }
    int64_t close = 0;
    for (int h = 4; h <= kMaxHeight; ++h) {
      if (std::abs(h - height.px) <= std::max(1.0, 0.25 * height.px)) close += heights_[size_t(h)];
    }
    height.concentration = all > 0 ? double(close) / double(all) : 0.0;
    height.low = height.px - std::max(1.0, 0.15 * height.px);
    height.high = height.px + std::max(1.0, 0.15 * height.px);
    return height;
  }

  // The median of luma, levels.
  int MiddleLevel() const {
    int64_t below = 0;
    int level = 0;
    for (; level < 255; ++level) {
      below += levels_[size_t(level)];
      if (2 * below >= pixels_) break;
    }
    return level;
  }

  // Of the cells that are more than ground, those that hold none and are uneven themselves. The
  // ground is the most frequent level of even px.
  double ShareOfBody() const {
    const auto most = std::max_element(even_levels_.begin(), even_levels_.end());
    const int ground = int(most - even_levels_.begin());
    int64_t all = 0;
    int64_t body = 0;
    for (const Cell& cell : cells_) {
      if (cell.darkest >= ground - 6 && cell.lightest <= ground + 6) continue;
      ++all;
      const bool holds_ground = cell.darkest <= ground + 2 && cell.lightest >= ground - 2;
      body += !holds_ground && 2 * cell.equal < cell.pixels ? 1 : 0;
    }
    return all > 0 ? double(body) / double(all) : 0.0;
  }

  // Two tones with little between them.
  bool Bimodal() const {
    int64_t middle = 0;
    int64_t all = 0;
    for (size_t i = 0; i < levels_.size(); ++i) {
      all += levels_[i];
      if (i >= 80 && i < 200) middle += levels_[i];
    }
    return middle * 4 < all;
  }

  int64_t pixels_ = 0;
  int64_t equal_ = 0;
  int64_t colourful_ = 0;
  int64_t two_tone_ = 0;
  int64_t steps_ = 0;
  int64_t hard_steps_ = 0;
  std::vector<Cell> cells_;
  std::array<int64_t, 256> levels_{};
  std::array<int64_t, 256> even_levels_{};         // of px that are equal to their neighbours
  std::array<int64_t, kMaxHeight + 2> heights_{};  // of letters
  std::array<int64_t, 4> in_line_{};               // letters, too; by how far the page is turned
};

}  // namespace

std::unique_ptr<Estimator> MakeContentEstimator(const PictureFacts&) {
  return std::make_unique<ContentEstimator>();
}

}  // namespace sharpscale
