// SPDX-License-Identifier: Apache-2.0
//
// make_page OUT.html pair|single [PICTURE [FACTOR]]: a report page for the test in a real browser,
// and for looking at. Measurements are real. With a picture, the pair is that picture,
// over-sharpened, against a reduction of itself by FACTOR; the plan and the limits are examples.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <opencv2/imgproc.hpp>

#include "image/decode.h"
#include "tests/report/examples.h"

namespace sharpscale {
namespace {

void UsePicture(const Image& picture, double factor, HtmlInput* input) {
  Image after = picture;
  cv::Mat soft;
  cv::GaussianBlur(picture.pixels, soft, {}, 2.0);
  cv::Mat sharp;
  cv::addWeighted(picture.pixels, 1.8, soft, -0.8, 0.0, sharp);
  after.pixels = sharp;
  const cv::Size small(static_cast<int>(picture.width() / factor),
                       static_cast<int>(picture.height() / factor));
  input->before = picture;
  cv::Mat reduced;
  cv::resize(picture.pixels, reduced, small, 0, 0, cv::INTER_AREA);
  input->before.pixels = reduced;
  input->after = after;
  input->report = ExampleReport(input->before, picture.source.file);
  input->after_file = "result.jpg";
  Comparison& comparison = *input->comparison;
  comparison.registration.scale_x = static_cast<double>(after.width()) / small.width;
  comparison.registration.scale_y = static_cast<double>(after.height()) / small.height;
  comparison.before = input->report;
  comparison.after = ExampleReport(after, input->after_file);
  for (RuleResult& rule : input->verdict->rules) {
    const Measurement* m = comparison.after.Find(rule.metric);
    if (m == nullptr || !m->value) continue;
    rule.value = m->value;
    rule.verdict = *m->value > rule.threshold ? RuleVerdict::kFail : RuleVerdict::kPass;
    rule.x = m->peaks.empty() ? std::nullopt : std::optional<double>(m->peaks[0].x);
    rule.y = m->peaks.empty() ? std::nullopt : std::optional<double>(m->peaks[0].y);
  }
  for (StageRow& stage : input->stages) {
    stage.before = comparison.before.measurements;
    stage.after = comparison.after.measurements;
  }
}

int Run(const std::string& out, const std::string& kind, const char* picture, double factor) {
  HtmlInput input = ExamplePair();
  input.date = "21 November 2026, 14:05";
  if (picture != nullptr) {
    const absl::StatusOr<Image> image = Decode(picture);
    if (!image.ok()) {
      std::fprintf(stderr, "%s\n", image.status().ToString().c_str());
      return 2;
    }
    UsePicture(*image, factor, &input);
  }
  if (kind == "single") {
    HtmlInput single;
    single.before = *input.after;
    single.report = input.comparison->after;
    single.date = input.date;
    input = single;
  }
  const absl::StatusOr<std::string> html = RenderHtml(input);
  if (!html.ok()) {
    std::fprintf(stderr, "%s\n", html.status().ToString().c_str());
    return 2;
  }
  std::ofstream(out, std::ios::binary) << *html;
  return 0;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  return sharpscale::Run(
      argv[1], argv[2], argc > 3 ? argv[3] : nullptr, argc > 4 ? std::atof(argv[4]) : 4.0);
}
