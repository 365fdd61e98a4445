// SPDX-License-Identifier: Apache-2.0
//
// File: image/keep_tiles_in_heap.h
//
// For mains. Tiles and layers of a few MB come and go: kept in the heap they are not given back to
// the system and zeroed again each time, a third of the system time of `analyze` and up to a fifth
// of a network's. Whole pictures still are given back.

#ifndef SHARPSCALE_IMAGE_KEEP_TILES_IN_HEAP_H_
#define SHARPSCALE_IMAGE_KEEP_TILES_IN_HEAP_H_

namespace sharpscale {

// Changes how the whole process allocates: call it first, once. Does nothing without glibc.
void KeepTilesInHeap();

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_KEEP_TILES_IN_HEAP_H_
