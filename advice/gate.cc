// SPDX-License-Identifier: Apache-2.0

#include "advice/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "advice/situation.h"
#include "advice/text.h"
#include "analysis/metric_table.h"

namespace sharpscale {
namespace {

// A fault counts as the source's own where the result has at most this much more of it.
constexpr double kNoWorse = 1.05;
constexpr double kLeastLostNoise = 1.0;  // levels; less is nobody's repair
// Points of halo.affected. Screens sharpened by 1.5, 1 px lose 39 to 72 to the repair, with 49 to
// 53 % of the "detail" at the worst place, and come 4 to 7 dB nearer to what they were.
constexpr double kLeastLostRims = 30.0;

int DecimalsOf(std::string_view metric, double limit) {
  const MetricInfo* info = FindMetric(metric);
  const int decimals = info != nullptr ? info->decimals : 2;
  // A limit is never shown rounded to another value.
  for (int more = decimals; more < 4; ++more) {
    if (std::abs(limit * std::pow(10.0, more) - std::round(limit * std::pow(10.0, more))) < 1e-6) {
      return more;
    }
  }
  return 4;
}

// Where `peak` lies: what a sentence begins with.
std::string BoxOf(const Peak* peak) {
  if (peak == nullptr || peak->width <= 0.0) return "A place";
  return fmt::format("{:.0f}x{:.0f} px at {:.0f}, {:.0f}",
                     peak->width,
                     peak->height,
                     std::max(0.0, peak->x - 0.5 * (peak->width - 1.0)),
                     std::max(0.0, peak->y - 0.5 * (peak->height - 1.0)));
}

std::string RuleSentence(const GateRule& rule, const Peak* peak, double value, double limit) {
  const int decimals = DecimalsOf(rule.metric, limit);
  std::string text = rule.text;
  const auto replace = [&](std::string_view name, const std::string& with) {
    for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
      text.replace(at, name.size(), with);
      at += with.size();
    }
  };
  replace("{box}", BoxOf(peak));
  replace("{value}", FixedNumber(value, decimals));
  replace("{limit}", ShortNumber(limit, decimals));
  return text;
}

bool Beyond(const GateRule& rule, double value, double limit) {
  return rule.upper ? value > limit : value < limit;
}

// How far beyond the limit that decides, to find the worst of several; 1 = on it.
double Excess(const GateRule& rule, double value, double limit) {
  const double over = rule.upper ? value : limit;
  const double under = rule.upper ? limit : value;
  return under > 0.0 ? over / under : std::numeric_limits<double>::max();
}

struct Reading {
  const Measurement* measurement = nullptr;
  bool of_pair = false;
};

// Metrics that only a pair of pictures has.
bool IsOfPair(std::string_view metric) {
  for (const std::string_view family :
       {"added.", "fidelity.", "consistency.", "colour.", "geometry."}) {
    if (metric.substr(0, family.size()) == family) return true;
  }
  return false;
}

// How the result stands to its source, where there is one.
struct Relation {
  const Report* before = nullptr;
  double scale = 1.0;
  bool crisper = false;                // than its source
  std::optional<double> reduced_psnr;  // dB of the result at its source's size, beside it
  double lost_noise = 0.0;  // levels of each channel that the source has and the result has not
  double lost_rims = 0.0;   // points of halo.affected, %, likewise
};

Relation RelationOf(const Comparison& comparison) {
  Relation relation;
  relation.before = &comparison.before;
  relation.scale = std::sqrt(comparison.registration.scale_x * comparison.registration.scale_y);
  const auto reduced = std::find_if(
      comparison.measurements.begin(), comparison.measurements.end(), [](const Measurement& one) {
        return one.id == "consistency.lr_psnr";
      });
  if (reduced != comparison.measurements.end()) relation.reduced_psnr = reduced->value;
  relation.crisper = comparison.ValueOr("added.blur", 0.0) < 0.0;
  const double had = GrainPerChannel(comparison.before);
  const double has = GrainPerChannel(comparison.after);
  relation.lost_noise = std::sqrt(std::max(0.0, had * had - has * has));
  const Measurement* rims = comparison.before.Find("halo.affected");
  const Measurement* rims_left = comparison.after.Find("halo.affected");
  if (rims != nullptr && rims->value && rims_left != nullptr && rims_left->value) {
    relation.lost_rims = *rims->value - *rims_left->value;
  }
  return relation;
}

RuleResult JudgeRule(const GateRule& rule, const Reading& reading, const Relation& relation) {
  const Report* const before = relation.before;
  const double scale = relation.scale;
  RuleResult result;
  result.rule = rule.id;
  result.metric = rule.metric;
  // Hundredths, so that a scale of 2.008 does not show in all that is told of a limit.
  const auto longer = [&](double limit, double in_source) {
    return in_source > 0.0 ? std::max(limit, std::round(100.0 * in_source * scale) / 100.0) : limit;
  };
  const bool noise_lost = rule.allow_noise && relation.lost_noise >= kLeastLostNoise;
  const auto noisier = [&](double limit) {
    if (!noise_lost) return limit;
    const double power = std::pow(10.0, -0.1 * limit) + std::pow(relation.lost_noise / 255.0, 2.0);
    return std::round(-1000.0 * std::log10(power)) / 100.0;
  };
  const double fail = noisier(longer(rule.fail, rule.fail_in_source));
  const double warn = noisier(longer(rule.warn, rule.warn_in_source));
  result.threshold = fail;
  const Measurement* measurement = reading.measurement;
  const auto known = [](const Measurement* one) {
    return one != nullptr && one->value && std::isfinite(*one->value);
  };
  const Measurement* source = before != nullptr ? before->Find(rule.metric) : nullptr;
  const bool of_source = rule.ask_source && !known(measurement) && known(source);
  if (of_source) measurement = source;
  // Lengths grow with the picture.
  const double growth =
      measurement != nullptr && measurement->unit == "px" && scale > 0.0 ? scale : 1.0;
  if (!known(measurement)) {
    result.verdict = RuleVerdict::kNotApplicable;
    if (measurement == nullptr && before == nullptr && IsOfPair(rule.metric)) {
      result.text = fmt::format("{} needs the source: sharpscale check BEFORE AFTER.", rule.metric);
      return result;
    }
    const std::string why = measurement == nullptr         ? "not measured"
                            : measurement->unknown.empty() ? "no number"
                                                           : measurement->unknown;
    result.text = fmt::format("{} is unknown: {}.", rule.metric, why);
    return result;
  }
  const double value = *measurement->value * (of_source ? growth : 1.0);
  result.value = value;
  if (!of_source && !measurement->peaks.empty()) {
    result.x = measurement->peaks.front().x;
    result.y = measurement->peaks.front().y;
  }
  if (Beyond(rule, value, fail)) {
    result.verdict = RuleVerdict::kFail;
  } else if (Beyond(rule, value, warn)) {
    result.verdict = RuleVerdict::kWarn;
    result.threshold = warn;
  }
  const Peak* peak =
      of_source || measurement->peaks.empty() ? nullptr : &measurement->peaks.front();
  result.text = RuleSentence(rule, peak, value, result.threshold);
  if (rule.fail_in_source > 0.0 && fail > rule.fail) {
    result.text += fmt::format(" That is {} px of the source.", FixedNumber(value / scale, 2));
  }
  if (noise_lost && Beyond(rule, value, rule.warn)) {
    const std::string gone =
        fmt::format("oise of {:.1f} levels is gone, which is allowed for", relation.lost_noise);
    if (result.verdict == RuleVerdict::kPass) result.because = "n" + gone;
    result.text += " N" + gone + ".";
  }
  if (rule.allow_rims && result.verdict == RuleVerdict::kFail &&
      relation.lost_rims >= kLeastLostRims) {
    result.verdict = RuleVerdict::kWarn;
    result.threshold = warn;
    result.text =
        RuleSentence(rule, peak, value, warn) +
        fmt::format(" Rims are gone from {:.0f} % of the edges, which count as detail here.",
                    relation.lost_rims);
  }
  if (of_source) result.text += " Read from the source; the result cannot tell.";
  const bool none_before = known(source) && !Beyond(rule, *source->value * growth, warn);
  if (rule.ask_source && result.verdict == RuleVerdict::kFail && !of_source &&
      (none_before || (!known(source) && relation.crisper))) {
    // Too short to be told there, or not there at all.
    result.verdict = RuleVerdict::kWarn;
    result.threshold = warn;
    result.text = RuleSentence(rule, peak, value, warn) +
                  (none_before ? " The source shows none of it."
                               : " The source, which cannot tell, has softer edges.");
  }
  if (result.verdict == RuleVerdict::kPass || !rule.forgive_source || reading.of_pair ||
      !known(source)) {
    return result;
  }
  // What the source had as badly is not the enhancement's doing.
  const double same_size = value / growth;
  const double limit = rule.upper ? *source->value * kNoWorse : *source->value / kNoWorse;
  if (Beyond(rule, same_size, limit)) return result;
  result.as_bad_before = result.verdict == RuleVerdict::kFail;
  result.forgiven = true;
  result.verdict = RuleVerdict::kPass;
  result.because = "the source is no better";
  result.text += " The source is no better.";
  return result;
}

// An enlargement that fails by itself while its source shows none of it, and that at its source's
// size is not that source, is not settled by what the pair sees: it fails; warns where the source
// cannot tell. False: the pair decides.
bool CameWithEnlargement(const GateRule& rule, const Relation& relation, RuleResult* result) {
  constexpr double kEnlarged = 1.1;
  if (rule.settled_from <= 0.0 || result->verdict != RuleVerdict::kFail) return false;
  if (relation.scale < kEnlarged || !relation.reduced_psnr) return false;
  if (*relation.reduced_psnr >= rule.settled_from) return false;
  const Measurement* source = relation.before->Find(rule.metric);
  const bool known = source != nullptr && source->value;
  if (known && Beyond(rule, *source->value, rule.warn)) return false;
  if (!known) result->verdict = RuleVerdict::kWarn;
  result->text +=
      (known ? fmt::format(" Its source reads {} at its own size",
                           FixedNumber(*source->value, DecimalsOf(rule.metric, rule.warn)))
             : std::string(" Whether the source has more is unknown")) +
      fmt::format(
          ", and reduced to that size the result differs from it ({:.0f} dB; {:.0f} and "
          "more count as the same).",
          *relation.reduced_psnr,
          rule.settled_from);
  return true;
}

// Where the pair tells what one picture only suggests.
void Settle(const GateProfile& profile,
            const Relation& relation,
            std::vector<RuleResult>* results) {
  const Report& before = *relation.before;
  for (size_t i = 0; i < results->size(); ++i) {
    RuleResult& result = (*results)[i];
    const GateRule& rule = profile.rules[i];
    if (rule.settled_by.empty()) continue;
    if (!Speaks(result)) continue;
    const auto by = std::find_if(results->begin(), results->end(), [&](const RuleResult& other) {
      return other.rule == rule.settled_by;
    });
    if (by == results->end()) continue;
    if (by->verdict != RuleVerdict::kFail && CameWithEnlargement(rule, relation, &result)) continue;
    if (by->verdict == RuleVerdict::kPass) {
      result.verdict = RuleVerdict::kPass;
      const Measurement* source = before.Find(rule.metric);
      if (source != nullptr && source->value && !Beyond(rule, *source->value, rule.warn)) {
        // An enlargement has no texture finer than its source's px: what one picture is asked at
        // 100 % the other is asked at another scale.
        result.because =
            "nothing was lost or added beside its source: " + rule.settled_by + " passes";
        result.text += fmt::format(
            " Its source reads {} at its own size; laid over each other nothing was lost or added: "
            "{} passes.",
            FixedNumber(*source->value, DecimalsOf(rule.metric, rule.warn)),
            rule.settled_by);
        continue;
      }
      result.because = "none of it was added: " + rule.settled_by + " passes";
      result.text += " None of it was added: " + rule.settled_by + " passes.";
    } else if (by->verdict != RuleVerdict::kFail && result.verdict == RuleVerdict::kFail) {
      result.verdict = RuleVerdict::kWarn;
      result.text += by->verdict == RuleVerdict::kWarn
                         ? " The source has little more: " + rule.settled_by + " only warns."
                         : " Whether the source has more is unknown.";
    }
  }
}

// Marks what a rule that speaks as loudly explains.
void Explain(const GateProfile& profile, std::vector<RuleResult>* results) {
  for (size_t i = 0; i < results->size(); ++i) {
    const RuleResult& cause = (*results)[i];
    if (!Speaks(cause)) continue;
    const std::vector<std::string>& explains = profile.rules[i].explains;
    for (RuleResult& result : *results) {
      const bool follows =
          std::find(explains.begin(), explains.end(), result.rule) != explains.end();
      if (follows && result.verdict == cause.verdict) result.explained = true;
    }
  }
}

// `of_one`: a picture without its source.
Verdict Summarize(const GateProfile& profile, std::vector<RuleResult> results, bool of_one) {
  Verdict verdict;
  bool judged = false;
  for (size_t i = 0; i < results.size(); ++i) {
    RuleResult& result = results[i];
    judged = judged || result.verdict != RuleVerdict::kNotApplicable;
    if (!Speaks(result)) continue;
    result.excess = Excess(profile.rules[i], *result.value, result.threshold);
  }
  Explain(profile, &results);
  verdict.rules = std::move(results);
  const GateRule* worst = nullptr;
  if (judged) {
    const RuleResult* first = WorstFirst(verdict).front();
    verdict.verdict = first->verdict;
    worst = &profile.rules[static_cast<size_t>(first - verdict.rules.data())];
  }
  if (!judged) {
    verdict.verdict = RuleVerdict::kNotApplicable;
    verdict.headline = "Nothing could be judged";
  } else if (verdict.verdict == RuleVerdict::kFail) {
    const std::string fault =
        Uncapitalized(worst->fault.empty() ? "fails " + worst->id : worst->fault);
    verdict.headline =
        profile.purpose.empty() ? "Fails: " + fault : "Not fit " + profile.purpose + ": " + fault;
  } else if (verdict.verdict == RuleVerdict::kWarn) {
    verdict.headline = "Passes, look at " + (worst->subject.empty() ? worst->id : worst->subject);
  } else {
    verdict.headline = profile.passed.empty() ? "Within all limits" : profile.passed;
    // No fault of the enhancement, and still no picture to print, or one to look at first.
    bool failed = false;
    for (size_t i = 0; i < verdict.rules.size() && !failed; ++i) {
      const GateRule& rule = profile.rules[i];
      const RuleResult& result = verdict.rules[i];
      failed = result.as_bad_before && !rule.fault.empty();
      if (failed) {
        verdict.headline = "No worse than its source: " + Uncapitalized(rule.fault);
      } else if (result.forgiven && !rule.subject.empty()) {
        verdict.headline = "No worse than its source, look at " + rule.subject;
      }
    }
  }
  // Sharpening is what one picture is asked about most: that it could not be told is said plainly.
  const auto of_halo = [](const RuleResult& one) { return one.metric.rfind("halo.", 0) == 0; };
  const bool asked = std::any_of(verdict.rules.begin(), verdict.rules.end(), of_halo);
  const bool told =
      std::any_of(verdict.rules.begin(), verdict.rules.end(), [&](const RuleResult& one) {
        return of_halo(one) && one.verdict != RuleVerdict::kNotApplicable;
      });
  // A verdict that rests on a part of the rules says so: nobody should take it for the whole.
  const auto open = static_cast<size_t>(
      std::count_if(verdict.rules.begin(), verdict.rules.end(), [](const RuleResult& one) {
        return one.verdict == RuleVerdict::kNotApplicable;
      }));
  const size_t all = verdict.rules.size();
  if (judged && verdict.verdict != RuleVerdict::kFail && (of_one ? open > 0 : 2 * open > all)) {
    verdict.headline += fmt::format("{}: {} of {} rules judged",
                                    of_one ? ", as far as one picture tells" : "",
                                    all - open,
                                    all);
    if (of_one && asked && !told) verdict.headline += ", sharpening not among them";
  }
  return verdict;
}

}  // namespace

