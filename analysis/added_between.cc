// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_between.h"

#include <cmath>

#include "analysis/added_detail.h"
#include "analysis/added_halo.h"
#include "analysis/fidelity_planes.h"

namespace sharpscale {
namespace {

std::vector<int> SourcePlaces(const GridAxis& axis, int limit) {
  std::vector<int> places;
  places.reserve(static_cast<size_t>(axis.size));
  for (int i = 0; i < axis.size; ++i) {
    const double at = (i + 0.5) * axis.step + axis.offset - 0.5;
    places.push_back(std::clamp(static_cast<int>(std::lround(at)), 0, limit - 1));
  }
  return places;
}

}  // namespace

AddedStatistics CollectAddedBetween(const cv::Mat& before,
                                    const cv::Mat& after,
                                    const GridAxis& across,
                                    const GridAxis& down,
                                    const Progress* progress) {
  LocalRange range = MeasureLocalRange(before, progress);
  range.column = SourcePlaces(across, before.cols);
  range.row = SourcePlaces(down, before.rows);
  const GridResampler foretold(before, across, down, GridKernel::kLanczos3);
  return CollectAdded(
      across.size,
      down.size,
      [&](int begin, int end) {
        cv::Mat1f rows;
        after.rowRange(begin, end).convertTo(rows, CV_32F);
        return rows;
      },
      [&](int begin, int end) { return cv::Mat1f(foretold.Rows(begin, end, CV_32F)); },
      range,
      progress);
}

std::optional<double> AddedHaloBetween(const cv::Mat& before,
                                       const cv::Mat& after,
                                       const GridAxis& across,
                                       const GridAxis& down,
                                       const Progress* progress) {
  const AddedStatistics statistics =
      CollectAddedBetween(LumaLevels(before), LumaLevels(after), across, down, progress);
  if (progress != nullptr && progress->cancelled()) return std::nullopt;
  const double scale = 1.0 / std::sqrt(across.step * down.step);
  const DetailChange change = MeasureDetailChange(statistics.blocks, std::max(1.0, scale));
  const HaloChange halo = MeasureHaloChange(statistics, AddedNoise(change));
  if (halo.edges < kLeastHaloEdges) return std::nullopt;
  return halo.overshoot;
}

}  // namespace sharpscale
