// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/flat_direction.h
//
// Whether the flattest places of a picture are rougher across than down. Noise has no direction;
// fine texture that is as even as noise (water, grass, fabric) mostly has.

#ifndef SHARPSCALE_ANALYSIS_FLAT_DIRECTION_H_
#define SHARPSCALE_ANALYSIS_FLAT_DIRECTION_H_

#include <cstddef>
#include <vector>

namespace sharpscale {

inline constexpr int kDirectionWindow = 16;  // px

// Of one window, from its means of 2x2 px after a plane is taken out; levels, levels squared.
struct DirectionWindow {
  float mean = 0.0F;
  float variance = 0.0F;
  float across = 0.0F;  // squared steps to the next mean
  float down = 0.0F;
};

// `p`: first px of 16x16, levels.
DirectionWindow MeasureDirection(const float* p, size_t stride);

// Logarithm of the steps across over those down, of the flattest twentieth of the windows that keep
// `room` levels from black and white; nearer to 0 where they are few. 0 with fewer than 40 windows
// and where there are no steps. The order of `windows` does not matter.
double FlatDirection(std::vector<DirectionWindow> windows, double room);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FLAT_DIRECTION_H_
