// SPDX-License-Identifier: Apache-2.0

#include "advice/predict.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace sharpscale {
namespace {

// A picture enlarged n times has n times the px, but its file grows by less: the new px are
// predictable. Measured with 4x enlargements of the Kodak set (16x the px): JPEG 90 to 90 x7.2,
// PNG x9.7; 16^0.712 and 16^0.82.
constexpr double kJpegGrowth = 0.712;
constexpr double kLosslessGrowth = 0.82;
// Sharpening at 50 % adds 16 % (JPEG) and 8 % (PNG) to the file; measured, about linear below that.
constexpr double kJpegSharpening = 0.32;
constexpr double kLosslessSharpening = 0.16;
// Bits per px and sample of a photograph in a PNG or compressed TIFF, where the source says
// nothing.
constexpr double kLosslessBits = 4.0;

// Memory: the program with its libraries, with LibTorch, and float rows of the widest stage.
constexpr double kBaseBytes = 60e6;
constexpr double kNetworkBytes = 350e6;
constexpr double kStripRows = 512.0;
constexpr double kStripBytes = 3.0 * 4.0 * 3.0;  // RGB floats, three strips alive

bool IsLossy(const std::string& format) {
  return format == "jpeg" || format == "webp" || format == "avif" || format == "heif";
}

double Megapixels(int width, int height) {
  return static_cast<double>(width) * height * 1e-6;
}

}  // namespace

double JpegBitsPerPixel(double quality) {
  // Measured: 20 photographs of the CLIC set at half size, libjpeg-turbo, 4:4:4, optimised tables.
  static constexpr std::array<std::array<double, 2>, 15> kTable = {{{1.0, 0.103},
                                                                    {10.0, 0.235},
                                                                    {20.0, 0.368},
                                                                    {30.0, 0.482},
                                                                    {40.0, 0.579},
                                                                    {50.0, 0.672},
                                                                    {60.0, 0.774},
                                                                    {70.0, 0.928},
                                                                    {80.0, 1.189},
                                                                    {85.0, 1.420},
                                                                    {90.0, 1.813},
                                                                    {92.0, 2.023},
                                                                    {95.0, 2.710},
                                                                    {98.0, 4.144},
                                                                    {100.0, 6.914}}};
  quality = std::clamp(quality, 1.0, 100.0);
  for (size_t i = 1; i < kTable.size(); ++i) {
    if (quality > kTable[i][0]) continue;
    const double at = (quality - kTable[i - 1][0]) / (kTable[i][0] - kTable[i - 1][0]);
    return std::exp((1.0 - at) * std::log(kTable[i - 1][1]) + at * std::log(kTable[i][1]));
  }
  return kTable.back()[1];
}

Prediction Predict(const Report& report, const Plan& plan, const Capabilities& capabilities) {
  Prediction prediction;
  if (plan.verdict != PlanVerdict::kPlan) return prediction;

  int width = report.width;
  int height = report.height;
  int widest = width;
  bool network = false;
  double strength = 0.0;
  std::string format;
  int quality = 0;
  double seconds = Megapixels(width, height) / capabilities.classical_mp_per_s;
  for (const Step& step : plan.steps) {
    if (step.width > 0) width = step.width;
    if (step.height > 0) height = step.height;
    widest = std::max(widest, width);
    double rate = capabilities.classical_mp_per_s;
    switch (step.kind) {
      case StepKind::kRestore:
        rate = capabilities.restore_mp_per_s;
        network = true;
        break;
      case StepKind::kUpscale:
        rate = step.factor < 2.5   ? capabilities.upscale2_mp_per_s
               : step.factor < 3.5 ? capabilities.upscale3_mp_per_s
                                   : capabilities.upscale4_mp_per_s;
        network = true;
        break;
      case StepKind::kSharpen:
        strength = step.strength;
        break;
      case StepKind::kExport:
        format = step.format;
        quality = step.quality;
        break;
      case StepKind::kDownscale:
      case StepKind::kResize:
      case StepKind::kAdjust:
        break;
    }
    seconds += Megapixels(width, height) / rate;
  }
  prediction.seconds = seconds;
  prediction.memory_bytes = static_cast<int64_t>(kBaseBytes + (network ? kNetworkBytes : 0.0) +
                                                 widest * kStripRows * kStripBytes);

  // The file: as large as the source's bits per px, its format and the enlargement say.
  if (format.empty()) format = ContainerName(report.source.container);
  const double pixels = static_cast<double>(width) * height;
  const double old_pixels = static_cast<double>(report.width) * report.height;
  const bool lossy = IsLossy(format);
  const double file_bytes = static_cast<double>(report.source.file_bytes);
  const bool same_kind =
      file_bytes > 0.0 && lossy == IsLossy(ContainerName(report.source.container));
  double bytes = 0.0;
  if (same_kind) {
    bytes = file_bytes * std::pow(pixels / old_pixels, lossy ? kJpegGrowth : kLosslessGrowth);
    const double old_quality = report.ValueOr("compression.jpeg_quality", 0.0);
    if (lossy && quality > 0 && old_quality > 0.0) {
      bytes *= JpegBitsPerPixel(quality) / JpegBitsPerPixel(old_quality);
    }
  } else if (lossy && (quality > 0 || file_bytes > 0.0)) {
    bytes = old_pixels / 8.0 * JpegBitsPerPixel(quality > 0 ? quality : 92) *
            std::pow(pixels / old_pixels, kJpegGrowth);
  } else if (format != "unknown" && !format.empty()) {
    bytes = old_pixels / 8.0 * kLosslessBits * report.channels *
            std::pow(pixels / old_pixels, kLosslessGrowth);
  }
  bytes *= 1.0 + strength * (lossy ? kJpegSharpening : kLosslessSharpening);
  prediction.bytes = std::llround(bytes);
  if (plan.target.max_bytes) {
    prediction.bytes = prediction.bytes > 0 ? std::min(prediction.bytes, *plan.target.max_bytes)
                                            : *plan.target.max_bytes;
  }
  return prediction;
}

}  // namespace sharpscale
