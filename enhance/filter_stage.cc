// SPDX-License-Identifier: Apache-2.0

#include "enhance/filter_stage.h"

#include "enhance/strip_stage.h"

namespace sharpscale {
namespace {

class FilterStage : public StripStage {
 public:
  FilterStage(std::unique_ptr<PixelSource> input, FilterLayout layout, PictureFilter filter)
      : StripStage(std::move(input),
                   {1, layout.radius, layout.strip_rows},
                   std::move(layout.name),
                   layout.progress),
        filter_(std::move(filter)) {}

 protected:
  absl::Status Process(const Strip& strip, cv::Mat* colour, cv::Mat* alpha) override {
    const cv::Range rows(strip.first - strip.top, strip.last - strip.top);
    *colour = filter_(strip.colour, strip.alpha).rowRange(rows).clone();
    if (!strip.alpha.empty()) *alpha = strip.alpha.rowRange(rows).clone();
    return absl::OkStatus();
  }

 private:
  PictureFilter filter_;
};

}  // namespace

std::unique_ptr<PixelSource> FilterRows(std::unique_ptr<PixelSource> input,
                                        FilterLayout layout,
                                        PictureFilter filter) {
  return std::make_unique<FilterStage>(std::move(input), std::move(layout), std::move(filter));
}

}  // namespace sharpscale
