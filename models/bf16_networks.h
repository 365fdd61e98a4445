// SPDX-License-Identifier: Apache-2.0
//
// File: models/bf16_networks.h
//
// Plain convolution stacks on CPUs that multiply bf16 (AVX-512 BF16), by our own code
// (models/winograd) and without loading LibTorch. Everything else - other CPUs, fp32, TorchScript -
// runs in LibTorch, which also is what the tests compare this with.

#ifndef SHARPSCALE_MODELS_BF16_NETWORKS_H_
#define SHARPSCALE_MODELS_BF16_NETWORKS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "models/module_interface.h"

namespace sharpscale {

// True where this CPU and build can run networks so.
bool RunsBf16Here();

// Null where LibTorch has to run it: it or fp32 is asked for, the CPU lacks the instructions,
// another architecture, or more channels than winograd::kMostChannels. Errors: InvalidArgument (a
// bad description).
absl::StatusOr<std::unique_ptr<Network>> MakeBf16Network(const NetworkSpec& spec,
                                                         const NetworkOptions& options);

// One maker per architecture; null where there are too many channels.
absl::StatusOr<std::unique_ptr<Network>> MakeRepCondBf16(const NetworkSpec& spec, int threads);
absl::StatusOr<std::unique_ptr<Network>> MakeCompactBf16(const NetworkSpec& spec, int threads);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_BF16_NETWORKS_H_
