// SPDX-License-Identifier: Apache-2.0
// EXIF blobs and WebP headers: read, corrected, read again.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "image/exif.h"
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
  const auto webp =
      sharpscale::ReadWebpFacts(std::string_view(reinterpret_cast<const char*>(data), size));
  if (webp.ok() && webp->quantiser > 127) __builtin_trap();
  return 0;
}
