// SPDX-License-Identifier: Apache-2.0
//
// File: session/result_json.h
//
// sharpscale.result/1: what an enhancement did. Beside the commands because report/ knows nothing
// of enhance/.

#ifndef SHARPSCALE_SESSION_RESULT_JSON_H_
#define SHARPSCALE_SESSION_RESULT_JSON_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "enhance/enhance.h"
#include "report/html.h"

namespace sharpscale {

nlohmann::ordered_json ResultJson(const EnhanceResult& result, const std::string& source);

// The step of the plan that each stage carried out.
std::vector<Step> StageSteps(const EnhanceResult& result);

// The stages as the HTML page and the terminal tell them.
std::vector<StageRow> StageRows(const EnhanceResult& result);

}  // namespace sharpscale

#endif  // SHARPSCALE_SESSION_RESULT_JSON_H_
