// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/luma.h
//
// One number per pixel for plots: luma in 8-bit levels (0..255) whatever the picture's depth.

#ifndef SHARPSCALE_VIEWER_CORE_LUMA_H_
#define SHARPSCALE_VIEWER_CORE_LUMA_H_

#include <array>
#include <optional>

#include "image/image.h"
#include "viewer/core/coordinates.h"

namespace sharpscale::viewer {

// R, G, B in levels (0..255, fractions for 16 bit and float); gray repeats. Outside: empty.
std::optional<std::array<double, 3>> LevelsAt(const Image& image, int x, int y);

// 0.299 R + 0.587 G + 0.114 B of the encoded values.
double LumaOf(const std::array<double, 3>& levels);

// Luma at a place between pixel centres, bilinear; places outside take the nearest pixel.
// Non-finite pixels count as 0. `image` must not be empty.
double LumaAt(const Image& image, PicturePoint p);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_LUMA_H_
