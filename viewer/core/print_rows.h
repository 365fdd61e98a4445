// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/print_rows.h
//
// The rows of the print table beside the picture: what each paper gets from these pixels.

#ifndef SHARPSCALE_VIEWER_CORE_PRINT_ROWS_H_
#define SHARPSCALE_VIEWER_CORE_PRINT_ROWS_H_

#include <optional>
#include <string>
#include <vector>

#include "advice/target.h"

namespace sharpscale::viewer {

struct Paper {
  const char* name;  // for people
  double long_in;    // inches
  double short_in;
};
const std::vector<Paper>& PaperTable();

enum class PrintSharpness { kSharp, kFair, kSoft };

struct PrintRow {
  std::string name;
  double long_in = 0.0;
  double short_in = 0.0;
  double now = 0.0;                          // ppi of the source, picture filling the paper
  std::optional<double> after;               // ppi of the result, or of the planned one
  std::optional<double> truth;               // ppi counting only pixels that carry detail
  std::optional<double> sharp_from_in;       // inches: the distance from which it looks sharp
  std::optional<PrintSharpness> at_reading;  // at 12 in
  bool is_target = false;
};

struct PrintInput {
  int width = 0;  // px of the source
  int height = 0;
  std::optional<double> factor;  // linear, of the result or of the plan
  std::optional<double>
      detail_share;              // 0..1, linear: native size / size, of the picture that is printed
  bool share_of_result = false;  // else of the source
  Target target;
};

// The eye resolves 1 arc minute: 3438 / distance in inches = ppi (rule of the field). Sharp at 12
// in from 286.5 ppi of true detail, fair from 60 % of it. An empty picture gives no rows.
std::vector<PrintRow> PrintRows(const PrintInput& input);

// ppi that the eye resolves at a distance in inches.
double PpiAtDistance(double inches);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_PRINT_ROWS_H_
