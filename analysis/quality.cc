// SPDX-License-Identifier: Apache-2.0

#include "analysis/quality.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "analysis/metric_table.h"

namespace sharpscale {
namespace {

enum Part { kDetail, kRealism, kClarity, kParts };

enum class Shape {
  kSquare,  // ln(1 + (value / from)^2)
  kAbove,   // (value - from) / 10, not below 0
  kBelow,   // (from - value) / 10, not below 0
  kShare,   // -ln(value)
  kLog,     // ln(1 + value / from)
};

struct Cost {
  std::string_view metric;
  Part part;
  Shape shape;
  double from;  // in the metric's unit
  double weight;
};

constexpr Cost kCosts[] = {
    // Fitted.
    {"blur.sigma", kDetail, Shape::kSquare, 1.0, 0.194},
    {"texture.smoothness", kDetail, Shape::kAbove, 0.0, 0.0078},
    {"halo.overshoot", kRealism, Shape::kAbove, 6.0, 0.041},
    {"halo.undershoot", kRealism, Shape::kAbove, 6.0, 0.041},
    {"noise.luma_sigma", kClarity, Shape::kSquare, 5.0, 0.072},
    {"noise.chroma_sigma", kClarity, Shape::kSquare, 5.0, 0.034},
    {"compression.jpeg_quality", kClarity, Shape::kBelow, 90.0, 0.019},
    // Set: a severe grade costs about 30 points.
    {"blur.motion_length", kDetail, Shape::kSquare, 4.0, 0.2},
    {"resolution.native_scale", kDetail, Shape::kShare, 1.0, 0.05},
    {"texture.seams", kRealism, Shape::kLog, 1.0, 0.29},
    {"texture.checkerboard", kRealism, Shape::kLog, 1.0, 0.26},
    {"texture.flat_activity", kRealism, Shape::kLog, 1.0, 0.16},
    {"texture.banding", kRealism, Shape::kLog, 1.0, 0.13},
    {"noise.impulse_share", kClarity, Shape::kLog, 1.0, 0.20},
    // By its grade alone: quality was fitted, and says the same of IJG tables.
    {"compression.blockiness", kClarity, Shape::kAbove, 0.0, 0.0},
};

constexpr double kSpread = 0.31;  // of the logarithm; holds 90 % of the held-out pictures

double CostOf(const Cost& cost, double value) {
  switch (cost.shape) {
    case Shape::kSquare:
      return std::log1p(value * value / (cost.from * cost.from));
    case Shape::kAbove:
      return std::max(0.0, value - cost.from) / 10.0;
    case Shape::kBelow:
      return std::max(0.0, cost.from - value) / 10.0;
    case Shape::kShare:
      return -std::log(std::clamp(value, 0.01, 1.0));
    case Shape::kLog:
      return std::log1p(std::max(0.0, value) / cost.from);
  }
  return 0.0;
}

// What a metric's own grade costs at least, so that no figure here calls clean what is called
// severe beside it: nothing where slight begins, down to 75 where moderate and to 55 where severe
// begins (the figures' own limits of slight and moderate), on along that line to 35.
double CostOfGrade(std::string_view id, double value) {
  const MetricInfo* metric = FindMetric(id);
  if (metric == nullptr || metric->direction == MetricDirection::kNeutral) return 0.0;
  // Limits of what grows are about a factor apart, those of ratings a step.
  const auto scale = [&](double v) {
    return metric->direction == MetricDirection::kMoreIsWorse ? std::log(std::max(1e-6, v)) : v;
  };
  const double slight = scale(metric->grade_from[0]);
  const double moderate = scale(metric->grade_from[1]);
  const double severe = scale(metric->grade_from[2]);
  const double at_moderate = -std::log(0.75);
  const double at_severe = -std::log(0.55);
  const double to_moderate = (scale(value) - slight) / (moderate - slight);
  const double to_severe = (scale(value) - moderate) / (severe - moderate);
  return to_moderate <= 0.0 ? 0.0
         : to_severe <= 0.0
             ? to_moderate * at_moderate
             : std::min(-std::log(0.35), at_moderate + to_severe * (at_severe - at_moderate));
}

// What it costs at least to look over-sharpened, from a guess (50 %) on: a moderate defect where it
// is 80 % sure, a severe one where it is certain.
double CostOfOversharpening(double percent) {
  const double share = std::max(0.0, percent - 50.0) / 30.0;
  return share <= 1.0 ? -share * std::log(0.75)
                      : -std::log(0.75) - (share - 1.0) * 1.5 * std::log(0.55 / 0.75);
}

class QualityEstimator final : public Estimator {
 public:
  void AddTile(const Tile&) override {}
  void Merge(const Estimator&) override {}

  void Finish(const PictureFacts&, Findings* findings) override {
    constexpr std::string_view kIds[] = {"quality.detail", "quality.realism", "quality.clarity"};
    std::string why;
    const Measurement* kind = findings->Find("content.kind");
    if (kind != nullptr && !kind->word.empty() && kind->word != "photo") {
      why = "calibrated on photographs only";
    }
    for (const std::string_view id : {"blur.sigma", "noise.luma_sigma"}) {
      const Measurement* m = findings->Find(id);
      if (why.empty() && (m == nullptr || !m->value)) why = std::string(id) + " is unknown";
    }
    if (!why.empty()) {
      findings->Unknown("quality.overall", why);
      for (const std::string_view id : kIds) findings->Unknown(id, why);
      return;
    }
    double costs[kParts] = {};
    double least[kParts] = {};
    // A rim on one side of edges, of which none has a halo, is mostly what lies beside them.
    const bool no_halos = findings->ValueOr("halo.affected", 100.0) == 0.0;
    for (const Cost& cost : kCosts) {
      const Measurement* m = findings->Find(cost.metric);
      if (m == nullptr || !m->value) continue;  // what cannot be seen costs nothing
      costs[cost.part] += cost.weight * CostOf(cost, *m->value);
      if (no_halos && cost.metric.substr(0, 5) == "halo.") continue;
      least[cost.part] = std::max(least[cost.part], CostOfGrade(cost.metric, *m->value));
    }
    least[kRealism] = std::max(least[kRealism],
                               CostOfOversharpening(findings->ValueOr("halo.oversharpened", 0.0)));
    for (int part = 0; part < kParts; ++part) costs[part] = std::max(costs[part], least[part]);
    Number("quality.overall", costs[kDetail] + costs[kRealism] + costs[kClarity], 1.0, findings);
    // Each part carries a part of the error.
    for (int part = 0; part < kParts; ++part) Number(kIds[part], costs[part], 0.6, findings);
  }

 private:
  static void Number(std::string_view id, double cost, double share, Findings* findings) {
    const double value = 100.0 * std::exp(-cost);
    findings->Number(id,
                     value,
                     value * std::exp(-share * kSpread),
                     std::min(100.0, value * std::exp(share * kSpread)));
  }
};

}  // namespace

std::unique_ptr<Estimator> MakeQualityEstimator(const PictureFacts&) {
  return std::make_unique<QualityEstimator>();
}

}  // namespace sharpscale
