// SPDX-License-Identifier: Apache-2.0

#include "tests/report/json_schema.h"

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

namespace sharpscale {
namespace {

using Json = nlohmann::json;

bool HasType(const Json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "string") return value.is_string();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

std::string Check(const Json& root, const Json& schema, const Json& value, const std::string& at) {
  if (schema.is_boolean()) return schema.get<bool>() ? "" : at + ": not allowed";
  static const std::set<std::string> known = {"$schema",
                                              "$id",
                                              "$defs",
                                              "title",
                                              "description",
                                              "$ref",
                                              "type",
                                              "const",
                                              "enum",
                                              "pattern",
                                              "minimum",
                                              "maximum",
                                              "items",
                                              "minItems",
                                              "anyOf",
                                              "required",
                                              "properties",
                                              "additionalProperties"};
  for (const auto& [key, unused] : schema.items()) {
    if (known.count(key) == 0) return at + ": the schema uses '" + key + "', which is not checked";
  }
  if (schema.contains("$ref")) {
    const std::string ref = schema["$ref"];
    return Check(root, root.at(Json::json_pointer(ref.substr(1))), value, at);
  }
  if (schema.contains("anyOf")) {
    std::string reasons;
    for (const Json& option : schema["anyOf"]) {
      const std::string reason = Check(root, option, value, at);
      if (reason.empty()) return "";
      reasons += reason + "; ";
    }
    return reasons;
  }
  if (schema.contains("const") && value != schema["const"])
    return at + ": is not " + schema["const"].dump();
  if (schema.contains("enum")) {
    const Json& words = schema["enum"];
    if (std::find(words.begin(), words.end(), value) == words.end()) {
      return at + ": " + value.dump() + " is none of " + words.dump();
    }
  }
  if (schema.contains("type")) {
    const Json& type = schema["type"];
    const bool fits =
        type.is_array()
            ? std::any_of(type.begin(),
                          type.end(),
                          [&](const Json& one) { return HasType(value, one.get<std::string>()); })
            : HasType(value, type.get<std::string>());
    if (!fits) return at + ": " + value.dump().substr(0, 60) + " is no " + type.dump();
  }
  if (value.is_number()) {
    if (schema.contains("minimum") && value < schema["minimum"]) return at + ": under the minimum";
    if (schema.contains("maximum") && value > schema["maximum"]) return at + ": over the maximum";
  }
  if (value.is_string() && schema.contains("pattern")) {
    if (!std::regex_search(value.get<std::string>(),
                           std::regex(schema["pattern"].get<std::string>()))) {
      return at + ": '" + value.get<std::string>() + "' does not fit the pattern";
    }
  }
  if (value.is_array()) {
    if (schema.contains("minItems") && value.size() < schema["minItems"].get<size_t>()) {
      return at + ": too few items";
    }
    for (size_t i = 0; schema.contains("items") && i < value.size(); ++i) {
      std::string reason =
          Check(root, schema["items"], value[i], at + "[" + std::to_string(i) + "]");
      if (!reason.empty()) return reason;
    }
  }
  if (value.is_object()) {
    for (const Json& name : schema.value("required", Json::array())) {
      if (!value.contains(name.get<std::string>()))
        return at + ": '" + name.get<std::string>() + "' is missing";
    }
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [name, member] : value.items()) {
      const Json fits = properties.contains(name)                 ? properties[name]
                        : schema.contains("additionalProperties") ? schema["additionalProperties"]
                                                                  : Json(true);
      if (fits.is_boolean() && !fits.get<bool>())
        return at + ": '" + name + "' is not in the schema";
      std::string reason = Check(root, fits, member, at + "." + name);
      if (!reason.empty()) return reason;
    }
  }
  return "";
}

}  // namespace

std::string CheckSchema(const Json& schema, const Json& value) {
  return Check(schema, schema, value, "$");
}

Json LoadSchema(const std::string& name) {
  std::ifstream file(std::string(SHARPSCALE_SOURCE_DIR) + "/docs/schema/" + name + ".schema.json");
  return Json::parse(file);
}

}  // namespace sharpscale
