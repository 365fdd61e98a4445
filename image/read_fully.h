// SPDX-License-Identifier: Apache-2.0
//
// File: image/read_fully.h
//
// The reading loop of every descriptor here.

#ifndef SHARPSCALE_IMAGE_READ_FULLY_H_
#define SHARPSCALE_IMAGE_READ_FULLY_H_

#include <cstddef>
#include <cstdint>

namespace sharpscale {

// Reads `count` bytes at `offset` into `to`, in as many calls as it takes; returns how many there
// were: fewer at the end of the file, or where it cannot be read.
size_t ReadFully(int descriptor, int64_t offset, void* to, size_t count);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_READ_FULLY_H_
