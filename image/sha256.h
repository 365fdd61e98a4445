// SPDX-License-Identifier: Apache-2.0
//
// File: image/sha256.h
//
// SHA-256 (FIPS 180-4) of bytes and files, as 64 lower-case hex digits. Names contents: weights,
// results, sources in a batch ledger.

#ifndef SHARPSCALE_IMAGE_SHA256_H_
#define SHARPSCALE_IMAGE_SHA256_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sharpscale {

std::string Sha256(std::string_view bytes);

// Reads in pieces: memory does not grow with the file. Errors: NotFound, with the system's words.
absl::StatusOr<std::string> Sha256OfFile(const std::string& path);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_SHA256_H_
