// SPDX-License-Identifier: Apache-2.0

#include "models/catalogue.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "fmt/format.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "models/program_folder.h"
#include "models/weight_file.h"

namespace sharpscale {
namespace {

constexpr const char* kFile = "catalog.json";
// From the quickest to the best.
constexpr std::array<const char*, 3> kTiers = {"fast", "std", "hq"};

// Reads one entry; every field has the right type or the catalogue is refused.
class EntryReader {
 public:
  EntryReader(const nlohmann::json& entry, const std::string& file, size_t index)
      : entry_(entry), where_(fmt::format("{}: model {}", file, index)) {}

  void Text(const char* key, std::string* value, bool required = true) {
    if (!entry_.contains(key)) {
      if (required) Fail(key, "is missing");
    } else if (!entry_[key].is_string()) {
      Fail(key, "must be text");
    } else {
      *value = entry_[key].get<std::string>();
    }
  }
  void Integer(const char* key, int64_t low, int64_t high, int64_t* value) {
    if (!entry_.contains(key) || !entry_[key].is_number_integer() ||
        entry_[key].get<int64_t>() < low || entry_[key].get<int64_t>() > high) {
      return Fail(key, fmt::format("must be an integer {}..{}", low, high));
    }
    *value = entry_[key].get<int64_t>();
  }
  void Numbers(const char* key, std::map<std::string, double>* values) {
    if (!entry_.contains(key)) return;
    if (!entry_[key].is_object()) return Fail(key, "must be an object");
    for (const auto& [name, number] : entry_[key].items()) {
      if (!number.is_number()) return Fail(key, "must hold numbers only");
      (*values)[name] = number.get<double>();
    }
  }
  void Texts(const char* key, std::vector<std::string>* values) {
    if (!entry_.contains(key)) return;
    if (!entry_[key].is_array()) return Fail(key, "must be a list");
    for (const nlohmann::json& item : entry_[key]) {
      if (!item.is_string()) return Fail(key, "must hold texts only");
      values->push_back(item.get<std::string>());
    }
  }
  void Number(const char* key, double* value) {
    if (!entry_.contains(key)) return;
    if (!entry_[key].is_number()) return Fail(key, "must be a number");
    *value = entry_[key].get<double>();
  }
  void Fail(const char* key, const std::string& why) {
    if (status_.ok()) {
      status_ = absl::InvalidArgumentError(fmt::format("{}: '{}' {}", where_, key, why));
    }
  }
  const absl::Status& status() const { return status_; }

