// SPDX-License-Identifier: Apache-2.0
//
// File: models/import_model.h
//
// Somebody else's weights: checked, tried, described, and kept in our own format.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(ModelFileInfo model,
//                               ImportModel("realesr-general-x4v3.safetensors", "general-x4.ssw"));

#ifndef SHARPSCALE_MODELS_IMPORT_MODEL_H_
#define SHARPSCALE_MODELS_IMPORT_MODEL_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace sharpscale {

struct ModelFileInfo {
  std::string file;
  std::string architecture;  // "compact", "repcond", "torchscript"
  std::string description;   // "64 channels, 34 convolutions, PReLU"
  int scale = 0;
  int overlap = 0;         // px of the input
  int64_t parameters = 0;  // 0 = not known (TorchScript)
  std::string sha256;      // of the file
};

// Reads a file of weights, builds and tries the network, and says what it is. Errors: those of
// LoadNetwork.
absl::StatusOr<ModelFileInfo> DescribeModelFile(const std::string& path);

// Reads `path` (.safetensors or .ssw), builds and tries the network, and writes it as fp16 to `out`
// (.ssw), which LoadNetwork then takes. Describes the file written. Errors: those of LoadNetwork;
// InvalidArgument (TorchScript, which is used where it lies; an `out` that does not end in .ssw);
// AlreadyExists unless `overwrite`.
absl::StatusOr<ModelFileInfo> ImportModel(const std::string& path,
                                          const std::string& out,
                                          bool overwrite = false);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_IMPORT_MODEL_H_
