// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/network_of_name.h
//
// Networks made of others, by a short name: what an evaluation tries and a teacher may be.

#ifndef SHARPSCALE_MODELS_TRAIN_NETWORK_OF_NAME_H_
#define SHARPSCALE_MODELS_TRAIN_NETWORK_OF_NAME_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "models/network.h"

namespace sharpscale {

// "A" (a catalogue id or a path, models/network.h); two passes "A>B" ("A>>B": B has learnt from
// results of A); the mean of one pass and two "A+B>C"; each also "...*8" (models/in_all_ways.h).
// Errors: InvalidArgument (nothing behind ">"), those of LoadNetwork and EnlargeInTwoPasses.
absl::StatusOr<std::shared_ptr<const Network>> NetworkOfName(const std::string& name,
                                                             const NetworkOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_NETWORK_OF_NAME_H_
