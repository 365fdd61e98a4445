// SPDX-License-Identifier: Apache-2.0

#include "advice/rank.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/text.h"
#include "analysis/metric_table.h"

namespace sharpscale {
namespace {

// What one unit of a measurement beyond `from` costs, points. A point is about what a careful eye
// sees at 100 %: the grades of the metric table begin at one to five points.
struct Price {
  std::string_view metric;
  double from;
  double per_unit;         // of what lies above `from`, or below it when negative
  double most;             // points
  std::string_view words;  // "{} halos"
};
constexpr Price kPrices[] = {
    // Above 45 dB results agree with their source alike (NTIRE challenges on learning the
    // super-resolution space, 2021 and 2022).
    {"consistency.lr_psnr", 45.0, -1.0, 30.0, "agrees with the source to"},
    {"added.halo_overshoot", 1.0, 1.5, 40.0, "halos"},
    {"added.hallucination", 0.2, 2.0, 60.0, "unsupported detail"},
    {"added.noise", 0.3, 4.0, 30.0, "noise added"},
    {"added.flat_texture", 0.5, 4.0, 30.0, "texture in even areas"},
    {"added.checkerboard", 0.5, 5.0, 30.0, "checkerboard"},
    {"added.stairs", 30.0, 0.5, 35.0, "pixels repeated"},
    {"added.seams", 0.2, 10.0, 30.0, "tile seams"},
    {"added.blockiness", 0.3, 4.0, 30.0, "block edges added"},
    {"added.strays", 0.02, 200.0, 30.0, "stray pixels"},
    {"added.smoothing", 10.0, 0.2, 20.0, "texture smoothed away"},
    {"added.plastic", 10.0, 0.3, 20.0, "surfaces made plastic"},
    // What the gate's rules begin to warn of.
    {"added.local_change", 20.0, 0.6, 40.0, "detail changed in a place"},
    {"added.local_smoothing", 20.0, 0.4, 25.0, "detail lost in a place"},
    {"geometry.local_shift", 0.5, 8.0, 20.0, "a place bent by"},
    {"colour.local", 2.0, 2.0, 20.0, "a place recoloured by"},
    {"colour.drift", 0.5, 3.0, 30.0, "colour drift"},
    {"geometry.shift", 0.25, 4.0, 20.0, "shift"},
};
constexpr double kDetailPoints = 0.3;  // per % of own detail
constexpr double kDetailMost = 60.0;   // %
constexpr double kTold = 0.5;          // points that a reason must be worth

// Points lost, never negative.
double Cost(const Price& price, const Comparison& comparison) {
  const Measurement* m = comparison.Find(price.metric);
  if (m == nullptr || !m->value || !std::isfinite(*m->value)) return 0.0;
  return std::clamp((*m->value - price.from) * price.per_unit, 0.0, price.most);
}

double CostOf(std::string_view metric, const Comparison& comparison) {
  const auto* const price = std::find_if(std::begin(kPrices),
                                         std::end(kPrices),
                                         [&](const Price& one) { return one.metric == metric; });
  return Cost(*price, comparison);
}

double Won(const Comparison& comparison) {
  return kDetailPoints * std::clamp(comparison.ValueOr("added.detail", 0.0), 0.0, kDetailMost);
}

int Failed(const Verdict& verdict) {
  return static_cast<int>(
      std::count_if(verdict.rules.begin(), verdict.rules.end(), [](const RuleResult& rule) {
        return rule.verdict == RuleVerdict::kFail;
      }));
}

// "2 of them: gate.halo, gate.noise".
std::string FailedRules(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const RuleResult& rule : verdict.rules) {
    if (rule.verdict == RuleVerdict::kFail) names.push_back(rule.rule);
  }
  return fmt::format(
      "{} {}: {}", names.size(), names.size() == 1 ? "check" : "checks", JoinWords(names));
}

bool HasReference(const RankInput& input) {
  return input.to_reference != nullptr && input.to_reference->Find("fidelity.haarpsi") != nullptr &&
         input.to_reference->Find("fidelity.haarpsi")->value.has_value();
}

// The agreement is that of pictures brought onto each other: what they had to be moved by is asked
// for its own price, or a perfect picture in the wrong place would be the best.
double CostOfMoving(const Comparison& to_reference) {
  return CostOf("geometry.shift", to_reference) + CostOf("geometry.local_shift", to_reference);
}

double Score(const RankInput& input) {
  if (HasReference(input)) {
    return 100.0 * input.to_reference->ValueOr("fidelity.haarpsi", 0.0) -
           CostOfMoving(*input.to_reference);
  }
  double score = Won(*input.comparison);
  for (const Price& price : kPrices) score -= Cost(price, *input.comparison);
  return score;
}

std::string Value(const Comparison& comparison, std::string_view id) {
  const Measurement* m = comparison.Find(id);
  if (m == nullptr || !m->value) return "unknown";
  const MetricInfo* info = FindMetric(id);
  // What became less was not added.
  const double value = id.substr(0, 6) == "added." ? std::max(0.0, *m->value) : *m->value;
  std::string text = FixedNumber(value, info == nullptr ? 1 : info->decimals);
  if (!m->unit.empty()) text += "\u00a0" + m->unit;
  return text;
}

// The two weightiest differences, in favour of `better` over `other` where there is another.
std::string Reason(const RankInput& better, const RankInput* other) {
  if (!better.verdict->comparable) return "Shows another scene.";
  const int failed = Failed(*better.verdict);
  if (HasReference(better)) {
    const double moved = CostOfMoving(*better.to_reference);
    const std::string bent =
        CostOf("geometry.local_shift", *better.to_reference) < kTold
            ? ""
            : " and bent in places by " + Value(*better.to_reference, "geometry.local_shift");
    return fmt::format("Agrees with the reference: HaarPSI {}, PSNR {}{}.",
                       Value(*better.to_reference, "fidelity.haarpsi"),
                       Value(*better.to_reference, "fidelity.psnr"),
                       moved < kTold ? ""
                                     : fmt::format(", once moved by {}{} (costs {} points)",
                                                   Value(*better.to_reference, "geometry.shift"),
                                                   bent,
                                                   FixedNumber(moved, 1)));
  }
  const bool contest = other != nullptr && other->verdict->comparable;
  if (contest && Failed(*other->verdict) != failed) {
    const std::string next = fmt::format("the next one fails {}", FailedRules(*other->verdict));
    return failed == 0 ? "Fails no check; " + next + "."
                       : fmt::format("Fails {}; {}.", FailedRules(*better.verdict), next);
  }
  struct Part {
    double weight;
    std::string text;
  };
  std::vector<Part> parts;
  const auto add = [&](double weight, std::string_view words, std::string_view id) {
    if (weight < kTold) return;
    std::string text = fmt::format("{} {}", words, Value(*better.comparison, id));
    if (contest) text += fmt::format(" against {}", Value(*other->comparison, id));
    parts.push_back({weight, std::move(text)});
  };
  add(Won(*better.comparison) - (contest ? Won(*other->comparison) : 0.0),
      "new detail",
      "added.detail");
  for (const Price& price : kPrices) {
    // The last one, or the only one, is told by what it lost.
    const double weight = contest
                              ? Cost(price, *other->comparison) - Cost(price, *better.comparison)
                              : Cost(price, *better.comparison);
    add(weight, price.words, price.metric);
  }
  std::stable_sort(
      parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.weight > b.weight; });
  if (parts.empty()) {
    if (!contest) return "Nothing lost.";
    const double ahead = Score(better) - Score(*other);
    return ahead < kTold ? "Level with the next one: less than half a point between them."
                         : fmt::format(
                               "Ahead of the next one by {} points of many small "
                               "differences, none of them worth half a point.",
                               FixedNumber(ahead, 1));
  }
  std::string text = parts[0].text;
  if (parts.size() > 1) text += "; " + parts[1].text;
  return Capitalized(std::move(text)) + ".";
}

}  // namespace

std::vector<Ranked> RankResults(const std::vector<RankInput>& inputs) {
  std::vector<Ranked> order;
  for (size_t i = 0; i < inputs.size(); ++i) order.push_back({i, Score(inputs[i]), ""});
  std::stable_sort(order.begin(), order.end(), [&](const Ranked& a, const Ranked& b) {
    const RankInput& x = inputs[a.index];
    const RankInput& y = inputs[b.index];
    if (x.verdict->comparable != y.verdict->comparable) return x.verdict->comparable;
    const bool reference = HasReference(x) && HasReference(y);
    if (!reference && Failed(*x.verdict) != Failed(*y.verdict)) {
      return Failed(*x.verdict) < Failed(*y.verdict);
    }
    return a.score > b.score;
  });
  for (size_t i = 0; i < order.size(); ++i) {
    order[i].reason = Reason(inputs[order[i].index],
                             i + 1 < order.size() ? &inputs[order[i + 1].index] : nullptr);
  }
  return order;
}

}  // namespace sharpscale
