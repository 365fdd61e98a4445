// SPDX-License-Identifier: Apache-2.0

#include "models/bf16_networks.h"

#include "models/winograd/packed_layer.h"

namespace sharpscale {

bool RunsBf16Here() {
  return winograd::Available();
}

absl::StatusOr<std::unique_ptr<Network>> MakeBf16Network(const NetworkSpec& spec,
                                                         const NetworkOptions& options) {
  if (options.precision == Precision::kFp32 || options.engine == Engine::kLibTorch ||
      !RunsBf16Here()) {
    return nullptr;
  }
  if (spec.architecture == "repcond") return MakeRepCondBf16(spec, options.threads);
  if (spec.architecture == "compact") return MakeCompactBf16(spec, options.threads);
  return nullptr;
}

}  // namespace sharpscale
