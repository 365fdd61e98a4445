// SPDX-License-Identifier: Apache-2.0
//
// File: report/batch_page.h
//
// One self-contained page about many pictures: what failed, what stands out, how alike they are,
// and a table to sort. Works offline and, but for sorting, without scripts.

#ifndef SHARPSCALE_REPORT_BATCH_PAGE_H_
#define SHARPSCALE_REPORT_BATCH_PAGE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "report/set_statistics.h"

namespace sharpscale {

struct BatchPageRow {
  std::string name;
  std::string link;       // address of the picture, relative to the page or absolute; "" = none
  std::string verdict;    // "pass", "warn", "fail", "PLAN", ...; "" = the job judges nothing
  std::string headline;   // of the verdict, in words; "" = none
  std::string why;        // the rules that speak against it, in words; "" = none does
  std::string error;      // what went wrong; "" = done
  std::string thumbnail;  // data URI, or ""
  std::map<std::string, std::string> facts;  // "size" "640 x 480", "format" "jpeg", ...
  PictureNumbers numbers;
};

struct BatchPageInput {
  std::string title;  // of the folder or job
  std::vector<BatchPageRow> rows;
  // The table shows at most that many: failures, rejected ones and outliers first, then by name.
  // The figures are of all.
  size_t most_rows = 2000;
  std::string date;  // as it is to be shown; "" = none, so that the page is the same each time
};

// No rows give a page that says so. Links are written as text where they are no path (a scheme,
// "//").
std::string RenderBatchPage(const BatchPageInput& input);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_BATCH_PAGE_H_
