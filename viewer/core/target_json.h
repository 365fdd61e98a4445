// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/target_json.h
//
// A target as JSON, for sessions, and as a key of cached plans.

#ifndef SHARPSCALE_VIEWER_CORE_TARGET_JSON_H_
#define SHARPSCALE_VIEWER_CORE_TARGET_JSON_H_

#include <nlohmann/json.hpp>
#include <string>

#include "advice/target.h"

namespace sharpscale::viewer {

nlohmann::json TargetToJson(const Target& target);
// Fields that are absent or of the wrong type keep their defaults.
Target TargetFromJson(const nlohmann::json& json);
// Equal targets have equal keys.
std::string TargetKey(const Target& target);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_TARGET_JSON_H_
