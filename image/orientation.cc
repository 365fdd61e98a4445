// SPDX-License-Identifier: Apache-2.0

#include "image/orientation.h"

namespace sharpscale {

cv::Mat ApplyOrientation(const cv::Mat& pixels, int orientation) {
  if (pixels.empty()) return pixels;
  cv::Mat result;
  switch (orientation) {
    case 2:  // mirrored left to right
      cv::flip(pixels, result, 1);
      return result;
    case 3:
      cv::rotate(pixels, result, cv::ROTATE_180);
      return result;
    case 4:  // mirrored top to bottom
      cv::flip(pixels, result, 0);
      return result;
    case 5:  // mirrored along the main diagonal
      cv::transpose(pixels, result);
      return result;
    case 6:
      cv::rotate(pixels, result, cv::ROTATE_90_CLOCKWISE);
      return result;
    case 7: {  // mirrored along the other diagonal
      cv::Mat turned;
      cv::transpose(pixels, turned);
      cv::rotate(turned, result, cv::ROTATE_180);
      return result;
    }
    case 8:
      cv::rotate(pixels, result, cv::ROTATE_90_COUNTERCLOCKWISE);
      return result;
    default:
      return pixels;
  }
}

bool OrientationSwapsSides(int orientation) {
  return orientation >= 5 && orientation <= 8;
}

bool OrientationKeepsRows(int orientation) {
  return orientation < 3 || orientation > 8;
}

}  // namespace sharpscale
