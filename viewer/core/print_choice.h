// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/print_choice.h
//
// The print table (advice/print_table.h) as the side panel shows it: papers named and turned like
// the picture, the picture at hand beside the one there will be, and only the sizes near the one
// that matters.

#ifndef SHARPSCALE_VIEWER_CORE_PRINT_CHOICE_H_
#define SHARPSCALE_VIEWER_CORE_PRINT_CHOICE_H_

#include <optional>
#include <string>
#include <vector>

#include "advice/print_table.h"

namespace sharpscale::viewer {

struct PaperRow {
  std::string name;             // "10 × 8 in", turned like the picture
  Target target;                // to choose this paper
  double long_in = 0.0;         // inches
  double now = 0.0;             // ppi of the source, the whole picture on the paper
  std::optional<double> after;  // ppi of the result, or of the planned one
  double truth = 0.0;           // ppi counting only px that carry detail, of the picture judged
  double sharp_from_in = 0.0;   // inches; 0 = unknown
  PrintVerdict at_reading = PrintVerdict::kSoft;  // of the picture judged
  std::string why;                                // one sentence with the numbers
  bool is_target = false;
};

// `source`: the table of the source's report; `result`: of the result's, or null (then `after` is
// what the advised plan would give). Rows of one size must stand at the same index. `landscape`
// turns the papers; `chosen` marks its row.
std::vector<PaperRow> PaperRows(const std::vector<PrintRow>& source,
                                const std::vector<PrintRow>* result,
                                bool landscape,
                                const Target& chosen);

// The indices of the `count` rows nearest in size to the target's row, or, without one, to the
// largest paper that is sharp in the hand; smallest paper first. All of them where there are fewer.
std::vector<size_t> RowsThatMatter(const std::vector<PaperRow>& rows, size_t count);

// "8 x 10 in" for a picture that lies: "10 × 8 in"; names without a size ("A4") stay.
std::string PaperName(const std::string& title, bool landscape);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_PRINT_CHOICE_H_
