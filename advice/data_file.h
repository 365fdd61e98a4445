// SPDX-License-Identifier: Apache-2.0
//
// File: advice/data_file.h
//
// Reading the JSON data files of advice/data and those of users: checked field by field, with
// errors that name the file and the field.

#ifndef SHARPSCALE_ADVICE_DATA_FILE_H_
#define SHARPSCALE_ADVICE_DATA_FILE_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

// A file of advice/data as it was when the library was built; empty view where there is none.
std::string_view EmbeddedDataFile(std::string_view name);

// The whole file, at most `max_bytes`. Errors: NotFound, InvalidArgument (too large, a folder).
absl::StatusOr<std::string> ReadTextFile(const std::string& path, size_t max_bytes = 1 << 20);

// A JSON object. Errors: InvalidArgument with the place of the mistake.
absl::StatusOr<nlohmann::json> ParseJsonObject(std::string_view text, const std::string& name);

// Reads the fields of one JSON object and collects the first mistake: ask for all fields, then look
// at status(). A field that is absent leaves the value as it is, unless it is required.
class FieldReader {
 public:
  // `where` begins each message: "my.json: rule 2".
  FieldReader(const nlohmann::json& object, std::string where);

  void Text(const char* field, std::string* value, bool required = false);
  void Number(const char* field, double* value, double low, double high, bool required = false);
  void Number(const char* field, std::optional<double>* value, double low, double high);
  void Integer(const char* field, std::optional<int>* value, int low, int high);
  void Integer(const char* field, int* value, int low, int high);
  void Flag(const char* field, bool* value);
  void Texts(const char* field, std::vector<std::string>* values);
  // A number of bytes, or a text as ParseBytes reads it.
  void Bytes(const char* field, std::optional<int64_t>* value);
  // The word must be one of `allowed`.
  void Word(const char* field,
            std::string* value,
            const std::vector<std::string>& allowed,
            bool required = false);
  // A mistake for every field that is none of `known`.
  void OnlyFields(const std::vector<std::string_view>& known);
  void Mistake(const std::string& text);

  const nlohmann::json* Find(const char* field) const;
  const absl::Status& status() const { return status_; }

 private:
  // Null and maybe a mistake where it is absent.
  const nlohmann::json* Ask(const char* field, bool required);

  const nlohmann::json& object_;
  std::string where_;
  absl::Status status_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_DATA_FILE_H_
