// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/jpeg_codec.h
//
// JPEG and WebP damage of known strength, in memory, without a file.
//
//   auto damaged = JpegRoundTrip(picture, {.quality = 50, .chroma_420 = true, .grid_x = 3});

#ifndef SHARPSCALE_DATASETS_JPEG_CODEC_H_
#define SHARPSCALE_DATASETS_JPEG_CODEC_H_

#include <opencv2/core.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

struct JpegOptions {
  int quality = 75;         // 1..100, libjpeg's scale
  bool chroma_420 = false;  // chroma at half resolution both ways; else 4:4:4
  int grid_x = 0;           // 0..7: column of the result where a block begins
  int grid_y = 0;
  absl::Status Validate() const;
};

// Baseline JPEG bytes of a CV_8UC1 or CV_8UC3 (RGB) picture with libjpeg's standard tables.
// The grid phase plays no part here. Errors: InvalidArgument, Internal (libjpeg's words).
absl::StatusOr<std::string> EncodeJpeg(const cv::Mat& picture, const JpegOptions& options);

// CV_8UC1 or CV_8UC3 (RGB), libjpeg's default (islow) IDCT and fancy up-sampling.
absl::StatusOr<cv::Mat> DecodeJpeg(const std::string& bytes);

// Compressed and decompressed, with the block grid at the phase asked: the picture is extended to
// the left and top by repeated edge pixels before and cropped after, as when somebody crops a JPEG.
absl::StatusOr<cv::Mat> JpegRoundTrip(const cv::Mat& picture, const JpegOptions& options);

// Lossy WebP there and back (always 4:2:0), CV_8UC3. Quality 0..100.
absl::StatusOr<cv::Mat> WebpRoundTrip(const cv::Mat& picture, double quality);

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_JPEG_CODEC_H_
