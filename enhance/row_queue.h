// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/row_queue.h
//
// A window of consecutive rows over a picture that arrives from top to bottom: rows are appended
// below and dropped above. What stages with a neighbourhood read from.
//
//   RowQueue queue;
//   SHARPSCALE_RETURN_IF_ERROR(queue.FillTo(source, 300));  // rows [begin, 300) are held
//   cv::Mat window = queue.Colour(200, 300);                // shares the rows
//   queue.DropBefore(264);

#ifndef SHARPSCALE_ENHANCE_ROW_QUEUE_H_
#define SHARPSCALE_ENHANCE_ROW_QUEUE_H_

#include "absl/status/status.h"
#include "image/pixel_source.h"

namespace sharpscale {

class RowQueue {
 public:
  // Row numbers are those of the whole picture; rows [begin(), end()) are held.
  int begin() const { return begin_; }
  int end() const { return end_; }

  // Reads from `source` until row `end - 1` is held. `end` beyond the picture is an OutOfRange
  // error.
  absl::Status FillTo(PixelSource& source, int end);
  // Adds rows of a type that may differ from call 1 only in their number. `alpha` may be empty.
  void Append(const cv::Mat& colour, const cv::Mat& alpha);
  // Forgets the rows above `row`.
  void DropBefore(int row);

  // Rows [first, last), sharing the queue's memory: valid until the next Append or DropBefore.
  cv::Mat Colour(int first, int last) const;
  cv::Mat Alpha(int first, int last) const;  // empty where the picture has none

 private:
  void Reserve(int rows, int colour_type, int width, bool alpha);

  cv::Mat colour_;
  cv::Mat alpha_;
  int start_ = 0;  // index in colour_ of row begin_
  int begin_ = 0;
  int end_ = 0;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_ROW_QUEUE_H_
