// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/strip_stage.h
//
// A stage of the pipeline whose result at a pixel depends on the input within `radius` px, as a
// PixelSource over a PixelSource: rows are pulled through the chain strip by strip, so a picture of
// any height needs the memory of one strip per stage. Derived classes turn one window into one
// strip.

#ifndef SHARPSCALE_ENHANCE_STRIP_STAGE_H_
#define SHARPSCALE_ENHANCE_STRIP_STAGE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "enhance/row_queue.h"
#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

class StripStage : public PixelSource {
 public:
  struct Layout {
    int scale = 1;         // output px per input px, linear
    int radius = 0;        // rows of context above and below, input px
    int strip_rows = 256;  // input px; the result must not depend on it
  };

  // `input`: float rows, CV_32FC1 or CV_32FC3, nominal 0..1. `progress` is asked for cancel; it may
  // be null and must outlive the stage. `name` stands in messages.
  StripStage(std::unique_ptr<PixelSource> input,
             Layout layout,
             std::string name,
             const Progress* progress);

  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return input_->facts(); }
  // Errors: those of the input and of Process; Cancelled when progress says so.
  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override;

 protected:
  struct Strip {
    cv::Mat colour;  // the window: input rows [top, top + colour.rows)
    cv::Mat alpha;   // the same rows, or empty
    int top = 0;     // first row of the window in the whole picture
    int first = 0;   // rows to produce: [first, last), input px of the whole picture
    int last = 0;
  };
  // Fills (last - first) * scale rows of width() * scale px. The window is part of a larger cv::Mat
  // with other rows around it: filters of OpenCV need BORDER_ISOLATED.
  virtual absl::Status Process(const Strip& strip, cv::Mat* colour, cv::Mat* alpha) = 0;

  const PictureShape& input_shape() const { return input_->shape(); }
  const Progress* progress() const { return progress_; }
  bool cancelled() const { return progress_ != nullptr && progress_->cancelled(); }

 private:
  absl::Status ProduceStrip();

  std::unique_ptr<PixelSource> input_;
  Layout layout_;
  std::string name_;
  const Progress* progress_;
  PictureShape shape_;
  RowQueue window_;
  int produced_ = 0;   // input rows turned into strips so far
  int delivered_ = 0;  // output rows handed out so far
  cv::Mat strip_;
  cv::Mat strip_alpha_;
  int strip_top_ = 0;  // output row of strip_'s first row
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_STRIP_STAGE_H_
