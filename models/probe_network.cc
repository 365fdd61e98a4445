// SPDX-License-Identifier: Apache-2.0

#include "models/probe_network.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "fmt/format.h"
#include "image/status_macros.h"

namespace sharpscale {

absl::Status ProbeNetwork(const Network& network, const std::string& name) {
  constexpr int kSize = 64;
  cv::Mat tile(kSize, kSize, CV_32FC3);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      const float wave = 0.1f * static_cast<float>(std::sin(0.7 * x) * std::cos(0.5 * y));
      tile.at<cv::Vec3f>(y, x) = {0.25f + 0.5f * x / kSize, 0.3f + 0.4f * y / kSize, 0.5f + wave};
    }
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat out, network.Run(tile, {}, {0, 0}));
  const int expected = kSize * network.scale();
  if (out.cols != expected || out.rows != expected) {
    return absl::InvalidArgumentError(
        fmt::format("{}: a trial tile of {}x{} came back as {}x{}, not {}x{}; correct the scale",
                    name,
                    kSize,
                    kSize,
                    out.cols,
                    out.rows,
                    expected,
                    expected));
  }
  if (!cv::checkRange(out)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: a trial tile came back with numbers that are not finite", name));
  }
  // Away from the border, 8x8 means of input and output must agree.
  cv::Mat small_in;
  cv::Mat small_out;
  cv::resize(tile, small_in, {kSize / 8, kSize / 8}, 0, 0, cv::INTER_AREA);
  cv::resize(out, small_out, {kSize / 8, kSize / 8}, 0, 0, cv::INTER_AREA);
  const cv::Rect inner(1, 1, kSize / 8 - 2, kSize / 8 - 2);
  const double apart =
      cv::norm(small_in(inner), small_out(inner), cv::NORM_L1) / (3.0 * inner.area());
  if (apart > 0.08) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: a trial tile came back {:.2f} apart from its input on average (allowed 0.08 of "
        "the range); check range (1 or 255) and channels (rgb or bgr)",
        name,
        apart));
  }
  return absl::OkStatus();
}

}  // namespace sharpscale
