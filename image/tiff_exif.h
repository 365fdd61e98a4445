// SPDX-License-Identifier: Apache-2.0
//
// File: image/tiff_exif.h
//
// EXIF between a blob and a TIFF file. A TIFF has no blob: its first directory holds the texts, and
// EXIF and GPS are directories of their own. Private to image/.

#ifndef SHARPSCALE_IMAGE_TIFF_EXIF_H_
#define SHARPSCALE_IMAGE_TIFF_EXIF_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "image/byte_source.h"

namespace sharpscale {

// Values are in this machine's (little-endian) order, taken out of their file.
struct TiffEntry {
  uint16_t tag = 0;
  uint16_t type = 0;  // 1..13
  uint32_t count = 0;
  std::vector<uint8_t> bytes;
};

struct TiffDirectory {
  std::vector<TiffEntry> entries;  // in tag order
};

struct TiffExif {
  std::vector<std::pair<uint32_t, std::string>> texts;  // of the first directory: make, model, ...
  TiffDirectory exif;
  TiffDirectory gps;
};

// Maker notes and the interoperability directory are left out: their offsets would be wrong
// elsewhere. Damaged blobs give what could be read.
TiffExif ExifForTiff(const std::vector<uint8_t>& blob);

// A directory that is to stand at `offset` of a little-endian TIFF file, values behind it.
std::vector<uint8_t> SerialiseDirectory(const TiffDirectory& directory, uint32_t offset);

// The inverse: EXIF of a TIFF file (classic, any byte order) as a blob, for Metadata::exif; empty
// where it has none of the texts and directories above.
std::vector<uint8_t> ExifFromTiff(const ByteSource& bytes, int64_t max_bytes);

// Facts of the first directory (classic and BigTIFF).
struct TiffHeaderFacts {
  int orientation = 1;   // 1..8
  int bits = 0;          // per sample; 0 = not stated
  bool lossless = true;  // the compression keeps pixels exactly
};
TiffHeaderFacts ReadTiffHeader(const ByteSource& bytes);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_TIFF_EXIF_H_
