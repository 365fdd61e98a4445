// SPDX-License-Identifier: Apache-2.0
//
// File: models/network_spec.h
//
// From a file of weights, ours or somebody else's, to a network as data. Nothing is executed.

#ifndef SHARPSCALE_MODELS_NETWORK_SPEC_H_
#define SHARPSCALE_MODELS_NETWORK_SPEC_H_

#include <string>

#include "absl/status/statusor.h"
#include "models/module_interface.h"
#include "models/weight_file.h"

namespace sharpscale {

// By the file's ending: .ssw (ours), .safetensors (compact architecture, recognised by its
// tensors), .pt, .ts or .torchscript (with a JSON beside it). Errors: NotFound, DataLoss (damaged),
// InvalidArgument (foreign; pickled .pth files are never opened).
absl::StatusOr<NetworkSpec> NetworkSpecOfFile(const std::string& path);

// Of a file of ours that is already read; every layer is there and has the shape described.
absl::StatusOr<NetworkSpec> NetworkSpecOfWeights(WeightFile weights, const std::string& name);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_NETWORK_SPEC_H_