const char* RuleVerdictName(RuleVerdict verdict) {
  switch (verdict) {
    case RuleVerdict::kPass:
      return "pass";
    case RuleVerdict::kWarn:
      return "warn";
    case RuleVerdict::kFail:
      return "fail";
    case RuleVerdict::kNotApplicable:
      return "not_applicable";
  }
  return "";
}

void GateRule::HoldAsGiven() {
  warn_in_source = fail_in_source = 0.0;
  allow_noise = false;
  allow_rims = false;
  settled_by.clear();
  settled_from = 0.0;
}

std::vector<const RuleResult*> WorstFirst(const Verdict& verdict) {
  std::vector<const RuleResult*> ordered;
  for (const RuleVerdict wanted :
       {RuleVerdict::kFail, RuleVerdict::kWarn, RuleVerdict::kPass, RuleVerdict::kNotApplicable}) {
    const auto first = static_cast<std::ptrdiff_t>(ordered.size());
    for (const RuleResult& rule : verdict.rules) {
      if (rule.verdict == wanted) ordered.push_back(&rule);
    }
    std::stable_sort(
        ordered.begin() + first, ordered.end(), [](const RuleResult* a, const RuleResult* b) {
          return a->explained != b->explained ? b->explained : a->excess > b->excess;
        });
  }
  return ordered;
}

