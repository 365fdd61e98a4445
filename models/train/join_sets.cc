// SPDX-License-Identifier: Apache-2.0

#include "models/train/join_sets.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "image/status_macros.h"
#include "models/repcond.h"

namespace sharpscale {
namespace {

bool OfExpert(const WeightTensor& tensor, const RepCondExpert& expert) {
  return absl::StartsWith(tensor.name, expert.name + ".");
}

WeightFile WithBase(const RepCondConfig& old, WeightFile published, WeightFile run) {
  for (const RepCondExpert& expert : old.experts) {
    for (WeightTensor& tensor : published.tensors) {
      if (OfExpert(tensor, expert)) run.tensors.push_back(std::move(tensor));
    }
  }
  if (!old.experts.empty()) run.config["experts"] = published.config["experts"];
  return run;
}

// `expert`: with a width and depth of its own where they are not the published network's.
WeightFile WithExpert(const RepCondExpert& expert, WeightFile published, WeightFile run) {
  published.tensors.erase(
      std::remove_if(published.tensors.begin(),
                     published.tensors.end(),
                     [&](const WeightTensor& tensor) { return OfExpert(tensor, expert); }),
      published.tensors.end());
  for (WeightTensor& tensor : run.tensors) {
    tensor.name = expert.name + "." + tensor.name;
    published.tensors.push_back(std::move(tensor));
  }
  nlohmann::json experts = nlohmann::json::array();
  for (const auto& other : published.config.value("experts", nlohmann::json::array())) {
    if (other.value("name", "") != expert.name) experts.push_back(other);
  }
  experts.push_back(expert.ToJson());
  experts.back()["steps"] = run.config.value("steps", int64_t{0});
  published.config["experts"] = std::move(experts);
  return published;
}

}  // namespace

absl::StatusOr<WeightFile> JoinSets(WeightFile published, WeightFile run) {
  SHARPSCALE_ASSIGN_OR_RETURN(const RepCondConfig old, RepCondConfigFromJson(published.config));
  SHARPSCALE_ASSIGN_OR_RETURN(RepCondConfig made, RepCondConfigFromJson(run.config));
  const bool of_expert = run.config.contains("expert");
  const int channels = made.channels;
  const int body = made.body;
  made.experts = old.experts;
  if (of_expert) {
    made.channels = old.channels;
    made.body = old.body;
  }
  if (made.ToJson() != old.ToJson()) {
    return absl::InvalidArgumentError(
        "the run's network is of another shape than the published one; publish it as another model "
        "or move the old file away");
  }
  if (!of_expert) return WithBase(old, std::move(published), std::move(run));
  SHARPSCALE_ASSIGN_OR_RETURN(RepCondExpert expert, RepCondExpertFromJson(run.config["expert"]));
  expert.channels = channels != old.channels ? channels : 0;
  expert.body = body != old.body ? body : 0;
  return WithExpert(expert, std::move(published), std::move(run));
}

}  // namespace sharpscale
