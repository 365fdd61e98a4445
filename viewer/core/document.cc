// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/document.h"

#include <algorithm>
#include <cmath>

#include "analysis/metric_table.h"

namespace sharpscale::viewer {

Placement Document::SourcePlacement() const {
  if (!has_result() || !has_source()) return {};
  const Judged* judged_now = judgement();
  const ComparisonKey key{source.generation, result.generation};
  if (judged_now != nullptr && !judged.IsStale(key) &&
      judged_now->comparison.registration.comparable) {
    return PlacementOf(judged_now->comparison.registration);
  }
  return PlacementBySize(source.pyramid->width(),
                         source.pyramid->height(),
                         result.pyramid->width(),
                         result.pyramid->height());
}

cv::Rect Document::InSource(const cv::Rect& lead) const {
  if (!has_result() || lead.empty()) return lead;
  const Placement at = SourcePlacement();
  const PicturePoint a = at.ToOwn({static_cast<double>(lead.x), static_cast<double>(lead.y)});
  const PicturePoint b =
      at.ToOwn({static_cast<double>(lead.br().x), static_cast<double>(lead.br().y)});
  const int x = static_cast<int>(std::floor(a.x));
  const int y = static_cast<int>(std::floor(a.y));
  return {x,
          y,
          std::max(1, static_cast<int>(std::ceil(b.x)) - x),
          std::max(1, static_cast<int>(std::ceil(b.y)) - y)};
}

const Report* Document::source_report() const {
  if (report.value() != nullptr) return report.value().get();
  return nullptr;
}

const EditedPlan* Document::edited_plan() const {
  return edits.value().steps ? edited.value().get() : nullptr;
}

std::optional<Plan> Document::EffectivePlan() const {
  if (plan.value() == nullptr) return std::nullopt;
  if (const EditedPlan* mine = edited_plan()) return mine->plan;
  return *plan.value();
}

std::vector<PlanStep> Document::EditableSteps() const {
  if (edits.value().steps) return *edits.value().steps;
  return plan.value() != nullptr ? AdvisedSteps(*plan.value()) : std::vector<PlanStep>();
}

int Document::Changes() const {
  if (plan.value() == nullptr || !edits.value().steps) return 0;
  return CountChanges(*plan.value(), *edits.value().steps);
}

const Measurement* SevereDefect(const Document& document) {
  const Measurement* worst = nullptr;
  double most = 0.0;
  const Report* report = document.source_report();
  if (report == nullptr) return nullptr;
  for (const Measurement& m : report->measurements) {
    const MetricInfo* info = FindMetric(m.id);
    if (info == nullptr || info->direction == MetricDirection::kNeutral) continue;
    if (m.grade != Grade::kSevere || !m.value) continue;
    const double badness = Badness(m.id, *m.value);
    if (worst != nullptr && badness <= most) continue;
    worst = &m;
    most = badness;
  }
  return worst;
}

DocumentState StateOf(const Document& document) {
  if (!document.source.error.ok()) return DocumentState::kFailed;
  if (const Judged* judged = document.judgement()) {
    switch (judged->verdict.verdict) {
      case RuleVerdict::kFail:
        return DocumentState::kFail;
      case RuleVerdict::kWarn:
        return DocumentState::kWarn;
      default:
        return DocumentState::kPass;
    }
  }
  if (document.plan.value() != nullptr) {
    switch (document.plan.value()->verdict) {
      case PlanVerdict::kNothingToDo:
        return DocumentState::kNothingToDo;
      case PlanVerdict::kNotFixable:
        return DocumentState::kFail;
      case PlanVerdict::kPlan:
        return DocumentState::kPlan;
    }
  }
  return document.source.has() ? DocumentState::kWaiting : DocumentState::kLoading;
}

}  // namespace sharpscale::viewer
