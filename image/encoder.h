// SPDX-License-Identifier: Apache-2.0
//
// File: image/encoder.h
//
// What the encoders inside image/ give to the common code. Private to image/.

#ifndef SHARPSCALE_IMAGE_ENCODER_H_
#define SHARPSCALE_IMAGE_ENCODER_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/atomic_file.h"
#include "image/encode.h"
#include "image/image.h"
#include "image/pixel_source.h"

namespace sharpscale {

// A file being written. Rows arrive in order, converted to `Shape`, alpha interleaved as last
// channel.
class Encoder {
 public:
  virtual ~Encoder() = default;
  virtual absl::Status WriteRows(const cv::Mat& rows) = 0;
  // After the last row: writes what is outstanding. The caller commits the file.
  virtual absl::Status Finish() = 0;
};

// What an encoder is given. `metadata` is corrected already; `file` outlives the encoder.
struct EncodeJob {
  AtomicFile* file = nullptr;
  int width = 0;
  int height = 0;
  int depth = CV_8U;  // CV_8U or CV_16U
  int channels = 3;   // 1 or 3, plus 1 with alpha
  Metadata metadata;
  Ppi ppi;
  EncodeOptions options;
};

absl::StatusOr<std::unique_ptr<Encoder>> NewJpegEncoder(const EncodeJob& job);
absl::StatusOr<std::unique_ptr<Encoder>> NewPngEncoder(const EncodeJob& job);
absl::StatusOr<std::unique_ptr<Encoder>> NewTiffEncoder(const EncodeJob& job);
absl::StatusOr<std::unique_ptr<Encoder>> NewWebpEncoder(const EncodeJob& job);
// AVIF and JPEG XL, in a child process.
absl::StatusOr<std::unique_ptr<Encoder>> NewFencedEncoder(const EncodeJob& job);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_ENCODER_H_
