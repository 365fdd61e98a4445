// SPDX-License-Identifier: Apache-2.0
//
// File: models/stack_networks.h
//
// Plain convolution stacks by our own code (models/winograd), without loading LibTorch: in bf16 on
// CPUs that multiply it (AVX-512 BF16), in fp32 on those with AVX-512 or AVX2. Everything else -
// other CPUs, TorchScript - runs in LibTorch, which also is what the tests compare this with.

#ifndef SHARPSCALE_MODELS_STACK_NETWORKS_H_
#define SHARPSCALE_MODELS_STACK_NETWORKS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "models/module_interface.h"
#include "models/winograd/arithmetic.h"

namespace sharpscale {

// True where this CPU and build run networks of `precision` (kAuto: whichever is best) so.
bool RunsWithoutLibTorch(Precision precision);

// True where this CPU and build can run networks in bf16 so.
bool RunsBf16Here();

// Null where LibTorch has to run it: it is asked for, the CPU lacks the instructions, another
// architecture, or more channels than winograd::kMostChannels. Errors: InvalidArgument (a bad
// description).
absl::StatusOr<std::unique_ptr<Network>> MakeStackNetwork(const NetworkSpec& spec,
                                                          const NetworkOptions& options);

// One maker per architecture; null where there are too many channels.
absl::StatusOr<std::unique_ptr<Network>> MakeRepCondStack(const NetworkSpec& spec,
                                                          const winograd::Arithmetic& arithmetic,
                                                          int threads);
absl::StatusOr<std::unique_ptr<Network>> MakeCompactStack(const NetworkSpec& spec,
                                                          const winograd::Arithmetic& arithmetic,
                                                          int threads);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_STACK_NETWORKS_H_
