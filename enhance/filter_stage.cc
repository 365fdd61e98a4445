// SPDX-License-Identifier: Apache-2.0

#include "enhance/filter_stage.h"

#include <algorithm>

#include "enhance/strip_stage.h"

namespace sharpscale {
namespace {

constexpr int kWindow = 1024;  // px along a row
constexpr int kUnit = 8;       // px; windows begin at its multiples, as JPEG blocks do

class FilterStage : public StripStage {
 public:
  FilterStage(std::unique_ptr<PixelSource> input, FilterLayout layout, PictureFilter filter)
      : StripStage(std::move(input),
                   {1, layout.radius, layout.strip_rows},
                   layout.name,
                   layout.progress),
        name_(std::move(layout.name)),
        margin_((layout.radius + kUnit - 1) / kUnit * kUnit),
        filter_(std::move(filter)) {}

 protected:
  absl::Status Process(const Strip& strip, cv::Mat* colour, cv::Mat* alpha) override {
    const cv::Range rows(strip.first - strip.top, strip.last - strip.top);
    const int width = strip.colour.cols;
    colour->create(rows.size(), width, strip.colour.type());
    // In windows, between which a cancel is heard.
    for (int x = 0; x < width; x += kWindow) {
      if (cancelled()) return absl::CancelledError(name_ + ": cancelled");
      const int end = std::min(width, x + kWindow);
      const cv::Range wide(std::max(0, x - margin_), std::min(width, end + margin_));
      const cv::Mat alpha_window = strip.alpha.empty() ? cv::Mat() : strip.alpha.colRange(wide);
      const cv::Mat filtered = filter_(strip.colour.colRange(wide), alpha_window);
      filtered(rows, cv::Range(x - wide.start, end - wide.start)).copyTo(colour->colRange(x, end));
    }
    if (!strip.alpha.empty()) *alpha = strip.alpha.rowRange(rows).clone();
    return absl::OkStatus();
  }

 private:
  std::string name_;
  int margin_;  // px at either side of a window
  PictureFilter filter_;
};

}  // namespace

std::unique_ptr<PixelSource> FilterRows(std::unique_ptr<PixelSource> input,
                                        FilterLayout layout,
                                        PictureFilter filter) {
  return std::make_unique<FilterStage>(std::move(input), std::move(layout), std::move(filter));
}

}  // namespace sharpscale
