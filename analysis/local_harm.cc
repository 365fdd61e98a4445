// SPDX-License-Identifier: Apache-2.0

#include "analysis/local_harm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "analysis/added_detail.h"
#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr int kCell = 16;  // px; windows begin on whole cells
constexpr int kPerCell = kCell / kDetailBlock;
constexpr size_t kMostWindows = 8;
constexpr float kEdgePower = 400.0F;  // above it an edge counts as one of this power
constexpr double kTexturePower =
    6.0;  // noise powers, and levels squared, from which detail is seen
constexpr double kLeastTextured = 0.25;  // share of a window's blocks
// Levels squared of detail that nobody sees: less than this is no share of anything.
constexpr double kUnseen = 6.0;
constexpr double kDamping = 1e-6;
constexpr double kFlattened = 0.5;  // of the texture's RMS that is left, below which it is gone
constexpr int kFewestCells = 24;    // with texture

// Sums of one cell.
enum Plane { kAA, kBB, kAB, kFF, kFB, kFA, kWas, kLeft, kTextured, kBeyond, kCount, kPlanes };
using Sums = std::array<double, kPlanes>;

class Windows {
 public:
  Windows(cv::Size size, int side)
      : size_(size),
        columns_((size.width + kCell - 1) / kCell),
        rows_((size.height + kCell - 1) / kCell),
        across_(std::min(columns_, side / kCell)),
        down_(std::min(rows_, side / kCell)) {}

  int columns() const { return columns_; }
  int rows() const { return rows_; }

  // Calls work(sums, box) for each window; `cells` are integrals of columns() x rows() cells.
  template <typename Work>
  void ForEach(const std::vector<cv::Mat1d>& integrals, const Work& work) const {
    for (int j = 0; j + down_ <= rows_; ++j) {
      for (int i = 0; i + across_ <= columns_; ++i) {
        Sums sums{};
        for (size_t k = 0; k < integrals.size(); ++k) {
          const cv::Mat1d& m = integrals[k];
          sums[k] = m(j + down_, i + across_) - m(j, i + across_) - m(j + down_, i) + m(j, i);
        }
        work(sums,
             cv::Rect(i * kCell, j * kCell, across_ * kCell, down_ * kCell) & cv::Rect({}, size_));
      }
    }
  }

 private:
  cv::Size size_;
  int columns_;
  int rows_;
  int across_;
  int down_;
};

// The worst, none touching a worse one, of those that `counts`.
template <typename Counts>
std::vector<Window> Worst(std::vector<Window> all, const Counts& counts) {
  std::stable_sort(
      all.begin(), all.end(), [](const Window& a, const Window& b) { return a.value > b.value; });
  std::vector<Window> worst;
  for (const Window& one : all) {
    if (worst.size() == kMostWindows || (!worst.empty() && one.value <= 0.0)) break;
    const bool apart = std::none_of(worst.begin(), worst.end(), [&](const Window& other) {
      return (other.box & one.box).area() > 0;
    });
    if (apart && counts(one)) worst.push_back(one);
  }
  return worst;
}

std::vector<Window> Worst(std::vector<Window> all) {
  return Worst(std::move(all), [](const Window&) { return true; });
}

