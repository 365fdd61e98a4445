// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/on_threads.h
//
// Independent pieces of work, each on a thread of its own, in which LibTorch starts no others.

#ifndef SHARPSCALE_MODELS_TRAIN_ON_THREADS_H_
#define SHARPSCALE_MODELS_TRAIN_ON_THREADS_H_

#include <functional>

namespace sharpscale {

// Calls work(0) … work(count - 1) at the same time; returns when all are done. Throws what one of
// them threw.
void OnThreads(int count, const std::function<void(int)>& work);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_ON_THREADS_H_
