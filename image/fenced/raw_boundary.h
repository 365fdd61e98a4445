// SPDX-License-Identifier: Apache-2.0
//
// File: image/fenced/raw_boundary.h
//
// LibRaw's boundary: camera RAW, developed with the camera's white balance to 16-bit sRGB.

#ifndef SHARPSCALE_IMAGE_FENCED_RAW_BOUNDARY_H_
#define SHARPSCALE_IMAGE_FENCED_RAW_BOUNDARY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "image/codec.h"

namespace sharpscale {

absl::StatusOr<std::unique_ptr<CodecSource>> OpenRaw(std::shared_ptr<ByteSource> bytes,
                                                     const DecodeOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_FENCED_RAW_BOUNDARY_H_
