// SPDX-License-Identifier: Apache-2.0
//
// How near does the whole chain come to a truth that is known? Shrinks clean pictures, adds noise,
// stores them as JPEG, enhances the file as a user would, and compares with the clean picture.
//
//   fidelity_bench SCALE NOISE QUALITY PICTURE…     (QUALITY 0 = PNG; NOISE may be 8:camera)
//
// Prints PSNR on Y (dB, borders of SCALE px left out) per picture and method, then medians and how
// often a method falls below cubic convolution. With MORE set, also what other conditions, a repair
// of its own and an ensemble would give; with SAVE=FOLDER the pictures.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "analysis/analyze.h"
#include "datasets/degrade.h"
#include "enhance/enhance.h"
#include "enhance/resize_stage.h"
#include "image/decode.h"
#include "image/encode.h"

namespace sharpscale {
namespace {

cv::Mat Float(const cv::Mat& pixels) {
  cv::Mat out;
  pixels.convertTo(out, CV_32F, 1.0 / MaxValue(pixels.depth()));
  return out;
}

double PsnrY(const cv::Mat& truth, const cv::Mat& picture, int shave) {
  cv::Mat a, b;
  const cv::Matx13f luma(65.481f / 255.0f, 128.553f / 255.0f, 24.966f / 255.0f);
  cv::transform(truth, a, luma);
  cv::transform(picture, b, luma);
  const cv::Rect inner(shave, shave, a.cols - 2 * shave, a.rows - 2 * shave);
  const double mse = cv::norm(a(inner), b(inner), cv::NORM_L2SQR) / inner.area();
  return -10.0 * std::log10(std::max(mse, 1e-12));
}

Report WithNoise(Report report, double sigma) {
  for (Measurement& measurement : report.measurements) {
    if (measurement.id == "noise.luma_sigma") measurement.value = sigma;
    if (measurement.id == "noise.chroma_sigma") measurement.value = 0.5 * sigma;
  }
  return report;
}

Report WithBlur(Report report, double sigma) {
  for (Measurement& measurement : report.measurements) {
    if (measurement.id == "blur.sigma") measurement.value = measurement.low = sigma;
  }
  return report;
}

Step MakeStep(StepKind kind) {
  Step step;
  step.kind = kind;
  return step;
}

cv::Mat Run(const Image& low,
            const Report& report,
            std::vector<Step> steps,
            cv::Size size,
            std::shared_ptr<NetworkShelf> shelf,
            const std::string& tier = "auto") {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.steps = std::move(steps);
  plan.target_width = size.width;
  plan.target_height = size.height;
  EnhanceOptions options;
  options.shelf = std::move(shelf);
  options.tier = tier;
  EnhanceResult result;
  absl::StatusOr<Image> out = EnhanceImage(low, report, plan, options, &result);
  if (!out.ok()) {
    fmt::print("{}\n", std::string(out.status().message()));
    return {};
  }
  if (std::getenv("VERBOSE") != nullptr) {
    for (const StageResult& stage : result.stages)
      fmt::print("    {}: {}\n", stage.model, stage.note);
  }
  for (const std::string& fallback : result.fallbacks) fmt::print("  fallback: {}\n", fallback);
  return Float(out->pixels);
}

int Main(int count, char** words) {
  if (count < 5) {
    fmt::print("usage: fidelity_bench SCALE NOISE QUALITY PICTURE...\n");
    return 2;
  }
  const int scale = std::atoi(words[1]);
  const std::string noise_step = words[2];
  const double noise = std::atof(words[2]);
  const int quality = std::atoi(words[3]);
  const bool more = std::getenv("MORE") != nullptr;
  std::vector<std::string> names = {
      "cubic", "lanczos+usm", "upscale@clean", "upscale", "restore+upscale", "+sharpen 40%"};
  if (more) {
    for (const char* name :
         {"truth told", "blur untold", "blur, middle", "separate", "repair, cubic", "hq"}) {
      names.emplace_back(name);
    }
  }
  const std::shared_ptr<NetworkShelf> shelf = MakeCatalogueShelf();
  std::vector<std::vector<double>> all(names.size());
  fmt::print("{:<16}", "");
  for (const std::string& name : names) fmt::print(" {:>15}", name);
  fmt::print("   measured noise, quality, blur\n");
  for (int i = 4; i < count; ++i) {
    cv::Mat high = cv::imread(words[i], cv::IMREAD_COLOR);
    if (high.empty()) continue;
    cv::cvtColor(high, high, cv::COLOR_BGR2RGB);
    high = high(cv::Rect(0, 0, high.cols / scale * scale, high.rows / scale * scale));
    const cv::Mat truth = Float(high);
    std::string history = fmt::format("down:{}", scale);
    if (scale == 1) history = "";
    if (noise > 0.0) history += fmt::format("{}noise:{}", history.empty() ? "" : ",", noise_step);
    cv::Mat degraded = *Degrade(truth, *DegradationFromText(history), 7);
    Image low;
    degraded.convertTo(low.pixels, CV_8U, 255.0);
    EncodeOptions options;
    options.format = quality > 0 ? Container::kJpeg : Container::kPng;
    options.quality = std::max(1, quality);
    options.chroma_444 = false;
    low = *DecodeBytes(*EncodeBytes(low, options), "bench");
    const Report report = *Analyze(low);
    const cv::Mat small = Float(low.pixels);
    std::vector<cv::Mat> results;
    results.push_back(ResizeCubic(small, truth.cols, truth.rows));
    cv::Mat lanczos, blurred;
    cv::resize(small, lanczos, truth.size(), 0, 0, cv::INTER_LANCZOS4);
    cv::GaussianBlur(lanczos, blurred, cv::Size(), 1.5);
    results.push_back(lanczos * 1.4 - blurred * 0.4);
    Step up = MakeStep(StepKind::kUpscale);
    up.factor = scale;
    Step clean = up;
    clean.measured = false;
    Step sharpen = MakeStep(StepKind::kSharpen);
    sharpen.strength = 0.4;
    std::vector<Step> ups, cleans;
    if (scale > 1) {
      ups = {up};
      cleans = {clean};
    }
    const Step restore = MakeStep(StepKind::kRestore);
    std::vector<Step> both = {restore};
    both.insert(both.end(), ups.begin(), ups.end());
    std::vector<Step> three = both;
    three.push_back(sharpen);
    for (const std::vector<Step>& steps : {cleans, ups, both, three}) {
      results.push_back(Run(low, report, steps, truth.size(), shelf));
    }
    if (more) {
      results.push_back(Run(low, WithNoise(report, noise), both, truth.size(), shelf));
      for (const double sigma : {0.0, report.ValueOr("blur.sigma", 0.0)}) {
        results.push_back(Run(low, WithBlur(report, sigma), both, truth.size(), shelf));
      }
      std::vector<Step> separate = both;
      separate.front().model = "restore-std";
      results.push_back(Run(low, report, separate, truth.size(), shelf));
      separate.back().model = "classical";
      results.push_back(Run(low, report, separate, truth.size(), shelf));
      results.push_back(Run(low, report, both, truth.size(), shelf, "hq"));
    }
    fmt::print("{:<16}", std::filesystem::path(words[i]).stem().string());
    for (size_t k = 0; k < results.size(); ++k) {
      const double psnr = PsnrY(truth, cv::min(cv::max(results[k], 0.0), 1.0), scale);
      all[k].push_back(psnr);
      fmt::print(" {:>15.2f}", psnr);
    }
    fmt::print("   {:.1f} {:.0f} {:.2f}\n",
               report.ValueOr("noise.luma_sigma", -1.0),
               report.ValueOr("compression.jpeg_quality", -1.0),
               report.ValueOr("blur.sigma", -1.0));
    if (const char* folder = std::getenv("SAVE"); folder != nullptr) {
      for (size_t k = 0; k < results.size(); ++k) {
        cv::Mat out;
        results[k].convertTo(out, CV_8U, 255.0);
        cv::cvtColor(out, out, cv::COLOR_RGB2BGR);
        cv::imwrite(
            fmt::format("{}/{}_{}.png", folder, std::filesystem::path(words[i]).stem().string(), k),
            out);
      }
    }
  }
  if (all[0].empty()) return 2;
  fmt::print("{:<16}", "median");
  const auto median = [](std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
  };
  for (const auto& values : all) fmt::print(" {:>15.2f}", median(values));
  fmt::print("\n{:<16}", "median - cubic");
  for (const auto& values : all) {
    std::vector<double> gains;
    for (size_t i = 0; i < values.size(); ++i) gains.push_back(values[i] - all[0][i]);
    fmt::print(" {:>15.2f}", median(gains));
  }
  fmt::print("\n{:<16}", "below cubic");
  for (const auto& values : all) {
    int below = 0;
    for (size_t i = 0; i < values.size(); ++i) below += values[i] < all[0][i] - 1e-6;
    fmt::print(" {:>14d}/{}", below, values.size());
  }
  fmt::print("\n");
  return 0;
}

}  // namespace
}  // namespace sharpscale

int main(int count, char** words) {
  return sharpscale::Main(count, words);
}