 private:
  const nlohmann::json& entry_;
  std::string where_;
  absl::Status status_;
};

absl::StatusOr<ModelInfo> ReadEntry(const nlohmann::json& entry,
                                    const std::string& file,
                                    size_t index) {
  if (!entry.is_object()) {
    return absl::InvalidArgumentError(fmt::format("{}: model {} must be an object", file, index));
  }
  ModelInfo info;
  EntryReader reader(entry, file, index);
  int64_t scale = 1;
  int64_t overlap = 0;
  reader.Text("id", &info.id);
  reader.Text("task", &info.task);
  reader.Text("tier", &info.tier);
  reader.Integer("scale", 1, 8, &scale);
  const bool made_of_others = entry.contains("passes");
  if (made_of_others) {
    if (!entry["passes"].is_object()) {
      reader.Fail("passes", "must be an object");
    } else {
      EntryReader passes(entry["passes"], file, index);
      info.passes.emplace();
      passes.Text("first", &info.passes->first);
      passes.Text("second", &info.passes->second);
      passes.Text("at_once", &info.passes->at_once);
      SHARPSCALE_RETURN_IF_ERROR(passes.status());
    }
  }
  reader.Text("file", &info.file, !made_of_others);
  reader.Text("sha256", &info.sha256, !made_of_others);
  reader.Texts("conditions", &info.conditions);
  reader.Integer("overlap", 0, 512, &overlap);
  reader.Integer("parameters", 0, int64_t{1} << 40, &info.parameters);
  reader.Number("mp_per_s", &info.mp_per_s);
  reader.Text("licence", &info.licence);
  reader.Text("trained_on", &info.trained_on);
  reader.Numbers("measured", &info.measured);
  SHARPSCALE_RETURN_IF_ERROR(reader.status());
  for (const nlohmann::json& item : entry.value("experts", nlohmann::json::array())) {
    ModelSet set;
    SHARPSCALE_ASSIGN_OR_RETURN(set.range, RepCondExpertFromJson(item));
    EntryReader set_reader(item, file, index);
    set_reader.Number("mp_per_s", &set.mp_per_s);
    SHARPSCALE_RETURN_IF_ERROR(set_reader.status());
    info.sets.push_back(std::move(set));
  }
  info.scale = static_cast<int>(scale);
  info.overlap = static_cast<int>(overlap);
  if (made_of_others) return info;
  // Files lie beside the catalogue; a name that climbs out of its folder is refused.
  const std::filesystem::path path(info.file);
  bool inside = !path.is_absolute() && !path.empty();
  for (const auto& part : path) inside = inside && part != "..";
  if (!inside) reader.Fail("file", fmt::format("'{}' must lie below the catalogue", info.file));
  if (info.sha256.size() != 64) reader.Fail("sha256", "must have 64 digits");
  SHARPSCALE_RETURN_IF_ERROR(reader.status());
  return info;
}

// The models that one is made of stand in the catalogue too, and are of the scales that make its
// own.
absl::Status CompletePasses(const Catalogue& catalogue, const std::string& file, ModelInfo* model) {
  const auto part = [&](const std::string& id) -> const ModelInfo* {
    const ModelInfo* found = catalogue.Find(id);
    return found != nullptr && !found->passes && found->task == model->task ? found : nullptr;
  };
  const ModelInfo* first = part(model->passes->first);
  const ModelInfo* second = part(model->passes->second);
  const ModelInfo* at_once = part(model->passes->at_once);
  if (first == nullptr || second == nullptr || at_once == nullptr ||
      first->scale * second->scale != model->scale || at_once->scale != model->scale) {
    return absl::InvalidArgumentError(
        fmt::format("{}: model '{}': 'passes' must name models with files of their own for the "
                    "same task, whose scales make {}x",
                    file,
                    model->id,
                    model->scale));
  }
  model->sha256 = Sha256(first->sha256 + second->sha256 + at_once->sha256);
  return absl::OkStatus();
}

}  // namespace

const ModelInfo* Catalogue::Find(const std::string& id) const {
  for (const ModelInfo& model : models) {
    if (model.id == id) return &model;
  }
  return nullptr;
}

std::vector<const ModelInfo*> Catalogue::Parts(const ModelInfo& model) const {
  if (!model.passes) return {&model};
  std::vector<const ModelInfo*> parts;
  for (const std::string& id : {model.passes->first, model.passes->second, model.passes->at_once}) {
    const ModelInfo* part = Find(id);
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
  }
  return parts;
}

std::vector<const ModelInfo*> Catalogue::Choices(const std::string& task,
                                                 int scale,
                                                 const std::string& tier) const {
  std::vector<const ModelInfo*> choices;
  const auto add_tier = [&](size_t index) {
    for (const ModelInfo& model : models) {
      if (model.task != task || model.scale != scale || model.tier != kTiers[index]) continue;
      choices.push_back(&model);
      return;
    }
  };
  const auto named = std::find(kTiers.begin(), kTiers.end(), tier);
  const size_t wanted = named == kTiers.end() ? 0 : static_cast<size_t>(named - kTiers.begin());
  for (size_t i = wanted + 1; i-- > 0;) add_tier(i);
  // Nothing as quick as asked: the next better is better than none.
  for (size_t i = wanted + 1; i < kTiers.size(); ++i) add_tier(i);
  return choices;
}

absl::StatusOr<Catalogue> LoadCatalogue(const std::string& folder) {
  const std::string path = folder + "/" + kFile;
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, ReadBytes(path, 1 << 24));
  const nlohmann::json json = nlohmann::json::parse(bytes, nullptr, false);
  if (!json.is_object() || !json.contains("models") || !json["models"].is_array()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not a catalogue (a JSON object with the list 'models')", path));
  }
  Catalogue catalogue;
  catalogue.folder = folder;
  for (const nlohmann::json& entry : json["models"]) {
    SHARPSCALE_ASSIGN_OR_RETURN(ModelInfo info, ReadEntry(entry, path, catalogue.models.size()));
    if (catalogue.Find(info.id) != nullptr) {
      return absl::InvalidArgumentError(fmt::format("{}: model '{}' stands twice", path, info.id));
    }
    catalogue.models.push_back(std::move(info));
  }
  for (ModelInfo& model : catalogue.models) {
    if (model.passes) SHARPSCALE_RETURN_IF_ERROR(CompletePasses(catalogue, path, &model));
  }
  return catalogue;
}

absl::StatusOr<Catalogue> LoadCatalogue() {
  if (const char* named = std::getenv("SHARPSCALE_MODELS"); named != nullptr && *named) {
    return LoadCatalogue(std::string(named));
  }
  const std::string folder =
      std::filesystem::path(ProgramFolder() + "/../share/sharpscale/models").lexically_normal();
  std::error_code error;
  if (!std::filesystem::exists(folder + "/" + kFile, error)) {
    return absl::NotFoundError(fmt::format(
        "no models: {}/{} does not exist; install them or set SHARPSCALE_MODELS to their "
        "folder",
        folder,
        kFile));
  }
  return LoadCatalogue(folder);
}

absl::Status VerifyFiles(const Catalogue& catalogue, const ModelInfo& model) {
  for (const ModelInfo* part : catalogue.Parts(model)) {
    const std::string path = catalogue.Path(*part);
    const absl::StatusOr<std::string> digest = Sha256OfFile(path);
    if (!digest.ok()) {
      return absl::NotFoundError(
          fmt::format("{}; install sharpscale again", std::string(digest.status().message())));
    }
    if (*digest != part->sha256) {
      return absl::DataLossError(
          fmt::format("{}: not the file that the catalogue names (its SHA-256 differs); install "
                      "sharpscale again",
                      path));
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyModel(const Catalogue& catalogue, const ModelInfo& model) {
  SHARPSCALE_RETURN_IF_ERROR(VerifyFiles(catalogue, model));
  for (const ModelInfo* part : catalogue.Parts(model)) {
    SHARPSCALE_RETURN_IF_ERROR(ReadWeights(catalogue.Path(*part)).status());
  }
  return absl::OkStatus();
}

}  // namespace sharpscale
