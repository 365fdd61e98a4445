// SPDX-License-Identifier: Apache-2.0
//
// File: models/two_passes.h
//
// An enlargement in two passes by two networks, alone or in the mean with that of one network in
// one pass. Each 2x pass has the whole of its network for a quarter of what a 4x network has to
// find, and the two ways err differently: Set5 4x 31.38 dB in one pass, 31.38 in two, 31.48 the
// mean. Of an aliased picture the first pass makes its stairs too well for the second
// (28.8, 28.3, 28.8): the more it is told of, the more one pass is left to do it.

#ifndef SHARPSCALE_MODELS_TWO_PASSES_H_
#define SHARPSCALE_MODELS_TWO_PASSES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "models/network.h"

namespace sharpscale {

struct TwoPasses {
  std::shared_ptr<const Network> first;  // told what is known of the picture
  std::shared_ptr<const Network> second;
  std::shared_ptr<const Network> at_once;  // of the scale of both together; null = none
  double at_once_share = 0.5;              // 0..1, of it in the result where nothing is aliased
  // The second is told ForSecondPass: it has learnt from results of the first. Else that its input
  // is clean.
  bool second_is_told = false;
};

// What was wrong with the picture (the first's result shows it still), but for the 8x8 grid, which
// is gone.
Conditions ForSecondPass(Conditions conditions);

// A network of the scale of both passes together. Errors: InvalidArgument (`at_once` has another
// scale).
absl::StatusOr<std::unique_ptr<Network>> EnlargeInTwoPasses(TwoPasses passes);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TWO_PASSES_H_
