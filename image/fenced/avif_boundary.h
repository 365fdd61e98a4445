// SPDX-License-Identifier: Apache-2.0
//
// File: image/fenced/avif_boundary.h
//
// Writing AVIF through libheif itself: libvips rebuilds EXIF (maker notes suffer), drops XMP and
// leaves the colour description open.

#ifndef SHARPSCALE_IMAGE_FENCED_AVIF_BOUNDARY_H_
#define SHARPSCALE_IMAGE_FENCED_AVIF_BOUNDARY_H_

#include <string>

#include "absl/status/statusor.h"
#include "image/fence_protocol.h"

namespace sharpscale {

// `pixels`: job.type, packed rows. 16-bit pixels are written with 12 bits. Lossless codes RGB
// itself.
absl::StatusOr<std::string> EncodeAvif(const FencedEncodeJob& job, const std::string& pixels);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_FENCED_AVIF_BOUNDARY_H_
