// SPDX-License-Identifier: Apache-2.0
// EXIF blobs, the directories of TIFF, JPEG tables, WebP headers: read, corrected, read again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "image/byte_source.h"
#include "image/exif.h"
#include "image/jpeg_facts.h"
#include "image/tiff_exif.h"
#include "image/webp_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::vector<uint8_t> blob(data, data + size);
  const sharpscale::ExifFacts facts = sharpscale::ReadExif(blob);
  if (facts.orientation < 1 || facts.orientation > 8) __builtin_trap();
  sharpscale::ExifCorrection correction;
  correction.width = 640;
  correction.height = 480;
  correction.ppi = {300.0, 300.0};
  const std::vector<uint8_t> corrected = sharpscale::CorrectExif(blob, correction);
  if (sharpscale::ReadExif(corrected).orientation != 1) __builtin_trap();
  (void)sharpscale::ExifForTiff(blob);
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto source = sharpscale::ByteSource::FromBytes(bytes, "fuzz");
  (void)sharpscale::ExifFromTiff(*source, 1 << 20);
  const sharpscale::TiffHeaderFacts tiff = sharpscale::ReadTiffHeader(*source);
  if (tiff.orientation < 1 || tiff.orientation > 8) __builtin_trap();
  (void)sharpscale::ReadJpegFacts(bytes, "fuzz");
  const auto webp =
      sharpscale::ReadWebpFacts(std::string_view(reinterpret_cast<const char*>(data), size));
  if (webp.ok() && webp->quantiser > 127) __builtin_trap();
  return 0;
}
