// SPDX-License-Identifier: Apache-2.0

#include "analysis/analyze.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <opencv2/core.hpp>
#include <set>
#include <string>
#include <string_view>

#include "analysis/engine.h"
#include "analysis/estimator.h"
#include "analysis/metric_table.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// "noise." asks for all that begins so, "noise.kind" for itself.
bool Asked(std::string_view id, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& w) {
    return id == w || (!w.empty() && w.back() == '.' && id.substr(0, w.size()) == w);
  });
}

// The estimators that are asked for and, before them, those they read.
std::vector<const EstimatorInfo*> Choose(const std::vector<std::string>& wanted) {
  const std::vector<EstimatorInfo>& table = EstimatorTable();
  std::vector<bool> chosen(table.size(), false);
  std::set<std::string_view> needed;
  for (size_t i = table.size(); i-- > 0;) {
    for (const std::string_view id : table[i].metrics) {
      if (Asked(id, wanted) || needed.count(id) != 0) chosen[i] = true;
    }
    if (!chosen[i]) continue;
    for (const EstimatorNeed& need : table[i].needs) {
      const bool read =
          need.only_for.empty() || Asked(need.only_for, wanted) || needed.count(need.only_for) != 0;
      if (read) needed.insert(need.id);
    }
  }
  std::vector<const EstimatorInfo*> result;
  for (size_t i = 0; i < table.size(); ++i) {
    if (chosen[i]) result.push_back(&table[i]);
  }
  return result;
}

absl::Status CheckWanted(const std::vector<std::string>& wanted) {
  for (const std::string& w : wanted) {
    const auto asks = [](const std::string& word) {
      return std::any_of(MetricTable().begin(), MetricTable().end(), [&](const MetricInfo& info) {
        return Asked(info.id, {word});
      });
    };
    if (asks(w)) continue;
    return absl::InvalidArgumentError(
        "no metric '" + w + "'; " +
        (asks(w + ".") ? "did you mean '" + w + ".'?"
                       : "give an id such as noise.luma_sigma or a prefix such as noise."));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AnalyzeOptions::Validate() const {
  if (threads < 0) {
    return absl::InvalidArgumentError("threads is " + std::to_string(threads) +
                                      "; give 0 (all cores) or more");
  }
  return CheckWanted(metrics);
}

absl::StatusOr<Report> Analyze(const Image& image,
                               const AnalyzeOptions& options,
                               const Progress* progress) {
  if (image.empty()) return absl::InvalidArgumentError("the picture has no pixels");
  if (image.encoding != Encoding::kNative) {
    return absl::InvalidArgumentError(
        "the picture is in linear light; metrics expect it as encoded in its file");
  }
  const std::unique_ptr<PixelSource> source = ImageSource(image);
  return Analyze(*source, options, progress);
}

absl::StatusOr<Report> Analyze(PixelSource& source,
                               const AnalyzeOptions& options,
                               const Progress* progress) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  const auto begin = std::chrono::steady_clock::now();
  EngineOptions engine;
  engine.threads = options.threads;
  engine.maps = options.maps;
  engine.faces = options.faces || std::find(options.metrics.begin(),
                                            options.metrics.end(),
                                            "content.face_min_width") != options.metrics.end();
  try {
    SHARPSCALE_ASSIGN_OR_RETURN(const Findings findings,
                                RunEstimators(source, Choose(options.metrics), engine, progress));
    Report report;
    const Image& facts = source.facts();
    report.source = facts.source;
    report.ppi = facts.ppi;
    report.width = source.shape().width;
    report.height = source.shape().height;
    report.channels = CV_MAT_CN(source.shape().type);
    report.has_alpha = source.shape().has_alpha;
    report.has_icc = !facts.metadata.icc.empty();
    report.xmp.assign(facts.metadata.xmp.begin(), facts.metadata.xmp.end());
    for (const MetricInfo& info : MetricTable()) {
      if (!Asked(info.id, options.metrics)) continue;
      if (const Measurement* m = findings.Find(info.id)) report.measurements.push_back(*m);
    }
    report.timings_ms["measure"] =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    return report;
  } catch (const cv::Exception& e) {
    return absl::InternalError(std::string("measuring failed: ") + e.what());
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(
        "out of memory while measuring; close other programs or measure a smaller picture");
  }
}

}  // namespace sharpscale
