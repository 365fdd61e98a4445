// SPDX-License-Identifier: Apache-2.0
//
// File: report/json.h
//
// The machine-readable side of every value, versioned: sharpscale.report/1, .plan/1, .comparison/1
// (schemas in docs/schema). Deterministic: same input, same bytes (timings apart). Numbers carry no
// more digits than measured; a number that is not finite becomes null with a reason.

#ifndef SHARPSCALE_REPORT_JSON_H_
#define SHARPSCALE_REPORT_JSON_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "advice/gate.h"
#include "advice/plan.h"
#include "analysis/compare.h"
#include "analysis/report.h"

namespace sharpscale {

nlohmann::ordered_json ToJson(const Measurement& measurement);
nlohmann::ordered_json ToJson(const std::vector<Measurement>& measurements);
nlohmann::ordered_json ToJson(const Report& report);
nlohmann::ordered_json ToJson(const Plan& plan, const std::string& file);
nlohmann::ordered_json ToJson(const Comparison& comparison, const Verdict& verdict);
// The no-reference half of the gate: sharpscale.comparison/1 with "before" and "registration" null.
nlohmann::ordered_json ToJson(const Report& after, const Verdict& verdict);
// The line of a file that could not be read: {"file", "error"}.
nlohmann::ordered_json ErrorJson(const std::string& file, const std::string& error);

// "pass", "warn", "fail" or "not_comparable".
const char* VerdictWord(const Verdict& verdict);

// Text of a JSON value: one line, or indented by two spaces. Bytes that are not UTF-8 (file names
// may hold any) are replaced, never thrown about.
std::string JsonText(const nlohmann::ordered_json& json, bool pretty);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_JSON_H_
