// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/lanes.h
//
// Work on many tiles at once, each on one thread. Tiles need nothing of each other, so no core
// waits for another between the layers of a network, and what a tile needs besides (conversion,
// checks) is spread as well. Threads of its own, not OpenCV's pool: that one serves a single caller
// at a time, and the stages around a network use it.
//
//   RunInLanes(2, tiles.size(), [&](int i) { results[i] = Run(tiles[i]); });

#ifndef SHARPSCALE_ENHANCE_LANES_H_
#define SHARPSCALE_ENHANCE_LANES_H_

#include <functional>

namespace sharpscale {

// Threads meant by `threads`: 0 (or less) = one per core.
int LaneCount(int threads);

// Calls work(0) .. work(count - 1), up to `lanes` at a time, in any order; returns when all are
// done. With one lane or one piece of work everything runs on the calling thread. What `work`
// throws is thrown again here (the first of several), after the others have ended.
void RunInLanes(int lanes, int count, const std::function<void(int)>& work);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_LANES_H_
