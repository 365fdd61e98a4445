// SPDX-License-Identifier: Apache-2.0
//
// File: report/csv.h
//
// One line per picture for spreadsheets (RFC 4180): facts, then a column per metric of the metric
// table. Unknown is an empty cell. Numbers are those of the JSON.

#ifndef SHARPSCALE_REPORT_CSV_H_
#define SHARPSCALE_REPORT_CSV_H_

#include <string>
#include <string_view>

#include "analysis/report.h"

namespace sharpscale {

// The head line, with its line end. Column names are metric ids.
std::string CsvHeader();
std::string CsvRow(const Report& report);

// Quotes a cell where it needs quotes. A cell that a spreadsheet would run as a formula (it begins
// with = + - @ and is no number) gets a leading apostrophe.
std::string CsvCell(std::string_view text);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_CSV_H_
