// SPDX-License-Identifier: Apache-2.0
//
// File: cli/spooled_input.h
//
// Standard input for work that reads its picture more than once.

#ifndef SHARPSCALE_CLI_SPOOLED_INPUT_H_
#define SHARPSCALE_CLI_SPOOLED_INPUT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace sharpscale {

// Reads standard input to its end into memory that has a path for this process and its children
// (until the process ends). Errors: InvalidArgument (more than `max_bytes`), ResourceExhausted,
// Unavailable.
absl::StatusOr<std::string> SpoolStandardInput(int64_t max_bytes);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_SPOOLED_INPUT_H_
