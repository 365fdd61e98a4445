// SPDX-License-Identifier: Apache-2.0

#include "models/stack_networks.h"

namespace sharpscale {

bool RunsWithoutLibTorch(Precision precision) {
  return winograd::FindArithmetic(precision) != nullptr;
}

bool RunsBf16Here() {
  return RunsWithoutLibTorch(Precision::kBf16);
}

absl::StatusOr<std::unique_ptr<Network>> MakeStackNetwork(const NetworkSpec& spec,
                                                          const NetworkOptions& options) {
  const winograd::Arithmetic* arithmetic = winograd::FindArithmetic(options.precision);
  if (options.engine == Engine::kLibTorch || arithmetic == nullptr) return nullptr;
  if (spec.architecture == "repcond") return MakeRepCondStack(spec, *arithmetic, options.threads);
  if (spec.architecture == "compact") return MakeCompactStack(spec, *arithmetic, options.threads);
  return nullptr;
}

}  // namespace sharpscale
