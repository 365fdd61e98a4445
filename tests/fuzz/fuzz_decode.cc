// SPDX-License-Identifier: Apache-2.0
// Any bytes as a picture file: a result or an error within the limits, never a crash.

#include <cstddef>
#include <cstdint>
#include <string>

#include "image/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sharpscale::DecodeOptions options;
  options.max_pixels = 1 << 20;
  options.max_file_bytes = 1 << 20;
  options.max_metadata_bytes = 1 << 20;
  options.child_seconds = 2.0;
  options.accept_truncated = size % 2 == 0;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto image = sharpscale::DecodeBytes(bytes, "fuzz", options);
  if (image.ok() && image->pixels.total() > (1u << 20)) __builtin_trap();
  return 0;
}
