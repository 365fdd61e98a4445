// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/histogram.h
//
// How often each level occurs, per channel and for luma.

#ifndef SHARPSCALE_VIEWER_CORE_HISTOGRAM_H_
#define SHARPSCALE_VIEWER_CORE_HISTOGRAM_H_

#include <array>
#include <cstdint>

#include "absl/status/statusor.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale::viewer {

enum class HistogramChannel { kLuma, kRed, kGreen, kBlue };

struct Histogram {
  // [channel][level]; 16-bit and float pixels are rounded to 8-bit levels, float clipped to 0..1.
  std::array<std::array<uint64_t, 256>, 4> counts{};
  uint64_t pixels = 0;
  std::array<double, 4> mean{};   // levels
  std::array<double, 4> sigma{};  // levels, standard deviation

  const std::array<uint64_t, 256>& Of(HistogramChannel channel) const {
    return counts[static_cast<size_t>(channel)];
  }
  // % of pixels at level 0 and at level 255.
  double ClippedBlack(HistogramChannel channel) const;
  double ClippedWhite(HistogramChannel channel) const;
};

// Of `region` (clipped to the picture; empty = all). Errors: InvalidArgument (empty picture or a
// region outside), Cancelled.
absl::StatusOr<Histogram> ComputeHistogram(const Image& image,
                                           const cv::Rect& region = {},
                                           const Progress* progress = nullptr);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_HISTOGRAM_H_
