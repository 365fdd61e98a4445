// SPDX-License-Identifier: Apache-2.0
// Weight files: ours and safetensors.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "models/compact.h"
#include "models/safetensors.h"
#include "models/weight_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)sharpscale::ParseWeights(bytes, "fuzz");
  const auto foreign = sharpscale::ParseSafetensors(bytes, "fuzz");
  if (foreign.ok()) (void)sharpscale::RecogniseCompact(*foreign, "fuzz");
  return 0;
}
