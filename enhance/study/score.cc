// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/score.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/added_detail.h"
#include "analysis/added_statistics.h"
#include "analysis/fidelity_gmsd.h"
#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_psnr.h"
#include "analysis/fidelity_ssim.h"
#include "enhance/study/edge_halo.h"

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

  const auto rows_of = [](const cv::Mat& plane) {
    return [&plane](int begin, int end) {
      cv::Mat1f rows;
      plane.rowRange(begin, end).convertTo(rows, CV_32F);
      return rows;
    };
  };
  const AddedStatistics added =
      CollectAdded(reference.cols, reference.rows, rows_of(luma), rows_of(reference), {});
  const DetailChange detail = MeasureDetailChange(added.blocks);
  const std::optional<double> halo = EdgeHalo(truth, result);
  score.halo = halo.value_or(0.0);
  score.halo_known = halo.has_value();
  score.texture = detail.flat_cells > 0 ? detail.flat_worst : 0.0;
  return score;
}

}  // namespace sharpscale
