// SPDX-License-Identifier: Apache-2.0

#include "models/train/mean_of_runs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>

#include "fmt/format.h"

namespace sharpscale {

absl::StatusOr<WeightFile> MeanOfRuns(std::vector<WeightFile> runs,
                                      const std::vector<double>& shares) {
  if (runs.empty()) return absl::InvalidArgumentError("no run to take the mean of");
  if (!shares.empty() && shares.size() != runs.size()) {
    return absl::InvalidArgumentError(
        fmt::format("{} shares for {} runs: each run needs one", shares.size(), runs.size()));
  }
  for (const double share : shares) {
    if (!(share > 0.0) || !std::isfinite(share)) {
      return absl::InvalidArgumentError(fmt::format("share {} is not above 0", share));
    }
  }
  const double all = shares.empty() ? static_cast<double>(runs.size())
                                    : std::accumulate(shares.begin(), shares.end(), 0.0);
  const auto share_of = [&](size_t run) {
    return static_cast<float>((shares.empty() ? 1.0 : shares[run]) / all);
  };
  WeightFile mean = std::move(runs.front());
  const auto expert = mean.config.find("expert");
  const std::string set =
      expert == mean.config.end() ? "" : expert->value("name", std::string()) + ".";
  for (WeightTensor& tensor : mean.tensors) {
    for (float& value : tensor.values) value *= share_of(0);
  }
  for (size_t k = 1; k < runs.size(); ++k) {
    const WeightFile& run = runs[k];
    const auto steps =
        std::max(mean.config.value("steps", int64_t{0}), run.config.value("steps", int64_t{0}));
    mean.config["steps"] = steps;
    const bool published = run.config.contains("experts");
    if (!published && run.tensors.size() != mean.tensors.size()) {
      return absl::InvalidArgumentError(
          fmt::format("run {} has {} tensors, the first one {}: they are not of one recipe",
                      k + 1,
                      run.tensors.size(),
                      mean.tensors.size()));
    }
    for (WeightTensor& tensor : mean.tensors) {
      const WeightTensor* other = run.Find((published ? set : "") + tensor.name);
      if (other == nullptr || other->shape != tensor.shape) {
        return absl::InvalidArgumentError(
            fmt::format("run {} has no '{}' of the first one's shape: they are not of one recipe",
                        k + 1,
                        tensor.name));
      }
      const float share = share_of(k);
      for (size_t i = 0; i < tensor.values.size(); ++i) {
        tensor.values[i] += share * other->values[i];
      }
    }
  }
  return mean;
}

}  // namespace sharpscale
