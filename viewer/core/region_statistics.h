// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/region_statistics.h
//
// Mean, standard deviation, least and greatest level of a rectangle, per channel.

#ifndef SHARPSCALE_VIEWER_CORE_REGION_STATISTICS_H_
#define SHARPSCALE_VIEWER_CORE_REGION_STATISTICS_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale::viewer {

struct ChannelStatistics {
  double mean = 0.0;   // levels (0..255), fractions for 16 bit and float
  double sigma = 0.0;  // levels, standard deviation of the population
  double min = 0.0;
  double max = 0.0;
};

struct RegionStatistics {
  cv::Rect region;  // px of the picture, as clipped
  int channels = 3;
  std::array<ChannelStatistics, 4> of{};  // luma, red, green, blue; a gray picture has luma alone
};

// Of `region`, clipped to the picture. Input Encoding::kNative, any depth; non-finite pixels count
// as 0. One pixel has sigma 0. Errors: InvalidArgument (no pixel inside), Cancelled.
absl::StatusOr<RegionStatistics> MeasureRegion(const Image& image,
                                               const cv::Rect& region,
                                               const Progress* progress = nullptr);

// "channel,source_mean,...,result_max" with one line a channel; `result` may be null.
std::string RegionStatisticsCsv(const RegionStatistics& source, const RegionStatistics* result);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_REGION_STATISTICS_H_
