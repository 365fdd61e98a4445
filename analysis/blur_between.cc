// SPDX-License-Identifier: Apache-2.0

#include "analysis/blur_between.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr int kPiece = kBlurBetweenSide;  // px
constexpr int kMostPieces = 256;          // 4 MP
constexpr int kReach = 8;                 // px of the kernel each way: blurs up to sigma 3
constexpr double kDamping = 1e-5;  // of the mean power: where the result has nothing, no gain
constexpr double kLeastExplained = 0.4;
constexpr double kLeastDifference = 0.2;  // levels squared: rounding alone is 0.17
// Of the power in the upper half of the frequencies, which a blur takes away.
constexpr double kMostKept = 0.8;
// Where a blur sets in, at gains (squared) between these, the source still follows the result.
// Noise that the result has and the source has not asks for the same kernel, and follows by 0.6 to
// 0.8.
constexpr double kSetsIn[] = {0.06, 0.64};
constexpr double kLeastFollows = 0.9;
// From hardly to surely.
constexpr double kOpticalExplained[] = {0.93, 0.97};
constexpr double kOpticalRoundness[] = {0.3, 0.5};

// Sums over pieces, per frequency.
struct Spectra {
  cv::Mat2f cross;   // conj(result) source
  cv::Mat1f result;  // power
  cv::Mat1f source;
  double windows = 0.0;  // squares of the window: what white noise of 1 level adds per frequency
};

cv::Mat1f HannWindow() {
  cv::Mat1f window;
  cv::createHanningWindow(window, {kPiece, kPiece}, CV_32F);
  return window;
}

// The spectrum of a piece without its mean.
cv::Mat2f Spectrum(const cv::Mat& plane, const cv::Rect& box, const cv::Mat1f& window) {
  cv::Mat1f piece;
  plane(box).convertTo(piece, CV_32F);
  piece -= piece.dot(window) / cv::sum(window)[0];
  cv::Mat2f spectrum;
  cv::dft(piece.mul(window), spectrum, cv::DFT_COMPLEX_OUTPUT);
  return spectrum;
}

cv::Mat1f Power(const cv::Mat2f& spectrum) {
  cv::Mat1f power(spectrum.size());
  std::transform(spectrum.begin(), spectrum.end(), power.begin(), [](const cv::Vec2f& v) {
    return v[0] * v[0] + v[1] * v[1];
  });
  return power;
}

Spectra CollectSpectra(const cv::Mat& result, const cv::Mat& source) {
  Spectra sums{cv::Mat2f::zeros(kPiece, kPiece),
               cv::Mat1f::zeros(kPiece, kPiece),
               cv::Mat1f::zeros(kPiece, kPiece)};
  const cv::Mat1f window = HannWindow();
  // Half overlapping where the picture is small, spread evenly where it is large.
  const int across = 1 + (result.cols - kPiece) / (kPiece / 2);
  const int down = 1 + (result.rows - kPiece) / (kPiece / 2);
  const double thin = std::max(1.0, std::sqrt(double(across) * down / kMostPieces));
  const int columns = std::max(1, static_cast<int>(across / thin));
  const int rows = std::max(1, static_cast<int>(down / thin));
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const cv::Rect box((result.cols - kPiece) * (2 * i + 1) / (2 * columns),
                         (result.rows - kPiece) * (2 * j + 1) / (2 * rows),
                         kPiece,
                         kPiece);
      const cv::Mat2f a = Spectrum(result, box, window);
      const cv::Mat2f b = Spectrum(source, box, window);
      cv::Mat2f cross;
      cv::mulSpectrums(b, a, cross, 0, true);
      sums.cross += cross;
      sums.result += Power(a);
      sums.source += Power(b);
      sums.windows += window.dot(window);
    }
  }
  return sums;
}

// Least squares per frequency, cut to the reach, its sum made 1.
cv::Mat1f FitKernel(const Spectra& sums) {
  const auto damping = static_cast<float>(kDamping * cv::mean(sums.result)[0]);
  cv::Mat2f ratio(sums.cross.size());
  for (int y = 0; y < ratio.rows; ++y) {
    for (int x = 0; x < ratio.cols; ++x) {
      ratio(y, x) = sums.cross(y, x) / (sums.result(y, x) + damping);
    }
  }
  cv::Mat1f response;
  cv::dft(ratio, response, cv::DFT_INVERSE | cv::DFT_SCALE | cv::DFT_REAL_OUTPUT);
  cv::Mat1f kernel(2 * kReach + 1, 2 * kReach + 1);
  for (int y = -kReach; y <= kReach; ++y) {
    for (int x = -kReach; x <= kReach; ++x) {
      // filter2D correlates: the kernel lies the other way round.
      kernel(kReach - y, kReach - x) = response((y + kPiece) % kPiece, (x + kPiece) % kPiece);
    }
  }
  return kernel / cv::sum(kernel)[0];
}

