// SPDX-License-Identifier: Apache-2.0

#include "image/codec.h"

#include <fmt/format.h>

namespace sharpscale {

absl::Status DamagedError(const ByteSource& bytes, std::string_view reason) {
  return absl::InvalidArgumentError(
      fmt::format("{}: the file is damaged ({}); copy or export it again", bytes.name(), reason));
}

absl::Status TruncatedError(const ByteSource& bytes, int rows_read, int rows) {
  return absl::InvalidArgumentError(
      fmt::format("{}: the file is truncated ({} of {} rows are there); copy it again, or use "
                  "that part with --accept-truncated",
                  bytes.name(),
                  rows_read,
                  rows));
}

std::string TruncatedNote(int rows_read, int rows) {
  return fmt::format(
      "The file is truncated: {} of {} rows were read, the rest is mid-gray.", rows_read, rows);
}

double MidGray(int cv_depth) {
  switch (cv_depth) {
    case CV_8U:
      return 128.0;
    case CV_16U:
      return 32768.0;
    default:
      return 0.5;
  }
}

absl::Status CheckSize(const std::string& name,
                       int64_t width,
                       int64_t height,
                       const DecodeOptions& options) {
  if (width < 1 || height < 1) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: the header says {}x{} px; the file is damaged, export it again", name, width, height));
  }
  // OpenCV counts rows and columns in int; the product is checked in 64 bits.
  constexpr int64_t kMaxSide = 10'000'000;
  if (width > kMaxSide || height > kMaxSide || width * height > options.max_pixels) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {}x{} px is more than the limit of {:.6g} megapixels; raise it with "
                    "--max-pixels if you trust the file",
                    name,
                    width,
                    height,
                    static_cast<double>(options.max_pixels) / 1e6));
  }
  return absl::OkStatus();
}

void SplitAlpha(const cv::Mat& interleaved, cv::Mat* pixels, cv::Mat* alpha) {
  const int colours = interleaved.channels() - 1;
  const int depth = interleaved.depth();
  pixels->create(interleaved.size(), CV_MAKETYPE(depth, colours));
  alpha->create(interleaved.size(), CV_MAKETYPE(depth, 1));
  cv::Mat outputs[] = {*pixels, *alpha};
  static constexpr int kGray[] = {0, 0, 1, 1};
  static constexpr int kColour[] = {0, 0, 1, 1, 2, 2, 3, 3};
  cv::mixChannels(&interleaved, 1, outputs, 2, colours == 1 ? kGray : kColour, colours + 1);
}

cv::Mat JoinAlpha(const cv::Mat& pixels, const cv::Mat& alpha) {
  if (alpha.empty()) return pixels;
  const int colours = pixels.channels();
  cv::Mat joined(pixels.size(), CV_MAKETYPE(pixels.depth(), colours + 1));
  const cv::Mat inputs[] = {pixels, alpha};
  static constexpr int kGray[] = {0, 0, 1, 1};
  static constexpr int kColour[] = {0, 0, 1, 1, 2, 2, 3, 3};
  cv::mixChannels(inputs, 2, &joined, 1, colours == 1 ? kGray : kColour, colours + 1);
  return joined;
}

}  // namespace sharpscale
