// SPDX-License-Identifier: Apache-2.0

#include "analysis/noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "analysis/cell_grid.h"
#include "analysis/flat_direction.h"
#include "analysis/heat_map.h"
#include "analysis/hot.h"
#include "analysis/order_statistics.h"
#include "analysis/weak_texture.h"

namespace sharpscale {
namespace {

constexpr int kWindow = 16;                // px; four windows a cell
constexpr int64_t kPatchBudget = 600'000;  // px of a large picture that patches are taken from
constexpr int kLevels = 3;
constexpr double kNamed = 2.0;    // levels; what nobody sees has no kind
constexpr double kNothing = 0.5;  // levels; of the rounding's own order
// Levels: "nothing, or up to this" still says something. Crisp photographs reach 9, blurred texture
// 17; letters and lines on white, whose flattest unclipped windows lie on edges, 16 to 107.
constexpr double kNoBound = 12.0;
// Real cameras reach 1.8 (five pairs of a shot and the mean of hundreds).
constexpr double kMostOfFlattest = 1.8;

// Of one 16x16 window, levels and levels squared.
struct Window {
  float mean = -1.0F;  // -1 = not measured
  float flat = 0.0F;   // variance after a plane is taken out
  float fine = 0.0F;   // variance of white noise that the second differences suggest
};

using CellWindows = std::array<Window, 4>;

struct WindowSums {
  float sum[kWindow];  // per column
  float squares[kWindow];
  float along_y[kWindow];
  float fine[kWindow - 2];  // without the outer ones
};

// Of the window whose first pixel is at `p`; column by column, so that the sums vectorise.
SHARPSCALE_HOT void SumWindow(const float* __restrict p,
                              size_t stride,
                              WindowSums* __restrict sums) {
  float sum[kWindow] = {};
  float squares[kWindow] = {};
  float along_y[kWindow] = {};
  for (int y = 0; y < kWindow; ++y) {
    const float* row = p + static_cast<size_t>(y) * stride;
    const float place = static_cast<float>(y) - 0.5F * (kWindow - 1);
    for (int x = 0; x < kWindow; ++x) {
      const float value = row[x] - 128.0F;
      sum[x] += value;
      squares[x] += value * value;
      along_y[x] += place * value;
    }
  }
  constexpr int kInner = kWindow - 2;
  float fine[kInner] = {};
  for (int y = 1; y < kWindow - 1; ++y) {
    const float* b = p + static_cast<size_t>(y) * stride;
    const float* a = b - stride;
    const float* c = b + stride;
    for (int x = 0; x < kInner; ++x) {
      // Immerkaer's mask; white noise of variance v gives 36 v.
      const float r = (a[x] + a[x + 2] + c[x] + c[x + 2]) -
                      2.0F * (a[x + 1] + c[x + 1] + b[x] + b[x + 2]) + 4.0F * b[x + 1];
      fine[x] += r * r;
    }
  }
  std::copy(sum, sum + kWindow, sums->sum);
  std::copy(squares, squares + kWindow, sums->squares);
  std::copy(along_y, along_y + kWindow, sums->along_y);
  std::copy(fine, fine + kInner, sums->fine);
}

Window MeasureWindow(const float* p, size_t stride) {
  WindowSums sums = {};
  SumWindow(p, stride, &sums);
  double sum = 0.0;
  double squares = 0.0;
  double along_x = 0.0;
  double along_y = 0.0;
  double fine = 0.0;
  for (int x = 0; x < kWindow; ++x) {
    sum += sums.sum[x];
    squares += sums.squares[x];
    along_x += sums.sum[x] * (x - 0.5 * (kWindow - 1));
    along_y += sums.along_y[x];
  }
  for (const float column : sums.fine) fine += column;
  constexpr double kCount = kWindow * kWindow;
  // Sum over the window of (x - mid)^2.
  constexpr double kSpread = kWindow * (kWindow * (kWindow * kWindow - 1.0) / 12.0);
  Window w;
  w.mean = static_cast<float>(sum / kCount + 128.0);
  const double residual =
      squares - sum * sum / kCount - along_x * along_x / kSpread - along_y * along_y / kSpread;
  w.flat = static_cast<float>(std::max(0.0, residual) / (kCount - 3.0));
  w.fine = static_cast<float>(fine / (36.0 * (kWindow - 2) * (kWindow - 2)));
  return w;
}

constexpr float kLeastGap = 4.0F;  // levels
constexpr float kStray = 1.75F;    // of what the neighbours differ by; see AddImpulses

// Of the 8 neighbours without the one that is furthest on the other side, which may be stray too.
float RangeOfMost(const float (&around)[8], bool bright) {
  float sorted[8];
  std::copy(around, around + 8, sorted);
  std::sort(sorted, sorted + 8);
  return bright ? sorted[7] - sorted[1] : sorted[6] - sorted[0];
}

class NoiseEstimator final : public Estimator {
 public:
  explicit NoiseEstimator(const PictureFacts& facts)
      : luma_{WeakTexture(true), WeakTexture(true), WeakTexture(true)},
        chroma_{WeakTexture(false), WeakTexture(false)},
        windows_(facts) {}

  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    const cv::Point origin = tile.area().tl();
    for (int y = core.y; y < core.br().y; y += 64) {
      for (int x = core.x; x < core.br().x; x += 64) {
        const cv::Rect block = cv::Rect(x, y, 64, 64) & core;
        // Patches reach 7 px of their level beyond the block.
        const bool visible = tile.Visible(cv::Rect(x, y, 64 + 32, 64 + 32));
        const bool sampled = visible && tile.Sampled(x, y, kPatchBudget);
        AddWindows(tile, block, sampled);
        if (visible) AddSmallLevels(tile, block);
        if (!sampled) continue;
        luma_[0].Add(tile.Luma(), block - origin, Stride(tile.facts(), 0));
        if (!tile.Cb().empty()) {
          chroma_[0].Add(tile.Cb(), block - origin, 2 * Stride(tile.facts(), 0));
          chroma_[1].Add(tile.Cr(), block - origin, 2 * Stride(tile.facts(), 0));
        }
        AddImpulses(tile, block);
      }
    }
  }

