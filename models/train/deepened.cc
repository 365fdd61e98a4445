// SPDX-License-Identifier: Apache-2.0

#include "models/train/deepened.h"

#include <map>
#include <string>
#include <utility>

#include "fmt/format.h"

namespace sharpscale {
namespace {

std::string Named(int layer, const char* part) {
  return fmt::format("body.{}.{}", layer, part);
}

// The kernels that pass on what they are given.
WeightTensor Passing(const WeightTensor& like, std::string name) {
  WeightTensor passing{std::move(name), like.shape, std::vector<float>(like.values.size(), 0.0f)};
  const auto channels = static_cast<size_t>(like.shape[0]);
  for (size_t c = 0; c < channels; ++c) passing.values[(c * channels + c) * 9 + 4] = 1.0f;
  return passing;
}

}  // namespace

WeightFile Deepened(WeightFile shallow, int body) {
  const int old = shallow.config.value("body", 0);
  if (old < 1 || body <= old) return shallow;
  std::map<std::string, const WeightTensor*> layers;
  for (int i = 0; i < old; ++i) {
    for (const char* part : {"weight", "bias"}) {
      const WeightTensor* tensor = shallow.Find(Named(i, part));
      if (tensor == nullptr || tensor->shape.empty()) return shallow;
      layers[Named(i, part)] = tensor;
    }
    const WeightTensor& kernels = *layers[Named(i, "weight")];
    const int64_t c = kernels.shape[0];
    if (kernels.shape != std::vector<int64_t>{c, c, 3, 3}) return shallow;
  }
  WeightFile deep;
  deep.config = shallow.config;
  deep.config["body"] = body;
  for (const WeightTensor& tensor : shallow.tensors) {
    if (layers.count(tensor.name) == 0) deep.tensors.push_back(tensor);
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
    const WeightTensor& kernels = *layers[Named(i, "weight")];
    const WeightTensor& bias = *layers[Named(i, "bias")];
    add(kernels, bias);
    // Behind layer i there are (i + 1) / old of the new ones.
    while (next < (i + 1) + (body - old) * (i + 1) / old) {
      add(Passing(kernels, ""), {"", bias.shape, std::vector<float>(bias.values.size(), 0.0f)});
    }
  }
  return deep;
}

}  // namespace sharpscale
