// SPDX-License-Identifier: Apache-2.0
//
// File: models/catalogue.h
//
// The models at hand, as data (models/catalog.json). Never touches LibTorch.

#ifndef SHARPSCALE_MODELS_CATALOGUE_H_
#define SHARPSCALE_MODELS_CATALOGUE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/repcond.h"

namespace sharpscale {

// Ids of the models that enlarge in two passes, and of the one whose result theirs is averaged with
// (models/two_passes.h).
struct ModelPasses {
  std::string first;
  std::string second;
  std::string at_once;
};

// A set of kernels for some pictures, beside the one for all.
struct ModelSet {
  RepCondExpert range;
  double mp_per_s = 0.0;  // where its speed is its own; 0 = as the model's
};

struct ModelInfo {
  std::string id;    // "upscale-x2-std"
  std::string task;  // "upscale", "restore", "sharpen"
  std::string tier;  // "fast", "std", "hq"
  int scale = 1;
  std::string file;                     // beside the catalogue; "" where it is made of others
  std::string sha256;                   // of the file; of the digests of those that it is made of
  std::optional<ModelPasses> passes;    // made of other models, each with a file
  std::vector<std::string> conditions;  // inputs it takes: "noise", "jpeg", "blur", "halo", ...
  std::vector<ModelSet> sets;
  int overlap = 0;  // px of the input
  int64_t parameters = 0;
  double mp_per_s = 0.0;  // megapixels of output per second, two cores, bf16; 0 = not measured
  std::string licence;
  std::string trained_on;
  std::map<std::string, double> measured;  // "set5_psnr_y", ...
};

struct Catalogue {
  std::string folder;
  std::vector<ModelInfo> models;
  const ModelInfo* Find(const std::string& id) const;
  // The model itself, or those that it is made of, each once.
  std::vector<const ModelInfo*> Parts(const ModelInfo& model) const;
  // Of a model with a file.
  std::string Path(const ModelInfo& model) const { return folder + "/" + model.file; }
  // The models for a task and scale, the one to take first: of this tier, then of those below it,
  // then of those above. The others serve where its file is bad.
  std::vector<const ModelInfo*> Choices(const std::string& task,
                                        int scale,
                                        const std::string& tier = "std") const;
};

// Looks in SHARPSCALE_MODELS, beside the executable (build tree), then in
// ../share/sharpscale/models.
absl::StatusOr<Catalogue> LoadCatalogue();
absl::StatusOr<Catalogue> LoadCatalogue(const std::string& folder);

// The model's files are there and those the catalogue names. Errors: NotFound, DataLoss.
absl::Status VerifyFiles(const Catalogue& catalogue, const ModelInfo& model);

// And they can be read.
absl::Status VerifyModel(const Catalogue& catalogue, const ModelInfo& model);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_CATALOGUE_H_
