// SPDX-License-Identifier: Apache-2.0
//
// The door of the LibTorch module: C names, no exception leaves.

#include "models/module_interface.h"

#include "fmt/format.h"
#include "models/torch/networks.h"

namespace sharpscale {

namespace {

absl::StatusOr<std::unique_ptr<Network>> Make(const NetworkSpec& spec,
                                              const NetworkOptions& options) {
  if (spec.architecture == "repcond") return MakeRepCond(spec, options);
  if (spec.architecture == "compact") return MakeCompact(spec, options);
  if (spec.architecture == "torchscript") return MakeTorchScript(spec, options);
  return absl::InvalidArgumentError(
      fmt::format("{}: architecture '{}' is unknown", spec.name, spec.architecture));
}

}  // namespace
}  // namespace sharpscale

__attribute__((visibility("default"))) int SharpscaleTorchInterface() {
  return sharpscale::kTorchModuleInterface;
}

__attribute__((visibility("default"))) void SharpscaleTorchLoad(
    const sharpscale::NetworkSpec* spec,
    const sharpscale::NetworkOptions* options,
    absl::StatusOr<std::unique_ptr<sharpscale::Network>>* out) {
  try {
    *out = sharpscale::Make(*spec, *options);
  } catch (const std::exception& e) {
    *out = absl::InternalError(
        fmt::format("{}: the network could not be built: {}", spec->name, e.what()));
  }
}
