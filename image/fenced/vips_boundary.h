// SPDX-License-Identifier: Apache-2.0
//
// File: image/fenced/vips_boundary.h
//
// libvips' boundary: TIFF, GIF, HEIF, AVIF and JPEG XL to rows, and pixels to JPEG XL. Only in the
// helper process. Loaders that libvips marks as not meant for untrusted files are blocked, but
// for JPEG XL, which is what the fence is for.

#ifndef SHARPSCALE_IMAGE_FENCED_VIPS_BOUNDARY_H_
#define SHARPSCALE_IMAGE_FENCED_VIPS_BOUNDARY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "image/codec.h"
#include "image/fence_protocol.h"

namespace sharpscale {

// Starts libvips; once per process. `modules`: also the codecs that Debian keeps in modules (HEIF,
// AVIF, JPEG XL, and others that stay blocked); without them it starts twice as fast.
absl::Status StartVips(bool modules);

absl::StatusOr<std::unique_ptr<CodecSource>> OpenVips(std::shared_ptr<ByteSource> bytes,
                                                      Container container,
                                                      const DecodeOptions& options);

// The CMYK profile that libvips carries, for files without one.
std::vector<uint8_t> DefaultCmykProfile();

// JPEG XL as a file in memory, without EXIF and XMP (see isobmff). `pixels`: job.type, packed rows.
absl::StatusOr<std::string> EncodeJxl(const FencedEncodeJob& job, const std::string& pixels);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_FENCED_VIPS_BOUNDARY_H_
