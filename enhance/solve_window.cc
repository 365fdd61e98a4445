// SPDX-License-Identifier: Apache-2.0

#include "enhance/solve_window.h"

#include <algorithm>

#include "enhance/resize_stage.h"
#include "enhance/survey.h"

namespace sharpscale {
namespace {

constexpr int kSolveSide = 768;  // px
// Of the source's part, px, however much it was enlarged.
constexpr int kLeastSide = 64;

}  // namespace

SolveWindow ChooseSolveWindow(const cv::Mat& source, cv::Size now) {
  const double x = static_cast<double>(now.width) / source.cols;
  const double y = static_cast<double>(now.height) / source.rows;
  SolveWindow window;
  if (x < 1.0 || y < 1.0) {  // the gate judges a reduction on the result's own grid
    const cv::Mat reduced = ResizeCubic(source, now.width, now.height);
    window.after = RichestWindow(reduced, kSolveSide, kSolveSide);
    window.before = reduced(window.after).clone();
    window.across = {window.after.width, 1.0, 0.0};
    window.down = {window.after.height, 1.0, 0.0};
    return window;
  }
  const int side = std::max(kLeastSide, cvFloor(kSolveSide / std::max(x, y)));
  const cv::Rect place = RichestWindow(source, side, side);
  window.before = source(place).clone();
  const cv::Point from(cvRound(place.x * x), cvRound(place.y * y));
  const cv::Point to(std::min(now.width, cvRound(place.br().x * x)),
                     std::min(now.height, cvRound(place.br().y * y)));
  window.after = cv::Rect(from, to);
  window.across = {window.after.width, 1.0 / x, from.x / x - place.x};
  window.down = {window.after.height, 1.0 / y, from.y / y - place.y};
  return window;
}

}  // namespace sharpscale
