// SPDX-License-Identifier: Apache-2.0
//
// File: report/json_number.h
//
// Numbers in JSON: rounded to what was measured, integers where nothing stands behind the point,
// null for what is not finite. Shared by the JSON writers.

#ifndef SHARPSCALE_REPORT_JSON_NUMBER_H_
#define SHARPSCALE_REPORT_JSON_NUMBER_H_

#include <nlohmann/json.hpp>
#include <optional>

namespace sharpscale {

nlohmann::ordered_json JsonNumber(double value, int decimals);
nlohmann::ordered_json JsonNumber(const std::optional<double>& value, int decimals);

// {"name": "sharpscale", "version": ...}
nlohmann::ordered_json JsonTool();

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_JSON_NUMBER_H_
