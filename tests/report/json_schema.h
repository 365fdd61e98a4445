// SPDX-License-Identifier: Apache-2.0
//
// File: tests/report/json_schema.h
//
// The part of JSON Schema that docs/schema uses: type, const, enum, pattern, minimum, maximum,
// properties, required, additionalProperties, items, minItems, anyOf and local $ref. A keyword
// outside this list fails, so that a schema cannot promise what is not checked.

#ifndef SHARPSCALE_TESTS_REPORT_JSON_SCHEMA_H_
#define SHARPSCALE_TESTS_REPORT_JSON_SCHEMA_H_

#include <nlohmann/json.hpp>
#include <string>

namespace sharpscale {

// "" where `value` fits, else the place and what is wrong.
std::string CheckSchema(const nlohmann::json& schema, const nlohmann::json& value);

// docs/schema/NAME.schema.json.
nlohmann::json LoadSchema(const std::string& name);

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_REPORT_JSON_SCHEMA_H_
