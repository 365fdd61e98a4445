// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/workbench.h
//
// The controller behind the window: opens pictures, keeps reports, plans and results up to date
// with their settings, runs plans, saves. Lives on the interface thread; work runs on its job
// queue.
//
//   Workbench bench(DefaultServices(), settings, wake);
//   bench.Open({"photo.jpg"});
//   while (running) { bench.Update(); Draw(bench); }

#ifndef SHARPSCALE_VIEWER_CORE_WORKBENCH_H_
#define SHARPSCALE_VIEWER_CORE_WORKBENCH_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/metric_table.h"
#include "viewer/core/document.h"
#include "viewer/core/job_queue.h"
#include "viewer/core/look.h"
#include "viewer/core/services.h"
#include "viewer/core/settings.h"

namespace sharpscale::viewer {

enum class BannerKind { kInfo, kWarning, kError };

struct Banner {
  BannerKind kind = BannerKind::kInfo;
  std::string text;    // what, value, what is allowed, what to do
  std::string action;  // id of an action offered with it, or ""
  std::string action_title;
};

enum class FileOrder { kAsOpened, kName, kWorstFirst };

// A measurement that can be laid over the picture.
struct OverlayChoice {
  std::string metric;
  std::string title;
  const Measurement* measurement = nullptr;
  bool of_source = false;  // else of the result, or of the pair in the result's pixels
  Placement placement;     // of the measured picture in the lead
};

class Workbench {
 public:
  Workbench(Services services, Settings settings, std::function<void()> wake = {}, int workers = 3);
  ~Workbench();

  Settings& settings() { return settings_; }
  Look& look() { return look_; }
  const Look& look() const { return look_; }
  JobQueue& jobs() { return jobs_; }
  Session& session() { return session_; }

  // Files and folders, in the order given; the first new one is shown. What is open already is
  // shown again instead of opened twice.
  void Open(const std::vector<std::string>& paths);
  // A source and a result of the same scene.
  void OpenPair(const std::string& source, const std::string& result);
  // A source and several results of it, an entry of the list each; the source is decoded and
  // measured once.
  void OpenResults(const std::string& source, const std::vector<std::string>& results);
  // A picture from memory (test chart, clipboard).
  void OpenImage(const Image& image, const std::string& name);
  void SetResultFile(const std::string& path);  // of the current document
  void Close(int index);
  void Reload();
  void Select(int index);
  int current_index() const { return current_; }
  Document* current();
  const Document* current() const;
  const std::vector<std::unique_ptr<Document>>& documents() const { return documents_; }
  // Indices in the order and under the filter of the list.
  std::vector<int> ListedDocuments() const;
  std::string filter;
  FileOrder order = FileOrder::kAsOpened;
  std::string order_metric;  // kWorstFirst by one metric; "" = by the verdict

  // Delivers results and starts what the current document lacks. Once a frame.
  void Update();
  // Nothing under way and nothing left to start.
  bool Settled() const;

  // Decisions.
  const Target& target() const;
  void SetTarget(const Target& target, const std::string& label, const std::string& merge_key = "");
  // The steps of the current document's plan. What equals the advice is the advice again. A
  // non-empty `merge_key` makes one entry to undo of what one control does in a row.
  void SetSteps(std::vector<PlanStep> steps,
                const std::string& label,
                const std::string& merge_key = "");
  void ResetPlan();
  bool Undo();
  bool Redo();

  // What plans can be made of.
  const Capabilities& capabilities();
  const std::vector<ModelInfo>& models();

  // Carries the plan out in memory; the result is judged when it is there. A result that was opened
  // from a file stays in the list, as an entry of its own behind this one.
  void RunPlan();
  bool CanRun() const;
  void MeasureAll();
  // Cancelled jobs are out of sight at once; their work stops at its next step, and what it may
  // still bring is dropped. Measurements that were stopped start again with MeasureAgain() alone.
  void CancelUserJobs();
  void CancelJob(uint64_t id);
  void MeasureAgain();
  // A job that the user asked for waits or runs.
  bool Running() const;
  // Writes the result (the source where there is none) to a file, off-thread.
  void Export(const std::string& path, const EncodeOptions& options);
  void WriteReport(const std::string& path);
  // Documents whose result is in memory alone.
  std::vector<int> UnsavedResults() const;
  // What the plan makes of `region`, px of the source; stale ones are replaced as plan or region
  // change. DropPreview ends it.
  void RequestPreview(const cv::Rect& region);
  void DropPreview();
  // How large Export would make the file; the answer stands in the document's file_size.
  void RequestFileSize(const EncodeOptions& options);
  // Metrics that files can be ordered by: defects that at least one of them has a number for, in
  // the table's order.
  std::vector<const MetricInfo*> OrderMetrics() const;

  // Overlays that the current document has, worst grade first.
  std::vector<OverlayChoice> Overlays() const;
  std::optional<OverlayChoice> CurrentOverlay() const;
  // Picks the overlay whose id contains `word` ("halo"); the pair's and the result's go first.
  // False where none does.
  bool ChooseOverlay(const std::string& word);
  // Worst places under the current overlay, or of all defects without one.
  std::vector<Place> Places() const;
  // Moves to the next place, opening with the worst, at 100 %; false where there is none.
  bool JumpToPlace(int direction);

  const std::vector<Banner>& banners() const { return banners_; }
  void ShowBanner(Banner banner);
  void DismissBanner(size_t index);
  // What happened last, for the status line ("Sharpen 40 % to 45 %").
  const std::string& last_message() const { return last_message_; }

  // Pictures of the session file that still exist are opened again.
  void RestoreSession(const Session& session);
  Session CurrentSession() const;

 private:
  Document* Find(uint64_t id);
  Document* Add(const std::string& path);
  void StartDecode(Document* document, bool result, bool background);
  void Deliver(uint64_t id, bool result, absl::StatusOr<std::shared_ptr<Pyramid>> pyramid);
  void UpdateDocument(Document* document, bool shown);
  bool ShareDecoded(Document* document);
  void UpdatePlan(Document* document);
  void UpdatePapers(Document* document);
  void UpdatePreview(Document* document);
  void UpdateStatistics(Document* document);
  void UpdateHistogram(Document* document);
  void MakeThumbnail(Document* document);
  void DropOldPictures();
  void ReleaseLater(std::shared_ptr<Pyramid> pyramid);
  void KeepOpenedResult(Document* document);
  void Detach(Document* document);

  const Services services_;
  Settings settings_;
  Look look_;
  Session session_;
  Target default_target_;
  std::vector<std::unique_ptr<Document>> documents_;
  std::vector<uint64_t> shown_order_;  // most recently shown last
  int current_ = -1;
  uint64_t next_id_ = 1;
  std::vector<Banner> banners_;
  std::string last_message_;
  std::optional<Capabilities> capabilities_;
  std::optional<std::vector<ModelInfo>> models_;
  JobQueue jobs_;  // last: its threads stop before what they use goes away
};

// A step in words: "Upscale", "4.00x".
std::string StepTitle(const Step& step);
std::string StepValue(const Step& step);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_WORKBENCH_H_
