// SPDX-License-Identifier: Apache-2.0

#include "models/import_model.h"

#include <filesystem>

#include "fmt/format.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "models/build_network.h"
#include "models/network_spec.h"
#include "models/probe_network.h"
#include "models/weight_file.h"

namespace sharpscale {

namespace {

// What `spec` says of a network that was built from it and passed its probe.
absl::StatusOr<ModelFileInfo> Tried(const NetworkSpec& spec, const std::string& path) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::unique_ptr<Network> network, BuildNetwork(spec, {}));
  SHARPSCALE_RETURN_IF_ERROR(ProbeNetwork(*network, path));
  ModelFileInfo model;
  model.architecture = spec.architecture;
  model.scale = network->scale();
  model.overlap = network->radius();
  for (const WeightTensor& tensor : spec.weights.tensors) {
    model.parameters += static_cast<int64_t>(tensor.values.size());
  }
  const nlohmann::json& c = spec.config;
  if (spec.architecture == "compact") {
    model.description = fmt::format("{} channels, {} convolutions, {}",
                                    c.value("channels", 0),
                                    c.value("convolutions", 0),
                                    c.value("prelu", true) ? "PReLU" : "leaky ReLU");
  } else if (spec.architecture == "repcond") {
    model.description =
        fmt::format("{} channels, {} convolutions", c.value("channels", 0), c.value("body", 0) + 2);
  } else {
    model.description = "run where it lies";
  }
  return model;
}

}  // namespace

absl::StatusOr<ModelFileInfo> DescribeModelFile(const std::string& path) {
  SHARPSCALE_ASSIGN_OR_RETURN(const NetworkSpec spec, NetworkSpecOfFile(path));
  SHARPSCALE_ASSIGN_OR_RETURN(ModelFileInfo model, Tried(spec, path));
  model.file = path;
  SHARPSCALE_ASSIGN_OR_RETURN(model.sha256, Sha256OfFile(path));
  return model;
}

absl::StatusOr<ModelFileInfo> ImportModel(const std::string& path,
                                          const std::string& out,
                                          bool overwrite) {
  if (out.size() < 5 || out.compare(out.size() - 4, 4, ".ssw") != 0) {
    return absl::InvalidArgumentError(fmt::format("{}: the name must end in .ssw", out));
  }
  std::error_code error;
  if (!overwrite && std::filesystem::exists(out, error)) {
    return absl::AlreadyExistsError(
        fmt::format("{}: exists already; choose another name or --force", out));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(NetworkSpec spec, NetworkSpecOfFile(path));
  if (spec.architecture == "torchscript") {
    return absl::InvalidArgumentError(
        fmt::format("{}: TorchScript models are not converted; use the file where it lies", path));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(ModelFileInfo model, Tried(spec, path));
  WeightFile file;
  file.config = spec.config;
  file.config["architecture"] = spec.architecture;
  file.config["imported_from"] = std::filesystem::path(path).filename().string();
  file.tensors = std::move(spec.weights.tensors);
  SHARPSCALE_RETURN_IF_ERROR(WriteWeights(file, WeightType::kFloat16, out));
  model.file = out;
  SHARPSCALE_ASSIGN_OR_RETURN(model.sha256, Sha256OfFile(out));
  return model;
}

}  // namespace sharpscale
