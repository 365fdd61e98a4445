// SPDX-License-Identifier: Apache-2.0

#include "datasets/noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "datasets/kernels.h"
#include "fmt/format.h"

namespace sharpscale {
namespace {

constexpr std::array<std::pair<NoiseKind, const char*>, 5> kNames = {{
    {NoiseKind::kGaussian, "gaussian"},
    {NoiseKind::kGaussianGray, "gray"},
    {NoiseKind::kPoisson, "poisson"},
    {NoiseKind::kCorrelated, "correlated"},
    {NoiseKind::kImpulse, "impulse"},
}};

cv::Mat White(cv::Size size, int type, Random* random) {
  cv::Mat noise(size, type);
  const int n = noise.cols * noise.channels();
  for (int y = 0; y < noise.rows; ++y) {
    float* row = noise.ptr<float>(y);
    for (int i = 0; i < n; ++i) row[i] = static_cast<float>(random->Normal());
  }
  return noise;
}

}  // namespace

cv::Mat AddNoise(const cv::Mat& picture, const NoiseOptions& options, Random* random) {
  cv::Mat out = picture.clone();
  if (!(options.sigma > 0.0) || picture.empty()) return out;
  const float sigma = static_cast<float>(options.sigma / 255.0);
  const int channels = out.channels();
  switch (options.kind) {
    case NoiseKind::kGaussian:
      cv::scaleAdd(White(out.size(), out.type(), random), sigma, out, out);
      break;
    case NoiseKind::kGaussianGray: {
      const cv::Mat noise = White(out.size(), CV_32F, random);
      for (int y = 0; y < out.rows; ++y) {
        float* row = out.ptr<float>(y);
        const float* n = noise.ptr<float>(y);
        for (int i = 0; i < out.cols * channels; ++i) row[i] += sigma * n[i / channels];
      }
      break;
    }
    case NoiseKind::kPoisson: {
      const cv::Mat noise = White(out.size(), out.type(), random);
      for (int y = 0; y < out.rows; ++y) {
        float* row = out.ptr<float>(y);
        const float* n = noise.ptr<float>(y);
        for (int i = 0; i < out.cols * channels; ++i) {
          row[i] += sigma * std::sqrt(2.0f * std::clamp(row[i], 0.0f, 1.0f)) * n[i];
        }
      }
      break;
    }
    case NoiseKind::kCorrelated: {
      const cv::Mat kernel = GaussianKernel(1.0);
      // White noise through a kernel keeps the root of the sum of squared taps of its deviation.
      const double kept = cv::norm(kernel, cv::NORM_L2);
      const cv::Mat noise = Convolve(White(out.size(), out.type(), random), kernel);
      cv::scaleAdd(noise, sigma / kept, out, out);
      break;
    }
    case NoiseKind::kImpulse: {
      const double fraction = std::min(1.0, std::pow(sigma / 0.5, 2.0));
      for (int y = 0; y < out.rows; ++y) {
        float* row = out.ptr<float>(y);
        for (int x = 0; x < out.cols; ++x) {
          if (!random->Chance(fraction)) continue;
          const float value = random->Chance(0.5) ? 1.0f : 0.0f;
          for (int c = 0; c < channels; ++c) row[x * channels + c] = value;
        }
      }
      break;
    }
  }
  return out;
}

absl::StatusOr<NoiseKind> NoiseKindFromName(std::string_view name) {
  for (const auto& [kind, known] : kNames) {
    if (name == known) return kind;
  }
  return absl::InvalidArgumentError(fmt::format(
      "noise kind '{}' is unknown; known: gaussian, gray, poisson, correlated, impulse", name));
}

const char* NoiseKindName(NoiseKind kind) {
  for (const auto& [known, name] : kNames) {
    if (kind == known) return name;
  }
  return "gaussian";
}

}  // namespace sharpscale
