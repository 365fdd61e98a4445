// SPDX-License-Identifier: Apache-2.0
//
// File: image/fenced/isobmff.h
//
// What libvips 8.14 does not tell of boxed files: the metadata boxes of JPEG XL, which it neither
// reads nor writes, and whether AVIF or HEIC is coded as gray.

#ifndef SHARPSCALE_IMAGE_FENCED_ISOBMFF_H_
#define SHARPSCALE_IMAGE_FENCED_ISOBMFF_H_

#include <cstdint>
#include <string>
#include <vector>

#include "image/byte_source.h"

namespace sharpscale {

struct BoxedMetadata {
  std::vector<uint8_t> exif;  // from the TIFF header on
  std::vector<uint8_t> xmp;
};

// Uncompressed "Exif" and "xml " boxes at the top of the file; empty for a bare codestream.
BoxedMetadata ReadJxlBoxes(const ByteSource& bytes, int64_t max_bytes);

// `file`, a codestream or a container, with metadata boxes; as it is where there are none.
std::string AddJxlBoxes(const std::string& file, const BoxedMetadata& metadata);

// True where every AV1 or HEVC configuration of the file ("av1C", "hvcC") is monochrome.
bool IsMonochromeHeif(const ByteSource& bytes);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_FENCED_ISOBMFF_H_
