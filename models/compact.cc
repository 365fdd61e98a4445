// SPDX-License-Identifier: Apache-2.0

#include "models/compact.h"

#include <array>
#include <cmath>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace sharpscale {
namespace {

std::string ShapeText(const WeightTensor* tensor) {
  return tensor == nullptr ? "missing" : fmt::format("[{}]", fmt::join(tensor->shape, ", "));
}

}  // namespace

const WeightTensor* FindCompact(const WeightFile& weights, const std::string& key) {
  constexpr std::array<const char*, 4> kWrappers = {"", "params_ema.", "params.", "module."};
  for (const char* wrapper : kWrappers) {
    if (const WeightTensor* found = weights.Find(wrapper + key)) return found;
  }
  return nullptr;
}

absl::StatusOr<CompactConfig> RecogniseCompact(const WeightFile& weights, const std::string& name) {
  const auto foreign = [&](const std::string& why) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not a compact super-resolution network (SRVGGNetCompact): {}", name, why));
  };
  const WeightTensor* first = FindCompact(weights, "body.0.weight");
  if (first == nullptr || first->shape.size() != 4 || first->shape[1] != 3 ||
      first->shape[2] != 3 || first->shape[3] != 3) {
    return foreign(fmt::format("body.0.weight must be [C, 3, 3, 3], found {}", ShapeText(first)));
  }
  CompactConfig config;
  const int64_t c = first->shape[0];
  if (c < 4 || c > 512) return foreign(fmt::format("{} channels are not between 4 and 512", c));
  config.channels = static_cast<int>(c);
  config.prelu = FindCompact(weights, "body.1.weight") != nullptr;
  int convolutions = 0;
  while (FindCompact(weights, fmt::format("body.{}.weight", 2 * convolutions)) != nullptr) {
    ++convolutions;
  }
  if (convolutions < 2 || convolutions > 256) {
    return foreign(fmt::format("{} convolutions are not between 2 and 256", convolutions));
  }
  config.convolutions = convolutions;
  for (int i = 0; i < convolutions; ++i) {
    const std::string key = fmt::format("body.{}", 2 * i);
    const WeightTensor* weight = FindCompact(weights, key + ".weight");
    const WeightTensor* bias = FindCompact(weights, key + ".bias");
    const bool last = i + 1 == convolutions;
    const bool right = weight->shape.size() == 4 && weight->shape[1] == (i == 0 ? 3 : c) &&
                       weight->shape[2] == 3 && weight->shape[3] == 3 &&
                       (last || weight->shape[0] == c) && bias != nullptr &&
                       bias->shape == std::vector<int64_t>{weight->shape[0]};
    if (!right) {
      return foreign(
          fmt::format("{} has weight {} and bias {}", key, ShapeText(weight), ShapeText(bias)));
    }
    if (last) {
      const int64_t out = weight->shape[0];
      config.scale = static_cast<int>(std::lround(std::sqrt(out / 3.0)));
      if (config.scale < 1 || config.scale > 8 || out != 3 * config.scale * config.scale) {
        return foreign(fmt::format("{} output channels are not 3 times a square", out));
      }
    } else if (config.prelu) {
      const WeightTensor* slope = FindCompact(weights, fmt::format("body.{}.weight", 2 * i + 1));
      if (slope == nullptr || slope->shape != std::vector<int64_t>{c}) {
        return foreign(fmt::format("body.{} has slopes {}", 2 * i + 1, ShapeText(slope)));
      }
    }
  }
  return config;
}

cv::Mat EnlargeNearest(const cv::Mat& tile, int factor) {
  cv::Mat out(tile.rows * factor, tile.cols * factor, CV_32FC3);
  for (int y = 0; y < out.rows; ++y) {
    const cv::Vec3f* from = tile.ptr<cv::Vec3f>(y / factor);
    cv::Vec3f* to = out.ptr<cv::Vec3f>(y);
    for (int x = 0; x < out.cols; ++x) to[x] = from[x / factor];
  }
  return out;
}

}  // namespace sharpscale
