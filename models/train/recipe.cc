// SPDX-License-Identifier: Apache-2.0

#include "models/train/recipe.h"

#include <sstream>
#include <utility>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/train/recipe_reader.h"
#include "models/weight_file.h"

namespace sharpscale {

absl::StatusOr<Recipe> ReadRecipe(const std::string& path) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, ReadBytes(path, 1 << 20));
  Recipe recipe;
  recipe.text = nlohmann::json::parse(bytes, nullptr, false, /*ignore_comments=*/true);
  const nlohmann::json& json = recipe.text;
  if (!json.is_object()) return absl::InvalidArgumentError(fmt::format("{}: not JSON", path));
  absl::Status status;
  const auto number = [&](const char* name, auto* value, double low, double high) {
    if (!json.contains(name)) return;
    if (!json[name].is_number() || json[name].get<double>() < low ||
        json[name].get<double>() > high) {
      status = absl::InvalidArgumentError(
          fmt::format("{}: '{}' must be a number {}..{}", path, name, low, high));
      return;
    }
    *value = json[name].get<std::decay_t<decltype(*value)>>();
  };
  if (!json.contains("id") || !json["id"].is_string()) {
    return absl::InvalidArgumentError(fmt::format("{}: 'id' is missing", path));
  }
  recipe.id = json["id"].get<std::string>();
  SHARPSCALE_ASSIGN_OR_RETURN(
      recipe.network, RepCondConfigFromJson(json.value("network", nlohmann::json::object())));
  if (json.contains("expert")) {
    SHARPSCALE_ASSIGN_OR_RETURN(recipe.expert, RepCondExpertFromJson(json["expert"]));
  }
  for (const auto& [name, model] :
       {std::pair{"first_pass", &recipe.first_pass}, {"teacher", &recipe.teacher}}) {
    if (!json.contains(name)) continue;
    if (!json[name].is_string()) {
      return absl::InvalidArgumentError(fmt::format("{}: '{}' must name a model", path, name));
    }
    *model = json[name].get<std::string>();
  }
  number("taught", &recipe.taught, 0, 1);
  SHARPSCALE_ASSIGN_OR_RETURN(recipe.mix,
                              DegradationMixFromJson(json.value("mix", nlohmann::json::object())));
  number("batch", &recipe.batch, 1, 1024);
  number("patch", &recipe.patch, 8, 1024);
  number("crop", &recipe.crop, 8, 2048);
  number("pool", &recipe.pool, 1, 1 << 20);
  number("renew", &recipe.renew, 0, 1024);
  number("charts", &recipe.charts, 0, 1);
  number("measured", &recipe.measured, 0, 1);
  number("reduce", &recipe.reduce, 0, 1);
  RecipeReader reader(json);
  if (const auto* soften = reader.Section("soften")) {
    reader.Chance(*soften, "chance", &recipe.soft);
    reader.Range(*soften, "sigma", &recipe.soft_sigma);
    if (recipe.soft_sigma.low <= 0.0 || recipe.soft_sigma.high > 3.0) {
      reader.Fail("soften", "a chance and two sigma above 0 and up to 3");
    }
  }
  SHARPSCALE_RETURN_IF_ERROR(reader.status());
  number("steps", &recipe.steps, 1, 1e9);
  number("learning_rate", &recipe.learning_rate, 0, 1);
  number("final_learning_rate", &recipe.final_learning_rate, 0, 1);
  if (json.contains("muon")) {
    if (!json["muon"].is_boolean()) {
      return absl::InvalidArgumentError(fmt::format("{}: 'muon' must be true or false", path));
    }
    recipe.muon = json["muon"].get<bool>();
  }
  number("warm_up", &recipe.warm_up, 0, 1e9);
  number("clip", &recipe.clip, 0, 1e9);
  number("overshoot", &recipe.overshoot, 0, 1000);
  number("luma_square", &recipe.luma_square, 0, 1000);
  number("average", &recipe.average, 0, 1);
  number("seed", &recipe.seed, 0, 1e15);
  SHARPSCALE_RETURN_IF_ERROR(status);
  if (recipe.patch > recipe.crop || recipe.patch % recipe.network.unshuffle != 0) {
    return absl::InvalidArgumentError(
        fmt::format("{}: 'patch' {} must not exceed 'crop' {} and must be a multiple of {}",
                    path,
                    recipe.patch,
                    recipe.crop,
                    recipe.network.unshuffle));
  }
  for (const nlohmann::json& regime : json.value("validation", nlohmann::json::array())) {
    if (!regime.is_object() || !regime.contains("name") || !regime["name"].is_string() ||
        !regime.contains("damage") || !regime["damage"].is_string()) {
      return absl::InvalidArgumentError(
          fmt::format("{}: each 'validation' entry needs the texts 'name' and 'damage'", path));
    }
    recipe.validation.push_back(
        {regime["name"].get<std::string>(), regime["damage"].get<std::string>()});
    if (const auto known = DegradationFromText(recipe.validation.back().damage); !known.ok()) {
      return known.status();
    }
  }
  return recipe;
}

absl::StatusOr<std::vector<std::string>> ReadList(const std::string& path) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, ReadBytes(path, 1 << 24));
  std::vector<std::string> lines;
  std::istringstream in(bytes);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  return lines;
}

}  // namespace sharpscale
