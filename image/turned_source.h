// SPDX-License-Identifier: Apache-2.0
//
// File: image/turned_source.h
//
// Rows of a picture whose orientation changes their order (3 to 8). Small ones are turned in
// memory; larger ones go through a temporary file without a name in TMPDIR (else /var/tmp), so that
// memory stays small whatever the size. Private to image/.

#ifndef SHARPSCALE_IMAGE_TURNED_SOURCE_H_
#define SHARPSCALE_IMAGE_TURNED_SOURCE_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "image/pixel_source.h"

namespace sharpscale {

// Bytes of pixels up to which a picture is turned in memory.
constexpr int64_t kTurnInMemoryBytes = 256'000'000;

// Reads all of `rows` (as stored in the file) into a temporary file in its upright order. `facts`
// are those of the upright picture. Errors of reading, ResourceExhausted where there is no room.
absl::StatusOr<std::unique_ptr<PixelSource>> TurnThroughFile(PixelSource* rows,
                                                             const Image& facts,
                                                             int orientation);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_TURNED_SOURCE_H_
