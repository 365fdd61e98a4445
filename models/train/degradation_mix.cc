// SPDX-License-Identifier: Apache-2.0

#include "models/train/degradation_mix.h"

#include <algorithm>
#include <cmath>

#include "datasets/kernels.h"
#include "datasets/unsharp.h"
#include "models/train/recipe_reader.h"

namespace sharpscale {
namespace {

std::string Pick(const Choices& choices, Random* random) {
  double sum = 0.0;
  for (const auto& [name, weight] : choices) sum += weight;
  double at = random->Uniform() * sum;
  for (const auto& [name, weight] : choices) {
    if ((at -= weight) < 0.0) return name;
  }
  return choices.back().first;
}

double Within(const Interval& interval, Random* random) {
  return random->Uniform(interval.low, interval.high);
}

// Overshoot, in % of the edge's contrast, that the mask makes on a sharp photographic edge
// (blur sigma 0.6 px, about what a lens and an antialiased reduction leave).
double HaloOf(const UnsharpStep& step) {
  cv::Mat edge(1, 65, CV_32F, cv::Scalar(0));
  edge.colRange(32, 65).setTo(1.0f);
  cv::Mat rows;
  cv::repeat(edge, 33, 1, rows);
  const cv::Mat sharpened =
      UnsharpMask(Convolve(rows, GaussianKernel(0.6)), step.amount, step.sigma);
  double low = 0.0;
  double high = 0.0;
  cv::minMaxLoc(sharpened.row(16), &low, &high);
  return std::max(0.0, 100.0 * (high - 1.0));
}

double Jitter(double value, double relative, Random* random) {
  return value * std::max(0.0, 1.0 + relative * random->Normal());
}

}  // namespace

absl::StatusOr<DegradationMix> DegradationMixFromJson(const nlohmann::json& json) {
  if (!json.is_object()) return absl::InvalidArgumentError("recipe: 'mix' must be an object");
  DegradationMix mix;
  RecipeReader reader(json);
  reader.Chance(json, "clean", &mix.clean);
  reader.Chance(json, "label_jitter", &mix.label_jitter);
  reader.Weights(json, "kernels", &mix.kernels);
  if (const auto* s = reader.Section("blur")) {
    reader.Chance(*s, "chance", &mix.blur_chance);
    reader.Range(*s, "sigma", &mix.blur_sigma);
    reader.Chance(*s, "anisotropic", &mix.anisotropic_chance);
  }
  if (const auto* s = reader.Section("defocus")) {
    reader.Chance(*s, "chance", &mix.defocus_chance);
    reader.Range(*s, "radius", &mix.defocus_radius);
  }
  if (const auto* s = reader.Section("motion")) {
    reader.Chance(*s, "chance", &mix.motion_chance);
    reader.Range(*s, "length", &mix.motion_length);
  }
  if (const auto* s = reader.Section("unsharp")) {
    reader.Chance(*s, "chance", &mix.unsharp_chance);
    reader.Range(*s, "amount", &mix.unsharp_amount);
    reader.Range(*s, "sigma", &mix.unsharp_sigma);
  }
  if (const auto* s = reader.Section("noise")) {
    reader.Chance(*s, "chance", &mix.noise_chance);
    reader.Range(*s, "sigma", &mix.noise_sigma);
    reader.Weights(*s, "kinds", &mix.noise_kinds);
    reader.Range(*s, "camera_sigma", &mix.camera_sigma);
  }
  if (const auto* s = reader.Section("jpeg")) {
    reader.Chance(*s, "chance", &mix.jpeg_chance);
    reader.Range(*s, "quality", &mix.jpeg_quality);
    reader.Chance(*s, "chroma_420", &mix.chroma_420_chance);
    reader.Chance(*s, "double", &mix.double_jpeg_chance);
    reader.Chance(*s, "webp", &mix.webp_chance);
    reader.Chance(*s, "grid_unknown", &mix.grid_unknown_chance);
  }
  if (const auto* s = reader.Section("ink")) {
    reader.Chance(*s, "chance", &mix.ink_chance);
    reader.Range(*s, "sigma", &mix.ink_sigma);
  }
  if (!reader.status().ok()) return reader.status();
  for (const auto& [name, weight] : mix.kernels) {
    if (const auto known = ResampleFromName(name); !known.ok()) return known.status();
  }
  for (const auto& [name, weight] : mix.noise_kinds) {
    if (const auto known = NoiseKindFromName(name); !known.ok()) return known.status();
  }
  return mix;
}

DrawnDegradation Draw(const DegradationMix& mix, int scale, Random* random) {
  DrawnDegradation drawn;
  std::vector<DegradationStep>& steps = drawn.history.steps;
  if (random->Chance(mix.ink_chance)) {
    steps.push_back(InkStep{Within(mix.ink_sigma, random)});
    steps.push_back(ResizeStep{1.0 / scale, *ResampleFromName("area")});
    steps.push_back(BilevelStep{random->Uniform(0.42, 0.58)});
    return drawn;
  }
  if (random->Chance(mix.clean)) {
    if (scale > 1) steps.push_back(ResizeStep{1.0 / scale, {ResampleKernel::kBicubic, true}});
    return drawn;
  }
  if (random->Chance(mix.blur_chance)) {
    const double u = Within(mix.blur_sigma, random) * scale;
    const double v = random->Chance(mix.anisotropic_chance) ? u * random->Uniform(0.4, 1.0) : u;
    steps.push_back(BlurStep{u, v, random->Uniform(0.0, 180.0)});
  } else if (random->Chance(mix.defocus_chance)) {
    steps.push_back(DefocusStep{Within(mix.defocus_radius, random) * scale});
  } else if (random->Chance(mix.motion_chance)) {
    steps.push_back(
        MotionStep{Within(mix.motion_length, random) * scale, random->Uniform(0.0, 180.0)});
  }
  if (scale > 1) {
    steps.push_back(ResizeStep{1.0 / scale, *ResampleFromName(Pick(mix.kernels, random))});
  }
  if (random->Chance(mix.unsharp_chance)) {
    steps.push_back(
        UnsharpStep{Within(mix.unsharp_amount, random), Within(mix.unsharp_sigma, random)});
  }
  if (random->Chance(mix.noise_chance)) {
    const NoiseKind kind = *NoiseKindFromName(Pick(mix.noise_kinds, random));
    const Interval& sigma = kind == NoiseKind::kCamera ? mix.camera_sigma : mix.noise_sigma;
    steps.push_back(NoiseOptions{kind, Within(sigma, random)});
  }
  bool compressed = false;
  if (random->Chance(mix.jpeg_chance)) {
    compressed = true;
    const auto quality = [&] {
      return static_cast<int>(std::lround(Within(mix.jpeg_quality, random)));
    };
    if (random->Chance(mix.webp_chance)) {
      steps.push_back(WebpStep{static_cast<double>(quality())});
    } else {
      const bool twice = random->Chance(mix.double_jpeg_chance);
      for (int pass = twice ? 0 : 1; pass < 2; ++pass) {
        steps.push_back(JpegOptions{quality(),
                                    random->Chance(mix.chroma_420_chance),
                                    random->Int(0, 7),
                                    random->Int(0, 7)});
      }
    }
  }
  drawn.conditions = ConditionsOf(drawn.history);
  Conditions& c = drawn.conditions;
  if (compressed && random->Chance(mix.grid_unknown_chance)) c.jpeg_grid = false;
  const double jitter = mix.label_jitter;
  c.noise_sigma = Jitter(c.noise_sigma, jitter, random);
  c.jpeg_quality = std::clamp(100.0 - Jitter(100.0 - c.jpeg_quality, jitter, random), 1.0, 100.0);
  c.blur_sigma = Jitter(c.blur_sigma, jitter, random);
  c.halo = Jitter(c.halo, jitter, random);
  return drawn;
}

Conditions ConditionsOf(const Degradation& history) {
  Conditions c;
  // Lengths are told in px of the result: blur before a reduction shrinks with it.
  double blur_variance = 0.0;
  for (const DegradationStep& step : history.steps) {
    if (const auto* s = std::get_if<BlurStep>(&step)) {
      blur_variance += 0.5 * (s->sigma_u * s->sigma_u + s->sigma_v * s->sigma_v);
    } else if (const auto* s = std::get_if<DefocusStep>(&step)) {
      blur_variance += s->radius * s->radius / 4.0;  // variance of a disc along one axis
    } else if (const auto* s = std::get_if<MotionStep>(&step)) {
      blur_variance += s->length * s->length / 24.0;  // of a line, mean over both axes
    } else if (const auto* s = std::get_if<ResizeStep>(&step)) {
      blur_variance *= s->factor * s->factor;
      if (s->factor < 1.0) c.aliasing = s->options.antialias ? 0.0 : 1.0;
    } else if (const auto* s = std::get_if<UnsharpStep>(&step)) {
      c.halo = std::max(c.halo, HaloOf(*s));
    } else if (const auto* s = std::get_if<NoiseOptions>(&step)) {
      c.noise_sigma = std::hypot(c.noise_sigma, s->sigma);
    } else if (const auto* s = std::get_if<JpegOptions>(&step)) {
      c.jpeg_quality = std::min<double>(c.jpeg_quality, s->quality);
      c.jpeg_grid = true;
      c.grid_x = s->grid_x;
      c.grid_y = s->grid_y;
    } else if (const auto* s = std::get_if<WebpStep>(&step)) {
      // WebP's scale is not JPEG's; the damage at its 75 is about that of JPEG 70. No 8x8 grid.
      c.jpeg_quality = std::min(c.jpeg_quality, std::max(1.0, 0.93 * s->quality));
    }
  }
  c.blur_sigma = std::sqrt(blur_variance);
  return c;
}

}  // namespace sharpscale
