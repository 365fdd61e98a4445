// SPDX-License-Identifier: Apache-2.0
//
// File: report/print_sizes.h
//
// The table of print sizes as JSON (sharpscale.print/1) and for the terminal.

#ifndef SHARPSCALE_REPORT_PRINT_SIZES_H_
#define SHARPSCALE_REPORT_PRINT_SIZES_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "advice/print_table.h"
#include "analysis/report.h"
#include "report/text_table.h"

namespace sharpscale {

// Text and line art want more than was asked: what the table judged by.
double WantedPpi(const std::vector<PrintRow>& rows, const PrintTableOptions& options);

nlohmann::ordered_json PrintSizesJson(const std::string& file,
                                      const std::vector<PrintRow>& rows,
                                      const PrintTableOptions& options);

std::string RenderPrintSizes(const std::string& file,
                             const Report& report,
                             const std::vector<PrintRow>& rows,
                             const PrintTableOptions& options,
                             const TerminalStyle& style,
                             bool why);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_PRINT_SIZES_H_
