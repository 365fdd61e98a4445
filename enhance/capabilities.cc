// SPDX-License-Identifier: Apache-2.0

#include "enhance/capabilities.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "models/network_spec.h"
#include "models/stack_networks.h"

namespace sharpscale {

namespace {

// `usual`: whose speed is taken where none was measured. `runs`: of the network on each tile.
Upscaler UpscalerOf(const ModelInfo& model, const Upscaler& usual, double runs) {
  Upscaler upscaler = usual;
  upscaler.scale = model.scale;
  upscaler.model = model.id;
  if (model.mp_per_s > 0.0) upscaler.mp_per_s = model.mp_per_s / runs;
  for (const ModelSet& set : model.sets) {
    if (set.mp_per_s <= 0.0) continue;
    upscaler.own_rates.push_back(
        {set.range.noise_sigma, set.range.jpeg_quality, set.mp_per_s / runs});
  }
  return upscaler;
}

double RunsOf(const std::string& tier) {
  return tier == "hq" ? kOrientations : 1.0;
}

}  // namespace

Capabilities CapabilitiesOf(const Catalogue& catalogue, const std::string& tier) {
  const std::string named = CatalogueTier(tier);
  Capabilities capabilities;
  const auto at_hand = [&](const char* task, int scale) -> const ModelInfo* {
    for (const ModelInfo* model : catalogue.Choices(task, scale, named)) {
      const absl::Status whole = VerifyFiles(catalogue, *model);
      if (whole.ok()) return model;
      const std::string text =
          fmt::format("{} cannot be used: {}", model->id, std::string(whole.message()));
      std::vector<std::string>& lacking = capabilities.lacking;
      if (std::find(lacking.begin(), lacking.end(), text) == lacking.end()) lacking.push_back(text);
    }
    return nullptr;
  };
  const double runs = RunsOf(tier);
  if (tier == "auto") capabilities.all_ways_mp = kAllWaysMp;
  const std::vector<Upscaler> usual = capabilities.upscalers;
  capabilities.upscalers.clear();
  // The largest first: larger and reduced by the quick tier is quicker than another tier's.
  bool of_this_tier = false;
  for (auto next = usual.rbegin(); next != usual.rend(); ++next) {
    const ModelInfo* model = at_hand("upscale", next->scale);
    if (model == nullptr || (of_this_tier && model->tier != named)) continue;
    of_this_tier = of_this_tier || (named == "fast" && model->tier == named);
    capabilities.upscalers.insert(capabilities.upscalers.begin(), UpscalerOf(*model, *next, runs));
  }
  const ModelInfo* restore = at_hand("restore", 1);
  if (restore != nullptr && restore->mp_per_s > 0.0) {
    capabilities.restore_mp_per_s = restore->mp_per_s / runs;
  }
  const ModelInfo* sharpen = at_hand("sharpen", 1);
  if (sharpen != nullptr) capabilities.sharpen_mp_per_s = sharpen->mp_per_s / runs;
  return capabilities;
}

void NameUpscaler(const Catalogue& catalogue,
                  const std::string& tier,
                  const std::string& model,
                  Capabilities* capabilities) {
  const Upscaler usual;
  if (const ModelInfo* listed = catalogue.Find(model)) {
    if (listed->task != "upscale") return;
    capabilities->upscalers = {UpscalerOf(*listed, usual, RunsOf(tier))};
    return;
  }
  const absl::StatusOr<NetworkSpec> spec = NetworkSpecOfFile(model);
  if (!spec.ok() || !spec->config.contains("scale")) return;
  ModelInfo file;
  file.id = model;
  file.scale = spec->config["scale"];
  if (file.scale < 2 || file.scale > 4) return;
  for (const WeightTensor& tensor : spec->weights.tensors) {
    file.parameters += static_cast<int64_t>(tensor.values.size());
  }
  // As fast as the measured ones are for each parameter and px of their input.
  const ModelInfo* measured = catalogue.Find("upscale-x4-std");
  if (measured != nullptr && file.parameters > 0) {
    file.mp_per_s = measured->mp_per_s * measured->parameters / file.parameters *
                    (file.scale * file.scale) / (measured->scale * measured->scale);
  }
  capabilities->upscalers = {UpscalerOf(file, usual, RunsOf(tier))};
}

namespace {

// The catalogue's rates are those of a CPU that multiplies bf16; with the same cores, fp32 reaches
// these shares of them.
constexpr double kFp32Share = 0.5;
constexpr double kLibTorchShare = 0.33;
// Where LibTorch is not needed.
constexpr double kOwnStart = 0.05;
constexpr double kOwnBytes = 0.0;

void FitToCpu(Precision precision, Capabilities* capabilities) {
  if (RunsWithoutLibTorch(precision)) {
    capabilities->network_start_s = kOwnStart;
    capabilities->network_bytes = kOwnBytes;
  }
  if (RunsBf16Here() && precision != Precision::kFp32) return;
  const double share = RunsWithoutLibTorch(precision) ? kFp32Share : kLibTorchShare;
  for (Upscaler& upscaler : capabilities->upscalers) {
    upscaler.mp_per_s *= share;
    for (UpscalerRate& rate : upscaler.own_rates) rate.mp_per_s *= share;
  }
  capabilities->restore_mp_per_s *= share;
  capabilities->sharpen_mp_per_s *= share;
}

}  // namespace

Capabilities CapabilitiesHere(const std::string& tier,
                              Precision precision,
                              int threads,
                              const std::string& model) {
  const absl::StatusOr<Catalogue> catalogue = LoadCatalogue();
  Capabilities capabilities = CapabilitiesOf(catalogue.ok() ? *catalogue : Catalogue(), tier);
  if (!catalogue.ok()) capabilities.lacking.emplace_back(catalogue.status().message());
  if (!model.empty()) {
    NameUpscaler(catalogue.ok() ? *catalogue : Catalogue(), tier, model, &capabilities);
  }
  FitToCpu(precision, &capabilities);
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  capabilities.cores = threads > 0 ? std::min(threads, cores) : cores;
  return capabilities;
}

AdviceOptions AdviceHere(const std::string& tier,
                         Precision precision,
                         int threads,
                         const std::string& model) {
  AdviceOptions options;
  options.capabilities = CapabilitiesHere(tier, precision, threads, model);
  return options;
}

}  // namespace sharpscale
