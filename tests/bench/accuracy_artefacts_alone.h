// SPDX-License-Identifier: Apache-2.0
//
// File: tests/bench/accuracy_artefacts_alone.h
//
// The half of the artefact bench that needs no source: texture.* and compression.ringing on
// pictures with artefacts of known place, and on clean ones.

#ifndef SHARPSCALE_TESTS_BENCH_ACCURACY_ARTEFACTS_ALONE_H_
#define SHARPSCALE_TESTS_BENCH_ACCURACY_ARTEFACTS_ALONE_H_

#include <string>

namespace sharpscale {

// Prints how often each artefact is found, where, and how often clean pictures are blamed, for the
// tuning half (every second picture) and the held-out half. `data`: the evaluation pictures;
// `count`: pictures of each folder.
int RunAlone(const std::string& data, int count, bool verbose);

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_BENCH_ACCURACY_ARTEFACTS_ALONE_H_
