// SPDX-License-Identifier: Apache-2.0
//
// File: image/webp_facts.h
//
// How a WebP file was compressed, from its frame header: lossless (VP8L), or lossy with the base
// quantiser index of the VP8 frame (RFC 6386, section 9.6).

#ifndef SHARPSCALE_IMAGE_WEBP_FACTS_H_
#define SHARPSCALE_IMAGE_WEBP_FACTS_H_

#include <string_view>

#include "absl/status/statusor.h"

namespace sharpscale {

struct WebpFacts {
  bool lossless = false;
  int quantiser = -1;  // base index, 0 (finest) .. 127; -1 for lossless
  int segments = 1;    // VP8 segments, each with its own quantiser around the base
};

// The first frame of a WebP file. Errors: InvalidArgument (not WebP, truncated header).
absl::StatusOr<WebpFacts> ReadWebpFacts(std::string_view file);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_WEBP_FACTS_H_
