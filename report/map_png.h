// SPDX-License-Identifier: Apache-2.0
//
// File: report/map_png.h
//
// Heat maps as pictures: a cell is a block of pixels of the metric's colour scale, unknown cells
// are transparent.

#ifndef SHARPSCALE_REPORT_MAP_PNG_H_
#define SHARPSCALE_REPORT_MAP_PNG_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "analysis/measurement.h"
#include "analysis/report.h"
#include "image/image.h"
#include "report/colour_map.h"

namespace sharpscale {

struct MapImageOptions {
  ColourMap colours = ColourMap::kInferno;
  int pixels_per_cell = 1;
  // Cells under this value are transparent; NaN = none are.
  double hide_below = std::nan("");
};

// CV_8UC3 with alpha, pixels_per_cell times the size of the map. An empty map gives an empty image.
Image RenderMap(const HeatMap& map, const MapImageOptions& options = {});

// Diverging where the range spans zero ("sharpness gain"), else inferno.
ColourMap ColourMapFor(const HeatMap& map);

// Writes FOLDER/NAME.METRIC.png for each measurement that has a map, one map cell to one pixel
// block so that the map lies over the picture at no more than 2048 px. NAME is the file's name
// without its ending. The folder is made where it is missing. Returns the paths. Existing maps are
// replaced.
absl::StatusOr<std::vector<std::string>> WriteMaps(const Report& report, const std::string& folder);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_MAP_PNG_H_
