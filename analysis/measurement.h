// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/measurement.h
//
// One measured quantity. Unknown is a value: a metric that cannot know says why instead of making a
// number up.

#ifndef SHARPSCALE_ANALYSIS_MEASUREMENT_H_
#define SHARPSCALE_ANALYSIS_MEASUREMENT_H_

#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

namespace sharpscale {

// How bad a defect is; the metric table gives each step its plain words and viewing condition.
// kNotGraded: the quantity is not a defect (a size, a kind).
enum class Grade { kNotGraded, kNone, kSlight, kModerate, kSevere };

const char* GradeName(Grade grade);  // "", "none", "slight", "moderate", "severe"

// A place and how bad it is there. Pixels of the picture after orientation, origin top left, centre
// of the first pixel at (0, 0).
struct Peak {
  double x = 0.0;
  double y = 0.0;
  double value = 0.0;
  // Of the box around it that was judged as a whole, px; 0 = a place.
  double width = 0.0;
  double height = 0.0;
};

// A coarse map of a metric over the picture. Cell (i, j) covers the pixels
// [i * cell, (i + 1) * cell) x [j * cell, (j + 1) * cell). NaN = unknown there.
struct HeatMap {
  cv::Mat1f values;
  int cell = 1;            // px
  double range_low = 0.0;  // of the colour scale, in the metric's unit; fixed per metric
  double range_high = 1.0;
};

struct Measurement {
  std::string id;    // metric table id, for instance "noise.luma_sigma"
  std::string unit;  // as in the metric table; "" for words
  std::optional<double> value;
  std::string word;  // for metrics whose value is a word ("motion", "4:2:0"); value is then empty
  std::string unknown;        // why there is no value; empty when there is one
  std::optional<double> low;  // 90 % interval
  std::optional<double> high;
  Grade grade = Grade::kNotGraded;
  std::vector<Peak> peaks;             // worst first
  std::shared_ptr<const HeatMap> map;  // may be null

  bool known() const { return value.has_value() || !word.empty(); }
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_MEASUREMENT_H_
