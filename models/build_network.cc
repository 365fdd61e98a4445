// SPDX-License-Identifier: Apache-2.0

#include "models/build_network.h"

#include "image/status_macros.h"
#include "models/stack_networks.h"
#include "models/torch_module.h"

namespace sharpscale {

absl::StatusOr<std::unique_ptr<Network>> BuildNetwork(const NetworkSpec& spec,
                                                      const NetworkOptions& options) {
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<Network> network, MakeStackNetwork(spec, options));
  if (network != nullptr) return network;
  return BuildTorchNetwork(spec, options);
}

}  // namespace sharpscale
