// SPDX-License-Identifier: Apache-2.0
//
// File: report/sheet.h
//
// The contact sheet: several results of one source on one self-contained page, in the order of
// their rank, with the reason, their numbers side by side and the same crops of the same places.

#ifndef SHARPSCALE_REPORT_SHEET_H_
#define SHARPSCALE_REPORT_SHEET_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/gate.h"
#include "analysis/compare.h"
#include "image/image.h"

namespace sharpscale {

struct SheetEntry {
  std::string file;
  Image image;
  Comparison comparison;  // against the source, with maps: their peaks are the places shown
  Verdict verdict;
  double score = 0.0;
  std::string reason;
};

struct SheetInput {
  std::string source_file;
  Image source;
  std::vector<SheetEntry> entries;  // best first
  std::string date;                 // as it is to be shown; "" = none
  bool by_reference = false;        // the order is that of agreement with a reference
};

// What is told of each result beside its rank, here, on the terminal and in this order.
struct RankedMetric {
  std::string id;
  std::string head;  // of its column
  std::string what;  // how to read the number; half a sentence
};
const std::vector<RankedMetric>& RankedMetrics();
// How to read Ranked::score; a sentence. `by_reference`: one was given.
std::string RankedPoints(bool by_reference);

// Places come from the worst of each result, the best result's first, and are the same for all.
// Errors: InvalidArgument (no entries, no pixels), Internal (a crop could not be encoded).
absl::StatusOr<std::string> RenderSheet(const SheetInput& input);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_SHEET_H_
