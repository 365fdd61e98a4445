// SPDX-License-Identifier: Apache-2.0
//
// File: image/decode.h
//
// Files to pictures. Input is hostile until decoded: limits are checked on the header, before any
// pixel is allocated; loaders not meant for untrusted data are blocked; HEIF and camera RAW are
// decoded in a child process.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(Image image, Decode("photo.jpg"));

#ifndef SHARPSCALE_IMAGE_DECODE_H_
#define SHARPSCALE_IMAGE_DECODE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/image.h"
#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

struct DecodeOptions {
  int64_t max_pixels = 1'000'000'000;          // width x height
  int64_t max_file_bytes = 4'000'000'000;      // of the compressed file
  int64_t max_metadata_bytes = 64'000'000;     // ICC + EXIF + XMP + IPTC together
  double child_seconds = 60.0;                 // time limit of the fenced decoders
  int64_t child_memory_bytes = 4'000'000'000;  // address-space limit of the fenced decoders
  // A truncated file: true = the part that was read, the rest mid-gray, and a note;
  // false = an error. Header or zero rows damaged is always an error.
  bool accept_truncated = false;
  absl::Status Validate() const;
};

// Decodes the first page of `path` ("-" = standard input), orientation applied, CMYK converted to
// sRGB, palette expanded, 1/2/4-bit expanded to 8. Gray stays one channel.
// Errors: NotFound, InvalidArgument (not a picture, damaged, over a limit), Unimplemented (a format
// this build cannot read), Cancelled (`progress` is asked between strips). Messages name the file,
// what was found, what is allowed, what to do.
absl::StatusOr<Image> Decode(const std::string& path,
                             const DecodeOptions& options = {},
                             const Progress* progress = nullptr);

// The same from memory; `name` stands in messages and in `source.file`.
absl::StatusOr<Image> DecodeBytes(const std::string& bytes,
                                  const std::string& name,
                                  const DecodeOptions& options = {});

// Everything but the pixels (`pixels` is empty; `width`, `height` beside it). Cheap.
struct Header {
  Image facts;    // metadata, ppi, source; no pixels
  int width = 0;  // after orientation
  int height = 0;
  int channels = 0;  // 1 or 3, after conversion
  int depth = 0;     // CV_8U, CV_16U or CV_32F
  bool has_alpha = false;
};
absl::StatusOr<Header> ReadHeader(const std::string& path, const DecodeOptions& options = {});

// Opens a file for reading in strips, top to bottom. What is held meanwhile:
//   JPEG (not progressive), PNG (not interlaced), TIFF, BMP, PNM: a few strips;
//   progressive JPEG: its coefficients, 3 to 6 bytes a pixel;
//   interlaced PNG, WebP, RLE BMP: the picture; GIF, HEIF, AVIF, JPEG XL, RAW: the picture, in the
//   helper process;
//   orientations 3 to 8: up to 256 MB the picture, beyond that it is turned through a file in
//   TMPDIR.
absl::StatusOr<std::unique_ptr<PixelSource>> OpenSource(const std::string& path,
                                                        const DecodeOptions& options = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_DECODE_H_
