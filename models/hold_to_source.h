// SPDX-License-Identifier: Apache-2.0
//
// File: models/hold_to_source.h
//
// An enlargement of a picture that is known to have been made smaller by a certain kernel, and to
// have suffered nothing else: made smaller in the same way, it must be that picture. Of all
// pictures of which that is true the nearest to the network's result is taken (the orthogonal
// projection). Set5, 2x, conditions "clean": +.05 dB reduced by bicubic, +.56 by Lanczos3, +.45 by
// areas; held by another kernel than it was, the same pictures lose .05 to 4 dB, so nothing but
// knowledge may switch it on.

#ifndef SHARPSCALE_MODELS_HOLD_TO_SOURCE_H_
#define SHARPSCALE_MODELS_HOLD_TO_SOURCE_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "models/network.h"

namespace sharpscale {

// A network of the same scale and precision as `network` (not null, scale >= 2) that looks further
// around itself. It tells it of aliasing where the kernel (a name of datasets/resample.h) does not
// antialias. Errors: InvalidArgument (unknown kernel).
absl::StatusOr<std::shared_ptr<const Network>> HoldToSource(std::shared_ptr<const Network> network,
                                                            std::string_view kernel);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_HOLD_TO_SOURCE_H_
