// SPDX-License-Identifier: Apache-2.0
//
// File: cli/page_input.h
//
// What `report` and `enhance --report` put on the page beside the measurements.

#ifndef SHARPSCALE_CLI_PAGE_INPUT_H_
#define SHARPSCALE_CLI_PAGE_INPUT_H_

#include <string>

#include "absl/status/status.h"
#include "advice/target.h"
#include "report/html.h"

namespace sharpscale {

// "21 November 2026, 14:05", local time.
std::string ReportDate();

// The papers of the table and, first, the print that was asked for; of the result, too, where the
// input has a comparison.
absl::Status AddPrintSizes(const Target& target, HtmlInput* input);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_PAGE_INPUT_H_
