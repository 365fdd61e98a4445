// SPDX-License-Identifier: Apache-2.0

#include "enhance/row_queue.h"

#include "image/status_macros.h"

namespace sharpscale {
namespace {

void MoveRows(cv::Mat& rows, int from, int to, int count) {
  if (rows.empty() || from == to || count == 0) return;
  std::memmove(rows.ptr(to), rows.ptr(from), rows.step[0] * static_cast<size_t>(count));
}

}  // namespace

void RowQueue::Reserve(int rows, int colour_type, int width, bool alpha) {
  const int held = end_ - begin_;
  if (!colour_.empty() && start_ + held + rows <= colour_.rows) return;
  if (!colour_.empty() && held + rows <= colour_.rows) {
    MoveRows(colour_, start_, 0, held);
    MoveRows(alpha_, start_, 0, held);
    start_ = 0;
    return;
  }
  cv::Mat colour(held + rows, width, colour_type);
  if (held > 0) colour_.rowRange(start_, start_ + held).copyTo(colour.rowRange(0, held));
  colour_ = colour;
  if (alpha) {
    cv::Mat plane(held + rows, width, CV_MAKETYPE(CV_MAT_DEPTH(colour_type), 1));
    if (held > 0) alpha_.rowRange(start_, start_ + held).copyTo(plane.rowRange(0, held));
    alpha_ = plane;
  }
  start_ = 0;
}

void RowQueue::Append(const cv::Mat& colour, const cv::Mat& alpha) {
  Reserve(colour.rows, colour.type(), colour.cols, !alpha.empty());
  const int at = start_ + end_ - begin_;
  colour.copyTo(colour_.rowRange(at, at + colour.rows));
  if (!alpha.empty()) alpha.copyTo(alpha_.rowRange(at, at + alpha.rows));
  end_ += colour.rows;
}

absl::Status RowQueue::FillTo(PixelSource& source, int end) {
  while (end_ < end) {
    cv::Mat colour, alpha;
    SHARPSCALE_RETURN_IF_ERROR(source.ReadRows(end - end_, &colour, &alpha));
    if (colour.empty()) return absl::OutOfRangeError("a picture ended before its last row");
    Append(colour, alpha);
  }
  return absl::OkStatus();
}

void RowQueue::DropBefore(int row) {
  const int gone = std::clamp(row, begin_, end_) - begin_;
  begin_ += gone;
  start_ += gone;
}

cv::Mat RowQueue::Colour(int first, int last) const {
  return colour_.rowRange(start_ + first - begin_, start_ + last - begin_);
}

cv::Mat RowQueue::Alpha(int first, int last) const {
  if (alpha_.empty()) return {};
  return alpha_.rowRange(start_ + first - begin_, start_ + last - begin_);
}

}  // namespace sharpscale