std::vector<std::string> JudgedMetrics(const GateProfile& profile) {
  std::vector<std::string> metrics = ComparedMetrics();
  for (const GateRule& rule : profile.rules) {
    if (!IsOfPair(rule.metric)) metrics.push_back(rule.metric);
  }
  return metrics;
}

Verdict Judge(const Comparison& comparison, const GateProfile& profile) {
  if (!comparison.registration.comparable) {
    Verdict verdict;
    verdict.verdict = RuleVerdict::kFail;
    verdict.comparable = false;
    verdict.headline = "Not the same scene";
    return verdict;
  }
  const Relation relation = RelationOf(comparison);
  std::vector<RuleResult> results;
  for (const GateRule& rule : profile.rules) {
    Reading reading;
    for (const Measurement& measurement : comparison.measurements) {
      if (measurement.id == rule.metric) reading = {&measurement, true};
    }
    if (reading.measurement == nullptr) reading = {comparison.after.Find(rule.metric), false};
    results.push_back(JudgeRule(rule, reading, relation));
  }
  Settle(profile, relation, &results);
  return Summarize(profile, std::move(results), false);
}

Verdict Judge(const Report& after, const GateProfile& profile) {
  std::vector<RuleResult> results;
  for (const GateRule& rule : profile.rules) {
    results.push_back(JudgeRule(rule, {after.Find(rule.metric), false}, {}));
  }
  return Summarize(profile, std::move(results), true);
}

}  // namespace sharpscale