  void Merge(const Estimator& base) override {
    const auto& other = static_cast<const NoiseEstimator&>(base);
    for (size_t i = 0; i < luma_.size(); ++i) luma_[i].Merge(other.luma_[i]);
    for (size_t i = 0; i < chroma_.size(); ++i) chroma_[i].Merge(other.chroma_[i]);
    windows_.Merge(other.windows_);
    directions_.insert(directions_.end(), other.directions_.begin(), other.directions_.end());
    chroma_flat_.insert(chroma_flat_.end(), other.chroma_flat_.begin(), other.chroma_flat_.end());
    for (size_t i = 0; i < gaps_.size(); ++i) gaps_[i] += other.gaps_[i];
    looked_at_ += other.looked_at_;
    at_ends_ += other.at_ends_;
  }

  void Finish(const PictureFacts& facts, Findings* findings) override;

 private:
  // The quietest windows' variance by intensity: a line a + b * level.
  struct LevelFunction {
    bool known = false;
    bool dependent = false;  // certain that the noise depends on the level
    double darkest = 0.0;    // levels that it rests on
    double brightest = 0.0;
    double variance_at_0 = 0.0;
    double slope = 0.0;
    double Sigma(double at) const { return std::sqrt(std::max(0.0, variance_at_0 + slope * at)); }
  };
  LevelFunction FitLevelFunction(double room, double rounding) const;
  static void FinishLevelFunction(const LevelFunction& function,
                                  double luma,
                                  bool correlated,
                                  Findings* findings);
  double SigmaOfPicture(const LevelFunction& function) const;
  double FinishImpulses(double luma, Findings* findings) const;
  // Logarithms of the share that the finest scale has in the variance of windows.
  struct FineShares {
    double of_flattest = 0.0;  // median among the flattest twentieth
    double spread = 1e9;   // interquartile range among them; 1e9 where there are too few windows
    double of_busy = 0.0;  // median among windows busier than most
  };
  FineShares MeasureFineShares(double room) const;
  double FlatSigmaOfLevels(double room, double flattest) const;

