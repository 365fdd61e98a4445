// SPDX-License-Identifier: Apache-2.0
//
// File: models/torch_module.h
//
// Finds and loads libsharpscale_torch.so, the only part of the program that links LibTorch.

#ifndef SHARPSCALE_MODELS_TORCH_MODULE_H_
#define SHARPSCALE_MODELS_TORCH_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "models/module_interface.h"

namespace sharpscale {

// Builds a network in the module; loads the module on the first call (about 0.7 s). Looked for in
// $SHARPSCALE_TORCH_MODULE (a file), then beside the program in ../lib, ../lib/sharpscale and the
// install's library folder. Errors: FailedPrecondition (not found or not loadable: every place
// named), and those of the module.
absl::StatusOr<std::unique_ptr<Network>> BuildTorchNetwork(const NetworkSpec& spec,
                                                           const NetworkOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TORCH_MODULE_H_