// Its gain per frequency.
cv::Mat2f Gains(const cv::Mat1f& kernel) {
  cv::Mat1f response = cv::Mat1f::zeros(kPiece, kPiece);
  for (int y = -kReach; y <= kReach; ++y) {
    for (int x = -kReach; x <= kReach; ++x) {
      response((y + kPiece) % kPiece, (x + kPiece) % kPiece) = kernel(kReach - y, kReach - x);
    }
  }
  cv::Mat2f gains;
  cv::dft(response, gains, cv::DFT_COMPLEX_OUTPUT);
  return gains;
}

// No noise is stronger than where a picture has the least power.
double Floor(const cv::Mat1f& power) {
  std::vector<float> all(power.begin(), power.end());
  return double(AtRank(&all, all.size() / 10));
}

double Roundness(const cv::Mat1f& kernel) {
  const float beside = kernel(kReach - 1, kReach) + kernel(kReach + 1, kReach) +
                       kernel(kReach, kReach - 1) + kernel(kReach, kReach + 1);
  const float centre = kernel(kReach, kReach);
  return centre > 0.0F ? double(beside) / (4.0 * double(centre)) : 0.0;
}

cv::Point2d CentreOfMass(const cv::Mat1f& kernel) {
  cv::Point2d centre;
  for (int y = 0; y < kernel.rows; ++y) {
    for (int x = 0; x < kernel.cols; ++x) {
      centre.x += double(kernel(y, x)) * (x - kReach);
      centre.y += double(kernel(y, x)) * (y - kReach);
    }
  }
  return centre;
}

}  // namespace

double BlurBetweenFit::Optical() const {
  const auto within = [](double value, const double(&range)[2]) {
    return std::clamp((value - range[0]) / (range[1] - range[0]), 0.0, 1.0);
  };
  return std::min(within(explained, kOpticalExplained), within(roundness, kOpticalRoundness));
}

double BlurBetweenFit::Sigma() const {
  const double energy = cv::norm(kernel, cv::NORM_L2SQR);
  double low = 0.05;
  double high = kReach;
  for (int i = 0; i < 30; ++i) {
    const double sigma = 0.5 * (low + high);
    const double line = cv::norm(cv::getGaussianKernel(kernel.rows, sigma), cv::NORM_L2SQR);
    (line * line > energy ? low : high) = sigma;
  }
  return high;
}

cv::Size2d BlurBetweenFit::StepGain() const {
  cv::Mat1f columns;
  cv::Mat1f rows;
  cv::reduce(kernel, columns, 0, cv::REDUCE_SUM);
  cv::reduce(kernel, rows, 1, cv::REDUCE_SUM);
  const auto gain = [](const cv::Mat1f& line) {
    const double left =
        double(line(kReach)) + 0.5 * (double(line(kReach - 1)) + double(line(kReach + 1)));
    return std::clamp(left, 0.05, 1.0);
  };
  return {gain(columns), gain(rows)};
}

std::optional<BlurBetweenFit> BlurBetween(const cv::Mat& result,
                                          const cv::Mat& source,
                                          double noise) {
  if (result.size() != source.size() || std::min(result.cols, result.rows) < kPiece) {
    return std::nullopt;
  }
  const Spectra sums = CollectSpectra(result, source);
  BlurBetweenFit fit;
  fit.kernel = FitKernel(sums);
  const cv::Mat2f gains = Gains(fit.kernel);
  const double pieces = sums.windows;
  const double hidden = std::min(noise * noise * pieces, Floor(sums.source));
  double before = 0.0;  // what the pictures differ by
  double after = 0.0;   // and what is left of it
  double fine = 0.0;
  double fine_kept = 0.0;
  double follows = 0.0;  // of the source's power where the blur sets in: what the result gives
  double is = 0.0;
  for (int y = 0; y < kPiece; ++y) {
    const int v = std::min(y, kPiece - y);
    for (int x = 0; x < kPiece; ++x) {
      const int u = std::min(x, kPiece - x);
      const cv::Vec2f& g = gains(y, x);
      const cv::Vec2f& c = sums.cross(y, x);
      const double a = double(sums.result(y, x));
      const double b = std::max(0.0, double(sums.source(y, x)) - hidden);
      const double power = double(g[0]) * double(g[0]) + double(g[1]) * double(g[1]);
      const double shared = double(g[0]) * double(c[0]) + double(g[1]) * double(c[1]);
      before += a + b - 2.0 * double(c[0]);
      after += power * a + b - 2.0 * shared;
      if (power > kSetsIn[0] && power < kSetsIn[1]) {
        follows += (double(c[0]) * double(c[0]) + double(c[1]) * double(c[1])) / std::max(a, 1e-9);
        is += b;
      }
      if (std::max(u, v) < kPiece / 4) continue;
      fine += a;
      fine_kept += power * a;
    }
  }
  if (before < kLeastDifference * pieces * kPiece * kPiece) return std::nullopt;
  fit.explained = 1.0 - std::max(0.0, after) / before;
  fit.roundness = Roundness(fit.kernel);
  fit.shift = CentreOfMass(fit.kernel);
  if (fit.explained < kLeastExplained || fine_kept > kMostKept * fine) return std::nullopt;
  if (follows < kLeastFollows * is) return std::nullopt;
  return fit;
}

}  // namespace sharpscale
