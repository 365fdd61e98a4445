// SPDX-License-Identifier: Apache-2.0
//
// File: image/fenced/isobmff.h
//
// The boxes of a JPEG XL file that carry metadata, which libvips 8.14 neither reads nor writes.

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

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_FENCED_ISOBMFF_H_
