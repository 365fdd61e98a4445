// SPDX-License-Identifier: Apache-2.0

#include "models/network_spec.h"

#include <filesystem>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/compact.h"
#include "models/repcond.h"
#include "models/safetensors.h"
#include "models/weight_file.h"

namespace sharpscale {
namespace {

constexpr int64_t kMaxModelBytes = int64_t{1} << 30;

bool EndsWith(const std::string& text, std::string_view ending) {
  return text.size() >= ending.size() &&
         text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

absl::StatusOr<NetworkSpec> CompactSpec(WeightFile weights, const std::string& name) {
  SHARPSCALE_ASSIGN_OR_RETURN(const CompactConfig compact, RecogniseCompact(weights, name));
  NetworkSpec spec;
  spec.name = name;
  spec.architecture = "compact";
  spec.config = {{"scale", compact.scale},
                 {"channels", compact.channels},
                 {"convolutions", compact.convolutions},
                 {"prelu", compact.prelu}};
  spec.weights = std::move(weights);
  return spec;
}

// The tensors of a RepCond file must have exactly the shapes that its description asks for.
absl::Status CheckRepCond(const RepCondConfig& config,
                          const WeightFile& weights,
                          const std::string& name) {
  const auto check = [&](const std::string& key, int64_t out, int64_t in) -> absl::Status {
    const WeightTensor* weight = weights.Find(key + ".weight");
    const WeightTensor* bias = weights.Find(key + ".bias");
    if (weight == nullptr || weight->shape != std::vector<int64_t>{out, in, 3, 3} ||
        bias == nullptr || bias->shape != std::vector<int64_t>{out}) {
      return absl::DataLossError(
          fmt::format("{}: layer '{}' is missing or not of {} x {} channels", name, key, out, in));
    }
    return absl::OkStatus();
  };
  const std::vector<std::string> sets = config.Prefixes();
  for (size_t s = 0; s < sets.size(); ++s) {
    const std::string& set = sets[s];
    const int channels = config.Channels(s);
    SHARPSCALE_RETURN_IF_ERROR(check(set + "head", channels, config.InputChannels()));
    for (int i = 0; i < config.Body(s); ++i) {
      SHARPSCALE_RETURN_IF_ERROR(check(fmt::format("{}body.{}", set, i), channels, channels));
    }
    SHARPSCALE_RETURN_IF_ERROR(check(set + "tail", config.OutputChannels(), channels));
  }
  return absl::OkStatus();
}

// TorchScript: what the file does not say stands in a JSON file beside it.
absl::StatusOr<NetworkSpec> SpecOfScript(const std::string& path) {
  NetworkSpec spec;
  spec.name = path;
  spec.architecture = "torchscript";
  spec.path = path;
  spec.config = nlohmann::json::object();
  std::string beside = path;
  beside.replace(beside.rfind('.'), std::string::npos, ".json");
  std::error_code error;
  if (!std::filesystem::exists(beside, error)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: a TorchScript model needs {} beside it, for instance "
                    R"({{"scale": 4, "range": 1, "channels": "rgb", "overlap": 16}})",
                    path,
                    beside));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, ReadBytes(beside, 1 << 20));
  spec.config = nlohmann::json::parse(bytes, nullptr, false);
  const nlohmann::json& json = spec.config;
  const auto integer = [&](const char* key, int low, int high) {
    return json.contains(key) && json[key].is_number_integer() && json[key].get<int64_t>() >= low &&
           json[key].get<int64_t>() <= high;
  };
  if (!json.is_object() || !integer("scale", 1, 8) || !integer("overlap", 0, 512)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: needs the integers scale (1..8) and overlap (0..512)", beside));
  }
  const nlohmann::json range = json.value("range", nlohmann::json(1));
  const nlohmann::json channels = json.value("channels", nlohmann::json("rgb"));
  const nlohmann::json multiple = json.value("multiple", nlohmann::json(1));
  if ((range != 1 && range != 255) || (channels != "rgb" && channels != "bgr") ||
      !multiple.is_number_integer() || multiple.get<int64_t>() < 1 ||
      multiple.get<int64_t>() > 64) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: range must be 1 or 255, channels \"rgb\" or \"bgr\", multiple 1..64", beside));
  }
  return spec;
}

}  // namespace

absl::StatusOr<NetworkSpec> NetworkSpecOfWeights(WeightFile weights, const std::string& name) {
  const std::string architecture =
      weights.config.contains("architecture") && weights.config["architecture"].is_string()
          ? weights.config["architecture"].get<std::string>()
          : "";
  if (architecture == "compact") return CompactSpec(std::move(weights), name);
  if (architecture != "repcond") {
    return absl::InvalidArgumentError(fmt::format(
        "{}: architecture '{}' is unknown; known: repcond, compact", name, architecture));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const RepCondConfig config, RepCondConfigFromJson(weights.config));
  SHARPSCALE_RETURN_IF_ERROR(CheckRepCond(config, weights, name));
  NetworkSpec spec;
  spec.name = name;
  spec.architecture = architecture;
  spec.config = config.ToJson();
  spec.weights = std::move(weights);
  return spec;
}

absl::StatusOr<NetworkSpec> NetworkSpecOfFile(const std::string& path) {
  if (EndsWith(path, ".pt") || EndsWith(path, ".ts") || EndsWith(path, ".torchscript")) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
      return absl::NotFoundError(fmt::format("{}: no such file", path));
    }
    return SpecOfScript(path);
  }
  if (EndsWith(path, ".pth") || EndsWith(path, ".ckpt") || EndsWith(path, ".bin")) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: pickled weights can run code when opened and are not read; convert the file "
        "to .safetensors first",
        path));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, ReadBytes(path, kMaxModelBytes));
  if (EndsWith(path, ".safetensors")) {
    SHARPSCALE_ASSIGN_OR_RETURN(WeightFile weights, ParseSafetensors(bytes, path));
    return CompactSpec(std::move(weights), path);
  }
  SHARPSCALE_ASSIGN_OR_RETURN(WeightFile weights, ParseWeights(bytes, path));
  return NetworkSpecOfWeights(std::move(weights), path);
}

}  // namespace sharpscale