// Mean square that is left of `a` in the box when `b`, looked at `by` px further, is fitted to it
// by gain and offset.
double LeftOf(const cv::Mat& a, const cv::Mat& b, const cv::Rect& box, cv::Point2d by) {
  constexpr double kSmooth = 1.0;  // px: grain and what was sharpened do not move
  cv::Mat here;
  cv::Mat there;
  a(box).convertTo(here, CV_32F);
  const cv::Matx23d map(1.0, 0.0, box.x + by.x, 0.0, 1.0, box.y + by.y);
  cv::warpAffine(
      b, there, map, box.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  there.convertTo(there, CV_32F);
  cv::GaussianBlur(here, here, {}, kSmooth, kSmooth, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  cv::GaussianBlur(there, there, {}, kSmooth);
  cv::Scalar mean_a, mean_b, deviation_a, deviation_b;
  cv::meanStdDev(here, mean_a, deviation_a);
  cv::meanStdDev(there, mean_b, deviation_b);
  const double power_a = deviation_a[0] * deviation_a[0];
  const double power_b = deviation_b[0] * deviation_b[0];
  if (power_b <= 0.0) return power_a;
  const double product = here.dot(there) / double(here.total()) - mean_a[0] * mean_b[0];
  return std::max(0.0, power_a - product * product / power_b);
}

// Power of the result's detail that no combination of the source's two bands gives, of sums.
double Unexplained(const Sums& s) {
  const double damping = kDamping * s[kCount];
  const double b2 = s[kBB] + damping;
  const double f2 = s[kFF] + damping;
  const double p = s[kAB];
  const double q = s[kFA];
  const double follows =
      (f2 * p * p - 2.0 * s[kFB] * p * q + b2 * q * q) / (b2 * f2 - s[kFB] * s[kFB]);
  return std::max(0.0, s[kAA] - std::max(0.0, follows));
}

}  // namespace

int WindowSide(cv::Size size) {
  return std::clamp(std::max(size.width, size.height) / 20 / kCell * kCell, 64, 256);
}

LocalDetail MeasureLocalDetail(const LocalDetailInput& input, cv::Size size) {
  const DetailBlocks& blocks = *input.blocks;
  const Windows windows(size, WindowSide(size));
  std::vector<cv::Mat1d> cells(kPlanes);
  for (cv::Mat1d& plane : cells) plane = cv::Mat1d::zeros(windows.rows(), windows.columns());
  const double noise_before = input.noise_before * input.noise_before;
  const double noise_after = input.noise_after * input.noise_after;
  const auto textured = static_cast<float>(std::max(kTexturePower * noise_before, kTexturePower));
  const bool hides = !input.beyond_source.empty() || !input.beyond_result.empty();
  for (int y = 0; y < blocks.result.rows; ++y) {
    for (int x = 0; x < blocks.result.cols; ++x) {
      const int j = std::min(y / kPerCell, windows.rows() - 1);
      const int i = std::min(x / kPerCell, windows.columns() - 1);
      const float a = blocks.result(y, x);
      const float b = blocks.foretold(y, x);
      const auto add = [&](Plane plane, float value) { cells[plane](j, i) += double(value); };
      add(kAA, a);
      add(kBB, b);
      add(kAB, blocks.product(y, x));
      add(kFF, blocks.fine(y, x));
      add(kFB, blocks.fine_foretold(y, x));
      add(kFA, blocks.fine_result(y, x));
      add(kCount, 1.0F);
      float beyond = std::max(a, b);
      if (!input.beyond_source.empty()) beyond = input.beyond_source(y, x);
      if (!input.beyond_result.empty()) beyond = std::min(beyond, input.beyond_result(y, x));
      add(kBeyond, beyond);
      if (b <= textured) continue;
      const float left = hides ? std::max(a, b - beyond) : a;
      const float weight = std::min(1.0F, kEdgePower / b);
      add(kWas, weight * (b - float(noise_before)));
      // Noise that was added hides no detail: it is taken off first.
      add(kLeft,
          weight *
              std::clamp(left - float(noise_after), 0.0F, std::max(0.0F, b - float(noise_before))));
      add(kTextured, 1.0F);
    }
  }
  std::vector<cv::Mat1d> integrals(kPlanes);
  Sums whole{};
  for (size_t k = 0; k < kPlanes; ++k) {
    cv::integral(cells[k], integrals[k], CV_64F);
    whole[k] = cv::sum(cells[k])[0];
  }
  const double usual =
      whole[kWas] > 0.0 ? std::min(1.0, std::sqrt(whole[kLeft] / whole[kWas])) : 1.0;
  std::vector<Window> lost;
  std::vector<Window> changed;
  windows.ForEach(integrals, [&](const Sums& s, const cv::Rect& box) {
    if (s[kTextured] >= kLeastTextured * s[kCount] && s[kWas] > 0.0 && usual > 0.0) {
      const double kept = std::sqrt(std::max(0.0, s[kLeft]) / s[kWas]);
      lost.push_back({box, 100.0 * std::clamp(1.0 - kept / usual, 0.0, 1.0)});
    }
    const double noise = (noise_before + noise_after) * s[kCount];
    const double own = std::max(0.0, std::min(Unexplained(s), s[kBeyond]) - noise);
    changed.push_back({box, 100.0 * std::sqrt(own / (s[kAA] + kUnseen * s[kCount]))});
  });
  int with_texture = 0;
  int flat = 0;
  for (int j = 0; j < windows.rows(); ++j) {
    for (int i = 0; i < windows.columns(); ++i) {
      if (2.0 * cells[kTextured](j, i) < cells[kCount](j, i)) continue;
      ++with_texture;
      flat += cells[kLeft](j, i) < kFlattened * kFlattened * cells[kWas](j, i) ? 1 : 0;
    }
  }
  LocalDetail detail{Worst(std::move(lost)), Worst(std::move(changed)), std::nullopt};
  if (with_texture >= kFewestCells) detail.flattened = double(flat) / double(with_texture);
  return detail;
}

bool ComesNearer(const cv::Mat& a,
                 const cv::Mat& b,
                 const cv::Rect& box,
                 cv::Point2d usual,
                 cv::Point2d by) {
  constexpr double kLeft = 0.7;
  constexpr double kUnseenLeft = 2.0;  // levels squared: what differs by less nobody sees moved
  const double unmoved = LeftOf(a, b, box, usual);
  return unmoved > kUnseenLeft && LeftOf(a, b, box, by) < kLeft * unmoved;
}

std::vector<Window> LocalShift(const ShiftMap& shift, const cv::Mat& a, const cv::Mat& b) {
  // A cell's movement is that of 2x2 cells.
  const int side = std::max(1, WindowSide(a.size()) / kShiftCell - 1);
  const cv::Point2d usual(shift.median_x, shift.median_y);
  // Of the cells that know: one component, or the length beyond the usual movement.
  const auto of_cells = [&](const cv::Rect& box, const auto& value) {
    std::vector<double> values;
    for (int v = box.y; v < box.br().y; ++v) {
      for (int u = box.x; u < box.br().x; ++u) {
        if (!std::isnan(shift.x(v, u))) values.push_back(value(v, u));
      }
    }
    return values;
  };
  const auto length = [&](int v, int u) {
    const double x = double(shift.x(v, u)) - usual.x;
    const double y = double(shift.y(v, u)) - usual.y;
    const double e = double(shift.error(v, u));
    // Noise makes no movement shorter.
    return std::sqrt(std::max(0.0, x * x + y * y - 6.0 * e * e));
  };
  std::vector<Window> all;
  for (int j = 0; j + side <= shift.x.rows; ++j) {
    for (int i = 0; i + side <= shift.x.cols; ++i) {
      std::vector<double> lengths = of_cells(cv::Rect(i, j, side, side), length);
      if (2 * lengths.size() < static_cast<size_t>(side * side)) continue;
      const cv::Rect box(
          i * kShiftCell, j * kShiftCell, (side + 1) * kShiftCell, (side + 1) * kShiftCell);
      all.push_back({box & cv::Rect({}, a.size()), Median(std::move(lengths))});
    }
  }
  std::vector<Window> worst = Worst(all, [&](const Window& window) {
    if (window.value <= 0.0) return true;
    const cv::Rect box(window.box.x / kShiftCell, window.box.y / kShiftCell, side, side);
    const cv::Point2d by(Median(of_cells(box, [&](int v, int u) { return shift.x(v, u); })),
                         Median(of_cells(box, [&](int v, int u) { return shift.y(v, u); })));
    return ComesNearer(a, b, window.box, usual, by);
  });
  if (worst.empty() && !all.empty()) worst.push_back({all.front().box, 0.0});
  return worst;
}

std::vector<Window> LocalColour(const cv::Mat1f& drift, int cell, cv::Size size) {
  const int side = std::clamp(WindowSide(size) / cell, 1, std::min(drift.rows, drift.cols));
  cv::Mat1d sums;
  cv::integral(drift, sums, CV_64F);
  const double usual = Median(std::vector<float>(drift.begin(), drift.end()));
  std::vector<Window> all;
  for (int j = 0; j + side <= drift.rows; ++j) {
    for (int i = 0; i + side <= drift.cols; ++i) {
      const double sum =
          sums(j + side, i + side) - sums(j, i + side) - sums(j + side, i) + sums(j, i);
      const cv::Rect box(i * cell, j * cell, side * cell, side * cell);
      all.push_back({box & cv::Rect({}, size), std::max(0.0, sum / double(side * side) - usual)});
    }
  }
  return Worst(std::move(all));
}

}  // namespace sharpscale
