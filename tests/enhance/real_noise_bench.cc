// SPDX-License-Identifier: Apache-2.0
//
// How near does the repair come to the truth on noise that a camera made? Wants pairs NAME_real.png
// (one shot) and NAME_mean.png (the mean of hundreds of shots of the same scene), as the CC15
// pictures are.
//
//   real_noise_bench FOLDER
//
// Prints PSNR on RGB, dB: of the shot, of OpenCV's non-local means at the strength that suits each
// picture best (which a user could not know), of our repair as advised; and luma noise, true and
// measured.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include "analysis/analyze.h"
#include "enhance/enhance.h"
#include "image/decode.h"

namespace sharpscale {
namespace {

double Psnr(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  difference.convertTo(difference, CV_32F, 1.0 / 255.0);
  const double mse = difference.dot(difference) / static_cast<double>(3 * a.total());
  return -10.0 * std::log10(std::max(mse, 1e-12));
}

double LumaDeviation(const cv::Mat& shot, const cv::Mat& truth) {
  cv::Mat a, b, noise, spread;
  cv::cvtColor(shot, a, cv::COLOR_RGB2GRAY);
  cv::cvtColor(truth, b, cv::COLOR_RGB2GRAY);
  cv::subtract(a, b, noise, cv::noArray(), CV_32F);
  cv::meanStdDev(noise, cv::noArray(), spread);
  return spread.at<double>(0);
}

double BestNonLocalMeans(const cv::Mat& shot, const cv::Mat& truth) {
  double best = 0.0;
  for (const float h : {2.0f, 3.0f, 5.0f, 7.0f, 10.0f}) {
    cv::Mat bgr, out;
    cv::cvtColor(shot, bgr, cv::COLOR_RGB2BGR);
    cv::fastNlMeansDenoisingColored(bgr, out, h, h);
    cv::cvtColor(out, out, cv::COLOR_BGR2RGB);
    best = std::max(best, Psnr(out, truth));
  }
  return best;
}

int Main(int count, char** words) {
  if (count != 2) {
    fmt::print("usage: real_noise_bench FOLDER\n");
    return 2;
  }
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(words[1], error)) {
    const std::string path = entry.path().string();
    if (const size_t at = path.rfind("_real.png"); at != std::string::npos) {
      names.push_back(path.substr(0, at));
    }
  }
  std::sort(names.begin(), names.end());
  const std::shared_ptr<NetworkShelf> shelf = MakeCatalogueShelf();
  fmt::print("{:<22} {:>7} {:>9} {:>7} {:>12} {:>9}\n",
             "",
             "shot",
             "best NLM",
             "ours",
             "luma noise",
             "measured");
  double sums[3] = {};
  for (const std::string& name : names) {
    const absl::StatusOr<Image> shot = Decode(name + "_real.png");
    const absl::StatusOr<Image> truth = Decode(name + "_mean.png");
    if (!shot.ok() || !truth.ok()) return 2;
    const Report report = *Analyze(*shot);
    Step step;
    step.kind = StepKind::kRestore;
    Plan plan;
    plan.verdict = PlanVerdict::kPlan;
    plan.steps = {step};
    plan.target_width = shot->width();
    plan.target_height = shot->height();
    EnhanceOptions options;
    options.shelf = shelf;
    EnhanceResult result;
    const absl::StatusOr<Image> ours = EnhanceImage(*shot, report, plan, options, &result);
    if (!ours.ok()) {
      fmt::print("{}: {}\n", name, std::string(ours.status().message()));
      return 2;
    }
    const double psnr[3] = {Psnr(shot->pixels, truth->pixels),
                            BestNonLocalMeans(shot->pixels, truth->pixels),
                            Psnr(ours->pixels, truth->pixels)};
    for (int i = 0; i < 3; ++i) sums[i] += psnr[i] / static_cast<double>(names.size());
    fmt::print("{:<22} {:>7.2f} {:>9.2f} {:>7.2f} {:>12.2f} {:>9.2f}\n",
               std::filesystem::path(name).filename().string(),
               psnr[0],
               psnr[1],
               psnr[2],
               LumaDeviation(shot->pixels, truth->pixels),
               report.ValueOr("noise.luma_sigma", -1.0));
  }
  fmt::print("{:<22} {:>7.2f} {:>9.2f} {:>7.2f}\n", "mean", sums[0], sums[1], sums[2]);
  return names.empty() ? 2 : 0;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  return sharpscale::Main(argc, argv);
}
