// SPDX-License-Identifier: Apache-2.0
//
// File: models/module_interface.h
//
// The seam between the library (no LibTorch) and the module that is loaded on first use (all of
// it). Both are built from one source tree; the number guards against a module left over from
// another build.

#ifndef SHARPSCALE_MODELS_MODULE_INTERFACE_H_
#define SHARPSCALE_MODELS_MODULE_INTERFACE_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "models/network.h"
#include "models/weight_file.h"

namespace sharpscale {

// A network as data: all that the module needs to build it.
struct NetworkSpec {
  std::string name;          // stands in messages
  std::string architecture;  // "repcond", "compact", "torchscript"
  nlohmann::json config;     // of that architecture
  WeightFile weights;        // empty for TorchScript
  std::string path;          // TorchScript only
};

constexpr int kTorchModuleInterface = 2;

}  // namespace sharpscale

extern "C" {
// The kTorchModuleInterface the module was built with.
int SharpscaleTorchInterface();
// Fills `*out`; throws nothing.
void SharpscaleTorchLoad(const sharpscale::NetworkSpec* spec,
                         const sharpscale::NetworkOptions* options,
                         absl::StatusOr<std::unique_ptr<sharpscale::Network>>* out);
}

#endif  // SHARPSCALE_MODELS_MODULE_INTERFACE_H_
