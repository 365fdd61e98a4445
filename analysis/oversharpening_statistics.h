// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/oversharpening_statistics.h
//
// What sharpening by a mask changes in any picture, counted over all of it: single edges of a
// photograph may have anything beside them, thousands together do not. Gradients a few px from an
// edge that run against it; how far the profile comes back on either side of an edge, and whether
// it does on both sides; how energy is spread over scales; px pushed to white or black beside
// edges.
//
//   OversharpeningStatistics statistics;
//   statistics.AddBlock(luma, {0, 0}, luma.size(), cv::Rect({}, luma.size()));
//   const auto features = statistics.Features();

#ifndef SHARPSCALE_ANALYSIS_OVERSHARPENING_STATISTICS_H_
#define SHARPSCALE_ANALYSIS_OVERSHARPENING_STATISTICS_H_

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

namespace sharpscale {

// Sums of integers, hence independent of the order of blocks.
class OversharpeningStatistics {
 public:
  static constexpr int kLags = 8;    // px
  static constexpr int kReach = 16;  // px that a block looks at around itself
  static constexpr int kPairs = 15;  // unordered pairs of 5 bins
  static constexpr int kScales = 3;  // full size, half, quarter
  static constexpr int kFeatures = 2 * kLags + 3 * kPairs + 2 + kScales + 3;

  // `luma`: levels 0..255, whose first px is at `origin` of a picture of `size` px. `block`, in px
  // of the picture and beginning at multiples of 4, is what is added; px up to kReach around it
  // are read where the picture has them, and must be in `luma`.
  void AddBlock(const cv::Mat1f& luma,
                const cv::Point& origin,
                const cv::Size& size,
                const cv::Rect& block);
  void Merge(const OversharpeningStatistics& other);

  // Edges that were looked at. A flat picture has none.
  int64_t edges() const { return edges_[1]; }
  // Finite whatever was added, also nothing. Order and meaning: see the source.
  std::array<double, kFeatures> Features() const;

 private:
  using Pairs = std::array<int64_t, kPairs>;

  void AddLine(const int* row, int first, int last, int count);
  void AddScales(const cv::Mat1i& patch,
                 const cv::Point& origin,
                 const cv::Size& size,
                 const cv::Rect& block);
  void AddClipped(const cv::Mat1i& patch,
                  const cv::Point& origin,
                  const cv::Size& size,
                  const cv::Rect& block);

  // Products of gradients with those `lag` px on, index 0 = with themselves; as they are, and each
  // cut to a few levels, so that strong edges do not decide alone.
  std::array<std::array<int64_t, kLags + 1>, 2> products_{};
  std::array<int64_t, 2> edges_{};  // strong ones; all
  std::array<Pairs, 2> return_{};  // strong edges, all: how far the profile comes back 2 to 3 px on
  Pairs next_{};                   // strong edges: by the very next px
  std::array<int64_t, kScales> squares_{};     // of the Laplacian, units of (4^-scale)^2
  std::array<int64_t, kScales> magnitudes_{};  // units of 4^-scale
  std::array<int64_t, kScales> places_{};
  int64_t pixels_ = 0;
  int64_t clipped_ = 0;
  int64_t clipped_beside_edge_ = 0;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_OVERSHARPENING_STATISTICS_H_
