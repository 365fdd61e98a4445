// SPDX-License-Identifier: Apache-2.0
//
// File: image/jpeg_cmyk.h
//
// CMYK in JPEG and TIFF: what a file without a profile needs. Private to image/.

#ifndef SHARPSCALE_IMAGE_JPEG_CMYK_H_
#define SHARPSCALE_IMAGE_JPEG_CMYK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "image/codec.h"

namespace sharpscale {

// OpenJpeg with the profile to use for CMYK that carries none.
absl::StatusOr<std::unique_ptr<CodecSource>> OpenJpegWithCmyk(
    std::shared_ptr<ByteSource> bytes,
    const DecodeOptions& options,
    const std::vector<uint8_t>& default_cmyk);

// The note for the user: converted by which profile.
std::string CmykNote(const std::vector<uint8_t>& profile, bool own);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_JPEG_CMYK_H_