  // `sampled`: the block is one of the sample, and what only the sample is asked for is measured.
  void AddWindows(const Tile& tile, const cv::Rect& block, bool sampled) {
    static_assert(kDirectionWindow == kWindow);
    const cv::Point origin = tile.area().tl();
    for (int y = block.y; y + kWindow <= block.br().y; y += kWindow) {
      for (int x = block.x; x + kWindow <= block.br().x; x += kWindow) {
        if (!tile.Visible(cv::Rect(x, y, kWindow, kWindow))) continue;
        const cv::Mat1f& luma = tile.Luma();
        const cv::Point at = cv::Point(x, y) - origin;
        const float* first = luma[at.y] + at.x;
        const size_t which = static_cast<size_t>((y / kWindow % 2) * 2 + x / kWindow % 2);
        windows_.AtPixel(x, y)[which] = MeasureWindow(first, luma.step1());
        if (!sampled) continue;
        directions_.push_back(MeasureDirection(first, luma.step1()));
        if (!tile.Cb().empty()) AddChromaWindow(tile, at);
      }
    }
  }

  // Where the luma has room for noise, as chroma's ends depend on it. `at`: in the tile's planes.
  void AddChromaWindow(const Tile& tile, cv::Point at) {
    const float luma = tile.Luma()(at.y + kWindow / 2, at.x + kWindow / 2);
    if (luma < 20.0F || luma > 235.0F) return;
    const cv::Mat1f& cb = tile.Cb();
    const cv::Mat1f& cr = tile.Cr();
    chroma_flat_.push_back(0.5F * (MeasureWindow(cb[at.y] + at.x, cb.step1()).flat +
                                   MeasureWindow(cr[at.y] + at.x, cr.step1()).flat));
  }

  // Of colour blotches, which cameras and JPEG leave: they are wider than a pixel, so that nothing
  // of them shows at the finest scale. Noise makes the flattest windows alike, colours of things do
  // not. 0 where there is no such evidence.
  double BlotchSigma() {
    if (chroma_flat_.size() < 40) return 0.0;
    const double least = std::sqrt(Quantile(&chroma_flat_, 0.02));
    const double some = std::sqrt(Quantile(&chroma_flat_, 0.05));
    const double more = std::sqrt(Quantile(&chroma_flat_, 0.1));
    // Against the mean of hundreds of shots of one scene the flattest twentieth has 0.6 to 0.75 of
    // the noise.
    constexpr double kOfNoise = 0.7;
    return some > 0.7 && more < 1.45 * least ? some / kOfNoise : 0.0;
  }

  // Patches overlap: every second one each way says nearly as much where there are many.
  static int Stride(const PictureFacts& facts, int level) {
    const int64_t pixels = facts.pixels() >> (2 * level);
    return pixels > 300'000 ? 3 : pixels > 40'000 ? 2 : 1;
  }

  void AddSmallLevels(const Tile& tile, const cv::Rect& block) {
    for (int level = 1; level < kLevels; ++level) {
      // The levels are smaller: a budget in their own pixels.
      if (!tile.Sampled(block.x, block.y, kPatchBudget << (2 * level - 1))) continue;
      const cv::Point origin(tile.area().x >> level, tile.area().y >> level);
      const cv::Rect owned(
          block.x >> level, block.y >> level, block.width >> level, block.height >> level);
      luma_[static_cast<size_t>(level)].Add(
          tile.LumaAt(level), owned - origin, Stride(tile.facts(), level));
    }
  }

  // Pixels that stick out of all their neighbours, by how far.
  void AddImpulses(const Tile& tile, const cv::Rect& block) {
    const cv::Mat1f& luma = tile.Luma();
    const cv::Rect owned =
        (block - tile.area().tl()) & cv::Rect(1, 1, luma.cols - 2, luma.rows - 2);
    for (int y = owned.y; y < owned.br().y; ++y) {
      const float* a = luma[y - 1];
      const float* b = luma[y];
      const float* c = luma[y + 1];
      for (int x = owned.x; x < owned.br().x; ++x) {
        const float v = b[x];
        ++looked_at_;
        if (v < 2.0F || v > 253.0F) ++at_ends_;
        const float low =
            std::min({a[x - 1], a[x], a[x + 1], b[x - 1], b[x + 1], c[x - 1], c[x], c[x + 1]});
        const float high =
            std::max({a[x - 1], a[x], a[x + 1], b[x - 1], b[x + 1], c[x - 1], c[x], c[x + 1]});
        const float gap = std::max(v - high, low - v);
        if (gap < kLeastGap) continue;
        // A stray px has nothing to do with its neighbours; a sharpened speck, a freckle or a bead
        // of light sticks out of ones that differ nearly as much.
        const float around[] = {
            a[x - 1], a[x], a[x + 1], b[x - 1], b[x + 1], c[x - 1], c[x], c[x + 1]};
        if (gap < kStray * RangeOfMost(around, v > high)) continue;
        ++gaps_[static_cast<size_t>(std::min(63, static_cast<int>(gap / 4.0F)))];
      }
    }
  }

