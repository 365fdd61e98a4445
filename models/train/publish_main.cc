// SPDX-License-Identifier: Apache-2.0
//
// sharpscale-publish: puts the weights of a training run into models/weights and their entry, with
// digest and shape, into models/catalog.json. Measured quality is kept unless given anew. A run
// that made one set of a model's kernels (an expert, models/repcond.h) renews that set alone; the
// others stay as they were published. Of several runs that began at the same weights the mean is
// taken.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "fmt/format.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "models/network_spec.h"
#include "models/repcond.h"
#include "models/train/join_sets.h"
#include "models/train/mean_of_runs.h"
#include "models/weight_file.h"

namespace sharpscale {
namespace {

struct PublishOptions {
  std::vector<std::string> weights;
  std::vector<double> shares;  // of the runs in their mean; empty = all alike
  std::string mean;            // file for the mean alone; "" = it is published
  std::string models = "models";
  std::vector<std::string> measured;  // "set5_psnr_y=37.1"
  double mp_per_s = 0.0;
  bool unconditional = false;  // its training mix varies no plane
};

// What the training mix of a task varies; the other planes were always zero.
std::vector<std::string> ConditionsOfTask(const std::string& task) {
  if (task == "restore") return {"noise", "jpeg", "halo"};
  if (task == "sharpen") return {"blur", "noise", "jpeg"};
  return {"noise", "jpeg", "blur", "halo", "aliasing"};
}

// A set that is as wide and as deep as before is as fast.
void KeepSpeed(const nlohmann::ordered_json& before, nlohmann::ordered_json* set) {
  for (const auto& old : before) {
    const bool same = old.value("name", "") == set->value("name", "") &&
                      old.value("channels", 0) == set->value("channels", 0) &&
                      old.value("body", 0) == set->value("body", 0);
    if (same && old.contains("mp_per_s")) (*set)["mp_per_s"] = old["mp_per_s"];
  }
}

absl::Status Publish(const PublishOptions& options) {
  std::vector<WeightFile> runs;
  for (const std::string& weights : options.weights) {
    SHARPSCALE_ASSIGN_OR_RETURN(WeightFile run, ReadWeights(weights));
    runs.push_back(std::move(run));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(WeightFile file, MeanOfRuns(std::move(runs), options.shares));
  if (!options.mean.empty()) return WriteWeights(file, WeightType::kFloat32, options.mean);
  const std::string id = file.config.value("id", "");
  if (id.empty()) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: has no id; publish a run's weights.ssw, not its checkpoint", options.weights[0]));
  }
  const std::string relative = fmt::format("weights/{}.ssw", id);
  const std::string path = options.models + "/" + relative;
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    SHARPSCALE_ASSIGN_OR_RETURN(WeightFile published, ReadWeights(path));
    SHARPSCALE_ASSIGN_OR_RETURN(file, JoinSets(std::move(published), std::move(file)));
  } else if (file.config.contains("expert")) {
    return absl::NotFoundError(fmt::format(
        "{}: not there; an expert is added to a model that is published already", path));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const NetworkSpec spec,
                              NetworkSpecOfWeights(file, options.weights[0]));
  SHARPSCALE_ASSIGN_OR_RETURN(const RepCondConfig config, RepCondConfigFromJson(spec.config));
  std::filesystem::create_directories(options.models + "/weights", error);
  // Eight bits cost upscale-x3-fast .004 dB, restore-fast .10 to .17 dB (noise of 15 to 50 levels).
  const WeightType type = config.scale > 1 ? WeightType::kInt8 : WeightType::kFloat16;
  SHARPSCALE_RETURN_IF_ERROR(WriteWeights(file, type, path));
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string digest, Sha256OfFile(path));

  const std::string catalogue_path = options.models + "/catalog.json";
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string text, ReadBytes(catalogue_path));
  nlohmann::ordered_json catalogue = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!catalogue.is_object() || !catalogue["models"].is_array()) {
    return absl::InvalidArgumentError(fmt::format("{}: not a catalogue", catalogue_path));
  }
  nlohmann::ordered_json* entry = nullptr;
  for (auto& model : catalogue["models"]) {
    if (model.value("id", "") == id) entry = &model;
  }
  if (entry == nullptr) {
    catalogue["models"].push_back(nlohmann::ordered_json::object());
    entry = &catalogue["models"].back();
  }
  (*entry)["id"] = id;
  (*entry)["task"] = config.task;
  (*entry)["tier"] = id.substr(id.rfind('-') + 1);
  (*entry)["scale"] = config.scale;
  (*entry)["file"] = relative;
  (*entry)["sha256"] = digest;
  (*entry)["conditions"] =
      options.unconditional ? std::vector<std::string>{} : ConditionsOfTask(config.task);
  (*entry)["overlap"] = config.Radius();
  (*entry)["parameters"] = config.Parameters();
  if (options.mp_per_s > 0.0) (*entry)["mp_per_s"] = options.mp_per_s;
  (*entry)["licence"] = "Apache-2.0";
  (*entry)["trained_on"] =
      "CID22 references (CC BY-SA 4.0), CLIC 2025 validation (Unsplash), desktop wallpapers (CC0, "
      "public "
      "domain), own synthetic charts";
  (*entry)["steps"] = file.config.value("steps", int64_t{0});
  if (!config.experts.empty()) {
    const nlohmann::ordered_json before = entry->value("experts", nlohmann::ordered_json::array());
    (*entry)["experts"] = file.config["experts"];
    for (auto& set : (*entry)["experts"]) KeepSpeed(before, &set);
  }
  if (!entry->contains("measured")) (*entry)["measured"] = nlohmann::ordered_json::object();
  for (const std::string& item : options.measured) {
    const size_t equals = item.find('=');
    double value = 0.0;
    if (equals == std::string::npos || !absl::SimpleAtod(item.substr(equals + 1), &value)) {
      return absl::InvalidArgumentError(fmt::format("'{}' is not NAME=NUMBER", item));
    }
    (*entry)["measured"][item.substr(0, equals)] = value;
  }
  std::ofstream out(catalogue_path, std::ios::trunc);
  out << catalogue.dump(2) << "\n";
  if (!out.flush()) return absl::InternalError(fmt::format("{}: not written", catalogue_path));
  std::printf("%s: %lld parameters, %ju bytes\n",
              id.c_str(),
              static_cast<long long>(config.Parameters()),
              std::filesystem::file_size(path));
  return absl::OkStatus();
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  CLI::App app{"Publish the weights of a training run in the catalogue."};
  sharpscale::PublishOptions options;
  app.add_option("weights", options.weights, "RUN/weights.ssw; of several the mean")->required();
  app.add_option("--shares", options.shares, "of each run in the mean: 0.6,0.4 (all alike)")
      ->delimiter(',');
  app.add_option("--mean", options.mean, "write the mean to this file and publish nothing");
  app.add_option("--models", options.models, "folder of the catalogue");
  app.add_option("--measured", options.measured, "NAME=NUMBER, may be repeated");
  app.add_option("--mp-per-s", options.mp_per_s, "megapixels of output per second");
  app.add_flag("--unconditional", options.unconditional, "the model takes no conditions");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = sharpscale::Publish(options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "sharpscale-publish: %s\n", std::string(status.message()).c_str());
  return 1;
}
