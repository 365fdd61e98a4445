// SPDX-License-Identifier: Apache-2.0
//
// File: image/codec.h
//
// What every decoder and encoder inside image/ gives to the common code. Private to image/.

#ifndef SHARPSCALE_IMAGE_CODEC_H_
#define SHARPSCALE_IMAGE_CODEC_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/byte_source.h"
#include "image/decode.h"
#include "image/image.h"
#include "image/pixel_source.h"

namespace sharpscale {

// Rows as they lie in the file: orientation not yet applied, `facts().source.orientation` says what
// to do. `facts().ppi` is the container's own density (0 when it has none or has no unit); EXIF's
// is reconciled by the caller.
class CodecSource : public PixelSource {
 public:
  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return facts_; }

  // Density without a unit (an aspect ratio); 0 = none.
  Ppi aspect() const { return aspect_; }

 protected:
  PictureShape shape_;
  Image facts_;
  Ppi aspect_;
};

// "NAME: what; what to do" of the two common failures.
absl::Status DamagedError(const ByteSource& bytes, std::string_view reason);
absl::Status TruncatedError(const ByteSource& bytes, int rows_read, int rows);

// The note left when a truncated file was accepted.
std::string TruncatedNote(int rows_read, int rows);

// The code value of mid-gray, stands for rows that a truncated file lacks.
double MidGray(int cv_depth);

// width x height within limits; `name` for the message.
absl::Status CheckSize(const std::string& name,
                       int64_t width,
                       int64_t height,
                       const DecodeOptions& options);

absl::StatusOr<std::unique_ptr<CodecSource>> OpenJpeg(std::shared_ptr<ByteSource> bytes,
                                                      const DecodeOptions& options);
absl::StatusOr<std::unique_ptr<CodecSource>> OpenPng(std::shared_ptr<ByteSource> bytes,
                                                     const DecodeOptions& options);
absl::StatusOr<std::unique_ptr<CodecSource>> OpenWebp(std::shared_ptr<ByteSource> bytes,
                                                      const DecodeOptions& options);
absl::StatusOr<std::unique_ptr<CodecSource>> OpenBmp(std::shared_ptr<ByteSource> bytes,
                                                     const DecodeOptions& options);
absl::StatusOr<std::unique_ptr<CodecSource>> OpenPnm(std::shared_ptr<ByteSource> bytes,
                                                     const DecodeOptions& options);
// TIFF, GIF, HEIF, AVIF, JPEG XL and camera RAW, in a child process.
absl::StatusOr<std::unique_ptr<CodecSource>> OpenFenced(std::shared_ptr<ByteSource> bytes,
                                                        Container container,
                                                        const DecodeOptions& options);

// Rows with interleaved alpha (2 or 4 channels) to pixels (1 or 3) and alpha.
void SplitAlpha(const cv::Mat& interleaved, cv::Mat* pixels, cv::Mat* alpha);

// The inverse; `alpha` empty = `pixels` as they are.
cv::Mat JoinAlpha(const cv::Mat& pixels, const cv::Mat& alpha);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_CODEC_H_
