// SPDX-License-Identifier: Apache-2.0
//
// File: models/torch/networks.h
//
// One maker per architecture. They may throw LibTorch's exceptions; module.cc catches them.

#ifndef SHARPSCALE_MODELS_TORCH_NETWORKS_H_
#define SHARPSCALE_MODELS_TORCH_NETWORKS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "models/module_interface.h"

namespace sharpscale {

absl::StatusOr<std::unique_ptr<Network>> MakeRepCond(const NetworkSpec& spec,
                                                     const NetworkOptions& options);
absl::StatusOr<std::unique_ptr<Network>> MakeCompact(const NetworkSpec& spec,
                                                     const NetworkOptions& options);
absl::StatusOr<std::unique_ptr<Network>> MakeTorchScript(const NetworkSpec& spec,
                                                         const NetworkOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TORCH_NETWORKS_H_