  std::array<WeakTexture, kLevels> luma_;
  std::array<WeakTexture, 2> chroma_;
  CellGrid<CellWindows> windows_;
  std::vector<DirectionWindow> directions_;  // of the sample, in any order
  std::vector<float> chroma_flat_;           // variance of windows of the sample, in any order
  std::array<int64_t, 64> gaps_{};           // isolated extremes, 4 levels a bin
  int64_t looked_at_ = 0;                    // pixels of the sample
  int64_t at_ends_ = 0;                      // of them, at 0 or 255
};

// Variance that 8-bit rounding adds to whatever was there.
double RoundingVariance(const PictureFacts& facts) {
  return facts.depth == CV_8U ? 1.0 / 12.0 : 0.0;
}

double WithoutRounding(double sigma, double rounding) {
  return std::sqrt(std::max(0.0, sigma * sigma - rounding));
}

// How differently coloured the flattest windows are, and how soft they and the others.
NoiseEstimator::FineShares NoiseEstimator::MeasureFineShares(double room) const {
  std::vector<std::pair<float, float>> windows;  // variance, logarithm
  for (int j = 0; j < windows_.rows(); ++j) {
    for (int i = 0; i < windows_.columns(); ++i) {
      for (const Window& w : windows_.Get(i, j)) {
        if (w.mean < room || w.mean > 255.0 - room) continue;
        windows.emplace_back(w.flat, std::log((w.fine + 0.02F) / (w.flat + 0.02F)));
      }
    }
  }
  if (windows.size() < 40) return {};
  std::sort(windows.begin(), windows.end());
  const auto shares_of = [&](size_t first, size_t last) {
    std::vector<float> shares;
    for (size_t i = first; i < last; ++i) shares.push_back(windows[i].second);
    return shares;
  };
  const size_t count = windows.size();
  std::vector<float> flattest = shares_of(0, std::max<size_t>(8, count / 20));
  std::vector<float> busy = shares_of(count * 7 / 10, count * 19 / 20);
  FineShares result;
  result.of_flattest = Quantile(&flattest, 0.5);
  result.spread = Quantile(&flattest, 0.75) - Quantile(&flattest, 0.25);
  result.of_busy = Quantile(&busy, 0.5);
  return result;
}

// A camera's tone curve lifts noise in midtones: the flattest windows of the whole picture are
// those of its quietest levels. RMS over the levels whose own flattest windows are alike, which is
// how noise looks and texture does not; 0 where there are none. `flattest`: of the whole picture.
double NoiseEstimator::FlatSigmaOfLevels(double room, double flattest) const {
  constexpr size_t kBins = 8;
  constexpr size_t kFewest = 24;  // windows
  constexpr double kAlike = 1.18;
  constexpr double kMostLift = 2.6;  // even texture is further above the quietest level
  // Against the mean of hundreds of shots of one scene: 1.06 to 1.29 times.
  constexpr double kOfQuantile = 1.15;
  std::array<std::vector<float>, kBins> bins;
  for (int j = 0; j < windows_.rows(); ++j) {
    for (int i = 0; i < windows_.columns(); ++i) {
      for (const Window& w : windows_.Get(i, j)) {
        if (w.mean < room || w.mean > 255.0 - room) continue;
        bins[std::min(kBins - 1, static_cast<size_t>(w.mean / 32.0F))].push_back(std::sqrt(w.flat));
      }
    }
  }
  double squares = 0.0;
  double count = 0.0;
  for (std::vector<float>& bin : bins) {
    if (bin.size() < kFewest) continue;
    const double quiet = Quantile(&bin, 0.05);
    if (quiet > kMostLift * flattest || Quantile(&bin, 0.15) > kAlike * quiet) continue;
    const double sigma = kOfQuantile * quiet;
    squares += static_cast<double>(bin.size()) * sigma * sigma;
    count += static_cast<double>(bin.size());
  }
  return count > 0.0 ? std::sqrt(squares / count) : 0.0;
}

// Foi et al. (2008) fit variance as a line over the level; here over the quietest windows of each
// of 16 levels, with their scatter about the line as the yardstick.
NoiseEstimator::LevelFunction NoiseEstimator::FitLevelFunction(double room, double rounding) const {
  constexpr int kBins = 16;
  constexpr double kOfMean = 0.84;  // the 15 % quantile of the windows of even noise
  std::array<std::vector<float>, kBins> bins;
  for (int j = 0; j < windows_.rows(); ++j) {
    for (int i = 0; i < windows_.columns(); ++i) {
      for (const Window& w : windows_.Get(i, j)) {
        if (w.mean < room || w.mean > 255.0 - room) continue;
        bins[static_cast<size_t>(std::clamp(static_cast<int>(w.mean / 16.0F), 0, kBins - 1))]
            .push_back(w.fine);
      }
    }
  }
  struct Point {
    double level;
    double variance;
    double weight;
  };
  std::vector<Point> points;
  for (size_t k = 0; k < kBins; ++k) {
    if (bins[k].size() < 8) continue;
    const double weight = std::sqrt(static_cast<double>(bins[k].size()));
    points.push_back({16.0 * static_cast<double>(k) + 8.0,
                      std::max(0.0, Quantile(&bins[k], 0.15) / kOfMean - rounding),
                      weight});
  }
  LevelFunction function;
  if (points.size() < 4) return function;
  function.darkest = points.front().level;
  function.brightest = points.back().level;
  // Textured levels lie above the line: they lose weight.
  double error = 0.0;
  for (int pass = 0; pass < 4; ++pass) {
    double n = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
    for (const Point& p : points) {
      n += p.weight;
      x += p.weight * p.level;
      y += p.weight * p.variance;
      xx += p.weight * p.level * p.level;
      xy += p.weight * p.level * p.variance;
    }
    const double spread = xx - x * x / n;
    if (spread <= 0.0) return function;
    function.slope = (xy - x * y / n) / spread;
    function.variance_at_0 = (y - function.slope * x) / n;
    double squares = 0.0;
    for (const Point& p : points) {
      const double off = p.variance - function.variance_at_0 - function.slope * p.level;
      squares += p.weight * off * off;
    }
    error = std::sqrt(squares / (static_cast<double>(points.size()) - 2.0) / spread);
    const double scale = std::sqrt(squares / n);
    for (Point& p : points) {
      const double off = p.variance - function.variance_at_0 - function.slope * p.level;
      if (off > 1.5 * scale) p.weight *= 0.3;
    }
  }
  function.known = true;
  const double dark = function.Sigma(function.darkest);
  const double bright = function.Sigma(function.brightest);
  const double ratio = std::max(dark, bright) / std::max(0.3, std::min(dark, bright));
  // Even noise reaches 1.42 at 5.3 standard errors and 1.24 at 6.4 (tuning half of the bench).
  const double certainty = std::abs(function.slope) / std::max(1e-12, error);
  function.dependent = (ratio > 1.27 && certainty > 6.5) || (ratio > 1.5 && certainty > 3.5);
  return function;
}

// RMS over the levels that the picture has; 0 where nothing was measured.
double NoiseEstimator::SigmaOfPicture(const LevelFunction& function) const {
  double squares = 0.0;
  double count = 0.0;
  for (int j = 0; j < windows_.rows(); ++j) {
    for (int i = 0; i < windows_.columns(); ++i) {
      for (const Window& w : windows_.Get(i, j)) {
        if (w.mean < 0.0F) continue;
        squares += std::pow(function.Sigma(static_cast<double>(w.mean)), 2.0);
        ++count;
      }
    }
  }
  return count > 0.0 ? std::sqrt(squares / count) : 0.0;
}

void NoiseEstimator::FinishLevelFunction(const LevelFunction& function,
                                         double luma,
                                         bool correlated,
                                         Findings* findings) {
  constexpr double kShadows = 48.0;  // levels
  constexpr double kHighlights = 208.0;
  // The line of a sensor's noise goes on beyond the levels that were seen; where no line is
  // certain, nothing does. Levels.
  const double reach = function.dependent ? 80.0 : 16.0;
  for (const bool shadows : {true, false}) {
    const char* id = shadows ? "noise.shadows_sigma" : "noise.highlights_sigma";
    const double level = shadows ? kShadows : kHighlights;
    if (correlated) {
      findings->Unknown(id, "the noise is correlated: its share of single levels cannot be told");
    } else if (!function.known || level < function.darkest - reach ||
               level > function.brightest + reach) {
      findings->Unknown(id,
                        shadows ? "too little of the picture is dark and even"
                                : "too little of the picture is bright and even");
    } else {
      const double sigma = function.dependent ? function.Sigma(level) : luma;
      // What single levels have so much more of than the picture has is as likely their texture.
      if (luma < kNothing && sigma > kNamed) {
        findings->Unknown(id,
                          "levels of this tone are uneven, the picture as a whole has no noise");
        continue;
      }
      const double beyond =
          std::max({0.0, function.darkest - level, level - function.brightest}) / 80.0;
      const double spread = 0.2 + (0.12 + 0.2 * beyond) * sigma;
      findings->Number(id, sigma, std::max(0.0, sigma - 1.64 * spread), sigma + 1.64 * spread);
    }
  }
}

// Impulses: isolated extremes that noise of this strength does not make. Their share, %.
double NoiseEstimator::FinishImpulses(double luma, Findings* findings) const {
  const double beyond = std::max(40.0, 3.0 * luma);
  int64_t impulses = 0;
  for (size_t i = static_cast<size_t>(std::ceil(beyond / 4.0)); i < gaps_.size(); ++i) {
    impulses += gaps_[i];
  }
  const double share = looked_at_ > 0 ? 100.0 * impulses / static_cast<double>(looked_at_) : 0.0;
  findings->Number("noise.impulse_share", share, 0.5 * share, 2.0 * share + 0.02);
  return share;
}

void NoiseEstimator::Finish(const PictureFacts& facts, Findings* findings) {
  const auto unknown = [&](const std::string& why) {
    for (const char* id : {"noise.luma_sigma",
                           "noise.chroma_sigma",
                           "noise.kind",
                           "noise.grain_size",
                           "noise.shadows_sigma",
                           "noise.highlights_sigma"}) {
      findings->Unknown(id, why);
    }
  };
  constexpr const char* kImpulses = "noise.impulse_share";
  if (looked_at_ > 0 && at_ends_ == looked_at_) {
    constexpr const char* kWhy = "every pixel is black or white: noise cannot show";
    unknown(kWhy);
    findings->Unknown(kImpulses, kWhy);
    return;
  }
  const double rounding = RoundingVariance(facts);
  std::array<WeakTexture::Estimate, kLevels> level;
  for (size_t i = 0; i < level.size(); ++i) level[i] = luma_[i].Finish();
  if (level[0].patches == 0) {
    constexpr const char* kWhy =
        "the picture is too small or too clipped: fewer than 400 patches of 7x7 px";
    unknown(kWhy);
    findings->Unknown(kImpulses, kWhy);
    return;
  }
  const double white = WithoutRounding(level[0].sigma, rounding);
  const double fine = WithoutRounding(level[0].smallest, rounding);

  // The flattest windows, away from clipping.
  const double room = std::max(2.0, 2.5 * fine);
  std::vector<float> flat;
  for (int j = 0; j < windows_.rows(); ++j) {
    for (int i = 0; i < windows_.columns(); ++i) {
      for (const Window& w : windows_.Get(i, j)) {
        if (w.mean >= room && w.mean <= 255.0 - room) flat.push_back(std::sqrt(w.flat));
      }
    }
  }
  // Noise makes the flattest windows alike, in strength and in spectrum; texture does not. Limits
  // from photographs with and without correlated noise (tuning half of the accuracy bench).
  const double flattest = flat.size() < 40 ? 0.0 : Quantile(&flat, 0.02);
  const double tenth = Quantile(&flat, 0.1);
  const bool alike_in_strength = flat.size() >= 40 && Quantile(&flat, 0.05) < 1.3 * flattest;
  const FineShares shares = MeasureFineShares(room);
  const bool alike = alike_in_strength &&
                     (shares.spread < 0.55 || (shares.spread < 1.0 && tenth < 1.35 * flattest));
  // The plane that is taken out of a window takes low frequencies along.
  const double flat_sigma = WithoutRounding(1.2 * flattest, rounding);

  // White noise halves with every halving of the picture; correlated noise does not.
  const double growth = level[1].patches > 0 ? 2.0 * level[1].smallest / std::max(fine, 0.3) : 1.0;
  // Noise that is correlated has little left at the finest scale: where there is much, the rest of
  // the flattest windows is texture. White noise that went through a JPEG of good quality keeps
  // more of it there; it does not halve any longer, and its windows are more alike than texture's
  // (accuracy bench, tuning half: 8 levels and quality 90).
  const bool thinned = growth > 1.6 && tenth < 1.2 * flattest;
  const double least_flat = (thinned ? 1.4 : fine > 2.0 ? 3.5 : 2.3) * fine;
  // White noise also makes texture's spectra alike: beside it only strength can tell.
  const bool told_by_spectrum = fine < 0.7 || flat_sigma > 6.0 * fine || tenth < 1.2 * flattest;
  // Grain keeps a trace at the finest scale; soft texture (grass, fur) keeps none.
  const bool has_trace = fine > 0.025 * flat_sigma || tenth < 1.25 * flattest;
  const bool looks_correlated = alike && told_by_spectrum && has_trace && flat_sigma > 1.2 &&
                                flat_sigma > least_flat && growth > 1.3;
  // Strong noise has no direction. Texture taken for it is wiped away, so what has one is only a
  // bound; weak noise is left to the other signs, since one repair too few costs more there.
  // Limits: photographs untouched, of JPEG 50 to 90 and with noise of both kinds.
  const bool directed =
      looks_correlated && flat_sigma > 5.0 && std::abs(FlatDirection(directions_, room)) > 0.12;
  // The grain of cameras is seldom softer than this (log shares of -4.8 and above on crisp
  // pictures, -4.2 to -5.1 on blurred ones); where all of the picture is as soft, it is blurred
  // texture
  // (-5.1 to -7.2): busy pictures of 130 to 260 px were read as 6 to 17 levels and wiped.
  const bool all_soft = shares.of_flattest < -5.0 && shares.of_busy < -5.8;
  // Of so few windows the flattest are alike by chance: the next ones have to be, too.
  const bool by_chance = flat.size() < 200 && flat_sigma > 5.0 && tenth > 1.28 * flattest;
  const bool correlated = looks_correlated && !directed && !all_soft && !by_chance;
  const LevelFunction function = FitLevelFunction(room, rounding);
  const double of_levels = WithoutRounding(FlatSigmaOfLevels(room, flattest), rounding);
  // What the flattest windows leave room for, and no noise can exceed by much.
  const double most = std::max(flat_sigma, of_levels);
  const double luma = correlated ? std::min(most, kMostOfFlattest * flat_sigma) : white;

  // Quantiles of the errors on photographs with noise of known strength (tuning half of the
  // accuracy bench, as they are and reduced). Texture that looks like noise errs upwards, clipping
  // of strong noise downwards. Where the flattest windows and those of single levels disagree,
  // either may be right. Photographs that are called nearly noiseless may well be; but what is
  // wider than a pixel leaves nothing at the finest scale, and is then as strong as the flattest
  // windows at most.
  double low = 0.0;
  double high = 0.0;
  if (correlated) {
    low = std::min(0.8 * luma, 0.9 * flat_sigma);
    high = 0.1 + 1.3 * luma;
  } else {
    low = luma < 1.2 ? 0.0 : 0.98 * luma - 0.35;
    high = 0.1 + (1.01 + 0.0005 * luma) * luma;
    if (luma < kNamed || growth > 1.4) high = std::max(high, 1.3 * most);
    if (looks_correlated) high = std::max(high, flat_sigma);
    // Weak texture is found where there is least noise.
    if (function.dependent) high = std::max(high, 1.1 * SigmaOfPicture(function));
  }
  const double share = FinishImpulses(luma, findings);
  // Letters and lines on white: all that is even is cut off at the end of the scale.
  if (luma < kNothing && high > kNoBound && 2 * at_ends_ > looked_at_) {
    unknown("nothing between black and white is even, so that noise cannot be told from lines");
    return;
  }
  Measurement& sigma = findings->Number("noise.luma_sigma", luma, low, high);
  double chroma = 0.0;
  double fine_chroma = 0.0;
  bool only_colour = false;
  if (facts.channels == 3) {
    const double cb = chroma_[0].Finish().sigma;
    const double cr = chroma_[1].Finish().sigma;
    const double chroma_rounding = rounding * 0.42;  // of the three rounded channels
    chroma = std::sqrt(std::max(0.0, 0.5 * (cb * cb + cr * cr) - chroma_rounding));
    const double blotches = BlotchSigma();
    fine_chroma = chroma;
    only_colour = chroma >= kNamed && chroma > 2.0 * luma;
    // Even grass has even colours: where the luma of the flattest windows differs by more and is no
    // noise, colours that leave nothing at the finest scale are a bound.
    const bool texture = !correlated && flattest > std::max(2.0, 3.0 * luma) && flattest > blotches;
    const bool blotchy = blotches > 1.5 * chroma && !texture;
    if (blotchy) {
      chroma = blotches;
      // What shows in the luma of the flattest windows as well is no matter of colour.
      only_colour = only_colour || (blotches > 2.0 && blotches > 2.0 * std::max(luma, flattest));
    }
    const double chroma_spread = (blotchy ? 0.2 : 0.12) + (blotchy ? 0.2 : 0.06) * chroma;
    findings->Number("noise.chroma_sigma",
                     chroma,
                     std::max(0.0, chroma - 1.64 * chroma_spread),
                     std::max(chroma + 1.64 * chroma_spread, texture ? blotches : 0.0));
  } else {
    findings->Unknown("noise.chroma_sigma", "the picture is gray");
  }

  // Spatial extent of the grain: how fast the std falls from scale to scale.
  if (luma < 1.0) {
    findings->Unknown("noise.grain_size", "too little noise to have a grain");
  } else {
    const double size = correlated ? std::clamp(growth, 1.0, 4.0) : 1.0;
    findings->Number("noise.grain_size", size, 0.8 * size, 1.3 * size);
  }

  FinishLevelFunction(function, luma, correlated, findings);
  std::string kind = "white";
  if (share > 0.15) {
    kind = "impulse";
  } else if (luma < kNamed && fine_chroma < kNamed && (chroma < kNamed || !only_colour)) {
    kind = "none";
  } else if (only_colour) {
    kind = "chroma";
  } else if (correlated) {
    kind = "correlated";
  } else if (function.dependent) {
    kind = "signal-dependent";
  }
  findings->Word("noise.kind", kind);

  if (facts.maps) {
    cv::Mat1f values(windows_.rows(), windows_.columns(), std::numeric_limits<float>::quiet_NaN());
    const double scale = correlated && fine > 0.2 ? luma / fine : 1.0;
    for (int j = 0; j < windows_.rows(); ++j) {
      for (int i = 0; i < windows_.columns(); ++i) {
        double least = 1e9;
        for (const Window& w : windows_.Get(i, j)) {
          if (w.mean >= 2.0 && w.mean <= 253.0) least = std::min<double>(least, w.fine);
        }
        if (least < 1e9) {
          values(j, i) = static_cast<float>(scale * WithoutRounding(std::sqrt(least), rounding));
        }
      }
    }
    sigma.map = MakeHeatMap("noise.luma_sigma", values);
    sigma.peaks = FindPeaks(*sigma.map, facts);
  }
}

}  // namespace

std::unique_ptr<Estimator> MakeNoiseEstimator(const PictureFacts& facts) {
  return std::make_unique<NoiseEstimator>(facts);
}

}  // namespace sharpscale
