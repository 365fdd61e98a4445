// SPDX-License-Identifier: Apache-2.0

#include "analysis/one_bit_psnr.h"

#include <opencv2/imgproc.hpp>

#include "analysis/fidelity_psnr.h"

namespace sharpscale {
namespace {

constexpr double kHalf = 127.5;  // levels

// Where white (255) and black (0) px of `plane` have no px of `other` of their colour around them.
int Unanswered(const cv::Mat1b& plane, const cv::Mat1b& other) {
  const cv::Mat square = cv::getStructuringElement(cv::MORPH_RECT, {3, 3});
  cv::Mat1b largest;
  cv::Mat1b smallest;
  cv::dilate(other, largest, square);
  cv::erode(other, smallest, square);
  return cv::countNonZero(plane > largest) + cv::countNonZero(plane < smallest);
}

}  // namespace

double OneBitPsnr(const cv::Mat& source, const cv::Mat& result) {
  CV_Assert(source.size() == result.size() && !source.empty());
  const cv::Mat1b a = source > kHalf;
  const cv::Mat1b b = result > kHalf;
  // A px may disagree from both sides: it still is one px.
  const int wrong = std::max(Unanswered(a, b), Unanswered(b, a));
  if (wrong == 0) return kPsnrIdentical;
  return std::min(kPsnrIdentical, 10.0 * std::log10(double(a.total()) / wrong));
}

}  // namespace sharpscale
