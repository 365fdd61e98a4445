// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_stairs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace sharpscale {
namespace {

constexpr double kMostStep = 0.8;    // source px per px: what is enlarged by less shows no px
constexpr int kBandRows = 48;        // read at a time
constexpr double kMostPixels = 2e6;  // read in all
constexpr float kLeastSlant = 0.4F;  // slope along the flatter axis / along the other
constexpr float kLeastSlope = 6.0F;  // levels from one side of a px to the other
constexpr int kLeastSlanted = 500;   // px
// Where a px begins may be off by the rounding of whoever repeated it, px of the result; whole
// factors leave nothing to round.
constexpr std::array<double, 5> kRoundings = {-0.5, -0.25, 0.0, 0.25, 0.5};
constexpr double kWhole = 1e-3;

struct Change {
  double within = 0.0;  // sum of squares from px to px inside the source's px
  double border = 0.0;  // and from one of them to the next
};

// True at each position that shows another px of the source than the position before.
std::vector<uint8_t> Borders(const GridAxis& axis, double rounding) {
  std::vector<uint8_t> borders(static_cast<size_t>(axis.size), 0);
  const auto source = [&](int i) {
    return std::floor((i + 0.5 + rounding) * axis.step + axis.offset + 1e-9);
  };
  for (int i = 1; i < axis.size; ++i) borders[static_cast<size_t>(i)] = source(i) != source(i - 1);
  return borders;
}

// Squared changes by position, so that every rounding can be tried on the same sums.
struct Profile {
  std::vector<double> across;  // by column
  std::vector<double> down;    // by row

  Profile(int width, int height)
      : across(static_cast<size_t>(width), 0.0), down(static_cast<size_t>(height), 0.0) {}

  void Add(const cv::Mat1f& band, int first_row, int x, int y) {
    const double dx = band(y, x) - band(y, x - 1);
    const double dy = band(y, x) - band(y - 1, x);
    across[static_cast<size_t>(x)] += dx * dx;
    down[static_cast<size_t>(first_row + y)] += dy * dy;
  }

  Change At(const std::vector<uint8_t>& columns, const std::vector<uint8_t>& rows) const {
    Change change;
    for (size_t x = 1; x < across.size(); ++x) {
      (columns[x] != 0 ? change.border : change.within) += across[x];
    }
    for (size_t y = 1; y < down.size(); ++y) {
      (rows[y] != 0 ? change.border : change.within) += down[y];
    }
    return change;
  }
};

// An edge along the px looks the same repeated and well enlarged (screenshots are full of them).
bool IsSlanted(const cv::Mat1f& plain, int x, int y) {
  const float across = std::abs(plain(y, x + 1) - plain(y, x - 1));
  const float down = std::abs(plain(y + 1, x) - plain(y - 1, x));
  return std::min(across, down) > kLeastSlant * std::max(across, down) &&
         std::max(across, down) > kLeastSlope;
}

}  // namespace

std::optional<double> MeasureStairs(const cv::Mat& before,
                                    const cv::Mat& after,
                                    const GridAxis& across,
                                    const GridAxis& down) {
  if (across.step > kMostStep || down.step > kMostStep) return std::nullopt;
  const GridResampler plain(before, across, down, GridKernel::kBicubic);
  Profile result(after.cols, after.rows);
  Profile foretold(after.cols, after.rows);
  int slanted = 0;
  const int bands = std::max(1, static_cast<int>(kMostPixels / (kBandRows * after.cols)));
  const int pitch = std::max(kBandRows, after.rows / bands);
  for (int begin = 0; begin + 1 < after.rows; begin += pitch) {
    const int end = std::min(begin + kBandRows, after.rows);
    cv::Mat1f band;
    after.rowRange(begin, end).convertTo(band, CV_32F);
    const cv::Mat1f usual = plain.Rows(begin, end, CV_32F);
    for (int y = 1; y + 1 < band.rows; ++y) {
      for (int x = 1; x + 1 < band.cols; ++x) {
        if (!IsSlanted(usual, x, y)) continue;
        result.Add(band, begin, x, y);
        foretold.Add(usual, begin, x, y);
        ++slanted;
      }
    }
  }
  if (slanted < kLeastSlanted) return std::nullopt;
  double most = 0.0;
  const auto whole = [](double step) {
    return std::abs(1.0 / step - std::round(1.0 / step)) < kWhole;
  };
  const bool rounds = !whole(across.step) || !whole(down.step);
  for (const double rounding : kRoundings) {
    if (rounding != 0.0 && !rounds) continue;
    const std::vector<uint8_t> columns = Borders(across, rounding);
    const std::vector<uint8_t> rows = Borders(down, rounding);
    const Change own = result.At(columns, rows);
    const Change usual = foretold.At(columns, rows);
    if (own.border <= 0.0 || usual.border <= 0.0 || usual.within <= 0.0) continue;
    most = std::max(most, 1.0 - own.within / own.border * usual.border / usual.within);
  }
  return most;
}

}  // namespace sharpscale
