// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/places.h
//
// Where to look: the worst places of the measurements, in one list that a key steps through.

#ifndef SHARPSCALE_VIEWER_CORE_PLACES_H_
#define SHARPSCALE_VIEWER_CORE_PLACES_H_

#include <optional>
#include <string>
#include <vector>

#include "advice/gate.h"
#include "analysis/compare.h"
#include "analysis/report.h"
#include "viewer/core/coordinates.h"

namespace sharpscale::viewer {

struct Place {
  PicturePoint at;     // of the lead
  std::string metric;  // id
  double value = 0.0;  // in the metric's unit
  std::string unit;
  double badness =
      0.0;  // value in steps of the metric's own grades; orders places of different metrics
};

// The value on the scale of its metric's grades: 0 = none, 1 = slight begins, 2 = moderate, 3 =
// severe, beyond in proportion. 0 for neutral metrics.
double Badness(const std::string& metric, double value);

// Peaks of one measurement, worst first; `placement` maps its picture into the lead.
std::vector<Place> PlacesOf(const Measurement& measurement, const Placement& placement);

// Peaks of all graded defects of at least `min_badness`, worst first; near duplicates (within
// `merge_px` of the lead and of one metric) are dropped.
std::vector<Place> WorstPlaces(const std::vector<const Measurement*>& measurements,
                               const Placement& placement,
                               double min_badness,
                               double merge_px);

// Steps through `count` places: -1 -> 0 -> 1 ... -> 0. Empty for no places.
std::optional<int> NextPlace(int current, int count, int direction);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_PLACES_H_
