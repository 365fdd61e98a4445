// SPDX-License-Identifier: Apache-2.0

#include "advice/predict.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "advice/repair_way.h"
#include "advice/situation.h"

namespace sharpscale {
namespace {

// ---- time, seconds on idle cores besides what the networks take

constexpr double kStart = 0.15;          // the program, whatever it does
constexpr double kAnalyzeMpPerS = 30.0;  // the source is decoded and measured first
constexpr double kSampleMp = 0.26;       // each step is tried on a part of the source first ...
constexpr double kStageSeconds = 0.15;   // ... which is measured after each step
constexpr double kAroundNetwork = 1.25;  // tiles' borders and strips, times the networks' own time
constexpr double kSolveSeconds = 0.5;    // the sharpening solver's measurements
// Low and high of the range, as factors, on an idle machine.
constexpr double kTimeLow = 1.6;
constexpr double kTimeHigh = 1.8;

double EncodeMpPerS(const std::string& format) {
  if (format == "jpeg") return 35.0;
  if (format == "webp") return 4.0;
  if (format == "avif" || format == "jxl" || format == "heif") return 1.0;
  return 12.0;
}

// ---- bytes

// Bits per px of typical photographs in 8-bit RGB, where `content` is 1.
constexpr double kPngBits = 12.5;
constexpr double kWebpLosslessBits = 9.0;
// Letters, lines and windows on even ground are nothing to PNG and much to a lossy format:
// `content` of such pictures in a lossy file is kGraphicsContent * (bits per px of the PNG) ^
// kGraphicsGrowth. 18 screenshots, pages, drawings and maps, reduced and enlarged.
constexpr double kGraphicsContent = 0.52;
constexpr double kGraphicsGrowth = 0.4;
// Their bytes fall more slowly with the quality than a photograph's: an exponent of the ratio.
constexpr double kGraphicsQuality = 0.75;
constexpr double kWebpShare = 0.68;  // lossy WebP's bytes by JPEG's at the same quality

// A picture enlarged n times has n times the px, but its file grows by less: the new px are
// predictable. Exponents of the px ratio, by format; a reduction concentrates detail.
constexpr double kLossyGrowth = 0.70;
constexpr double kLosslessGrowth = 0.86;
constexpr double kLossyShrink = 0.80;
constexpr double kLosslessShrink = 0.95;
// How much of the content's own deviation from the typical stays in another kind of file.
constexpr double kAcrossKinds = 0.8;
// Sharpening at 50 % adds 16 % (JPEG) and 8 % (PNG) to the file; about linear below that.
constexpr double kLossySharpening = 0.32;
constexpr double kLosslessSharpening = 0.16;
// Low and high, as a factor: the source is compressed in the same way ...
constexpr double kSameSpread = 1.5;
constexpr double kAcrossSpread = 2.0;   // ... lossless and the file lossy, or the other way
constexpr double kUnknownSpread = 2.5;  // ... not compressed: it says nothing about its content
// Bits per sample of a lossless file with 16: what networks and filters leave in the lower eight is
// noise to any compressor. Three photographs enlarged 4x to 16-bit PNG: 12.2 to 12.9.
constexpr double kDeepBits = 12.5;
constexpr double kDeepSpread = 1.25;

// A repair of noise takes bytes away with it: at this sigma, levels, half of them.
constexpr double kLossyNoise = 5.5;
constexpr double kLosslessNoise = 13.0;
constexpr double kNoiseSpread = 1.3;  // ... by how much more or less

// Memory, at most: the program with its libraries, strips of the widest stage, which have fewer
// rows the wider they are, and whole rows; per px of the width, and per root of it. Set above every
// peak of 20 runs on two cores, 512 to 23040 px wide.
constexpr double kBaseBytes = 60e6;
constexpr double kClassicalRootBytes = 3.4e6;
constexpr double kNetworkRootBytes = 5.3e6;
constexpr double kNetworkRowBytes = 18e3;

constexpr int kDefaultQuality = 92;  // image/encode.h

bool IsLossy(const std::string& format) {
  return format == "jpeg" || format == "webp" || format == "avif" || format == "heif";
}

// Of `step`, which the network is told about as `report` measures, or that the picture is clean.
double UpscaleRate(const Capabilities& capabilities, const Step& step, const Report& report) {
  const Upscaler* nearest = nullptr;
  for (const Upscaler& upscaler : capabilities.upscalers) {
    if (nearest == nullptr ||
        std::abs(upscaler.scale - step.factor) < std::abs(nearest->scale - step.factor)) {
      nearest = &upscaler;
    }
  }
  if (nearest == nullptr) return capabilities.classical_mp_per_s;
  const double noise = step.measured ? report.ValueOr("noise.luma_sigma", 0.0) : 0.0;
  const double quality = step.measured ? report.ValueOr("compression.jpeg_quality", 100.0) : 100.0;
  for (const UpscalerRate& rate : nearest->own_rates) {
    if (noise <= rate.noise_sigma && quality >= rate.jpeg_quality) return rate.mp_per_s;
  }
  return nearest->mp_per_s;
}

constexpr double kRatedCores = 2.0;

// How the repair at `index` and the enlargement that follows it are done.
RepairWay WayOf(const Report& report, const Plan& plan, size_t index) {
  const std::vector<Step>& steps = plan.steps;
  const bool followed = index + 1 < steps.size() && steps[index + 1].kind == StepKind::kUpscale;
  const Step& step = steps[index];
  if (!followed || step.conditions == "halo" || Deblurs(step) || step.strength < 1.0 ||
      !step.model.empty()) {
    return {};
  }
  RepairProblem problem;
  problem.noise_sigma = GrainPerChannel(report);
  problem.jpeg_quality = WorstJpegQuality(report).value_or(100.0);
  problem.photo = !IsScreenContent(report);
  problem.factor = steps[index + 1].factor;
  problem.colour = report.channels != 1;
  problem.correlated = report.Word("noise.kind") == "correlated";
  return ChooseRepairWay(problem);
}

// The sigma of the noise that the plan takes away, levels.
double RemovedNoise(const Report& report, const Plan& plan) {
  for (const Step& step : plan.steps) {
    if (step.kind != StepKind::kRestore || Deblurs(step)) continue;
    if (report.Word("noise.kind") == "none") continue;
    return step.strength * report.ValueOr("noise.luma_sigma", 0.0);
  }
  return 0.0;
}

double Megapixels(int width, int height) {
  return static_cast<double>(width) * height * 1e-6;
}

// Bits per px of an 8-bit RGB file of typical content.
double TypicalBits(const std::string& format, double quality) {
  if (format == "jpeg") return JpegBitsPerPixel(quality);
  if (IsLossy(format)) return kWebpShare * JpegBitsPerPixel(quality);
  return kPngBits;
}

// How much more than typical content the source holds per px: from its own file. 0 = unknown.
double ContentOf(const Report& report, const std::string& container) {
  const double pixels = static_cast<double>(report.width) * report.height;
  const double bits = 8.0 * static_cast<double>(report.source.file_bytes) / pixels;
  if (!(bits > 0.0)) return 0.0;
  if (container == "jpeg") {
    const double quality = report.ValueOr("compression.jpeg_quality", 0.0);
    const double typical = JpegBitsPerPixel(quality > 0.0 ? quality : 90.0);
    return std::clamp(bits / typical, 0.05, 8.0);
  }
  if (container == "webp") {
    const double quality = report.ValueOr("compression.webp_quality", 0.0);
    if (quality > 0.0) return std::clamp(bits / TypicalBits("webp", quality), 0.05, 8.0);
  }
  // Uncompressed files say nothing; 16-bit ones have twice the bits, mostly noise.
  if ((container == "png" || container == "webp") && report.channels > 0) {
    const double typical = container == "png" ? kPngBits : kWebpLosslessBits;
    return std::clamp(bits / (typical * report.channels / 3.0), 0.02, 2.0);
  }
  return 0.0;
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

Prediction Predict(const Report& report,
                   const Plan& plan,
                   const Capabilities& capabilities,
                   const OutputFile& output) {
  Prediction prediction;
  if (plan.verdict != PlanVerdict::kPlan) return prediction;

  const std::string container = ContainerName(report.source.container);
  int width = report.width;
  int height = report.height;
  int widest = width;
  double sample = std::min(kSampleMp, Megapixels(width, height));
  bool network = false;
  double strength = 0.0;
  const double cores = capabilities.cores / kRatedCores;
  prediction.cores = capabilities.cores;
  std::string format;
  int quality = 0;
  double seconds = kStart + Megapixels(width, height) / kAnalyzeMpPerS;
  RepairWay way;  // of the repair right before
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const RepairWay last = std::exchange(way, RepairWay());
    const double before = Megapixels(width, height);
    if (step.width > 0) width = step.width;
    if (step.height > 0) height = step.height;
    widest = std::max(widest, width);
    const double after = Megapixels(width, height);
    if (before > 0.0) sample *= after / before;
    double rate = capabilities.classical_mp_per_s;
    double around = kAroundNetwork;
    const double ways = after <= capabilities.all_ways_mp ? kOrientations : 1.0;
    switch (step.kind) {
      case StepKind::kRestore:
        way = WayOf(report, plan, i);
        network = true;
        if (way.place == RepairPlace::kWhileEnlarging) continue;
        rate = capabilities.restore_mp_per_s * cores / ways;
        if (Deblurs(step) && capabilities.sharpen_mp_per_s > 0.0) {
          rate = capabilities.sharpen_mp_per_s * cores / ways;
          seconds += kSolveSeconds;
        }
        break;
      case StepKind::kUpscale:
        rate = UpscaleRate(capabilities, step, report) * cores / ways;
        if (last.place == RepairPlace::kBoth && last.told_share < 1.0) rate /= 2.0;
        network = true;
        break;
      case StepKind::kSharpen:
        strength = step.strength;
        seconds += kSolveSeconds;
        if (capabilities.sharpen_mp_per_s > 0.0 && step.model != "classical" &&
            report.ValueOr("blur.sigma", 0.0) <= kMostDeblurred) {
          rate = capabilities.sharpen_mp_per_s * cores / ways;
          network = true;
        } else {
          around = 1.0;
        }
        break;
      case StepKind::kExport:
        format = step.format;
        quality = step.quality;
        continue;
      case StepKind::kDownscale:
      case StepKind::kResize:
      case StepKind::kAdjust:
        around = 1.0;
        break;
    }
    seconds += kStageSeconds + around * (after + sample) / rate;
  }
  if (format.empty()) format = output.format;
  if (quality == 0) quality = output.quality;
  // Where no format is named, the file stays what it was, if that can be written.
  const bool written = container == "jpeg" || container == "png" || container == "tiff" ||
                       container == "webp" || container == "avif" || container == "jxl";
  if (format.empty()) {
    format = written ? container : "png";
    // A limit needs a quality to search for.
    if (plan.target.max_bytes && !IsLossy(format)) format = "jpeg";
  }
  prediction.format = format;
  prediction.seconds = seconds + (network ? capabilities.network_start_s : 0.0) +
                       Megapixels(width, height) / EncodeMpPerS(format);
  prediction.seconds_low = prediction.seconds / kTimeLow;
  prediction.seconds_high = prediction.seconds * kTimeHigh;
  prediction.memory_bytes = static_cast<int64_t>(
      kBaseBytes + (network ? kNetworkRootBytes : kClassicalRootBytes) * std::sqrt(widest) +
      (network ? capabilities.network_bytes + kNetworkRowBytes * widest : 0.0));

  // The file: typical bits per px of its format and quality, times what the source's own file says
  // about its content, times what a change of size does to that.
  const double pixels = static_cast<double>(width) * height;
  const double old_pixels = static_cast<double>(report.width) * report.height;
  const bool lossy = IsLossy(format);
  double content = ContentOf(report, container);
  const bool known = content > 0.0;
  if (!known) content = 1.0;
  const bool lossless_source =
      container == "png" || report.ValueOr("compression.webp_quality", 0.0) <= 0.0;
  const bool across =
      lossy ? container == "png" || (container == "webp" && lossless_source) : IsLossy(container);
  const bool graphics = across && lossy && IsScreenContent(report);
  if (graphics) {
    content = kGraphicsContent * std::pow(content * kPngBits, kGraphicsGrowth);
  } else if (across) {
    content = std::pow(content, kAcrossKinds);
  }
  // What the repair takes of noise, the file saves.
  const double noise = RemovedNoise(report, plan);
  if (known) content /= 1.0 + noise / (lossy ? kLossyNoise : kLosslessNoise);
  const double ratio = pixels / old_pixels;
  const double growth = ratio > 1.0 ? (lossy ? kLossyGrowth : kLosslessGrowth)
                                    : (lossy ? kLossyShrink : kLosslessShrink);
  // Of a JPEG most is luma; a lossless file of one channel has a third.
  const double channels = report.channels != 1 ? 1.0 : lossy ? 0.8 : 1.0 / 3.0;
  double bits = TypicalBits(format, quality > 0 ? quality : kDefaultQuality);
  if (graphics) {
    const double usual = TypicalBits(format, kDefaultQuality);
    bits = usual * std::pow(bits / usual, kGraphicsQuality);
  }
  double bytes = old_pixels / 8.0 * bits * content * channels * std::pow(ratio, growth);
  bytes *= 1.0 + strength * (lossy ? kLossySharpening : kLosslessSharpening);
  const bool deep = !lossy && report.source.bits_per_sample > 8;
  if (deep) bytes = pixels / 8.0 * kDeepBits * std::max(1, report.channels);
  const double spread = (deep     ? kDeepSpread
                         : !known ? kUnknownSpread
                         : across ? kAcrossSpread
                                  : kSameSpread) *
                        (noise > 0.0 ? kNoiseSpread : 1.0);
  prediction.bytes = std::llround(bytes);
  prediction.bytes_low = std::llround(bytes / spread);
  prediction.bytes_high = std::llround(bytes * spread);
  // Quality is searched for where there is one; a lossless file is as large as it is.
  if (plan.target.max_bytes && lossy) {
    for (int64_t* part : {&prediction.bytes, &prediction.bytes_low, &prediction.bytes_high}) {
      *part = std::min(*part, *plan.target.max_bytes);
    }
  }
  return prediction;
}

}  // namespace sharpscale
