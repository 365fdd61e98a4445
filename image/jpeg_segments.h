// SPDX-License-Identifier: Apache-2.0
//
// File: image/jpeg_segments.h
//
// Metadata of a JPEG file, walked segment by segment without libjpeg: EXIF, ICC (joined from its
// pieces), XMP, IPTC and the JFIF density. Never reads beyond the first scan.

#ifndef SHARPSCALE_IMAGE_JPEG_SEGMENTS_H_
#define SHARPSCALE_IMAGE_JPEG_SEGMENTS_H_

#include <cstdint>
#include <vector>

#include "image/byte_source.h"
#include "image/image.h"

namespace sharpscale {

struct JpegSegments {
  Metadata metadata;
  int density_unit = -1;  // JFIF: 0 aspect ratio only, 1 per inch, 2 per cm; -1 = no JFIF
  int x_density = 0;
  int y_density = 0;
  int photoshop_ppi_x = 0;  // ResolutionInfo of the Photoshop block, px per inch; 0 = absent
  int photoshop_ppi_y = 0;
  int pictures = 1;  // of a multi-picture file (MPF): the further ones are previews or depth
  bool metadata_dropped = false;  // more than the limit, or damaged ICC pieces
};

// Damaged files give what was found until then.
JpegSegments ReadJpegSegments(const ByteSource& bytes, int64_t max_metadata_bytes);

// The IPTC record (resource 0x0404) inside a Photoshop image resource block, and the block around
// an IPTC record.
std::vector<uint8_t> IptcFromPhotoshop(const std::vector<uint8_t>& resources);
std::vector<uint8_t> PhotoshopFromIptc(const std::vector<uint8_t>& iptc);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_JPEG_SEGMENTS_H_
