// SPDX-License-Identifier: Apache-2.0

#include "analysis/oversharpening_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kStrong = 24;  // levels per px
constexpr int kWeak = 8;
constexpr int kCut = 12;     // levels per px, of the gradients that are cut
constexpr int kLongest = 5;  // px that an edge rises over, to either side of its steepest place
constexpr int kBeyond = 4;   // px beyond the feet that are looked at
// Levels within which a foot is at the end of the scale and cannot show a return.
constexpr int kDarkest = 4;
constexpr int kBrightest = 251;
constexpr int kEndRange = 40;  // levels around a clipped px that make it lie beside an edge

// How far a profile comes back, share of its rise.
int ReturnBin(double share) {
  constexpr double kFrom[] = {0.04, 0.12, 0.25, 0.5};
  int bin = 0;
  while (bin < 4 && share >= kFrom[bin]) ++bin;
  return bin;
}

// Of the unordered pair of both sides' bins.
size_t PairOf(double one, double other) {
  constexpr int kFirst[] = {0, 5, 9, 12, 14};
  const int a = ReturnBin(one);
  const int b = ReturnBin(other);
  return static_cast<size_t>(kFirst[std::min(a, b)] + std::abs(a - b));
}

// sums[k] += g[i] * g[i + k] over i below n.
SHARPSCALE_HOT void AddProducts(const int* g, int n, int64_t* sums) {
  for (int k = 0; k <= OversharpeningStatistics::kLags; ++k) {
    int sum = 0;  // of at most 128 products of 255 * 255
    for (int i = 0; i < n; ++i) sum += g[i] * g[i + k];
    sums[k] += sum;
  }
}

SHARPSCALE_HOT void Differences(const int* row, int n, int* whole, int* cut) {
  for (int i = 0; i < n; ++i) {
    const int d = row[i + 1] - row[i];
    whole[i] = d;
    cut[i] = std::min(kCut, std::max(-kCut, d));
  }
}

}  // namespace

// `row`: px `first` and on of a line of `count` px (kReach before and behind are there where the
// picture has them); adds the px from `first` up to `last`.
void OversharpeningStatistics::AddLine(const int* row, int first, int last, int count) {
  const int gradients = count - 1;
  // Both sides' lags must lie in the picture.
  const int end = std::min(last, gradients - kLags);
  if (end <= first) return;
  const int from = std::max(0, first - kReach);
  const int to = std::min(gradients, last + kReach - 1);
  std::vector<int> whole(static_cast<size_t>(to - from));
  std::vector<int> cut(whole.size());
  Differences(row + (from - first), to - from, whole.data(), cut.data());
  AddProducts(whole.data() + (first - from), end - first, products_[0].data());
  AddProducts(cut.data() + (first - from), end - first, products_[1].data());
  const auto gradient = [&](int x) { return whole[static_cast<size_t>(x - from)]; };
  const auto level = [&](int x) { return row[x - first]; };
  for (int x = std::max(first, kLags); x < end; ++x) {
    const int slope = std::abs(gradient(x));
    if (slope < kWeak) continue;
    if (std::abs(gradient(x - 1)) > slope || std::abs(gradient(x + 1)) >= slope) continue;
    const int sign = gradient(x) > 0 ? 1 : -1;
    int right = x;
    while (right + 1 < gradients && sign * gradient(right + 1) > 0 && right - x < kLongest) ++right;
    ++right;  // the foot is the px behind the last gradient
    int left = x;
    while (left > 0 && sign * gradient(left - 1) > 0 && x - left < kLongest) --left;
    if (right + kBeyond >= count || left - kBeyond < 0) continue;
    const int high = std::max(level(right), level(left));
    const int low = std::min(level(right), level(left));
    if (high > kBrightest || low < kDarkest) continue;
    const double rise = sign * (level(right) - level(left));
    const size_t later =
        PairOf(sign * (level(right) - 0.5 * (level(right + 2) + level(right + 3))) / rise,
               sign * (0.5 * (level(left - 2) + level(left - 3)) - level(left)) / rise);
    ++edges_[1];
    ++return_[1][later];
    if (slope < kStrong) continue;
    ++edges_[0];
    ++return_[0][later];
    ++next_[PairOf(sign * (level(right) - level(right + 1)) / rise,
                   sign * (level(left - 1) - level(left)) / rise)];
  }
}

// Laplacians of the picture, of its 2x2 and of its 4x4 means, as whole numbers.
void OversharpeningStatistics::AddScales(const cv::Mat1i& patch,
                                         const cv::Point& origin,
                                         const cv::Size& size,
                                         const cv::Rect& block) {
  cv::Mat1i sums = patch;  // of the px below each place
  cv::Point at = origin;
  for (int scale = 0; scale < kScales; ++scale) {
    const cv::Rect inside =
        cv::Rect(block.x >> scale, block.y >> scale, block.width >> scale, block.height >> scale) &
        cv::Rect(1, 1, (size.width >> scale) - 2, (size.height >> scale) - 2);
    const auto index = static_cast<size_t>(scale);
    for (int y = inside.y - at.y; y < inside.br().y - at.y; ++y) {
      const int* above = sums[y - 1];
      const int* row = sums[y];
      const int* below = sums[y + 1];
      for (int x = inside.x - at.x; x < inside.br().x - at.x; ++x) {
        const int64_t v = 4 * row[x] - row[x - 1] - row[x + 1] - above[x] - below[x];
        squares_[index] += v * v;
        magnitudes_[index] += std::abs(v);
      }
    }
    places_[index] += std::max(0, inside.area());
    if (scale + 1 == kScales) break;
    cv::Mat1i next(sums.rows / 2, sums.cols / 2);
    for (int y = 0; y < next.rows; ++y) {
      const int* a = sums[2 * y];
      const int* b = sums[2 * y + 1];
      for (int x = 0; x < next.cols; ++x) {
        next(y, x) = a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1];
      }
    }
    sums = next;
    at = {at.x / 2, at.y / 2};
  }
}

