// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "models/build_network.h"
#include "models/catalogue.h"
#include "models/network.h"
#include "models/network_spec.h"
#include "models/probe_network.h"
#include "models/two_passes.h"
#include "models/weight_file.h"

namespace sharpscale {
namespace {

constexpr int64_t kMaxModelBytes = int64_t{1} << 30;

bool EndsWith(const std::string& text, std::string_view ending) {
  return text.size() >= ending.size() &&
         text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

bool LooksLikeFile(const std::string& text) {
  return text.find('/') != std::string::npos || EndsWith(text, ".ssw") ||
         EndsWith(text, ".safetensors") || EndsWith(text, ".pt") || EndsWith(text, ".ts") ||
         EndsWith(text, ".torchscript") || EndsWith(text, ".pth");
}

absl::StatusOr<std::unique_ptr<Network>> LoadFile(const Catalogue& catalogue,
                                                  const ModelInfo& info,
                                                  const NetworkOptions& options) {
  const std::string path = catalogue.Path(info);
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, ReadBytes(path, kMaxModelBytes));
  if (Sha256(bytes) != info.sha256) {
    return absl::DataLossError(fmt::format(
        "{}: not the file that the catalogue names (its SHA-256 differs); install sharpscale again",
        path));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(WeightFile weights, ParseWeights(bytes, path));
  SHARPSCALE_ASSIGN_OR_RETURN(const NetworkSpec spec,
                              NetworkSpecOfWeights(std::move(weights), path));
  return BuildNetwork(spec, options);
}

absl::StatusOr<std::unique_ptr<Network>> LoadPasses(const Catalogue& catalogue,
                                                    const ModelPasses& made_of,
                                                    const NetworkOptions& options) {
  std::map<std::string, std::shared_ptr<const Network>> loaded;
  for (const std::string& id : {made_of.first, made_of.second, made_of.at_once}) {
    if (loaded.count(id) > 0) continue;
    SHARPSCALE_ASSIGN_OR_RETURN(loaded[id], LoadFile(catalogue, *catalogue.Find(id), options));
  }
  return EnlargeInTwoPasses(
      {loaded[made_of.first], loaded[made_of.second], loaded[made_of.at_once]});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Network>> LoadNetwork(const std::string& id_or_path,
                                                     const NetworkOptions& options) {
  if (LooksLikeFile(id_or_path)) {
    SHARPSCALE_ASSIGN_OR_RETURN(const NetworkSpec spec, NetworkSpecOfFile(id_or_path));
    SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<Network> network, BuildNetwork(spec, options));
    if (spec.architecture != "repcond") {
      SHARPSCALE_RETURN_IF_ERROR(ProbeNetwork(*network, id_or_path));
    }
    return network;
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue());
  const ModelInfo* info = catalogue.Find(id_or_path);
  if (info == nullptr) {
    std::string known;
    for (const ModelInfo& model : catalogue.models) known += (known.empty() ? "" : ", ") + model.id;
    return absl::NotFoundError(
        fmt::format("model '{}' is not in the catalogue; known: {}; or give a path to a .ssw, "
                    ".safetensors or .pt file",
                    id_or_path,
                    known));
  }
  if (info->passes) return LoadPasses(catalogue, *info->passes, options);
  return LoadFile(catalogue, *info, options);
}

}  // namespace sharpscale
