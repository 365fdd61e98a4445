// SPDX-License-Identifier: Apache-2.0

#include "enhance/strip_stage.h"

#include <fmt/format.h>

#include "image/status_macros.h"

namespace sharpscale {

StripStage::StripStage(std::unique_ptr<PixelSource> input,
                       Layout layout,
                       std::string name,
                       const Progress* progress)
    : input_(std::move(input)), layout_(layout), name_(std::move(name)), progress_(progress) {
  layout_.strip_rows = std::max(1, layout_.strip_rows);
  shape_ = input_->shape();
  shape_.width *= layout_.scale;
  shape_.height *= layout_.scale;
}

absl::Status StripStage::ProduceStrip() {
  if (cancelled()) return absl::CancelledError(fmt::format("{}: cancelled", name_));
  const int height = input_->shape().height;
  const int first = produced_;
  const int last = std::min(height, first + layout_.strip_rows);
  const int top = std::max(0, first - layout_.radius);
  const int bottom = std::min(height, last + layout_.radius);
  SHARPSCALE_RETURN_IF_ERROR(window_.FillTo(*input_, bottom));
  Strip strip{window_.Colour(top, bottom), window_.Alpha(top, bottom), top, first, last};
  strip_.release();
  strip_alpha_.release();
  SHARPSCALE_RETURN_IF_ERROR(Process(strip, &strip_, &strip_alpha_));
  strip_top_ = first * layout_.scale;
  produced_ = last;
  window_.DropBefore(last - layout_.radius);
  return absl::OkStatus();
}

absl::Status StripStage::ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) {
  rows = std::min(rows, shape_.height - delivered_);
  if (rows <= 0) return absl::OutOfRangeError(fmt::format("{}: no rows left", name_));
  cv::Mat colour_out, alpha_out;
  int filled = 0;
  while (filled < rows) {
    if (strip_.empty() || delivered_ >= strip_top_ + strip_.rows) {
      SHARPSCALE_RETURN_IF_ERROR(ProduceStrip());
    }
    const int offset = delivered_ - strip_top_;
    const int count = std::min(rows - filled, strip_.rows - offset);
    const cv::Mat part = strip_.rowRange(offset, offset + count);
    cv::Mat alpha_part;
    if (!strip_alpha_.empty()) alpha_part = strip_alpha_.rowRange(offset, offset + count);
    if (count == rows) {  // one strip answers the whole request: share it
      colour_out = part;
      alpha_out = alpha_part;
    } else {
      if (colour_out.empty()) {
        colour_out.create(rows, shape_.width, part.type());
        if (!alpha_part.empty()) alpha_out.create(rows, shape_.width, alpha_part.type());
      }
      part.copyTo(colour_out.rowRange(filled, filled + count));
      if (!alpha_part.empty()) alpha_part.copyTo(alpha_out.rowRange(filled, filled + count));
    }
    filled += count;
    delivered_ += count;
  }
  *pixels = colour_out;
  if (alpha != nullptr) *alpha = alpha_out;
  return absl::OkStatus();
}

}  // namespace sharpscale