void OversharpeningStatistics::AddClipped(const cv::Mat1i& patch,
                                          const cv::Point& origin,
                                          const cv::Size& size,
                                          const cv::Rect& block) {
  const cv::Rect inside = (block & cv::Rect(1, 1, size.width - 2, size.height - 2)) - origin;
  pixels_ += std::max(0, inside.area());
  for (int y = inside.y; y < inside.br().y; ++y) {
    for (int x = inside.x; x < inside.br().x; ++x) {
      if (patch(y, x) > 1 && patch(y, x) < 254) continue;
      ++clipped_;
      int low = 255;
      int high = 0;
      for (int j = -1; j <= 1; ++j) {
        for (int i = -1; i <= 1; ++i) {
          if (i == 0 && j == 0) continue;
          low = std::min(low, patch(y + j, x + i));
          high = std::max(high, patch(y + j, x + i));
        }
      }
      if (high - low > kEndRange) ++clipped_beside_edge_;
    }
  }
}

void OversharpeningStatistics::AddBlock(const cv::Mat1f& luma,
                                        const cv::Point& origin,
                                        const cv::Size& size,
                                        const cv::Rect& block) {
  // The block and what it looks at around itself, as whole levels.
  const cv::Rect wide(
      block.x - kReach, block.y - kReach, block.width + 2 * kReach, block.height + 2 * kReach);
  const cv::Rect area = wide & cv::Rect(cv::Point(), size);
  cv::Mat1i patch(area.size());
  for (int y = 0; y < area.height; ++y) {
    const float* in = luma[area.y + y - origin.y] + (area.x - origin.x);
    for (int x = 0; x < area.width; ++x) {
      patch(y, x) = static_cast<int>(std::nearbyint(in[x]));
    }
  }
  for (int y = block.y; y < block.br().y; ++y) {
    AddLine(patch[y - area.y] + (block.x - area.x), block.x, block.br().x, size.width);
  }
  const cv::Mat1i turned = patch.t();
  for (int x = block.x; x < block.br().x; ++x) {
    AddLine(turned[x - area.x] + (block.y - area.y), block.y, block.br().y, size.height);
  }
  AddScales(patch, area.tl(), size, block);
  AddClipped(patch, area.tl(), size, block);
}

void OversharpeningStatistics::Merge(const OversharpeningStatistics& other) {
  const auto add = [](auto* to, const auto& from) {
    for (size_t i = 0; i < to->size(); ++i) (*to)[i] += from[i];
  };
  for (size_t i = 0; i < products_.size(); ++i) add(&products_[i], other.products_[i]);
  for (size_t i = 0; i < return_.size(); ++i) add(&return_[i], other.return_[i]);
  add(&edges_, other.edges_);
  add(&next_, other.next_);
  add(&squares_, other.squares_);
  add(&magnitudes_, other.magnitudes_);
  add(&places_, other.places_);
  pixels_ += other.pixels_;
  clipped_ += other.clipped_;
  clipped_beside_edge_ += other.clipped_beside_edge_;
}

// Correlation of gradients with those 1 to 8 px on: as they are, then cut. Logarithm of the share
// of each pair of returns: strong edges, all, and strong ones by the very next px. Logarithms of
// the Laplacian's energy between scales, of its kurtosis at each, of its energy. Logarithms of the
// shares of px at the ends of the scale, and of those beside an edge.
std::array<double, OversharpeningStatistics::kFeatures> OversharpeningStatistics::Features() const {
  std::array<double, kFeatures> features{};
  size_t at = 0;
  for (const auto& products : products_) {
    for (size_t k = 1; k <= kLags; ++k) {
      features[at++] = static_cast<double>(products[k]) / (static_cast<double>(products[0]) + 1e-9);
    }
  }
  const auto shares = [&](const Pairs& pairs, int64_t edges) {
    for (const int64_t count : pairs) {
      features[at++] =
          std::log((static_cast<double>(count) + 1.0) / (static_cast<double>(edges) + kPairs));
    }
  };
  shares(return_[0], edges_[0]);
  shares(return_[1], edges_[1]);
  shares(next_, edges_[0]);
  std::array<double, kScales> energy{};
  std::array<double, kScales> mean{};
  for (size_t i = 0; i < kScales; ++i) {
    const double unit = 1.0 / static_cast<double>(1 << (2 * i));
    const double places = std::max(1.0, static_cast<double>(places_[i]));
    energy[i] = unit * unit * static_cast<double>(squares_[i]) / places;
    mean[i] = unit * static_cast<double>(magnitudes_[i]) / places;
  }
  for (size_t i = 0; i + 1 < kScales; ++i) {
    features[at++] = std::log((energy[i] + 0.5) / (energy[i + 1] + 0.5));
  }
  for (size_t i = 0; i < kScales; ++i) {
    features[at++] = std::log((energy[i] + 0.5) / (mean[i] * mean[i] + 0.5));
  }
  features[at++] = std::log(energy[0] + 1.0);
  const double pixels = static_cast<double>(pixels_) + 1.0;
  features[at++] = std::log((static_cast<double>(clipped_) + 0.5) / pixels);
  features[at++] = std::log((static_cast<double>(clipped_beside_edge_) + 0.5) / pixels);
  return features;
}

}  // namespace sharpscale
