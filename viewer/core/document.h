// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/document.h
//
// One picture at work: its source, what was measured, what is advised, its result and the verdict.
// Values only; the workbench fills them.

#ifndef SHARPSCALE_VIEWER_CORE_DOCUMENT_H_
#define SHARPSCALE_VIEWER_CORE_DOCUMENT_H_

#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "advice/gate.h"
#include "advice/plan.h"
#include "advice/print_table.h"
#include "analysis/compare.h"
#include "analysis/report.h"
#include "enhance/enhance.h"
#include "viewer/core/cached.h"
#include "viewer/core/edge_profile.h"
#include "viewer/core/file_size.h"
#include "viewer/core/histogram.h"
#include "viewer/core/history.h"
#include "viewer/core/places.h"
#include "viewer/core/plan_edit.h"
#include "viewer/core/pyramid.h"
#include "viewer/core/region_statistics.h"
#include "viewer/core/view.h"

namespace sharpscale::viewer {

// A decoded picture, or why there is none.
struct PictureSlot {
  std::string path;                  // "" = made here
  std::shared_ptr<Pyramid> pyramid;  // null until decoded
  absl::Status error;
  uint64_t decode_job = 0;  // 0 = none under way
  int generation = 0;       // counts decodes; keys what is computed from the pixels
  bool has() const { return pyramid != nullptr; }
};

// The undoable part of a document.
struct Edits {
  Target target;
  std::optional<std::vector<PlanStep>> steps;  // empty = the plan as advised
};

struct ComparisonKey {
  int source = 0;
  int result = 0;
  bool operator==(const ComparisonKey& o) const { return source == o.source && result == o.result; }
};

struct Judged {
  Comparison comparison;
  Verdict verdict;
};

struct HistogramKey {
  int source = 0;
  int result = 0;
  cv::Rect region;
  bool operator==(const HistogramKey& o) const {
    return source == o.source && result == o.result && region == o.region;
  }
};

struct HistogramPair {
  Histogram source;
  std::optional<Histogram> result;
};

struct ProfileKey {
  int source = 0;
  int result = 0;
  ProfileLine line;
  bool operator==(const ProfileKey& o) const {
    return source == o.source && result == o.result && line == o.line;
  }
};

struct ProfilePair {
  EdgeProfile source;
  std::optional<EdgeProfile> result;
};

// What a region would become.
struct Preview {
  std::shared_ptr<Pyramid> pyramid;
  cv::Rect region;       // px of the source that it shows, without its margin
  Placement in_planned;  // where its pixels lie in the picture that the plan makes
  double seconds = 0.0;  // that it took
};

// What each paper gets from the source and, where it was judged, from the result.
struct PaperTables {
  std::vector<PrintRow> source;
  std::optional<std::vector<PrintRow>> result;
};

struct RegionKey {
  int source = 0;
  int result = 0;
  cv::Rect region;  // px of the lead
  bool operator==(const RegionKey& o) const {
    return source == o.source && result == o.result && region == o.region;
  }
};

struct RegionPair {
  RegionStatistics source;
  std::optional<RegionStatistics> result;
};

// A place and zoom to take up once the pictures are there.
struct PendingView {
  PicturePoint centre;  // px of the lead
  double zoom = 0.0;    // 0 = fit
};

struct Document {
  uint64_t id = 0;
  std::string name;  // file name for people
  PictureSlot source;
  PictureSlot result;
  cv::Mat thumbnail;  // CV_8UC4, at most 240 x 160; empty until made
  bool thumbnail_asked = false;
  bool wants_report = false;  // measure even while not shown
  // The user stopped it; it starts again when asked for, not by itself.
  bool report_stopped = false;
  bool judging_stopped = false;

  Cached<int, Report> report;              // key: source.generation
  Cached<std::string, Plan> plan;          // key: report and target
  Cached<std::string, EditedPlan> edited;  // key: plan and steps
  History<Edits> edits;
  Cached<ComparisonKey, Judged> judged;
  Cached<HistogramKey, HistogramPair> histogram;
  Cached<ProfileKey, ProfilePair> profile;
  Cached<std::string, Preview> preview;  // key: plan and region
  Cached<std::string, PaperTables> papers;
  Cached<RegionKey, RegionPair> statistics;
  Cached<std::string, FileSize> file_size;  // of what would be exported; key: options

  std::optional<EnhanceResult> run;  // of the result, where it was made here
  uint64_t run_job = 0;
  bool result_saved = false;  // the result is in a file of its own

  View view;
  bool view_ready = false;  // fitted once
  std::optional<PendingView> pending_view;
  std::optional<std::string> pending_steps;  // of the last session, until there is a plan
  std::optional<ProfileLine> line;
  std::optional<cv::Rect> region;  // dragged, px of the lead
  cv::Rect visible;                // px of the lead on screen, once it rests; empty = unknown

  // Trying the plan out: its own view, in px of the picture that the plan makes.
  View preview_view;
  bool preview_view_ready = false;
  std::optional<cv::Rect> preview_region;  // wanted, px of the source; empty = no preview
  int place = -1;                          // in the list of places; -1 = none visited

  bool has_source() const { return source.has(); }
  bool has_result() const { return result.has(); }
  // The result where there is one: its pixels are the ones on the screen grid.
  const std::shared_ptr<Pyramid>& lead() const {
    return has_result() ? result.pyramid : source.pyramid;
  }
  // Where the source lies in the lead: measured, else by the sizes.
  Placement SourcePlacement() const;

  const Report* source_report() const;  // null until measured
  const Judged* judgement() const { return judged.value().get(); }
  // `lead` px as px of the source.
  cv::Rect InSource(const cv::Rect& lead) const;
  // The plan that runs: the user's steps, else the advised ones; empty until advised.
  std::optional<Plan> EffectivePlan() const;
  // The steps as they can be edited; none until advised.
  std::vector<PlanStep> EditableSteps() const;
  // How many of them differ from the advice.
  int Changes() const;
  // Of the user's steps; null while the plan is as advised.
  const EditedPlan* edited_plan() const;
};

// The worst defect of the source that is graded severe; null where there is none.
const Measurement* SevereDefect(const Document& document);

enum class DocumentState { kLoading, kFailed, kWaiting, kNothingToDo, kPlan, kPass, kWarn, kFail };
// For the mark in the list of files.
DocumentState StateOf(const Document& document);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_DOCUMENT_H_
