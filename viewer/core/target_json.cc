// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/target_json.h"

namespace sharpscale::viewer {
namespace {

template <class T>
void Put(nlohmann::json* json, const char* key, const std::optional<T>& value) {
  if (value) (*json)[key] = *value;
}

template <class T>
void Get(const nlohmann::json& json, const char* key, std::optional<T>* value) {
  const auto it = json.find(key);
  if (it != json.end() && it->is_number()) *value = it->template get<T>();
}

template <class T>
void GetPlain(const nlohmann::json& json, const char* key, T* value) {
  const auto it = json.find(key);
  if (it == json.end()) return;
  if constexpr (std::is_same_v<T, std::string>) {
    if (it->is_string()) *value = it->template get<std::string>();
  } else if constexpr (std::is_same_v<T, bool>) {
    if (it->is_boolean()) *value = it->template get<bool>();
  } else {
    if (it->is_number()) *value = it->template get<T>();
  }
}

}  // namespace

nlohmann::json TargetToJson(const Target& target) {
  nlohmann::json json = nlohmann::json::object();
  Put(&json, "print_width_in", target.print_width_in);
  Put(&json, "print_height_in", target.print_height_in);
  Put(&json, "width", target.width);
  Put(&json, "height", target.height);
  Put(&json, "long_side", target.long_side);
  Put(&json, "short_side", target.short_side);
  Put(&json, "megapixels", target.megapixels);
  Put(&json, "max_bytes", target.max_bytes);
  Put(&json, "viewing_distance_in", target.viewing_distance_in);
  json["ppi"] = target.ppi;
  json["ppi_given"] = target.ppi_given;
  json["cover"] = target.fit == FitMode::kCover;
  json["auto_rotate"] = target.auto_rotate;
  json["preset"] = target.preset;
  json["label"] = target.label;
  return json;
}

Target TargetFromJson(const nlohmann::json& json) {
  Target target;
  if (!json.is_object()) return target;
  Get(json, "print_width_in", &target.print_width_in);
  Get(json, "print_height_in", &target.print_height_in);
  Get(json, "width", &target.width);
  Get(json, "height", &target.height);
  Get(json, "long_side", &target.long_side);
  Get(json, "short_side", &target.short_side);
  Get(json, "megapixels", &target.megapixels);
  Get(json, "max_bytes", &target.max_bytes);
  Get(json, "viewing_distance_in", &target.viewing_distance_in);
  GetPlain(json, "ppi", &target.ppi);
  GetPlain(json, "ppi_given", &target.ppi_given);
  bool cover = false;
  GetPlain(json, "cover", &cover);
  target.fit = cover ? FitMode::kCover : FitMode::kFit;
  GetPlain(json, "auto_rotate", &target.auto_rotate);
  GetPlain(json, "preset", &target.preset);
  GetPlain(json, "label", &target.label);
  return target;
}

std::string TargetKey(const Target& target) {
  nlohmann::json json = TargetToJson(target);
  json.erase("label");  // words for people do not change the plan
  return json.dump();
}

}  // namespace sharpscale::viewer
