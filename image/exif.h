// SPDX-License-Identifier: Apache-2.0
//
// File: image/exif.h
//
// Reading and correcting the few EXIF tags that the pixels depend on, byte for byte: everything
// else, maker notes with their absolute offsets included, stays where it was. (libexif rewrites the
// whole block and damages maker notes; so the editing is ours, and fuzzed.)
//
// Blobs start with the TIFF header ("II*\0" or "MM\0*"), as in Metadata::exif.
//
//   ExifFacts facts = ReadExif(blob);           // facts.orientation == 6
//   blob = CorrectExif(blob, {.width = 800});   // orientation 1, no thumbnail

#ifndef SHARPSCALE_IMAGE_EXIF_H_
#define SHARPSCALE_IMAGE_EXIF_H_

#include <cstdint>
#include <vector>

#include "image/image.h"

namespace sharpscale {

struct ExifFacts {
  int orientation = 1;        // 1..8; anything else in the file counts as 1
  double x_resolution = 0.0;  // in `resolution_unit`; 0 = absent
  double y_resolution = 0.0;
  int resolution_unit = 0;  // 0 absent, 1 none, 2 inch, 3 centimetre
  int pixel_width = 0;      // 0 = absent
  int pixel_height = 0;
  bool has_thumbnail = false;
  bool valid = false;  // false: not a TIFF header or an unreadable first directory

  // 0 where the file has no resolution or no unit for it.
  Ppi ppi() const;
};

// Damaged blobs give what could be read; never fails.
ExifFacts ReadExif(const std::vector<uint8_t>& blob);

struct ExifCorrection {
  int width = 0;   // px, written to PixelXDimension (and ImageWidth where present); 0 = leave
  int height = 0;  // px
  Ppi ppi;         // unknown = leave what is there
};

// Orientation set to 1, pixel dimensions and resolution to the values given, thumbnail directory
// dropped. An empty or unreadable blob gives a minimal new one when there is a resolution to write,
// otherwise an empty one.
std::vector<uint8_t> CorrectExif(const std::vector<uint8_t>& blob,
                                 const ExifCorrection& correction);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_EXIF_H_
