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

constexpr std::array<std::pair<NoiseKind, const char*>, 6> kNames = {{
    {NoiseKind::kGaussian, "gaussian"},
    {NoiseKind::kGaussianGray, "gray"},
    {NoiseKind::kPoisson, "poisson"},
    {NoiseKind::kCorrelated, "correlated"},
    {NoiseKind::kImpulse, "impulse"},
    {NoiseKind::kCamera, "camera"},
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

// White noise of unit variance through a Gaussian, scaled back to unit variance: white noise
// through a kernel keeps the root of the sum of squared taps of its deviation.
cv::Mat Smooth(cv::Size size, int type, double kernel_sigma, Random* random) {
  const cv::Mat kernel = GaussianKernel(kernel_sigma);
  cv::Mat noise = Convolve(White(size, type, random), kernel);
  noise /= cv::norm(kernel, cv::NORM_L2);
  return noise;
}

// The ranges cover what ten pairs of a shot and the mean of five hundred shots have (JPEGs of three
// cameras, ISO 1600 to 6400): luma correlated .50 to .62 with the next pixel and .07 to .15 with
// the one after it, colour differences .82 to .93, and .2 to .5 over four pixels; their deviation
// .4 to .8 of the luma's.
void AddCameraNoise(float sigma, Random* random, cv::Mat* picture) {
  const cv::Size size = picture->size();
  const int channels = picture->channels();
  const float ratio = channels == 3 ? static_cast<float>(random->Uniform(0.25, 1.0)) : 0.0f;
  const float midtones = static_cast<float>(random->Uniform(0.0, 0.7));
  const cv::Mat luma = Smooth(size, CV_32F, random->Uniform(0.45, 0.9), random);
  const float of_luma = sigma / std::sqrt(1.0f + 1.35f * ratio * ratio);
  cv::Mat chroma[2];
  if (channels == 3) {
    const double coarse = random->Uniform(1.2, 3.0);
    const double fine = random->Uniform(0.0, 0.35);  // share of the variance
    for (cv::Mat& plane : chroma) {
      plane = Smooth(size, CV_32F, coarse, random) * std::sqrt(1.0 - fine) +
              Smooth(size, CV_32F, 0.6, random) * std::sqrt(fine);
    }
  }
  for (int y = 0; y < size.height; ++y) {
    float* row = picture->ptr<float>(y);
    const float* l = luma.ptr<float>(y);
    const float* cb = channels == 3 ? chroma[0].ptr<float>(y) : nullptr;
    const float* cr = channels == 3 ? chroma[1].ptr<float>(y) : nullptr;
    for (int x = 0; x < size.width; ++x) {
      float* pixel = row + x * channels;
      const float value = std::clamp(
          channels == 3 ? 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2] : pixel[0],
          0.0f,
          1.0f);
      // 1 at mid-gray, where `sigma` counts.
      const float strength = of_luma * (1.0f + midtones * (4.0f * value * (1.0f - value) - 1.0f));
      if (channels != 3) {
        for (int c = 0; c < channels; ++c) pixel[c] += strength * l[x];
        continue;
      }
      const float u = ratio * cb[x];
      const float v = ratio * cr[x];
      pixel[0] += strength * (l[x] + 1.402f * v);
      pixel[1] += strength * (l[x] - 0.344136f * u - 0.714136f * v);
      pixel[2] += strength * (l[x] + 1.772f * u);
    }
  }
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
      cv::scaleAdd(Smooth(out.size(), out.type(), 1.0, random), sigma, out, out);
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
    case NoiseKind::kCamera:
      AddCameraNoise(sigma, random, &out);
      break;
  }
  return out;
}

absl::StatusOr<NoiseKind> NoiseKindFromName(std::string_view name) {
  for (const auto& [kind, known] : kNames) {
    if (name == known) return kind;
  }
  return absl::InvalidArgumentError(fmt::format(
      "noise kind '{}' is unknown; known: gaussian, gray, poisson, correlated, impulse, camera",
      name));
}

const char* NoiseKindName(NoiseKind kind) {
  for (const auto& [known, name] : kNames) {
    if (kind == known) return name;
  }
  return "gaussian";
}

}  // namespace sharpscale
