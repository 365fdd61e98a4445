// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_between.h"

#include <cmath>

#include "analysis/added_detail.h"
#include "analysis/added_halo.h"
#include "analysis/analyze.h"
#include "analysis/blur_between.h"
#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_psnr.h"
#include "image/image.h"

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

// LR-PSNR of a result whose px lie on `across` and `down` of its source, over the source px that it
// covers whole.
double LrPsnr(const cv::Mat& before,
              const cv::Mat& after,
              const GridAxis& across,
              const GridAxis& down) {
  cv::Mat source;
  cv::Mat result;
  before.convertTo(source, CV_32F, 1.0 / MaxValue(before.depth()));
  after.convertTo(result, CV_32F, 1.0 / MaxValue(after.depth()));
  const auto covered = [](const GridAxis& axis, int limit) {
    const double end = axis.size * axis.step + axis.offset;
    return cv::Range(std::clamp(static_cast<int>(std::ceil(axis.offset - 1e-6)), 0, limit),
                     std::clamp(static_cast<int>(std::floor(end + 1e-6)), 0, limit));
  };
  const cv::Range columns = covered(across, source.cols);
  const cv::Range rows = covered(down, source.rows);
  if (columns.start >= columns.end || rows.start >= rows.end) return 0.0;
  source = source(rows, columns);
  const auto back = [](const GridAxis& axis, const cv::Range& range) {
    return GridAxis{range.size(), 1.0 / axis.step, (range.start - axis.offset) / axis.step};
  };
  const GridAxis back_across = back(across, columns);
  const GridAxis back_down = back(down, rows);
  const GridKernel kernel = BestKernel(result, source, back_across, back_down);
  return Psnr(source, ResampleToGrid(result, back_across, back_down, kernel, CV_32F), 1.0);
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
      RowsOf(after),
      [&](int begin, int end) { return cv::Mat1f(foretold.Rows(begin, end, CV_32F)); },
      range,
      progress);
}

std::optional<double> AddedHaloBetween(const cv::Mat& before,
                                       const cv::Mat& after,
                                       const GridAxis& across,
                                       const GridAxis& down,
                                       std::optional<double> noise,
                                       const Progress* progress) {
  const cv::Mat luma_before = LumaLevels(before);
  const cv::Mat luma_after = LumaLevels(after);
  const AddedStatistics statistics =
      CollectAddedBetween(luma_before, luma_after, across, down, progress);
  if (progress != nullptr && progress->cancelled()) return std::nullopt;
  const double scale = 1.0 / std::sqrt(across.step * down.step);
  const bool enlarged = scale > 1.0;
  std::optional<BlurBetweenFit> blur;
  if (!enlarged) {
    blur = BlurBetween(luma_after, luma_before, noise.value_or(0.0));
  } else {
    noise.reset();  // what it is on the larger grid nobody knows
  }
  const DetailBlocks& blocks = statistics.blocks;
  DetailChange change =
      MeasureDetailChange(blocks, std::max(1.0, scale), nullptr, 1.0, 0.0, {}, noise);
  if (blur) change = MeasureDetailChange(blocks, 1.0, &blocks, change.gain, 0.0, {}, noise);
  const HaloChange halo = MeasureHaloChange(statistics, AddedNoise(change));
  if (halo.edges < kLeastHaloEdges) return std::nullopt;
  if (halo.overshoot <= 0.0) return 0.0;
  if (!enlarged && !blur) return halo.overshoot;
  Image result;
  result.pixels = after;
  AnalyzeOptions options;
  options.metrics = {"halo.overshoot", "halo.undershoot"};
  options.maps = false;
  options.threads = 1;
  const absl::StatusOr<Report> report = Analyze(result, options);
  const std::optional<JudgedHalo> judged =
      JudgeHalo(halo,
                enlarged ? std::optional(LrPsnr(before, after, across, down)) : std::nullopt,
                blur ? &*blur : nullptr,
                report.ok() ? MeasuredTypicalHalo(*report) : std::nullopt);
  return judged ? std::optional(judged->overshoot) : std::nullopt;
}

}  // namespace sharpscale
