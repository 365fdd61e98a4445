// SPDX-License-Identifier: Apache-2.0
//
// File: cli/pixel_count.h
//
// Numbers of pixels as people write them: "400M", "2G", "1500000".

#ifndef SHARPSCALE_CLI_PIXEL_COUNT_H_
#define SHARPSCALE_CLI_PIXEL_COUNT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace sharpscale {

// Pixels, 1 to 10 G. K, M and G (either case) stand for a thousand, a million and a thousand
// million; a fraction may stand before them ("1.5G"). Errors: InvalidArgument, with the text and
// what is allowed.
absl::StatusOr<int64_t> ParsePixelCount(const std::string& text);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_PIXEL_COUNT_H_
