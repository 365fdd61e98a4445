// SPDX-License-Identifier: Apache-2.0

#include "enhance/measure_stage.h"

#include <string_view>

#include "analysis/analyze.h"
#include "analysis/metric_table.h"
#include "enhance/survey.h"

namespace sharpscale {
namespace {

bool StartsWithAny(std::string_view id, const std::vector<std::string_view>& prefixes) {
  for (const std::string_view prefix : prefixes) {
    if (id.substr(0, prefix.size()) == prefix) return true;
  }
  return false;
}

Report Measure(const cv::Mat& pixels,
               int depth,
               int side,
               const std::vector<std::string_view>& prefixes,
               int threads,
               const Progress* progress) {
  AnalyzeOptions options;
  options.maps = false;
  options.threads = threads;
  for (const MetricInfo& metric : MetricTable()) {
    if (StartsWithAny(metric.id, prefixes)) options.metrics.emplace_back(metric.id);
  }
  if (options.metrics.empty() || pixels.empty()) return {};
  Image image;
  pixels(RichestWindow(pixels, side, side))
      .convertTo(image.pixels, depth, depth == CV_32F ? 1.0 : MaxValue(depth));
  absl::StatusOr<Report> report = Analyze(image, options, progress);
  return report.ok() ? *std::move(report) : Report();
}

}  // namespace

Report MeasureStage(const cv::Mat& pixels,
                    int depth,
                    int side,
                    int threads,
                    const Progress* progress) {
  return Measure(pixels, depth, side, {"noise.", "blur.", "halo."}, threads, progress);
}

absl::StatusOr<Report> MeasureNumbers(const Image& image, int threads) {
  AnalyzeOptions options;
  options.maps = false;
  options.threads = threads;
  return Analyze(image, options);
}

std::vector<Measurement> StageMeasurements(const Report& report) {
  std::vector<Measurement> kept;
  for (const Measurement& measurement : report.measurements) {
    if (!StartsWithAny(measurement.id, {"noise.", "blur.", "halo.", "compression."})) continue;
    kept.push_back(measurement);
    kept.back().map.reset();
    kept.back().peaks.clear();
  }
  return kept;
}

}  // namespace sharpscale
