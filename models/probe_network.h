// SPDX-License-Identifier: Apache-2.0
//
// File: models/probe_network.h
//
// A foreign network is tried before it is trusted.

#ifndef SHARPSCALE_MODELS_PROBE_NETWORK_H_
#define SHARPSCALE_MODELS_PROBE_NETWORK_H_

#include <string>

#include "absl/status/status.h"
#include "models/network.h"

namespace sharpscale {

// Runs a trial tile of 64x64: the result must have the right size, be finite, and on the whole be
// the picture that went in (8x8 means within 0.08 of the range). Errors: InvalidArgument (what is
// wrong and what to correct; `name` stands in it), those of Run.
absl::Status ProbeNetwork(const Network& network, const std::string& name);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_PROBE_NETWORK_H_
