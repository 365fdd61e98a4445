// SPDX-License-Identifier: Apache-2.0
//
// File: image/png_chunks.h
//
// Metadata of a PNG file, walked chunk by chunk without libpng, before and after the pixels: iCCP,
// eXIf, XMP (iTXt), IPTC and EXIF in ImageMagick's "Raw profile type" text, pHYs, acTL. Compressed
// chunks are inflated up to the metadata limit only.

#ifndef SHARPSCALE_IMAGE_PNG_CHUNKS_H_
#define SHARPSCALE_IMAGE_PNG_CHUNKS_H_

#include <cstdint>

#include "image/byte_source.h"
#include "image/image.h"

namespace sharpscale {

struct PngChunks {
  int64_t width = 0;  // from IHDR; 0 = not found
  int64_t height = 0;
  Metadata metadata;
  Ppi ppi;         // pHYs in metres
  Ppi aspect;      // pHYs without a unit
  int frames = 0;  // animated PNG; 0 = a still picture
  bool metadata_dropped = false;
};

// Damaged files give what was found.
PngChunks ReadPngChunks(const ByteSource& bytes, int64_t max_metadata_bytes);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_PNG_CHUNKS_H_
