// SPDX-License-Identifier: Apache-2.0

#include "tests/report/examples.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "advice/print_table.h"
#include "analysis/analyze.h"

namespace sharpscale {

Image ExampleImage(int width, int height) {
  Image image;
  image.pixels.create(height, width, CV_8UC3);
  cv::RNG random(7);
  const double radius = 0.35 * std::min(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double r = std::hypot(x - 0.5 * width, y - 0.5 * height);
      const double inside = 0.5 * std::erfc((r - radius) / 1.4);
      const double level = 190.0 - 120.0 * inside + random.gaussian(1.0);
      image.pixels.at<cv::Vec3b>(y, x) = {cv::saturate_cast<uint8_t>(level),
                                          cv::saturate_cast<uint8_t>(level - 6.0),
                                          cv::saturate_cast<uint8_t>(level - 14.0)};
    }
  }
  image.source.file = "disc.png";
  image.source.container = Container::kPng;
  image.source.bits_per_sample = 8;
  return image;
}

Image ExampleSharpened(int width, int height) {
  Image image = ExampleImage(width, height);
  cv::Mat soft;
  cv::GaussianBlur(image.pixels, soft, {}, 3.0);
  cv::addWeighted(image.pixels, 2.2, soft, -1.2, 0.0, image.pixels);
  return image;
}

Report ExampleReport(const Image& image, const std::string& file) {
  Report report = *Analyze(image);
  report.source.file = file;
  return report;
}

Plan ExamplePlan() {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.risk = Risk::kMedium;
  plan.headline = "Enlarge 2\u00d7, then sharpen";
  plan.target_width = 640;
  plan.target_height = 480;
  plan.target.print_width_in = 2.0;
  plan.target.label = "2 in at 320 ppi";
  plan.factor_needed = 2.0;
  plan.factor_product = 2.0;
  plan.ppi_before = 160.0;
  plan.ppi_true = 150.0;
  plan.ppi_after = 320.0;
  plan.why = "The file has 320 px.\nThe print needs 640.";
  plan.counterfactual = "No enlargement is needed up to 1 in wide.";
  Step up;
  up.kind = StepKind::kUpscale;
  up.factor = 2.0;
  up.width = 640;
  up.height = 480;
  up.evidence = {{"R-030", "target.factor", 2.0, 1.0, "", "2 in at 320 ppi needs 640 px."}};
  Step sharpen;
  sharpen.kind = StepKind::kSharpen;
  sharpen.strength = 0.35;
  sharpen.evidence = {{"R-032", "blur.sigma", 1.234567, 0.8, "", "Blur 1.2 px, over 0.8 px."}};
  Step save;
  save.kind = StepKind::kExport;
  save.format = "jpeg";
  save.quality = 95;
  save.ppi = 320.0;
  plan.steps = {up, sharpen, save};
  plan.cautions = {{"R-004", "Detail finer than the source's pixels is predicted."}};
  plan.predicted = {56000, 1.25, 400'000'000};
  return plan;
}

Verdict ExampleVerdict() {
  Verdict verdict;
  verdict.verdict = RuleVerdict::kFail;
  verdict.headline = "Not fit to print: halos too strong";
  verdict.rules = {{"gate.halo",
                    RuleVerdict::kFail,
                    "halo.overshoot",
                    16.6,
                    8.0,
                    200.0,
                    120.0,
                    "Halos seen at 100 %."},
                   {"gate.noise",
                    RuleVerdict::kPass,
                    "noise.luma_sigma",
                    1.0,
                    2.0,
                    std::nullopt,
                    std::nullopt,
                    "Clean."},
                   {"gate.blur",
                    RuleVerdict::kNotApplicable,
                    "blur.sigma",
                    std::nullopt,
                    2.0,
                    std::nullopt,
                    std::nullopt,
                    "Blur is unknown."}};
  return verdict;
}

HtmlInput ExamplePair() {
  HtmlInput input;
  const Image after = ExampleSharpened(640, 480);
  input.before = ExampleImage(640, 480);
  cv::resize(input.before.pixels, input.before.pixels, {320, 240}, 0, 0, cv::INTER_AREA);
  input.report = ExampleReport(input.before, "disc.png");
  Comparison comparison;
  comparison.registration.scale_x = 2.0;
  comparison.registration.scale_y = 2.0;
  comparison.registration.confidence = 0.99;
  comparison.registration.comparable = true;
  comparison.before = input.report;
  comparison.after = ExampleReport(after, "disc-2x.png");
  input.after = after;
  input.after_file = "disc-2x.png";
  input.verdict = ExampleVerdict();
  input.plan = ExamplePlan();
  input.plan_done = true;
  StageRow stage;
  stage.kind = "upscale";
  stage.title = "Upscale 2\u00d7";
  stage.text = "2 in at 320 ppi needs 640 px.";
  stage.seconds = 1.5;
  stage.before = comparison.before.measurements;
  stage.after = comparison.after.measurements;
  input.stages = {stage};
  input.comparison = std::move(comparison);
  input.print_sizes = *PrintTable(input.report);
  input.print_sizes_after = *PrintTable(input.comparison->after);
  input.target_paper = input.print_sizes[0].paper;
  return input;
}

}  // namespace sharpscale
