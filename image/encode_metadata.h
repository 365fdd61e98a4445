// SPDX-License-Identifier: Apache-2.0
//
// File: image/encode_metadata.h
//
// The metadata that goes into a new file: what the source had, corrected for the new pixels.
// Private to image/.

#ifndef SHARPSCALE_IMAGE_ENCODE_METADATA_H_
#define SHARPSCALE_IMAGE_ENCODE_METADATA_H_

#include <cstdint>
#include <vector>

#include "image/image.h"

namespace sharpscale {

// EXIF with orientation 1, new dimensions and resolution, no thumbnail; XMP likewise; IPTC and ICC
// as they are. Containers without a density of their own (WebP, AVIF, JPEG XL) get a minimal EXIF
// where there is a ppi to tell. `strip` keeps the ICC profile only.
Metadata MetadataForEncoding(const Image& facts,
                             Container container,
                             int width,
                             int height,
                             bool strip);

// XMP with tiff:Orientation 1, the new dimensions and resolution where they are stated, and without
// its thumbnails. Anything else stays byte for byte.
std::vector<uint8_t> CorrectXmp(const std::vector<uint8_t>& xmp, int width, int height, Ppi ppi);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_ENCODE_METADATA_H_
