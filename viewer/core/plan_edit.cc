// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/plan_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/plan_of_steps.h"
#include "advice/predict.h"
#include "advice/text.h"
#include "image/status_macros.h"

namespace sharpscale::viewer {
namespace {

// Place in the order of the craft.
int Rank(StepKind kind) {
  const std::vector<StepKind>& order = AddableKinds();
  return static_cast<int>(std::find(order.begin(), order.end(), kind) - order.begin());
}

// "remove noise" of "Remove noise, then enlarge 4x", where the advice begins with a repair that is
// still in the user's steps.
std::string RepairWords(const Plan& advised, const std::vector<PlanStep>& steps) {
  if (advised.steps.empty() || advised.steps.front().kind != StepKind::kRestore) return "repair";
  const bool kept = std::any_of(steps.begin(), steps.end(), [&](const PlanStep& mine) {
    return mine.enabled && mine.advised == 0 && SameStep(mine.step, advised.steps.front());
  });
  if (!kept) return "repair";
  const std::string words = advised.headline.substr(0, advised.headline.find(", "));
  return words.empty() ? "repair" : Uncapitalized(words);
}

// "Repair, enlarge 4x, then sharpen"; `factor` is what becomes of the width, which a step behind
// the enlargement may bring down.
std::string Headline(const std::vector<Step>& steps, const std::string& repair, double factor) {
  double product = 1.0;
  std::vector<std::string> words;
  const auto say = [&](const std::string& word) {
    if (words.empty() || words.back() != word) words.push_back(word);
  };
  for (const Step& step : steps) {
    if (step.kind == StepKind::kUpscale) product *= step.factor;
  }
  const double shown = factor > 1.0 ? std::min(product, factor) : product;
  for (const Step& step : steps) {
    switch (step.kind) {
      case StepKind::kRestore:
        say(repair);
        break;
      case StepKind::kUpscale:
        say(fmt::format("enlarge {:.{}g}x", shown, shown < 10.0 ? 2 : 3));
        break;
      case StepKind::kDownscale:
        say("reduce");
        break;
      case StepKind::kResize:
        if (product == 1.0) say("resize");
        break;
      case StepKind::kSharpen:
        say("sharpen");
        break;
      case StepKind::kAdjust:
        say("adjust");
        break;
      case StepKind::kExport:
        break;
    }
  }
  if (words.empty()) return "Only save";
  std::string text = Capitalized(words.front());
  for (size_t i = 1; i < words.size(); ++i) {
    text += (i + 1 == words.size() ? ", then " : ", ") + words[i];
  }
  return text;
}

// Length of the longest rising run of advised indices, gaps allowed.
int LongestOrdered(const std::vector<int>& indices) {
  std::vector<int> ends;
  for (const int index : indices) {
    const auto at = std::lower_bound(ends.begin(), ends.end(), index);
    if (at == ends.end()) {
      ends.push_back(index);
    } else {
      *at = index;
    }
  }
  return static_cast<int>(ends.size());
}

}  // namespace

std::vector<PlanStep> AdvisedSteps(const Plan& advised) {
  std::vector<PlanStep> steps;
  for (size_t i = 0; i < advised.steps.size(); ++i) {
    steps.push_back({advised.steps[i], true, static_cast<int>(i)});
  }
  return steps;
}

bool SameStep(const Step& a, const Step& b) {
  const auto near = [](double x, double y) { return std::abs(x - y) < 1e-6; };
  if (a.kind != b.kind || a.model != b.model || a.conditions != b.conditions) return false;
  const Adjustment& u = a.adjustment;
  const Adjustment& v = b.adjustment;
  switch (a.kind) {
    case StepKind::kUpscale:
    case StepKind::kDownscale:
      return near(a.factor, b.factor);
    case StepKind::kResize:
      return a.width == b.width && a.height == b.height;
    case StepKind::kRestore:
    case StepKind::kSharpen:
      return near(a.strength, b.strength);
    case StepKind::kAdjust:
      return near(u.exposure_ev, v.exposure_ev) && near(u.contrast, v.contrast) &&
             u.auto_white_balance == v.auto_white_balance && near(u.red, v.red) &&
             near(u.green, v.green) && near(u.blue, v.blue);
    case StepKind::kExport:
      return a.format == b.format && a.quality == b.quality;
  }
  return false;
}

bool SameSteps(const std::vector<PlanStep>& a, const std::vector<PlanStep>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [](const PlanStep& x, const PlanStep& y) {
        return x.enabled == y.enabled && x.advised == y.advised && SameStep(x.step, y.step);
      });
}

