// SPDX-License-Identifier: Apache-2.0

#include "datasets/kernels.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace sharpscale {
namespace {

constexpr double kMaxSigma = 50.0;
constexpr double kPi = 3.14159265358979323846;

cv::Mat Identity() {
  return cv::Mat::ones(1, 1, CV_32F);
}

cv::Mat Normalised(cv::Mat kernel) {
  const double sum = cv::sum(kernel)[0];
  if (!(sum > 0.0)) return Identity();
  kernel.convertTo(kernel, CV_32F, 1.0 / sum);
  return kernel;
}

// The integral of the Gaussian over each pixel, 2 * radius + 1 values.
std::vector<double> IntegratedGaussian(double sigma) {
  const int radius = std::max(1, static_cast<int>(std::ceil(4.0 * sigma)));
  std::vector<double> taps(2 * radius + 1);
  const double s = 1.0 / (std::sqrt(2.0) * sigma);
  for (int i = -radius; i <= radius; ++i) {
    taps[i + radius] = 0.5 * (std::erf((i + 0.5) * s) - std::erf((i - 0.5) * s));
  }
  return taps;
}

}  // namespace

cv::Mat GaussianKernel(double sigma) {
  if (!(sigma > 0.0) || !std::isfinite(sigma)) return Identity();
  const std::vector<double> taps = IntegratedGaussian(std::min(sigma, kMaxSigma));
  const cv::Mat column(static_cast<int>(taps.size()), 1, CV_64F, const_cast<double*>(taps.data()));
  return Normalised(column * column.t());
}

cv::Mat GaussianKernel(double sigma_u, double sigma_v, double degrees) {
  if (sigma_u == sigma_v) return GaussianKernel(sigma_u);
  if (!std::isfinite(sigma_u) || !std::isfinite(sigma_v) || !std::isfinite(degrees)) {
    return Identity();
  }
  sigma_u = std::clamp(sigma_u, 0.0, kMaxSigma);
  sigma_v = std::clamp(sigma_v, 0.0, kMaxSigma);
  const int radius = std::max(1, static_cast<int>(std::ceil(4.0 * std::max(sigma_u, sigma_v))));
  // Point samples on an 8x8 sub-grid. A sigma near 0 would fall between samples: 0.1 px is the
  // floor.
  const double u2 = 1.0 / (2.0 * std::max(sigma_u, 0.1) * std::max(sigma_u, 0.1));
  const double v2 = 1.0 / (2.0 * std::max(sigma_v, 0.1) * std::max(sigma_v, 0.1));
  const double c = std::cos(degrees * kPi / 180.0);
  const double s = std::sin(degrees * kPi / 180.0);
  constexpr int kSub = 8;
  cv::Mat kernel(2 * radius + 1, 2 * radius + 1, CV_64F);
  for (int y = -radius; y <= radius; ++y) {
    for (int x = -radius; x <= radius; ++x) {
      double sum = 0.0;
      for (int j = 0; j < kSub; ++j) {
        for (int i = 0; i < kSub; ++i) {
          const double px = x + (i + 0.5) / kSub - 0.5;
          const double py = y + (j + 0.5) / kSub - 0.5;
          const double u = c * px - s * py;
          const double v = s * px + c * py;
          sum += std::exp(-u * u * u2 - v * v * v2);
        }
      }
      kernel.at<double>(y + radius, x + radius) = sum;
    }
  }
  return Normalised(kernel);
}

cv::Mat DiscKernel(double radius) {
  if (!(radius > 0.0) || !std::isfinite(radius)) return Identity();
  radius = std::min(radius, kMaxSigma);
  const int half = static_cast<int>(std::ceil(radius - 0.5));
  constexpr int kSub = 8;
  cv::Mat kernel(2 * half + 1, 2 * half + 1, CV_64F);
  for (int y = -half; y <= half; ++y) {
    for (int x = -half; x <= half; ++x) {
      int inside = 0;
      for (int j = 0; j < kSub; ++j) {
        for (int i = 0; i < kSub; ++i) {
          const double px = x + (i + 0.5) / kSub - 0.5;
          const double py = y + (j + 0.5) / kSub - 0.5;
          inside += px * px + py * py <= radius * radius ? 1 : 0;
        }
      }
      kernel.at<double>(y + half, x + half) = inside;
    }
  }
  return Normalised(kernel);
}

cv::Mat MotionKernel(double length, double degrees) {
  if (!(length > 1.0) || !std::isfinite(length) || !std::isfinite(degrees)) return Identity();
  length = std::min(length, 2.0 * kMaxSigma);
  const int half = static_cast<int>(std::ceil(length / 2.0));
  const double c = std::cos(degrees * kPi / 180.0);
  const double s = -std::sin(degrees * kPi / 180.0);
  cv::Mat kernel = cv::Mat::zeros(2 * half + 1, 2 * half + 1, CV_64F);
  const int samples = static_cast<int>(std::ceil(length * 16.0));
  for (int i = 0; i < samples; ++i) {
    // The shutter is open over `length`; each pixel integrates one more pixel's width, which the
    // bilinear splat stands for, so the path itself is one px shorter.
    const double t = ((i + 0.5) / samples - 0.5) * (length - 1.0);
    const double x = half + t * c;
    const double y = half + t * s;
    const int x0 = static_cast<int>(std::floor(x));
    const int y0 = static_cast<int>(std::floor(y));
    const double fx = x - x0;
    const double fy = y - y0;
    for (int j = 0; j < 2; ++j) {
      for (int k = 0; k < 2; ++k) {
        const int xx = x0 + k;
        const int yy = y0 + j;
        if (xx < 0 || yy < 0 || xx >= kernel.cols || yy >= kernel.rows) continue;
        kernel.at<double>(yy, xx) += (k ? fx : 1.0 - fx) * (j ? fy : 1.0 - fy);
      }
    }
  }
  return Normalised(kernel);
}

cv::Mat Convolve(const cv::Mat& picture, const cv::Mat& kernel) {
  if (picture.empty() || (kernel.rows == 1 && kernel.cols == 1)) return picture.clone();
  cv::Mat mirrored;
  cv::flip(kernel, mirrored, -1);  // filter2D correlates
  cv::Mat out;
  // filter2D's own mirror border fails when the kernel is larger than the picture.
  const int rx = kernel.cols / 2;
  const int ry = kernel.rows / 2;
  if (picture.cols > 2 * rx && picture.rows > 2 * ry) {
    cv::filter2D(picture, out, -1, mirrored, {-1, -1}, 0.0, cv::BORDER_REFLECT_101);
    return out;
  }
  cv::Mat padded;
  const int border =
      picture.cols > 1 && picture.rows > 1 ? cv::BORDER_REFLECT_101 : cv::BORDER_REPLICATE;
  cv::copyMakeBorder(picture, padded, ry, ry, rx, rx, border);
  cv::filter2D(padded, out, -1, mirrored, {-1, -1}, 0.0, cv::BORDER_REPLICATE);
  return out(cv::Rect(rx, ry, picture.cols, picture.rows)).clone();
}

}  // namespace sharpscale
