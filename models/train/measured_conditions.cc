// SPDX-License-Identifier: Apache-2.0

#include "models/train/measured_conditions.h"

#include <algorithm>

#include "analysis/analyze.h"
#include "image/channel_noise.h"
#include "image/status_macros.h"

namespace sharpscale {

absl::StatusOr<Conditions> MeasuredConditions(const cv::Mat& picture) {
  Image image;
  image.pixels = picture;
  AnalyzeOptions options;
  options.metrics = {"noise.", "compression.", "blur.", "halo."};
  options.maps = false;
  options.threads = 1;
  SHARPSCALE_ASSIGN_OR_RETURN(const Report report, Analyze(image, options));
  Conditions c;
  c.noise_sigma = ChannelNoise(report.ValueOr("noise.luma_sigma", 0.0),
                               report.ValueOr("noise.chroma_sigma", 0.0));
  c.jpeg_quality = report.ValueOr("compression.jpeg_quality", 100.0);
  const double x = report.ValueOr("compression.grid_x", -1.0);
  const double y = report.ValueOr("compression.grid_y", -1.0);
  if (c.jpeg_quality < 100.0 && x >= 0.0 && y >= 0.0) {
    c.jpeg_grid = true;
    c.grid_x = static_cast<int>(x) & 7;
    c.grid_y = static_cast<int>(y) & 7;
  }
  c.blur_sigma = AddedBlur(report.ValueOr("blur.sigma", 0.0));
  c.halo = std::clamp(report.ValueOr("halo.overshoot", 0.0), 0.0, 40.0);
  return c;
}

}  // namespace sharpscale
