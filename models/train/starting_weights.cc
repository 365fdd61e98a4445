// SPDX-License-Identifier: Apache-2.0

#include "models/train/starting_weights.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "models/train/deepened.h"

namespace sharpscale {
namespace {

// How much the px `at` of a cell of `to` px is of each px of a cell of `from` px, both cells of one
// size; extended in a straight line beyond the outermost.
std::vector<double> Shares(int at, int to, int from) {
  std::vector<double> shares(from, 0.0);
  if (from == 1) return {1.0};
  const double place = (at + 0.5) / to * from - 0.5;
  const int left = std::clamp(static_cast<int>(std::floor(place)), 0, from - 2);
  shares[left] = 1.0 - (place - left);
  shares[left + 1] = place - left;
  return shares;
}

// Channels in the order of torch.pixel_shuffle: colour, row of the cell, column of the cell.
WeightTensor Interpolated(const WeightTensor& tensor, int from, int to) {
  const int64_t colours = tensor.shape[0] / (from * from);
  const size_t each = tensor.values.size() / tensor.shape[0];
  WeightTensor out{tensor.name, tensor.shape, {}};
  out.shape[0] = colours * to * to;
  out.values.resize(out.shape[0] * each, 0.0f);
  for (int64_t colour = 0; colour < colours; ++colour) {
    for (int y = 0; y < to; ++y) {
      for (int x = 0; x < to; ++x) {
        const std::vector<double> down = Shares(y, to, from);
        const std::vector<double> across = Shares(x, to, from);
        float* const target = &out.values[((colour * to + y) * to + x) * each];
        for (int v = 0; v < from; ++v) {
          for (int u = 0; u < from; ++u) {
            const float* const source = &tensor.values[((colour * from + v) * from + u) * each];
            const float share = static_cast<float>(down[v] * across[u]);
            for (size_t k = 0; k < each; ++k) target[k] += share * source[k];
          }
        }
      }
    }
  }
  return out;
}

}  // namespace

WeightFile StartingWeights(const WeightFile& file, const Recipe& recipe) {
  WeightFile start;
  start.config = file.config;
  const std::string set = recipe.expert ? recipe.expert->name + "." : "";
  const bool has_set = !set.empty() && file.Find(set + "head.weight") != nullptr;
  for (WeightTensor tensor : file.tensors) {
    if (has_set) {
      if (absl::StartsWith(tensor.name, set)) {
        tensor.name = tensor.name.substr(set.size());
      } else if (file.Find(set + tensor.name) != nullptr) {
        continue;  // the run's own set has this one
      }
    }
    start.tensors.push_back(std::move(tensor));
  }
  const absl::StatusOr<RepCondConfig> old = RepCondConfigFromJson(file.config);
  if (old.ok() && has_set) {
    const std::vector<std::string> sets = old->Prefixes();
    const auto own = std::find(sets.begin(), sets.end(), set);
    const auto index = static_cast<size_t>(own - sets.begin());
    start.config["channels"] = old->Channels(index);
    start.config["body"] = old->Body(index);
  }
  start = Deepened(std::move(start), recipe.network.body);
  if (!old.ok() || old->Factor() == recipe.network.Factor()) return start;
  for (WeightTensor& tensor : start.tensors) {
    const bool tail = tensor.name == "tail.weight" || tensor.name == "tail.bias";
    if (!tail || tensor.shape.empty() || tensor.shape[0] != old->OutputChannels()) continue;
    tensor = Interpolated(tensor, old->Factor(), recipe.network.Factor());
  }
  return start;
}

}  // namespace sharpscale
