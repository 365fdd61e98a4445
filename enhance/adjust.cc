// SPDX-License-Identifier: Apache-2.0

#include "enhance/adjust.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "image/parallel.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr double kMiddleGray = 0.18;

float ToLinear(float v) {
  return v <= 0.04045f ? v / 12.92f : std::pow((v + 0.055f) / 1.055f, 2.4f);
}

float FromLinear(float v) {
  return v <= 0.0031308f ? v * 12.92f : 1.055f * std::pow(v, 1.0f / 2.4f) - 0.055f;
}

class AdjustSource : public PixelSource {
 public:
  AdjustSource(std::unique_ptr<PixelSource> input, const AdjustOptions& options)
      : input_(std::move(input)), options_(options) {}
  const PictureShape& shape() const override { return input_->shape(); }
  const Image& facts() const override { return input_->facts(); }
  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    cv::Mat colour;
    SHARPSCALE_RETURN_IF_ERROR(input_->ReadRows(rows, &colour, alpha));
    *pixels = colour.clone();
    Adjust(options_, pixels);
    return absl::OkStatus();
  }

 private:
  std::unique_ptr<PixelSource> input_;
  AdjustOptions options_;
};

}  // namespace

bool AdjustOptions::neutral() const {
  return exposure_ev == 0.0 && contrast == 0.0 && red == 1.0 && green == 1.0 && blue == 1.0;
}

absl::Status AdjustOptions::Validate() const {
  if (!(std::abs(exposure_ev) <= 5.0)) {
    return absl::InvalidArgumentError(
        fmt::format("exposure is {} EV; allowed -5 to 5", exposure_ev));
  }
  if (!(std::abs(contrast) <= 1.0)) {
    return absl::InvalidArgumentError(fmt::format("contrast is {}; allowed -1 to 1", contrast));
  }
  for (const double gain : {red, green, blue}) {
    if (!(gain >= 0.25 && gain <= 4.0)) {
      return absl::InvalidArgumentError(
          fmt::format("white balance gain is {}; allowed 0.25 to 4", gain));
    }
  }
  return absl::OkStatus();
}

AdjustOptions NeutralWhiteBalance(const cv::Mat& pixels) {
  AdjustOptions options;
  if (pixels.empty() || pixels.channels() != 3) return options;
  std::array<double, 3> sums{};
  for (int y = 0; y < pixels.rows; ++y) {
    const cv::Vec3f* row = pixels.ptr<cv::Vec3f>(y);
    for (int x = 0; x < pixels.cols; ++x) {
      const cv::Vec3f& p = row[x];
      if (std::max({p[0], p[1], p[2]}) > 0.98f || std::min({p[0], p[1], p[2]}) < 0.02f) continue;
      for (int c = 0; c < 3; ++c) sums[c] += std::pow(ToLinear(p[c]), 6.0f);
    }
  }
  if (*std::min_element(sums.begin(), sums.end()) <= 0.0) return options;
  std::array<double, 3> means{};
  for (int c = 0; c < 3; ++c) means[c] = std::pow(sums[c], 1.0 / 6.0);
  const double luma = 0.2126 * means[0] + 0.7152 * means[1] + 0.0722 * means[2];
  options.red = std::clamp(luma / means[0], 0.25, 4.0);
  options.green = std::clamp(luma / means[1], 0.25, 4.0);
  options.blue = std::clamp(luma / means[2], 0.25, 4.0);
  return options;
}

void Adjust(const AdjustOptions& options, cv::Mat* pixels) {
  if (options.neutral()) return;
  const int channels = pixels->channels();
  const float exposure = static_cast<float>(std::exp2(options.exposure_ev));
  const float slope = static_cast<float>(std::exp2(options.contrast));
  const float gray = static_cast<float>(kMiddleGray);
  const std::array<float, 3> gains = {
      channels == 3 ? static_cast<float>(options.red) * exposure : exposure,
      static_cast<float>(options.green) * exposure,
      static_cast<float>(options.blue) * exposure};
  ParallelFor(cv::Range(0, pixels->rows), [&](const cv::Range& range) {
    for (int y = range.start; y < range.end; ++y) {
      float* row = pixels->ptr<float>(y);
      for (int i = 0; i < pixels->cols * channels; ++i) {
        float light = ToLinear(std::max(row[i], 0.0f)) * gains[channels == 3 ? i % 3 : 0];
        if (slope != 1.0f) light = gray * std::pow(light / gray, slope);
        row[i] = std::clamp(FromLinear(light), 0.0f, 1.0f);
      }
    }
  });
}

std::unique_ptr<PixelSource> AdjustRows(std::unique_ptr<PixelSource> input,
                                        const AdjustOptions& options) {
  if (options.neutral()) return input;
  return std::make_unique<AdjustSource>(std::move(input), options);
}

}  // namespace sharpscale
