// SPDX-License-Identifier: Apache-2.0
//
// File: report/json.h
//
// The machine-readable side of every value, versioned: sharpscale.report/1, .plan/1, .comparison/1.
// Deterministic: same input, same bytes (timings apart). Numbers carry no more digits than measured.

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
nlohmann::ordered_json ToJson(const Report& report);
nlohmann::ordered_json ToJson(const Plan& plan, const std::string& file);
nlohmann::ordered_json ToJson(const Comparison& comparison, const Verdict& verdict);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_JSON_H_
