// SPDX-License-Identifier: Apache-2.0

#include "enhance/check_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "enhance/colour_lock.h"
#include "enhance/cut_off_noise.h"
#include "enhance/luma.h"

namespace sharpscale {
namespace {

constexpr double kLevel = 1.0 / 255.0;
// A believable output stays this near to the nominal range, but for a few pixels: a network that
// draws the edge of black type on white overshoots there, and clipping is what makes it crisp.
constexpr float kRangeMargin = 0.5f;
constexpr double kBeyondShare = 0.005;  // of the values
constexpr float kWild = 4.0f;           // nothing believable is so far out
// Mean absolute drift over a tile, levels, beyond the expected drift.
constexpr double kMeanDriftLimit = 6.0;

struct Extremes {
  float low = 0.0f;
  float high = 0.0f;
  double beyond = 0.0;  // share of values further out than kRangeMargin
  bool finite = true;
};

// One pass, in independent lanes that the compiler vectorises.
Extremes FindExtremes(const cv::Mat& output) {
  constexpr int kLanes = 16;
  float low[kLanes], high[kLanes], wrong[kLanes] = {}, beyond[kLanes] = {};
  std::fill_n(low, kLanes, std::numeric_limits<float>::max());
  std::fill_n(high, kLanes, std::numeric_limits<float>::lowest());
  const auto look = [&](int lane, float value) {
    low[lane] = value < low[lane] ? value : low[lane];
    high[lane] = value > high[lane] ? value : high[lane];
    wrong[lane] += value - value;  // 0, or NaN where the value is not finite
    beyond[lane] += value < -kRangeMargin || value > 1.0f + kRangeMargin ? 1.0f : 0.0f;
  };
  const int count = output.cols * output.channels();
  for (int y = 0; y < output.rows; ++y) {
    const float* row = output.ptr<float>(y);
    int i = 0;
    for (; i + kLanes <= count; i += kLanes) {
      for (int lane = 0; lane < kLanes; ++lane) look(lane, row[i + lane]);
    }
    for (; i < count; ++i) look(0, row[i]);
  }
  Extremes found;
  found.low = *std::min_element(low, low + kLanes);
  found.high = *std::max_element(high, high + kLanes);
  for (const float lane : wrong) found.finite = found.finite && lane == 0.0f;
  for (const float lane : beyond) found.beyond += lane;
  found.beyond /= std::max(1.0, static_cast<double>(count) * output.rows);
  return found;
}

}  // namespace

cv::Mat MeasureDrift(const cv::Mat& input, const cv::Mat& output, int scale, double noise_sigma) {
  const int cell = kDriftCell * scale;
  const cv::Mat before = CellMeans(input, kDriftCell);
  const cv::Mat noisy = MeanUnderCutOffNoise(output, noise_sigma * kLevel);
  cv::Mat drift = DriftBeyondCutOff(before, CellMeans(output, cell), CellMeans(noisy, cell));
  if (drift.rows > 1 || drift.cols > 1) {
    const cv::Mat kernel = (cv::Mat_<float>(1, 3) << 0.25f, 0.5f, 0.25f);
    cv::sepFilter2D(drift, drift, -1, kernel, kernel, cv::Point(-1, -1), 0.0, cv::BORDER_REPLICATE);
  }
  return drift;
}

double ExpectedDrift(const Conditions& conditions) {
  // 3 sigma of white noise averaged over 8 x 8 px and the 3 x 3 binomial (weights' norm 0.375).
  const double noise = 3.0 * conditions.noise_sigma * 0.375 / kDriftCell;
  // The luma DC step of the standard table at this quality, in levels, uniformly distributed error.
  const double quality = std::clamp(conditions.jpeg_quality, 1.0, 100.0);
  const double step = 16.0 * (quality < 50.0 ? 50.0 / quality : 2.0 - quality / 50.0) / kDriftCell;
  const double jpeg = quality < 100.0 ? 3.0 * step / std::sqrt(12.0) * 0.375 : 0.0;
  return (1.0 + noise + jpeg) * kLevel;
}

std::string FindFault(const cv::Mat& output, const cv::Mat& drift, double expected_drift) {
  const Extremes range = FindExtremes(output);
  if (!range.finite) return "not finite";
  if (range.beyond > kBeyondShare || range.low < -kWild || range.high > 1.0f + kWild) {
    return fmt::format("out of range ({:.2f} to {:.2f}, expected 0 to 1; {:.1f} % of it far out)",
                       range.low,
                       range.high,
                       100.0 * range.beyond);
  }
  const double mean = cv::mean(cv::abs(drift.reshape(1)))[0];
  if (mean > expected_drift + kMeanDriftLimit * kLevel) {
    return fmt::format("away from the input's large-scale colour by {:.0f} levels", mean / kLevel);
  }
  return "";
}

cv::Point2d MeasureShift(const cv::Mat& input, const cv::Mat& output, int scale) {
  if (input.rows < 8 || input.cols < 8) return {0.0, 0.0};
  cv::Mat small = Luma(output);
  if (scale > 1) {
    cv::Mat reduced;
    cv::resize(small, reduced, input.size(), 0.0, 0.0, cv::INTER_AREA);
    small = reduced;
  }
  // Both are smoothed alike, so that a network's sharpening or denoising does not count as motion;
  // into new pictures, since the luma of a gray picture is the caller's own.
  cv::Mat before, after;
  cv::GaussianBlur(Luma(input), before, cv::Size(), 1.5);
  cv::GaussianBlur(small, after, cv::Size(), 1.5);
  // The gradient half way between the two makes the step exact to second order.
  const cv::Mat middle = 0.5 * (before + after);
  cv::Mat dx, dy;
  cv::Sobel(middle, dx, CV_32F, 1, 0, 1, 0.5);
  cv::Sobel(middle, dy, CV_32F, 0, 1, 1, 0.5);
  const cv::Rect inner(3, 3, before.cols - 6, before.rows - 6);
  const cv::Mat gx = dx(inner), gy = dy(inner);
  const cv::Mat difference = before(inner) - after(inner);
  const double xx = gx.dot(gx), yy = gy.dot(gy), xy = gx.dot(gy);
  const double bx = gx.dot(difference), by = gy.dot(difference);
  const double determinant = xx * yy - xy * xy;
  const double area = inner.area();
  // A gradient of less than a tenth of a level per px carries no position.
  if (xx + yy < area * kLevel * kLevel * 0.01) return {0.0, 0.0};
  if (determinant < 1e-4 * (xx + yy) * (xx + yy)) {  // edges of one direction only
    const double along = (bx * xx + by * xy);
    const double norm = (xx + yy) * xx + 1e-30;
    if (xx >= yy) return {along / norm, 0.0};
    return {0.0, (by * yy + bx * xy) / ((xx + yy) * yy + 1e-30)};
  }
  return {(bx * yy - by * xy) / determinant, (by * xx - bx * xy) / determinant};
}

}  // namespace sharpscale
