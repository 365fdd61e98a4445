// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/look.h
//
// How pictures are shown: comparison, overlay, channels, warnings. Saved with the session.

#ifndef SHARPSCALE_VIEWER_CORE_LOOK_H_
#define SHARPSCALE_VIEWER_CORE_LOOK_H_

#include <optional>
#include <string>
#include <string_view>

#include "viewer/core/colour_map.h"
#include "viewer/core/difference.h"
#include "viewer/core/histogram.h"

namespace sharpscale::viewer {

enum class CompareMode { kSplit, kFlip, kSide, kDifference };
std::string_view CompareModeName(CompareMode mode);  // "split", "flip", "side", "difference"
std::optional<CompareMode> CompareModeFromName(std::string_view name);

// What histogram counts: the whole picture, what is on screen, or the dragged rectangle.
enum class HistogramArea { kWhole, kVisible, kRegion };

enum class ShownChannel { kColour, kLuma, kRed, kGreen, kBlue };

struct Look {
  CompareMode compare = CompareMode::kSplit;
  double split = 0.5;       // of the pane's width, 0..1
  bool flip_result = true;  // which of the two a flip shows
  bool blink = false;       // flips by itself
  double fade = 1.0;        // weight of the result in a flip, 0..1; 1 = neutral
  DifferenceMetric difference = DifferenceMetric::kSignedLuma;

  std::string overlay;           // metric id; "" = none
  bool overlay_hidden = false;   // while the key is held
  double overlay_opacity = 0.8;  // 0..1
  double hide_below = -1.0;      // in the metric's unit; below 0 = the metric's own choice
  ColourMap colour_map = ColourMap::kInferno;
  bool places = true;  // rings at the worst places

  ShownChannel channel = ShownChannel::kColour;
  bool zebra = false;      // stripes where a channel is clipped
  bool pixel_grid = true;  // above 8 screen px per pixel
  HistogramChannel histogram = HistogramChannel::kLuma;
  HistogramArea histogram_area = HistogramArea::kWhole;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_LOOK_H_
