// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/added_detail.h"
#include "analysis/added_halo.h"
#include "analysis/added_statistics.h"
#include "analysis/fidelity_gmsd.h"
#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_psnr.h"
#include "analysis/fidelity_ssim.h"

namespace sharpscale {
namespace {

constexpr double kIdentical = 100.0;  // dB shown for equal pictures

}  // namespace

absl::StatusOr<StudyScore> ScoreAgainstTruth(const cv::Mat& truth, const cv::Mat& result) {
  if (result.size() != truth.size() || result.type() != truth.type()) {
    return absl::InternalError(fmt::format("the plan gave {} x {} px, wanted {} x {}",
                                           result.cols,
                                           result.rows,
                                           truth.cols,
                                           truth.rows));
  }
  const cv::Mat reference = LumaLevels(truth);
  const cv::Mat luma = LumaLevels(result);
  StudyScore score;
  score.psnr_y = std::min(kIdentical, Psnr(reference, luma, 255.0));
  score.ssim = Ssim(reference, luma).ssim;
  score.gmsd = Gmsd(reference, luma);

  LocalRange range = MeasureLocalRange(reference);
  range.column.resize(reference.cols);
  range.row.resize(reference.rows);
  std::iota(range.column.begin(), range.column.end(), 0);
  std::iota(range.row.begin(), range.row.end(), 0);
  const auto rows_of = [](const cv::Mat& plane) {
    return [&plane](int begin, int end) {
      cv::Mat1f rows;
      plane.rowRange(begin, end).convertTo(rows, CV_32F);
      return rows;
    };
  };
  const AddedStatistics added =
      CollectAdded(reference.cols, reference.rows, rows_of(luma), rows_of(reference), range);
  const DetailChange detail = MeasureDetailChange(added.blocks);
  const double power = detail.flat_cells > 0 ? detail.noise_after * detail.noise_after -
                                                   detail.noise_before * detail.noise_before
                                             : 0.0;
  score.halo = MeasureHaloChange(added, std::sqrt(std::max(0.0, power))).overshoot;
  score.texture = detail.flat_cells > 0 ? detail.flat_worst : 0.0;
  return score;
}

}  // namespace sharpscale
