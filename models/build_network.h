// SPDX-License-Identifier: Apache-2.0
//
// File: models/build_network.h

#ifndef SHARPSCALE_MODELS_BUILD_NETWORK_H_
#define SHARPSCALE_MODELS_BUILD_NETWORK_H_

#include <memory>

#include "absl/status/statusor.h"
#include "models/module_interface.h"

namespace sharpscale {

// A network from its data: by our own code where that serves (models/stack_networks.h), else by
// LibTorch (models/torch_module.h). Errors: those of either.
absl::StatusOr<std::unique_ptr<Network>> BuildNetwork(const NetworkSpec& spec,
                                                      const NetworkOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_BUILD_NETWORK_H_
