// SPDX-License-Identifier: Apache-2.0

#include "models/train/deepened.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "fmt/format.h"

namespace sharpscale {
namespace {

std::string Named(int layer, const char* part) {
  return fmt::format("body.{}.{}", layer, part);
}

// The kernels that pass on what they are given.
WeightTensor Passing(int64_t channels) {
  WeightTensor passing{"", {channels, channels, 3, 3}, {}};
  passing.values.resize(static_cast<size_t>(channels * channels * 9), 0.0f);
  for (int64_t c = 0; c < channels; ++c) {
    passing.values[static_cast<size_t>((c * channels + c) * 9 + 4)] = 1.0f;
  }
  return passing;
}

}  // namespace

WeightFile Deepened(WeightFile shallow, int body) {
  const int old = shallow.config.value("body", 0);
  if (old < 1 || body <= old) return shallow;
  WeightFile deep;
  deep.config = shallow.config;
  deep.config["body"] = body;
  for (const WeightTensor& tensor : shallow.tensors) {
    if (!absl::StartsWith(tensor.name, "body.")) deep.tensors.push_back(tensor);
  }
  int next = 0;
  const auto add = [&](WeightTensor kernels, WeightTensor bias) {
    kernels.name = Named(next, "weight");
    bias.name = Named(next, "bias");
    ++next;
    deep.tensors.push_back(std::move(kernels));
    deep.tensors.push_back(std::move(bias));
  };
  for (int i = 0; i < old; ++i) {
    const WeightTensor* kernels = shallow.Find(Named(i, "weight"));
    const WeightTensor* bias = shallow.Find(Named(i, "bias"));
    if (kernels == nullptr || bias == nullptr || kernels->shape.empty()) return shallow;
    const int64_t c = kernels->shape[0];
    if (kernels->shape != std::vector<int64_t>{c, c, 3, 3}) return shallow;
    add(*kernels, *bias);
    // Behind layer i there are (i + 1) / old of the new ones.
    while (next < (i + 1) + (body - old) * (i + 1) / old) {
      add(Passing(c), {"", bias->shape, std::vector<float>(bias->values.size(), 0.0f)});
    }
  }
  return deep;
}

}  // namespace sharpscale