std::string StepsKey(const std::vector<Step>& steps) {
  std::string key = StepsToString(steps);
  for (const Step& step : steps) key += "|" + step.model + ";" + step.conditions;
  return key;
}

int CountChanges(const Plan& advised, const std::vector<PlanStep>& steps) {
  int changes = 0;
  std::vector<bool> kept(advised.steps.size(), false);
  std::vector<int> order;
  for (const PlanStep& mine : steps) {
    const auto index = static_cast<size_t>(mine.advised);
    if (mine.advised < 0 || index >= kept.size()) {
      ++changes;
      continue;
    }
    kept[index] = true;
    order.push_back(mine.advised);
    if (!mine.enabled || !SameStep(mine.step, advised.steps[index])) ++changes;
  }
  changes += static_cast<int>(std::count(kept.begin(), kept.end(), false));
  return changes + static_cast<int>(order.size()) - LongestOrdered(order);
}

const std::vector<StepKind>& AddableKinds() {
  static const std::vector<StepKind> kinds = {StepKind::kAdjust,
                                              StepKind::kRestore,
                                              StepKind::kDownscale,
                                              StepKind::kUpscale,
                                              StepKind::kResize,
                                              StepKind::kSharpen,
                                              StepKind::kExport};
  return kinds;
}

Step NewStep(StepKind kind, cv::Size size) {
  Step step;
  step.kind = kind;
  switch (kind) {
    case StepKind::kRestore:
      step.conditions = "auto";
      break;
    case StepKind::kUpscale:
      step.conditions = "auto";
      step.factor = 2.0;
      break;
    case StepKind::kDownscale:
      step.factor = 0.5;
      break;
    case StepKind::kResize:
      step.width = std::max(1, size.width);
      step.height = std::max(1, size.height);
      break;
    case StepKind::kSharpen:
      step.strength = 0.4;
      break;
    case StepKind::kAdjust:
    case StepKind::kExport:
      break;
  }
  return step;
}

size_t PlaceFor(StepKind kind, const std::vector<PlanStep>& steps) {
  size_t place = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (Rank(steps[i].step.kind) <= Rank(kind)) place = i + 1;
  }
  return place;
}

void MoveStep(std::vector<PlanStep>* steps, size_t from, size_t to) {
  if (from >= steps->size() || to >= steps->size() || from == to) return;
  const auto at = [&](size_t i) { return steps->begin() + static_cast<std::ptrdiff_t>(i); };
  if (from < to) {
    std::rotate(at(from), at(from + 1), at(to + 1));
  } else {
    std::rotate(at(to), at(from), at(from + 1));
  }
}

std::string StepsText(const std::vector<PlanStep>& steps) {
  std::vector<Step> enabled;
  for (const PlanStep& mine : steps) {
    if (mine.enabled) enabled.push_back(mine.step);
  }
  return StepsToString(enabled);
}

absl::StatusOr<std::vector<PlanStep>> StepsFromText(std::string_view text, const Plan& advised) {
  std::vector<Step> parsed;
  if (text.find_first_not_of(' ') != std::string_view::npos) {
    SHARPSCALE_ASSIGN_OR_RETURN(parsed, ParseSteps(text));
  }
  std::vector<PlanStep> steps;
  std::vector<bool> taken(advised.steps.size(), false);
  for (Step& step : parsed) {
    PlanStep mine{std::move(step), true, -1};
    for (size_t i = 0; i < taken.size(); ++i) {
      const Step& old = advised.steps[i];
      if (taken[i] || old.kind != mine.step.kind) continue;
      taken[i] = true;
      mine.advised = static_cast<int>(i);
      // What the text cannot say stays.
      mine.step.model = old.model;
      mine.step.radius = old.radius;
      mine.step.ppi = old.ppi;
      mine.step.max_bytes = old.max_bytes;
      mine.step.evidence = old.evidence;
      if (mine.step.kind == StepKind::kSharpen) mine.step.conditions = old.conditions;
      break;
    }
    steps.push_back(std::move(mine));
  }
  return steps;
}

