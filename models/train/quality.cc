// SPDX-License-Identifier: Apache-2.0

#include "models/train/quality.h"

#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

cv::Mat Shaved(const cv::Mat& m, int shave) {
  const int w = m.cols - 2 * shave;
  const int h = m.rows - 2 * shave;
  return w > 0 && h > 0 ? m(cv::Rect(shave, shave, w, h)) : cv::Mat();
}

double Psnr(const cv::Mat& a, const cv::Mat& b) {
  if (a.empty() || a.size() != b.size() || a.channels() != b.channels()) return kNan;
  const double squares = cv::norm(a, b, cv::NORM_L2SQR);
  if (squares == 0.0) return 99.0;
  const double mse = squares / (static_cast<double>(a.total()) * a.channels());
  return 10.0 * std::log10(255.0 * 255.0 / mse);
}

cv::Mat Blurred(const cv::Mat& m) {
  cv::Mat out;
  cv::GaussianBlur(m, out, {11, 11}, 1.5, 1.5, cv::BORDER_REFLECT_101);
  return out(cv::Rect(5, 5, m.cols - 10, m.rows - 10));
}

}  // namespace

cv::Mat LumaOf(const cv::Mat& rgb8) {
  cv::Mat wide;
  rgb8.convertTo(wide, CV_64F);
  if (wide.channels() == 1) return wide * (219.0 / 255.0) + 16.0;
  cv::Mat luma;
  const cv::Matx14d weights(65.481 / 255.0, 128.553 / 255.0, 24.966 / 255.0, 16.0);
  cv::transform(wide, luma, weights);
  return luma;
}

double PsnrLuma(const cv::Mat& a, const cv::Mat& b, int shave) {
  if (a.size() != b.size()) return kNan;
  return Psnr(Shaved(LumaOf(a), shave), Shaved(LumaOf(b), shave));
}

double PsnrAll(const cv::Mat& a, const cv::Mat& b, int shave) {
  if (a.size() != b.size() || a.channels() != b.channels()) return kNan;
  cv::Mat wide_a;
  cv::Mat wide_b;
  a.convertTo(wide_a, CV_64F);
  b.convertTo(wide_b, CV_64F);
  return Psnr(Shaved(wide_a, shave), Shaved(wide_b, shave));
}

double SsimLuma(const cv::Mat& a, const cv::Mat& b, int shave) {
  if (a.size() != b.size()) return kNan;
  const cv::Mat x = Shaved(LumaOf(a), shave);
  const cv::Mat y = Shaved(LumaOf(b), shave);
  if (x.cols < 11 || x.rows < 11) return kNan;
  const double c1 = std::pow(0.01 * 255.0, 2.0);
  const double c2 = std::pow(0.03 * 255.0, 2.0);
  const cv::Mat mx = Blurred(x);
  const cv::Mat my = Blurred(y);
  const cv::Mat mxx = mx.mul(mx);
  const cv::Mat myy = my.mul(my);
  const cv::Mat mxy = mx.mul(my);
  const cv::Mat sxx = Blurred(x.mul(x)) - mxx;
  const cv::Mat syy = Blurred(y.mul(y)) - myy;
  const cv::Mat sxy = Blurred(x.mul(y)) - mxy;
  const cv::Mat top = (2.0 * mxy + c1).mul(2.0 * sxy + c2);
  const cv::Mat bottom = cv::Mat(mxx + myy + c1).mul(cv::Mat(sxx + syy + c2));
  return cv::mean(top / bottom)[0];
}

cv::Mat ToEightBit(const cv::Mat& picture) {
  cv::Mat bytes;
  picture.convertTo(bytes, CV_8U, 255.0);
  return bytes;
}

}  // namespace sharpscale
