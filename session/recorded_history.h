// SPDX-License-Identifier: Apache-2.0
//
// File: session/recorded_history.h
//
// What was done to a picture before belongs to its report, wherever it is recorded.

#ifndef SHARPSCALE_SESSION_RECORDED_HISTORY_H_
#define SHARPSCALE_SESSION_RECORDED_HISTORY_H_

#include <string>

#include "analysis/report.h"

namespace sharpscale {

// Where the report has no history of its own, takes the one of the JSON file beside `file` ("-" and
// "" have none), and notes in report->source.notes what detail an enlarged picture holds. A sidecar
// that is missing, broken or of another size changes nothing.
void AddRecordedHistory(const std::string& file, Report* report);

}  // namespace sharpscale

#endif  // SHARPSCALE_SESSION_RECORDED_HISTORY_H_
