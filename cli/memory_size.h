// SPDX-License-Identifier: Apache-2.0
//
// File: cli/memory_size.h
//
// Amounts of memory as people write them: "800M", "2G", "1500000k".

#ifndef SHARPSCALE_CLI_MEMORY_SIZE_H_
#define SHARPSCALE_CLI_MEMORY_SIZE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace sharpscale {

// Bytes. Reads what ParseBytes (advice/target.h) reads, and gigabytes as "G", which no file size
// needs; "2G" is 2 x 1024 "M". Errors: InvalidArgument (also for less than kLeastMemory).
absl::StatusOr<int64_t> ParseMemorySize(const std::string& text);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_MEMORY_SIZE_H_
