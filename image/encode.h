// SPDX-License-Identifier: Apache-2.0
//
// File: image/encode.h
//
// Pictures to files, atomically: a temporary file in the target's folder, fsync, rename. A file
// that exists is only replaced with `overwrite`; a path in `never_overwrite` never is.

#ifndef SHARPSCALE_IMAGE_ENCODE_H_
#define SHARPSCALE_IMAGE_ENCODE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/image.h"
#include "image/pixel_source.h"

namespace sharpscale {

struct EncodeOptions {
  Container format = Container::kUnknown;  // kUnknown: from the file name's ending
  int quality = 92;                        // lossy formats, 1..100
  bool chroma_444 = true;                  // JPEG, AVIF: no chroma subsampling
  bool lossless = false;                   // WebP, AVIF, JXL
  // 8 or 16; 0 = the image's own, where the format can hold it. AVIF writes 8 unless asked for 16,
  // which it keeps as 12.
  int bits = 0;
  bool strip = false;  // drop EXIF, XMP and IPTC (ICC stays)
  bool overwrite = false;
  // JPEG has no transparency: true = shown on white, false = an error unless alpha is opaque
  // everywhere.
  bool flatten_alpha = false;
  std::vector<std::string> never_overwrite;  // for instance the source
  absl::Status Validate() const;
};

// What a file of that name would be; kUnknown where the ending is none of ours.
Container ContainerFromPath(const std::string& path);

// Whether a picture with see-through px can go into the file at `path` (options.format, else its
// ending, decides); to be asked before hours of work. Errors: InvalidArgument where it cannot.
absl::Status AcceptsTransparency(const std::string& path, const EncodeOptions& options);

// Writes `image` with its ICC profile, metadata (orientation reset to 1, pixel dimensions and
// resolution rewritten, stale thumbnail dropped) and ppi. "-" = standard output.
// 16-bit to 8-bit conversion is dithered with a fixed pattern. Float is clipped to 0..1.
// Errors: AlreadyExists, InvalidArgument, PermissionDenied, ResourceExhausted (disk full),
// Unimplemented.
absl::Status Encode(const Image& image, const std::string& path, const EncodeOptions& options = {});

// The same to memory.
absl::StatusOr<std::string> EncodeBytes(const Image& image, const EncodeOptions& options);

// A file that is written in strips; visible after Finish().
absl::StatusOr<std::unique_ptr<PixelSink>> OpenSink(const PictureShape& shape,
                                                    const Image& facts,
                                                    const std::string& path,
                                                    const EncodeOptions& options = {});

// Writes bytes to `path` atomically under the same overwrite rules (reports, JSON, ledgers).
absl::Status WriteFileAtomically(const std::string& path,
                                 const std::string& bytes,
                                 bool overwrite,
                                 const std::vector<std::string>& never_overwrite = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_ENCODE_H_