absl::StatusOr<EditedPlan> PlanOfEdits(const Plan& advised,
                                       const std::vector<PlanStep>& steps,
                                       const Target& target,
                                       const Report& report,
                                       const Capabilities& capabilities) {
  std::vector<Step> enabled;
  std::vector<int> index;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!steps[i].enabled) continue;
    enabled.push_back(steps[i].step);
    index.push_back(static_cast<int>(i));
  }
  // Where the advice keeps the file's own pixels, the user's steps may change their number.
  const bool bound =
      target.has_size() && advised.target_width > 0 &&
      (advised.target_width != report.width || advised.target_height != report.height);
  Target size;
  if (bound) {
    size.width = advised.target_width;
    size.height = advised.target_height;
    size.fit = FitMode::kCover;
    size.auto_rotate = false;
  }
  size.max_bytes = target.max_bytes;
  EditedPlan edited;
  SHARPSCALE_ASSIGN_OR_RETURN(edited.plan, PlanOfSteps(enabled, size, report, &edited.origin));
  for (int& from : edited.origin) {
    if (from >= 0) from = index[static_cast<size_t>(from)];
  }
  Plan& plan = edited.plan;
  plan.target = target;
  plan.headline =
      Headline(plan.steps,
               RepairWords(advised, steps),
               report.width > 0 ? static_cast<double>(plan.target_width) / report.width : 0.0);
  plan.counterfactual = advised.counterfactual;
  plan.factor_needed = advised.factor_needed;
  plan.ppi_before = advised.ppi_before;
  plan.ppi_true = advised.ppi_true;
  const bool as_far = std::abs(plan.factor_product - advised.factor_product) < 1e-6 &&
                      advised.verdict == PlanVerdict::kPlan;
  if (as_far) {
    plan.risk = advised.risk;
    plan.cautions = advised.cautions;
    plan.ppi_after = advised.ppi_after;
  } else if (bound && target.is_print()) {
    plan.ppi_after =
        std::min(target.wanted_ppi(), advised.ppi_before * std::max(1.0, plan.factor_product));
  }
  if (!bound && target.is_print() && report.width > 0) {
    plan.ppi_after = advised.ppi_before * plan.target_width / report.width;
  }
  if (target.is_print()) {
    const double tag = bound ? target.wanted_ppi() : plan.ppi_after;
    for (Step& step : plan.steps) {
      if (step.kind == StepKind::kExport) step.ppi = tag;
    }
  }
  const bool changes = std::any_of(plan.steps.begin(), plan.steps.end(), [](const Step& step) {
    return step.kind != StepKind::kExport;
  });
  if (enabled.empty() && !changes) {
    plan.verdict = PlanVerdict::kNothingToDo;
    plan.headline = "Nothing to do";
    plan.steps.clear();
    edited.origin.clear();
    return edited;
  }
  plan.predicted = Predict(report, plan, capabilities);
  std::vector<int> scales;
  for (const Upscaler& upscaler : capabilities.upscalers) scales.push_back(upscaler.scale);
  const Target* wanted = target.has_size() ? &target : nullptr;
  edited.lint = Lint(enabled, &report, wanted, scales);
  // What the advice itself does with its eyes open is no fault of the user's.
  const std::vector<LintFinding> known = Lint(advised.steps, &report, wanted, scales);
  edited.lint.erase(std::remove_if(edited.lint.begin(),
                                   edited.lint.end(),
                                   [&](const LintFinding& mine) {
                                     return std::any_of(
                                         known.begin(), known.end(), [&](const LintFinding& one) {
                                           return one.rule == mine.rule && one.text == mine.text;
                                         });
                                   }),
                    edited.lint.end());
  for (LintFinding& finding : edited.lint) {
    for (int& step : finding.steps) step = index[static_cast<size_t>(step)];
  }
  return edited;
}

}  // namespace sharpscale::viewer
