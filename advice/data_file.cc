// SPDX-License-Identifier: Apache-2.0

#include "advice/data_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "advice/target.h"
#include "advice/text.h"

namespace sharpscale {

absl::StatusOr<std::string> ReadTextFile(const std::string& path, size_t max_bytes) {
  std::error_code error;
  const std::filesystem::path file = std::filesystem::u8path(path);
  if (!std::filesystem::exists(file, error)) {
    return absl::NotFoundError(fmt::format("{}: no such file", path));
  }
  if (std::filesystem::is_directory(file, error)) {
    return absl::InvalidArgumentError(fmt::format("{}: is a folder, a file is needed", path));
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return absl::PermissionDeniedError(fmt::format("{}: cannot be read", path));
  std::string text(max_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(stream.gcount()));
  if (text.size() > max_bytes) {
    return absl::InvalidArgumentError(
        fmt::format("{}: larger than {}, which is the most for such a file",
                    path,
                    ByteText(static_cast<int64_t>(max_bytes))));
  }
  return text;
}

absl::StatusOr<nlohmann::json> ParseJsonObject(std::string_view text, const std::string& name) {
  // Parsing without exceptions does not tell the place of a mistake; a second run does.
  nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    std::string place = "not JSON";
    try {
      json = nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception& error) {
      place = error.what();
    }
    return absl::InvalidArgumentError(fmt::format("{}: {}", name, place));
  }
  if (!json.is_object()) {
    return absl::InvalidArgumentError(fmt::format("{}: one JSON object is needed", name));
  }
  return json;
}

FieldReader::FieldReader(const nlohmann::json& object, std::string where)
    : object_(object), where_(std::move(where)) {
  if (!object.is_object()) Mistake("an object is needed");
}

void FieldReader::Mistake(const std::string& text) {
  if (status_.ok()) status_ = absl::InvalidArgumentError(fmt::format("{}: {}", where_, text));
}

const nlohmann::json* FieldReader::Find(const char* field) const {
  if (!object_.is_object()) return nullptr;
  const auto found = object_.find(field);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

const nlohmann::json* FieldReader::Ask(const char* field, bool required) {
  const nlohmann::json* found = Find(field);
  if (found == nullptr && required) Mistake(fmt::format("\"{}\" is missing", field));
  return found;
}

void FieldReader::Text(const char* field, std::string* value, bool required) {
  const nlohmann::json* found = Ask(field, required);
  if (found == nullptr) return;
  if (!found->is_string()) return Mistake(fmt::format("\"{}\" must be a text", field));
  *value = found->get<std::string>();
}

void FieldReader::Number(const char* field, std::optional<double>* value, double low, double high) {
  const nlohmann::json* found = Ask(field, false);
  if (found == nullptr) return;
  const double number = found->is_number() ? found->get<double>() : std::nan("");
  if (!(number >= low && number <= high)) {
    return Mistake(fmt::format(
        "\"{}\" is {}: a number from {} to {} is allowed", field, found->dump(), low, high));
  }
  *value = number;
}

void FieldReader::Number(const char* field, double* value, double low, double high, bool required) {
  std::optional<double> number;
  if (Ask(field, required) == nullptr) return;
  Number(field, &number, low, high);
  if (number) *value = *number;
}

void FieldReader::Integer(const char* field, std::optional<int>* value, int low, int high) {
  std::optional<double> number;
  Number(field, &number, low, high);
  if (!number) return;
  if (*number != std::floor(*number)) {
    return Mistake(fmt::format("\"{}\" is {}: a whole number is needed", field, *number));
  }
  *value = static_cast<int>(*number);
}

void FieldReader::Integer(const char* field, int* value, int low, int high) {
  std::optional<int> number;
  Integer(field, &number, low, high);
  if (number) *value = *number;
}

void FieldReader::Flag(const char* field, bool* value) {
  const nlohmann::json* found = Ask(field, false);
  if (found == nullptr) return;
  if (!found->is_boolean()) return Mistake(fmt::format("\"{}\" must be true or false", field));
  *value = found->get<bool>();
}

void FieldReader::Texts(const char* field, std::vector<std::string>* values) {
  const nlohmann::json* found = Ask(field, false);
  if (found == nullptr) return;
  std::vector<std::string> texts;
  if (found->is_array()) {
    for (const nlohmann::json& item : *found) {
      if (item.is_string()) texts.push_back(item.get<std::string>());
    }
  }
  if (!found->is_array() || texts.size() != found->size()) {
    return Mistake(fmt::format("\"{}\" must be a list of texts", field));
  }
  *values = std::move(texts);
}

void FieldReader::Bytes(const char* field, std::optional<int64_t>* value) {
  const nlohmann::json* found = Ask(field, false);
  if (found == nullptr) return;
  const absl::StatusOr<int64_t> bytes =
      ParseBytes(found->is_string() ? found->get<std::string>() : found->dump());
  if (!bytes.ok())
    return Mistake(fmt::format("\"{}\": {}", field, std::string(bytes.status().message())));
  *value = *bytes;
}

void FieldReader::Word(const char* field,
                       std::string* value,
                       const std::vector<std::string>& allowed,
                       bool required) {
  std::string word;
  if (Ask(field, required) == nullptr) return;
  Text(field, &word);
  if (!status_.ok()) return;
  if (std::find(allowed.begin(), allowed.end(), word) == allowed.end()) {
    return Mistake(
        fmt::format("\"{}\" is \"{}\": allowed are {}", field, word, JoinWords(allowed)));
  }
  *value = word;
}

void FieldReader::OnlyFields(const std::vector<std::string_view>& known) {
  if (!object_.is_object()) return;
  for (const auto& [key, unused] : object_.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::vector<std::string> names(known.begin(), known.end());
    Mistake(fmt::format("\"{}\" is no field here: allowed are {}", key, JoinWords(names)));
  }
}

}  // namespace sharpscale
