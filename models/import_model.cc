// SPDX-License-Identifier: Apache-2.0

#include "models/import_model.h"

#include <filesystem>

#include "fmt/format.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "models/network_spec.h"
#include "models/probe_network.h"
#include "models/torch_module.h"
#include "models/weight_file.h"

namespace sharpscale {

absl::StatusOr<ImportedModel> ImportModel(const std::string& path,
                                          const std::string& out,
                                          bool overwrite) {
  if (out.size() < 5 || out.compare(out.size() - 4, 4, ".ssw") != 0) {
    return absl::InvalidArgumentError(fmt::format("{}: the name must end in .ssw", out));
  }
  std::error_code error;
  if (!overwrite && std::filesystem::exists(out, error)) {
    return absl::AlreadyExistsError(fmt::format("{}: exists already; choose another name", out));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(NetworkSpec spec, NetworkSpecOfFile(path));
  if (spec.architecture == "torchscript") {
    return absl::InvalidArgumentError(
        fmt::format("{}: TorchScript models are not converted; use the file where it lies", path));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const std::unique_ptr<Network> network, BuildNetwork(spec, {}));
  SHARPSCALE_RETURN_IF_ERROR(ProbeNetwork(*network, path));

  WeightFile file;
  file.config = spec.config;
  file.config["architecture"] = spec.architecture;
  file.config["imported_from"] = std::filesystem::path(path).filename().string();
  file.tensors = std::move(spec.weights.tensors);
  ImportedModel model;
  for (const WeightTensor& tensor : file.tensors) {
    model.parameters += static_cast<int64_t>(tensor.values.size());
  }
  SHARPSCALE_RETURN_IF_ERROR(WriteWeights(file, WeightType::kFloat16, out));
  SHARPSCALE_ASSIGN_OR_RETURN(model.sha256, Sha256OfFile(out));
  model.file = out;
  model.architecture = spec.architecture;
  model.scale = network->scale();
  model.overlap = network->radius();
  const nlohmann::json& c = spec.config;
  model.description =
      spec.architecture == "compact"
          ? fmt::format("{} channels, {} convolutions, {}",
                        c.value("channels", 0),
                        c.value("convolutions", 0),
                        c.value("prelu", true) ? "PReLU" : "leaky ReLU")
          : fmt::format(
                "{} channels, {} convolutions", c.value("channels", 0), c.value("body", 0) + 2);
  return model;
}

}  // namespace sharpscale
