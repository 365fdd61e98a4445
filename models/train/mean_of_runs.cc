// SPDX-License-Identifier: Apache-2.0

#include "models/train/mean_of_runs.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "fmt/format.h"

namespace sharpscale {

absl::StatusOr<WeightFile> MeanOfRuns(std::vector<WeightFile> runs) {
  if (runs.empty()) return absl::InvalidArgumentError("no run to take the mean of");
  WeightFile mean = std::move(runs.front());
  const auto share = 1.0F / static_cast<float>(runs.size());
  for (size_t k = 1; k < runs.size(); ++k) {
    const WeightFile& run = runs[k];
    const auto steps =
        std::max(mean.config.value("steps", int64_t{0}), run.config.value("steps", int64_t{0}));
    mean.config["steps"] = steps;
    if (run.tensors.size() != mean.tensors.size()) {
      return absl::InvalidArgumentError(
          fmt::format("run {} has {} tensors, the first one {}: they are not of one recipe",
                      k + 1,
                      run.tensors.size(),
                      mean.tensors.size()));
    }
    for (WeightTensor& tensor : mean.tensors) {
      const WeightTensor* other = run.Find(tensor.name);
      if (other == nullptr || other->shape != tensor.shape) {
        return absl::InvalidArgumentError(
            fmt::format("run {} has no '{}' of the first one's shape: they are not of one recipe",
                        k + 1,
                        tensor.name));
      }
      for (size_t i = 0; i < tensor.values.size(); ++i) tensor.values[i] += other->values[i];
    }
  }
  for (WeightTensor& tensor : mean.tensors) {
    for (float& value : tensor.values) value *= share;
  }
  return mean;
}

}  // namespace sharpscale
