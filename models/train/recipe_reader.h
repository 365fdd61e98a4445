// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/recipe_reader.h
//
// Chances, ranges and weights from the JSON of a training recipe. What is absent keeps its default;
// the first fault is kept.
//
//   RecipeReader reader(json);
//   reader.Chance(json, "clean", &mix.clean);
//   if (!reader.status().ok()) return reader.status();

#ifndef SHARPSCALE_MODELS_TRAIN_RECIPE_READER_H_
#define SHARPSCALE_MODELS_TRAIN_RECIPE_READER_H_

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "models/train/degradation_mix.h"

namespace sharpscale {

class RecipeReader {
 public:
  explicit RecipeReader(const nlohmann::json& json) : json_(json) {}

  const nlohmann::json* Section(const char* name) {
    if (!json_.contains(name)) return nullptr;
    if (!json_[name].is_object()) Fail(name, "an object");
    return &json_[name];
  }
  void Chance(const nlohmann::json& from, const char* name, double* value) {
    if (!from.contains(name)) return;
    if (!from[name].is_number() || from[name].get<double>() < 0.0 ||
        from[name].get<double>() > 1.0) {
      return Fail(name, "a number 0..1");
    }
    *value = from[name].get<double>();
  }
  void Range(const nlohmann::json& from, const char* name, Interval* value) {
    if (!from.contains(name)) return;
    const nlohmann::json& pair = from[name];
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number() ||
        pair[0].get<double>() > pair[1].get<double>()) {
      return Fail(name, "two numbers, the smaller first");
    }
    *value = {pair[0].get<double>(), pair[1].get<double>()};
  }
  void Weights(const nlohmann::json& from, const char* name, Choices* value) {
    if (!from.contains(name)) return;
    if (!from[name].is_object() || from[name].empty()) return Fail(name, "an object of numbers");
    value->clear();
    for (const auto& [key, weight] : from[name].items()) {
      if (!weight.is_number() || weight.get<double>() <= 0.0) {
        return Fail(name, "an object of positive numbers");
      }
      value->emplace_back(key, weight.get<double>());
    }
  }
  void Fail(const char* name, const char* expected) {
    if (status_.ok()) {
      status_ = absl::InvalidArgumentError(fmt::format("recipe: '{}' must be {}", name, expected));
    }
  }
  const absl::Status& status() const { return status_; }

 private:
  const nlohmann::json& json_;
  absl::Status status_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_RECIPE_READER_H_
