// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/workbench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <opencv2/imgproc.hpp>

#include "advice/text.h"
#include "session/build_page.h"
#include "viewer/core/picture_files.h"
#include "viewer/core/preview_plan.h"
#include "viewer/core/target_json.h"

namespace sharpscale::viewer {
namespace {

namespace fs = std::filesystem;

std::string NameOf(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  return name.empty() ? path : name;
}

// Fills 240 x 160 (3:2): the middle of the picture, averaged.
cv::Mat ThumbnailOf(const Pyramid& pyramid) {
  constexpr int kWidth = 240;
  constexpr int kHeight = 160;
  const int w = pyramid.width();
  const int h = pyramid.height();
  const double scale = std::max(static_cast<double>(kWidth) / w, static_cast<double>(kHeight) / h);
  const int level = std::clamp(LevelForZoom(scale), 0, pyramid.levels() - 1);
  const int lw = LevelSide(w, level);
  const int lh = LevelSide(h, level);
  const double level_scale =
      std::max(static_cast<double>(kWidth) / lw, static_cast<double>(kHeight) / lh);
  const int cw = std::clamp(static_cast<int>(std::lround(kWidth / level_scale)), 1, lw);
  const int ch = std::clamp(static_cast<int>(std::lround(kHeight / level_scale)), 1, lh);
  const cv::Mat crop = pyramid.Tile(level, {(lw - cw) / 2, (lh - ch) / 2, cw, ch});
  cv::Mat out;
  cv::resize(
      crop, out, {kWidth, kHeight}, 0, 0, level_scale < 1.0 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return out;
}

// How bad a document is, for sorting.
double WorstOf(const Document& document, const std::string& metric) {
  const auto of = [&](const Measurement& m) {
    if (!m.value) return -1.0;
    return Badness(m.id, *m.value);
  };
  double worst = -1.0;
  const auto scan = [&](const std::vector<Measurement>& list) {
    for (const Measurement& m : list) {
      if (metric.empty() || m.id == metric) worst = std::max(worst, of(m));
    }
  };
  if (const Judged* judged = document.judgement()) {
    if (metric.empty()) {
      worst = 10.0 * static_cast<double>(judged->verdict.verdict == RuleVerdict::kFail   ? 2
                                         : judged->verdict.verdict == RuleVerdict::kWarn ? 1
                                                                                         : 0);
    }
    scan(judged->comparison.measurements);
    scan(judged->comparison.after.measurements);
  } else if (const Report* report = document.source_report()) {
    scan(report->measurements);
  }
  return worst;
}

// Stages look at most this far around a pixel: three convolutions of a restorer's last level.
constexpr int kPreviewMargin = 24;

std::string PlanKeyOf(const Document& document) {
  return fmt::format("{}|{}", document.source.generation, TargetKey(document.edits.value().target));
}

}  // namespace

std::string StepTitle(const Step& step) {
  switch (step.kind) {
    case StepKind::kRestore:
      return Deblurs(step) ? "Deblur" : "Restore";
    case StepKind::kUpscale:
      return "Upscale";
    case StepKind::kDownscale:
      return "Downscale";
    case StepKind::kResize:
      return "Resize";
    case StepKind::kSharpen:
      return "Sharpen";
    case StepKind::kAdjust:
      return "Adjust";
    case StepKind::kExport:
      return "Export";
  }
  return "";
}

std::string StepValue(const Step& step) {
  switch (step.kind) {
    case StepKind::kRestore:
      return step.strength < 1.0 ? fmt::format("{:.0f} %", step.strength * 100.0) : "as measured";
    case StepKind::kUpscale:
    case StepKind::kDownscale:
      return fmt::format("{:.2f}\u00d7", step.factor);
    case StepKind::kResize:
      return fmt::format("{} \u00d7 {} px", step.width, step.height);
    case StepKind::kSharpen:
      return fmt::format("{:.0f} %", step.strength * 100.0);
    case StepKind::kAdjust: {
      const Adjustment& a = step.adjustment;
      std::string text;
      if (a.exposure_ev != 0.0) text = fmt::format("{:+.2f}\u00a0EV", a.exposure_ev);
      if (a.contrast != 0.0)
        text +=
            fmt::format("{}contrast {:+.0f}\u00a0%", text.empty() ? "" : ", ", a.contrast * 100.0);
      const bool white = a.auto_white_balance || a.red != 1.0 || a.green != 1.0 || a.blue != 1.0;
      if (white) text += text.empty() ? "white balance" : ", white balance";
      return text.empty() ? "neutral" : text;
    }
    case StepKind::kExport: {
      std::string format = step.format;
      std::transform(format.begin(), format.end(), format.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
      });
      if (step.quality > 0 && !format.empty())
        return fmt::format("{}, quality {}", format, step.quality);
      return format;
    }
  }
  return "";
}

Workbench::Workbench(Services services, Settings settings, std::function<void()> wake, int workers)
    : services_(std::move(services)),
      settings_(std::move(settings)),
      jobs_(workers, std::move(wake)) {}

Workbench::~Workbench() = default;

Document* Workbench::Find(uint64_t id) {
  for (const auto& document : documents_) {
    if (document->id == id) return document.get();
  }
  return nullptr;
}

Document* Workbench::Add(const std::string& path) {
  auto document = std::make_unique<Document>();
  document->id = next_id_++;
  document->name = NameOf(path);
  document->source.path = path;
  document->edits.Reset({default_target_, std::nullopt});
  documents_.push_back(std::move(document));
  return documents_.back().get();
}

void Workbench::Open(const std::vector<std::string>& paths) {
  const std::vector<std::string> files = ExpandPaths(paths);
  if (files.empty() && !paths.empty()) {
    ShowBanner({BannerKind::kWarning,
                fmt::format("No pictures in '{}'; choose a folder that holds JPEG, PNG, TIFF, ...",
                            paths.front()),
                "file.open",
                "Open pictures"});
    return;
  }
  int first = -1;
  for (const std::string& file : files) {
    int index = -1;
    for (size_t i = 0; i < documents_.size(); ++i) {
      if (documents_[i]->source.path == file) index = static_cast<int>(i);
    }
    if (index < 0) {
      Add(file);
      index = static_cast<int>(documents_.size()) - 1;
      if (files.size() <= 12) session_.AddRecent(fs::absolute(file).string());
    }
    if (first < 0) first = index;
  }
  if (first >= 0) Select(first);
}

void Workbench::OpenPair(const std::string& source, const std::string& result) {
  Open({source});
  Document* document = current();
  if (document == nullptr || document->source.path != source) return;
  SetResultFile(result);
}

void Workbench::OpenResults(const std::string& source, const std::vector<std::string>& results) {
  int first = -1;
  for (const std::string& result : results) {
    Document* document = Add(source);
    document->result.path = result;
    document->result_saved = true;
    document->name = results.size() > 1 ? NameOf(result) : NameOf(source);
    if (first < 0) first = static_cast<int>(documents_.size()) - 1;
    session_.AddRecent(fs::absolute(source).string());
  }
  if (first >= 0) Select(first);
}

void Workbench::OpenImage(const Image& image, const std::string& name) {
  Document* document = Add("");
  document->name = name;
  Select(static_cast<int>(documents_.size()) - 1);
  const uint64_t id = document->id;
  document->source.decode_job = jobs_.Submit<std::shared_ptr<Pyramid>>(
      {"Open " + name, JobWeight::kLight, 90},
      [image](Progress* progress) -> absl::StatusOr<std::shared_ptr<Pyramid>> {
        auto pyramid = std::make_shared<Pyramid>(image);
        pyramid->BuildLevels(progress);
        return pyramid;
      },
      [this, id](absl::StatusOr<std::shared_ptr<Pyramid>> pyramid) {
        Deliver(id, false, std::move(pyramid));
      });
}

void Workbench::SetResultFile(const std::string& path) {
  Document* document = current();
  if (document == nullptr) return;
  if (document->result.decode_job != 0) jobs_.Cancel(document->result.decode_job);
  if (document->has_result()) {
    // Without a result the source leads again.
    const Placement source = document->SourcePlacement();
    document->view.ChangeLead({1.0 / source.scale_x,
                               1.0 / source.scale_y,
                               -source.dx / source.scale_x,
                               -source.dy / source.scale_y});
  }
  const int generation = document->result.generation;
  document->result = {};
  document->result.generation = generation;
  document->result.path = path;
  document->run.reset();
  document->result_saved = true;
  document->judged.Clear();
}

void Workbench::Close(int index) {
  if (index < 0 || index >= static_cast<int>(documents_.size())) return;
  Document* document = documents_[index].get();
  for (const uint64_t job : {document->source.decode_job,
                             document->result.decode_job,
                             document->report.job(),
                             document->judged.job(),
                             document->histogram.job(),
                             document->profile.job(),
                             document->preview.job(),
                             document->papers.job(),
                             document->statistics.job(),
                             document->file_size.job(),
                             document->run_job}) {
    if (job != 0) jobs_.Cancel(job);
  }
  ReleaseLater(std::move(document->source.pyramid));
  ReleaseLater(std::move(document->result.pyramid));
  documents_.erase(documents_.begin() + index);
  if (current_ >= index) --current_;
  if (current_ < 0 && !documents_.empty()) current_ = 0;
  Select(current_);
}

// Giving a gigabyte back to the system takes longer than a frame: a worker does it.
void Workbench::ReleaseLater(std::shared_ptr<Pyramid> pyramid) {
  if (pyramid == nullptr) return;
  jobs_.Submit<bool>(
      {"Release", JobWeight::kLight, -50, false},
      [held = std::move(pyramid)](Progress*) -> absl::StatusOr<bool> { return true; },
      [](const absl::StatusOr<bool>&) {});
}

void Workbench::Reload() {
  Document* document = current();
  if (document == nullptr) return;
  for (const bool result : {false, true}) {
    PictureSlot& slot = result ? document->result : document->source;
    if (slot.path.empty()) continue;
    if (slot.decode_job != 0) jobs_.Cancel(slot.decode_job);
    slot.decode_job = 0;
    slot.error = absl::OkStatus();
    StartDecode(document, result, false);
  }
}

void Workbench::Select(int index) {
  if (documents_.empty()) {
    current_ = -1;
    return;
  }
  current_ = std::clamp(index, 0, static_cast<int>(documents_.size()) - 1);
  const uint64_t id = documents_[current_]->id;
  shown_order_.erase(std::remove(shown_order_.begin(), shown_order_.end(), id), shown_order_.end());
  shown_order_.push_back(id);
}

Document* Workbench::current() {
  return current_ >= 0 && current_ < static_cast<int>(documents_.size())
             ? documents_[current_].get()
             : nullptr;
}

const Document* Workbench::current() const {
  return const_cast<Workbench*>(this)->current();  // NOLINT: same body, no change
}

std::vector<int> Workbench::ListedDocuments() const {
  const auto lower = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    return text;
  };
  std::vector<int> listed;
  const std::string wanted = lower(filter);
  for (size_t i = 0; i < documents_.size(); ++i) {
    if (wanted.empty() ||
        lower(documents_[i]->source.path + documents_[i]->name).find(wanted) != std::string::npos) {
      listed.push_back(static_cast<int>(i));
    }
  }
  if (order == FileOrder::kName) {
    std::stable_sort(listed.begin(), listed.end(), [&](int a, int b) {
      return NaturalLess(documents_[a]->name, documents_[b]->name);
    });
  } else if (order == FileOrder::kWorstFirst) {
    std::vector<double> worst(documents_.size());
    for (const int i : listed) worst[i] = WorstOf(*documents_[i], order_metric);
    std::stable_sort(
        listed.begin(), listed.end(), [&](int a, int b) { return worst[a] > worst[b]; });
  }
  return listed;
}

void Workbench::StartDecode(Document* document, bool result, bool background) {
  PictureSlot& slot = result ? document->result : document->source;
  const uint64_t id = document->id;
  const std::string path = slot.path;
  slot.decode_job = jobs_.Submit<std::shared_ptr<Pyramid>>(
      {"Open " + NameOf(path), JobWeight::kLight, background ? -20 : 100, !background},
      [decode = services_.decode,
       path](Progress* progress) -> absl::StatusOr<std::shared_ptr<Pyramid>> {
        absl::StatusOr<Image> image = decode(path, progress);
        if (!image.ok()) return image.status();
        if (image->empty()) {
          return absl::InvalidArgumentError(fmt::format("'{}' holds no pixels", path));
        }
        return std::make_shared<Pyramid>(*image);
      },
      [this, id, result](absl::StatusOr<std::shared_ptr<Pyramid>> pyramid) {
        Deliver(id, result, std::move(pyramid));
      });
}

void Workbench::Deliver(uint64_t id,
                        bool result,
                        absl::StatusOr<std::shared_ptr<Pyramid>> pyramid) {
  Document* document = Find(id);
  if (document == nullptr) return;
  PictureSlot& slot = result ? document->result : document->source;
  slot.decode_job = 0;
  if (!pyramid.ok()) {
    if (absl::IsCancelled(pyramid.status())) return;
    slot.error = pyramid.status();
    if (document == current()) {
      ShowBanner({BannerKind::kError,
                  std::string(pyramid.status().message()),
                  "file.reload",
                  "Try again"});
    }
    return;
  }
  const Placement before = document->SourcePlacement();
  ReleaseLater(std::move(slot.pyramid));
  slot.pyramid = *std::move(pyramid);
  slot.error = absl::OkStatus();
  ++slot.generation;
  if (result && document->has_source() && document->view_ready) {
    // The lead changes (from the source, or from an older result): stay at the same place.
    const Placement now = document->SourcePlacement();
    document->view.ChangeLead({now.scale_x / before.scale_x,
                               now.scale_y / before.scale_y,
                               now.dx - before.dx * now.scale_x / before.scale_x,
                               now.dy - before.dy * now.scale_y / before.scale_y});
  }
  if (document == current()) {
    for (const std::string& note : slot.pyramid->image().source.notes) {
      if (note.find("truncated") != std::string::npos) {
        ShowBanner({BannerKind::kWarning, note, "", ""});
      }
    }
  }
  // The levels follow; until then the preview and the full size serve.
  const std::shared_ptr<Pyramid> built = slot.pyramid;
  if (built->levels() < LevelCount(built->width(), built->height())) {
    jobs_.Submit<bool>(
        {"Prepare " + document->name, JobWeight::kLight, 80, false},
        [built](Progress* progress) -> absl::StatusOr<bool> {
          built->BuildLevels(progress);
          return true;
        },
        [this, id, result](const absl::StatusOr<bool>& done) {
          Document* now = Find(id);
          if (now != nullptr && done.ok() && !result) MakeThumbnail(now);
        });
  } else if (!result) {
    MakeThumbnail(document);
  }
}

void Workbench::MakeThumbnail(Document* document) {
  if (document->has_source()) document->thumbnail = ThumbnailOf(*document->source.pyramid);
}

void Workbench::UpdateDocument(Document* document, bool shown) {
  const uint64_t id = document->id;
  const bool wants_pixels = shown ||
                            (document->wants_report && document->report.value() == nullptr) ||
                            (document->thumbnail.empty() && !document->thumbnail_asked);
  if (wants_pixels && !document->has_source() && document->source.decode_job == 0 &&
      document->source.error.ok() && !document->source.path.empty() && !ShareDecoded(document)) {
    document->thumbnail_asked = true;
    StartDecode(document, false, !shown);
  }
  if (!document->has_source()) return;
  const std::shared_ptr<Pyramid> source = document->source.pyramid;
  // Shared pixels came without a thumbnail while that was still being made.
  for (size_t i = 0; document->thumbnail.empty() && i < documents_.size(); ++i) {
    if (documents_[i]->source.pyramid == source) document->thumbnail = documents_[i]->thumbnail;
  }

  if (shown && !document->result.path.empty() && !document->has_result() &&
      document->result.decode_job == 0 && document->result.error.ok()) {
    StartDecode(document, true, false);
  }

  const int generation = document->source.generation;
  if ((shown || document->wants_report) && !document->report_stopped &&
      document->report.NeedsWork(generation)) {
    if (document->report.job() != 0) jobs_.Cancel(document->report.job());
    document->report.Start(
        generation,
        jobs_.Submit<Report>(
            {"Measure " + document->name, JobWeight::kHeavy, shown ? 50 : -10},
            [analyze = services_.analyze, source](Progress* progress) {
              return analyze(source->image(), progress);
            },
            [this, id, generation](absl::StatusOr<Report> report) {
              Document* now = Find(id);
              if (now == nullptr) return;
              if (now->report.Finish(generation, std::move(report)) && !now->report.error().ok() &&
                  now == current()) {
                ShowBanner({BannerKind::kError,
                            fmt::format("Measuring '{}' failed: {}",
                                        now->name,
                                        std::string(now->report.error().message())),
                            "",
                            ""});
              }
            }));
  }

  UpdatePlan(document);
  if (!shown) return;

  const std::shared_ptr<Pyramid> result = document->result.pyramid;
  if (result != nullptr) {
    const ComparisonKey key{generation, document->result.generation};
    if (!document->judging_stopped && document->judged.NeedsWork(key)) {
      if (document->judged.job() != 0) jobs_.Cancel(document->judged.job());
      document->judged.Start(
          key,
          jobs_.Submit<Judged>(
              {"Check result", JobWeight::kHeavy, 40},
              [compare = services_.compare,
               judge = services_.judge,
               source,
               result,
               profile = settings_.gate_profile](Progress* progress) -> absl::StatusOr<Judged> {
                absl::StatusOr<Comparison> comparison =
                    compare(source->image(), result->image(), progress);
                if (!comparison.ok()) return comparison.status();
                absl::StatusOr<Verdict> verdict = judge(*comparison, profile);
                if (!verdict.ok()) return verdict.status();
                return Judged{*std::move(comparison), *std::move(verdict)};
              },
              [this, id, key](absl::StatusOr<Judged> judged) {
                Document* now = Find(id);
                if (now == nullptr) return;
                const Placement before = now->SourcePlacement();
                if (!now->judged.Finish(key, std::move(judged))) return;
                if (!now->judged.error().ok()) {
                  ShowBanner({BannerKind::kError,
                              fmt::format("Checking the result failed: {}",
                                          std::string(now->judged.error().message())),
                              "",
                              ""});
                  return;
                }
                if (!now->judgement()->comparison.registration.comparable) {
                  ShowBanner(
                      {BannerKind::kWarning,
                       "Source and result show different scenes; they are shown by size, and "
                       "nothing is judged",
                       "",
                       ""});
                }
                (void)before;  // the result stays the lead: the view does not move
              }));
    }
  }

  UpdatePapers(document);
  UpdateHistogram(document);
  UpdateStatistics(document);
  UpdatePreview(document);

  if (document->line && document->line->Validate().ok()) {
    const ProfileKey key{generation, result ? document->result.generation : -1, *document->line};
    if (document->profile.NeedsWork(key)) {
      if (document->profile.job() != 0) jobs_.Cancel(document->profile.job());
      const Placement placement = document->SourcePlacement();
      document->profile.Start(key,
                              jobs_.Submit<ProfilePair>(
                                  {"Edge profile", JobWeight::kLight, 60, false},
                                  [source, result, placement, line = *document->line](
                                      Progress*) -> absl::StatusOr<ProfilePair> {
                                    ProfilePair pair;
                                    pair.source = MeasureEdgeProfile(
                                        source->image(), result ? placement : Placement{}, line);
                                    if (result)
                                      pair.result = MeasureEdgeProfile(result->image(), {}, line);
                                    return pair;
                                  },
                                  [this, id, key](absl::StatusOr<ProfilePair> pair) {
                                    if (Document* now = Find(id))
                                      now->profile.Finish(key, std::move(pair));
                                  }));
    }
  }
}

// Advice is pure arithmetic on the report: at once, on this thread.
void Workbench::UpdatePlan(Document* document) {
  const Report* report = document->source_report();
  if (report == nullptr || document->report.IsStale(document->source.generation)) return;
  const Edits& edits = document->edits.value();
  const std::string key = PlanKeyOf(*document);
  if (document->plan.NeedsWork(key)) {
    document->plan.Start(key, 0);
    document->plan.Finish(key, services_.advise(*report, edits.target));
    if (!document->plan.error().ok() && document == current()) {
      ShowBanner({BannerKind::kError, std::string(document->plan.error().message()), "", ""});
    }
  }
  if (document->plan.value() == nullptr || document->plan.IsStale(key)) return;
  if (document->pending_steps) {
    const absl::StatusOr<std::vector<PlanStep>> steps =
        StepsFromText(*document->pending_steps, *document->plan.value());
    document->pending_steps.reset();
    if (steps.ok()) document->edits.Reset({edits.target, *steps});
  }
  if (!edits.steps) return;
  std::string steps_key = key;
  for (const PlanStep& step : *edits.steps) {
    steps_key += fmt::format("|{}{}", step.enabled ? "+" : "-", StepsKey({step.step}));
  }
  if (!document->edited.NeedsWork(steps_key)) return;
  document->edited.Start(steps_key, 0);
  document->edited.Finish(
      steps_key,
      PlanOfEdits(*document->plan.value(), *edits.steps, edits.target, *report, capabilities()));
}

const Capabilities& Workbench::capabilities() {
  if (!capabilities_)
    capabilities_ = services_.capabilities ? services_.capabilities() : Capabilities();
  return *capabilities_;
}

const std::vector<ModelInfo>& Workbench::models() {
  if (!models_) models_ = services_.models ? services_.models() : std::vector<ModelInfo>();
  return *models_;
}

// The same file is open already: its pixels and measurements serve here, too.
bool Workbench::ShareDecoded(Document* document) {
  for (const auto& other : documents_) {
    if (other.get() == document || other->source.path != document->source.path) continue;
    // On its way already: wait for it.
    if (other->source.decode_job != 0) return true;
    if (!other->has_source()) continue;
    document->source.pyramid = other->source.pyramid;
    ++document->source.generation;
    if (document->thumbnail.empty()) document->thumbnail = other->thumbnail;
    document->thumbnail_asked = true;
    if (other->report.value() != nullptr && !other->report.IsStale(other->source.generation)) {
      document->report.Put(document->source.generation, *other->report.value());
    }
    return true;
  }
  return false;
}

void Workbench::UpdatePapers(Document* document) {
  const std::shared_ptr<const Report> report = document->report.value();
  if (report == nullptr || document->report.IsStale(document->source.generation)) return;
  const ComparisonKey pair{document->source.generation, document->result.generation};
  std::shared_ptr<const Judged> judged;
  if (document->has_result() && !document->judged.IsStale(pair)) judged = document->judged.value();
  const Target target = document->edits.value().target;
  const std::string key = fmt::format("{}|{}|{}",
                                      document->source.generation,
                                      judged != nullptr ? document->result.generation : -1,
                                      TargetKey(target));
  if (!document->papers.NeedsWork(key)) return;
  if (document->papers.job() != 0) jobs_.Cancel(document->papers.job());
  const uint64_t id = document->id;
  document->papers.Start(
      key,
      jobs_.Submit<PaperTables>(
          {"Print sizes", JobWeight::kLight, 55, false},
          [table = services_.print_table, report, judged, target](
              Progress*) -> absl::StatusOr<PaperTables> {
            PrintTableOptions options;
            options.ppi = target.ppi;
            options.ppi_given = target.ppi_given;
            std::vector<Target> sizes = PrintTableTargets(options);
            // A size of the user's own has a row, too.
            const bool both = target.print_width_in && target.print_height_in;
            const bool known =
                both && std::any_of(sizes.begin(), sizes.end(), [&](const Target& size) {
                  const auto near = [](double a, double b) { return std::abs(a - b) < 0.02; };
                  const double w = *target.print_width_in;
                  const double h = *target.print_height_in;
                  const double sw = *size.print_width_in;
                  const double sh = *size.print_height_in;
                  return (near(w, sw) && near(h, sh)) || (near(w, sh) && near(h, sw));
                });
            if (both && !known) {
              Target own = target;
              own.fit = options.fit;
              own.label = fmt::format("{:g} x {:g} in",
                                      std::min(*target.print_width_in, *target.print_height_in),
                                      std::max(*target.print_width_in, *target.print_height_in));
              sizes.push_back(std::move(own));
            }
            PaperTables tables;
            absl::StatusOr<std::vector<PrintRow>> rows = table(*report, sizes, options);
            if (!rows.ok()) return rows.status();
            tables.source = *std::move(rows);
            if (judged != nullptr) {
              rows = table(judged->comparison.after, sizes, options);
              if (!rows.ok()) return rows.status();
              tables.result = *std::move(rows);
            }
            return tables;
          },
          [this, id, key](absl::StatusOr<PaperTables> tables) {
            if (Document* now = Find(id)) now->papers.Finish(key, std::move(tables));
          }));
}

void Workbench::UpdateHistogram(Document* document) {
  const std::shared_ptr<Pyramid> source = document->source.pyramid;
  const std::shared_ptr<Pyramid> result = document->result.pyramid;
  cv::Rect region;
  if (look_.histogram_area == HistogramArea::kVisible) region = document->visible;
  if (look_.histogram_area == HistogramArea::kRegion && document->region)
    region = *document->region;
  const HistogramKey key{
      document->source.generation, result ? document->result.generation : -1, region};
  if (!document->histogram.NeedsWork(key)) return;
  if (document->histogram.job() != 0) jobs_.Cancel(document->histogram.job());
  const uint64_t id = document->id;
  const cv::Rect own = document->InSource(region);
  document->histogram.Start(
      key,
      jobs_.Submit<HistogramPair>(
          {"Histogram", JobWeight::kLight, 30, false},
          [source, result, region, own](Progress* progress) -> absl::StatusOr<HistogramPair> {
            HistogramPair pair;
            absl::StatusOr<Histogram> of = ComputeHistogram(source->image(), own, progress);
            if (!of.ok()) return of.status();
            pair.source = *std::move(of);
            if (result != nullptr) {
              of = ComputeHistogram(result->image(), region, progress);
              if (!of.ok()) return of.status();
              pair.result = *std::move(of);
            }
            return pair;
          },
          [this, id, key](absl::StatusOr<HistogramPair> pair) {
            if (Document* now = Find(id)) now->histogram.Finish(key, std::move(pair));
          }));
}

void Workbench::UpdateStatistics(Document* document) {
  if (!document->region) return;
  const std::shared_ptr<Pyramid> source = document->source.pyramid;
  const std::shared_ptr<Pyramid> result = document->result.pyramid;
  const RegionKey key{
      document->source.generation, result ? document->result.generation : -1, *document->region};
  if (!document->statistics.NeedsWork(key)) return;
  if (document->statistics.job() != 0) jobs_.Cancel(document->statistics.job());
  const uint64_t id = document->id;
  document->statistics.Start(
      key,
      jobs_.Submit<RegionPair>(
          {"Statistics", JobWeight::kLight, 62, false},
          [source, result, region = *document->region, own = document->InSource(*document->region)](
              Progress* progress) -> absl::StatusOr<RegionPair> {
            RegionPair pair;
            absl::StatusOr<RegionStatistics> of = MeasureRegion(source->image(), own, progress);
            if (!of.ok()) return of.status();
            pair.source = *std::move(of);
            if (result != nullptr) {
              of = MeasureRegion(result->image(), region, progress);
              if (!of.ok()) return of.status();
              pair.result = *std::move(of);
            }
            return pair;
          },
          [this, id, key](absl::StatusOr<RegionPair> pair) {
            if (Document* now = Find(id)) now->statistics.Finish(key, std::move(pair));
          }));
}

void Workbench::UpdatePreview(Document* document) {
  if (!document->preview_region || document->run_job != 0) return;
  const std::optional<Plan> plan = document->EffectivePlan();
  const std::shared_ptr<const Report> report = document->report.value();
  if (!plan || plan->steps.empty() || report == nullptr) return;
  const std::shared_ptr<Pyramid> source = document->source.pyramid;
  const cv::Size whole(source->width(), source->height());
  const cv::Rect region = *document->preview_region & cv::Rect(0, 0, whole.width, whole.height);
  if (region.empty()) return;
  const std::string key = fmt::format("{}|{}|{}|{},{},{},{}",
                                      document->source.generation,
                                      TargetKey(document->edits.value().target),
                                      StepsKey(plan->steps),
                                      region.x,
                                      region.y,
                                      region.width,
                                      region.height);
  if (!document->preview.NeedsWork(key)) return;
  if (document->preview.job() != 0) jobs_.Cancel(document->preview.job());
  const uint64_t id = document->id;
  document->preview.Start(
      key,
      jobs_.Submit<Preview>(
          {"Preview", JobWeight::kLight, 75, false},
          [make = services_.preview, source, report, plan = *plan, whole, region](
              Progress* progress) -> absl::StatusOr<Preview> {
            const auto start = std::chrono::steady_clock::now();
            const cv::Rect wide = WithMargin(region, kPreviewMargin, whole);
            Image part;
            const Image& all = source->image();
            part.pixels = all.pixels(wide).clone();
            if (!all.alpha.empty()) part.alpha = all.alpha(wide).clone();
            part.encoding = all.encoding;
            part.metadata.icc = all.metadata.icc;
            absl::StatusOr<Image> made =
                make(part, *report, PlanForRegion(plan, whole, wide), progress);
            if (!made.ok()) return made.status();
            Preview preview;
            const Placement planned = PlannedPlacement(plan, whole);
            const PicturePoint corner =
                planned.ToLead({static_cast<double>(wide.x), static_cast<double>(wide.y)});
            preview.in_planned = {wide.width * planned.scale_x / made->width(),
                                  wide.height * planned.scale_y / made->height(),
                                  corner.x,
                                  corner.y};
            preview.region = region;
            preview.pyramid = std::make_shared<Pyramid>(*made);
            preview.pyramid->BuildLevels(progress);
            preview.seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            return preview;
          },
          [this, id, key](absl::StatusOr<Preview> preview) {
            Document* now = Find(id);
            if (now == nullptr || !now->preview.Finish(key, std::move(preview))) return;
            if (!now->preview.error().ok() && now == current()) {
              ShowBanner({BannerKind::kError,
                          fmt::format("The preview failed: {}",
                                      std::string(now->preview.error().message())),
                          "",
                          ""});
            }
          }));
}

void Workbench::Update() {
  jobs_.Drain();
  // The shown one first; a few more for thumbnails, in the order of the list.
  if (Document* shown = current()) UpdateDocument(shown, true);
  int background = 0;
  for (const auto& document : documents_) {
    if (document.get() == current()) continue;
    if (document->source.decode_job != 0 || document->report.busy()) ++background;
  }
  for (const int index : ListedDocuments()) {
    Document* document = documents_[index].get();
    if (document == current()) continue;
    if (document->has_source() || background < 2) {
      const bool was_idle = document->source.decode_job == 0;
      UpdateDocument(document, false);
      if (was_idle && document->source.decode_job != 0) ++background;
    }
  }
  DropOldPictures();
}

bool Workbench::Settled() const {
  if (!jobs_.Idle()) return false;
  const Document* document = current();
  if (document == nullptr) return true;
  if (!document->has_source()) return !document->source.error.ok() || document->source.path.empty();
  if (!document->result.path.empty() && !document->has_result() && document->result.error.ok()) {
    return false;
  }
  if (!document->report_stopped && document->report.NeedsWork(document->source.generation)) {
    return false;
  }
  if (document->has_result() && !document->judging_stopped &&
      document->judged.NeedsWork({document->source.generation, document->result.generation})) {
    return false;
  }
  for (const auto& other : documents_) {
    if (other->thumbnail.empty() && !other->thumbnail_asked && other->source.error.ok())
      return false;
  }
  return true;
}

void Workbench::DropOldPictures() {
  const auto bytes = [](const PictureSlot& slot) -> int64_t {
    if (!slot.has()) return 0;
    const cv::Mat& pixels = slot.pyramid->image().pixels;
    return static_cast<int64_t>(pixels.total() * pixels.elemSize()) + slot.pyramid->bytes();
  };
  int64_t held = 0;
  std::vector<Document*> droppable;
  for (const auto& document : documents_) {
    const int64_t own = bytes(document->source) + bytes(document->result);
    held += own;
    const bool busy = document->report.busy() || document->run_job != 0 ||
                      document->source.decode_job != 0 || document->thumbnail.empty();
    // A result that exists nowhere else is never dropped.
    const bool only_copy = document->has_result() && !document->result_saved;
    if (document.get() != current() && own > 0 && !busy && !only_copy &&
        !document->source.path.empty() &&
        (!document->wants_report || document->report.value() != nullptr)) {
      droppable.push_back(document.get());
    }
  }
  const auto rank = [&](const Document* d) {
    return std::find(shown_order_.begin(), shown_order_.end(), d->id) - shown_order_.begin();
  };
  std::stable_sort(droppable.begin(), droppable.end(), [&](Document* a, Document* b) {
    const bool shown_a = rank(a) < static_cast<std::ptrdiff_t>(shown_order_.size());
    const bool shown_b = rank(b) < static_cast<std::ptrdiff_t>(shown_order_.size());
    if (shown_a != shown_b) return shown_b;  // never shown: first to go
    return rank(a) < rank(b);
  });
  for (Document* document : droppable) {
    const bool shown = rank(document) < static_cast<std::ptrdiff_t>(shown_order_.size());
    if (held <= settings_.picture_bytes && shown) break;
    held -= bytes(document->source) + bytes(document->result);
    ReleaseLater(std::move(document->source.pyramid));
    ReleaseLater(std::move(document->result.pyramid));
  }
}

const Target& Workbench::target() const {
  const Document* document = current();
  return document != nullptr ? document->edits.value().target : default_target_;
}

void Workbench::SetTarget(const Target& target,
                          const std::string& label,
                          const std::string& merge_key) {
  default_target_ = target;
  if (Document* document = current()) {
    // The same again is no change to undo, and no reason to drop the user's steps.
    if (TargetKey(document->edits.value().target) == TargetKey(target)) return;
    Edits edits = document->edits.value();
    edits.target = target;
    edits.steps.reset();  // another target, another plan
    document->edits.Set(std::move(edits), label, merge_key);
    UpdatePlan(document);
  }
  last_message_ = label;
}

void Workbench::SetSteps(std::vector<PlanStep> steps,
                         const std::string& label,
                         const std::string& merge_key) {
  Document* document = current();
  if (document == nullptr || document->plan.value() == nullptr) return;
  Edits edits = document->edits.value();
  if (SameSteps(steps, AdvisedSteps(*document->plan.value()))) {
    edits.steps.reset();
  } else {
    edits.steps = std::move(steps);
  }
  const std::optional<std::vector<PlanStep>>& now = document->edits.value().steps;
  if (now.has_value() == edits.steps.has_value() && (!now || SameSteps(*now, *edits.steps))) return;
  document->edits.Set(std::move(edits), label, merge_key);
  last_message_ = label;
  UpdatePlan(document);
}

void Workbench::ResetPlan() {
  Document* document = current();
  if (document == nullptr || !document->edits.value().steps) return;
  SetSteps(AdvisedSteps(*document->plan.value()), "Back to the advised plan");
}

bool Workbench::Undo() {
  Document* document = current();
  if (document == nullptr) return false;
  const std::string label = document->edits.UndoLabel();
  if (!document->edits.Undo()) return false;
  default_target_ = document->edits.value().target;
  last_message_ = "Undone: " + label;
  UpdatePlan(document);
  return true;
}

bool Workbench::Redo() {
  Document* document = current();
  if (document == nullptr || !document->edits.Redo()) return false;
  default_target_ = document->edits.value().target;
  last_message_ = document->edits.UndoLabel();
  UpdatePlan(document);
  return true;
}

bool Workbench::CanRun() const {
  const Document* document = current();
  if (document == nullptr || !document->has_source() || document->run_job != 0) return false;
  if (document->edits.value().steps && !document->edited.error().ok()) return false;
  const std::optional<Plan> plan = document->EffectivePlan();
  return plan && plan->verdict == PlanVerdict::kPlan && !plan->steps.empty();
}

void Workbench::RunPlan() {
  if (!CanRun()) return;
  Document* document = current();
  const uint64_t id = document->id;
  const Plan plan = *document->EffectivePlan();
  struct Made {
    std::shared_ptr<Pyramid> pyramid;
    EnhanceResult result;
  };
  const auto job = std::make_shared<uint64_t>(0);
  document->run_job = *job = jobs_.Submit<Made>(
      {plan.headline.empty() ? "Run plan" : plan.headline, JobWeight::kHeavy, 70, true, true},
      [enhance = services_.enhance,
       source = document->source.pyramid,
       report = document->report.value(),
       plan](Progress* progress) -> absl::StatusOr<Made> {
        Made made;
        absl::StatusOr<Image> image =
            enhance(source->image(), *report, plan, &made.result, progress);
        if (!image.ok()) return image.status();
        // A result that came too late for its cancel is not shown.
        if (progress->cancelled()) return absl::CancelledError("Cancelled");
        made.pyramid = std::make_shared<Pyramid>(*image);
        made.pyramid->BuildLevels(progress);
        return made;
      },
      [this, id, plan, job](absl::StatusOr<Made> made) {
        Document* now = Find(id);
        if (now == nullptr || now->run_job != *job) return;  // closed, or cancelled meanwhile
        now->run_job = 0;
        if (!made.ok()) {
          if (absl::IsCancelled(made.status())) {
            last_message_ = "Cancelled; nothing was changed";
          } else {
            ShowBanner({BannerKind::kError,
                        std::string(made.status().message()),
                        "run.plan",
                        "Try again"});
          }
          return;
        }
        KeepOpenedResult(now);
        now->run = made->result;
        now->run->plan = plan;
        now->result_saved = false;
        now->result.path.clear();
        Deliver(id, true, made->pyramid);
        for (const std::string& fallback : made->result.fallbacks) {
          ShowBanner({BannerKind::kWarning, "Not everything went as planned. " + fallback, "", ""});
        }
        last_message_ = "Result ready";
      });
}

// A run makes a result of its own; it does not take the place of one that somebody opened.
void Workbench::KeepOpenedResult(Document* document) {
  if (document->run || document->result.path.empty() || !document->result.error.ok()) return;
  auto kept = std::make_unique<Document>();
  kept->id = next_id_++;
  kept->name = NameOf(document->result.path);
  kept->source = document->source;
  kept->source.decode_job = 0;
  kept->result = document->result;
  if (document->result.decode_job != 0) jobs_.Cancel(document->result.decode_job);
  kept->result.decode_job = document->result.decode_job = 0;
  kept->result_saved = true;
  kept->thumbnail = document->thumbnail;
  kept->thumbnail_asked = document->thumbnail_asked;
  const int source = document->source.generation;
  if (document->report.value() != nullptr && !document->report.IsStale(source))
    kept->report.Put(source, *document->report.value());
  const ComparisonKey key{source, document->result.generation};
  if (document->judgement() != nullptr && !document->judged.IsStale(key))
    kept->judged.Put(key, *document->judgement());
  kept->edits.Reset({document->edits.value().target, std::nullopt});
  kept->view = document->view;
  kept->view_ready = document->view_ready;
  if (document->name == kept->name && !document->source.path.empty())
    document->name = NameOf(document->source.path);
  ShowBanner(
      {BannerKind::kInfo,
       fmt::format("'{}', opened as the result, stays in the list behind the new one", kept->name),
       "",
       ""});
  const auto at = std::find_if(documents_.begin(), documents_.end(), [&](const auto& other) {
    return other.get() == document;
  });
  const auto index = static_cast<int>(at - documents_.begin());
  if (current_ > index) ++current_;
  documents_.insert(at + 1, std::move(kept));
}

void Workbench::Detach(Document* document) {
  if (document->run_job == 0) return;
  document->run_job = 0;
  last_message_ = "Cancelled; nothing was changed";
}

void Workbench::CancelUserJobs() {
  jobs_.CancelUserJobs();
  for (const auto& document : documents_) Detach(document.get());
}

void Workbench::CancelJob(uint64_t id) {
  jobs_.Cancel(id);
  for (const auto& document : documents_) {
    if (document->run_job == id) Detach(document.get());
    if (document->report.job() == id) {
      document->report_stopped = true;
      document->wants_report = false;
    }
    if (document->judged.job() == id) document->judging_stopped = true;
  }
}

void Workbench::MeasureAgain() {
  if (Document* document = current()) document->report_stopped = document->judging_stopped = false;
}

bool Workbench::Running() const {
  const std::vector<JobStatus> jobs = jobs_.Snapshot();
  return std::any_of(jobs.begin(), jobs.end(), [](const JobStatus& job) {
    return job.user_job && !job.cancelled;
  });
}

void Workbench::MeasureAll() {
  MeasureAgain();
  for (const auto& document : documents_) document->wants_report = true;
}

void Workbench::Export(const std::string& path, const EncodeOptions& options) {
  Document* document = current();
  if (document == nullptr || !document->lead()) return;
  const uint64_t id = document->id;
  const bool is_result = document->has_result();
  ExportRequest request;
  request.encode = options;
  request.max_bytes = document->edits.value().target.max_bytes.value_or(0);
  if (!document->source.path.empty()) {
    request.encode.never_overwrite.push_back(document->source.path);
  }
  if (is_result && document->run && document->has_source()) {
    request.made = document->run;
    request.source_file = document->source.path;
    const Image& source = document->source.pyramid->image();
    request.source_size = {source.width(), source.height()};
  }
  jobs_.Submit<bool>(
      {"Export " + NameOf(path), JobWeight::kHeavy, 90, true, true},
      [encode = services_.encode, picture = document->lead(), path, request](
          Progress* progress) -> absl::StatusOr<bool> {
        const absl::Status status = encode(picture->image(), path, request, progress);
        if (!status.ok()) return status;
        return true;
      },
      [this, id, path, is_result](const absl::StatusOr<bool>& done) {
        if (!done.ok()) {
          if (absl::IsCancelled(done.status())) {
            last_message_ = "Cancelled; no file was written";
          } else {
            ShowBanner({BannerKind::kError,
                        std::string(done.status().message()),
                        "file.export",
                        "Export"});
          }
          return;
        }
        if (Document* now = Find(id); now != nullptr && is_result) {
          now->result_saved = true;
          now->result.path = path;
        }
        // What warned of the loss is answered.
        banners_.erase(std::remove_if(banners_.begin(),
                                      banners_.end(),
                                      [](const Banner& banner) {
                                        return banner.kind == BannerKind::kWarning &&
                                               banner.action == "file.export";
                                      }),
                       banners_.end());
        last_message_ = fmt::format("Saved {}", NameOf(path));
        ShowBanner({BannerKind::kInfo, fmt::format("Saved '{}'", path), "", ""});
      });
}

void Workbench::WriteReport(const std::string& path) {
  Document* document = current();
  if (document == nullptr || !document->has_source() || document->source_report() == nullptr)
    return;
  auto input = std::make_shared<HtmlInput>();
  input->before = document->source.pyramid->image();
  input->report = *document->source_report();
  input->plan = document->EffectivePlan();
  if (document->has_result()) {
    input->after = document->result.pyramid->image();
    input->after_file = document->result.path;
  }
  if (const Judged* judged = document->judgement()) {
    input->comparison = judged->comparison;
    input->verdict = judged->verdict;
  }
  if (document->run) TellRun(*document->run, input.get());
  jobs_.Submit<bool>(
      {"Report " + NameOf(path), JobWeight::kLight, 60, true, true},
      [page = services_.page, target = document->edits.value().target, input, path](
          Progress*) -> absl::StatusOr<bool> {
        const absl::StatusOr<std::string> text = page(target, *input);
        if (!text.ok()) return text.status();
        const absl::Status status = WriteTextFile(path, *text);
        if (!status.ok()) return status;
        return true;
      },
      [this, path](const absl::StatusOr<bool>& done) {
        if (!done.ok()) {
          ShowBanner({BannerKind::kError, std::string(done.status().message()), "", ""});
        } else {
          ShowBanner({BannerKind::kInfo, fmt::format("Report written to '{}'", path), "", ""});
        }
      });
}

void Workbench::RequestPreview(const cv::Rect& region) {
  if (Document* document = current()) document->preview_region = region;
}

void Workbench::DropPreview() {
  Document* document = current();
  if (document == nullptr || !document->preview_region) return;
  document->preview_region.reset();
  if (document->preview.job() != 0) jobs_.Cancel(document->preview.job());
}

void Workbench::RequestFileSize(const EncodeOptions& options) {
  Document* document = current();
  if (document == nullptr || !document->lead()) return;
  const std::string key = fmt::format("{}|{}|{}|{}",
                                      document->lead()->id(),
                                      static_cast<int>(options.format),
                                      options.quality,
                                      options.chroma_444);
  if (!document->file_size.NeedsWork(key)) return;
  if (document->file_size.job() != 0) jobs_.Cancel(document->file_size.job());
  const uint64_t id = document->id;
  document->file_size.Start(
      key,
      jobs_.Submit<FileSize>(
          {"File size", JobWeight::kLight, 58, false},
          [encode = services_.encode_bytes, picture = document->lead(), options](
              Progress* progress) {
            return EstimateFileSize(picture->image(), options, encode, progress);
          },
          [this, id, key](absl::StatusOr<FileSize> size) {
            if (Document* now = Find(id)) now->file_size.Finish(key, std::move(size));
          }));
}

std::vector<const MetricInfo*> Workbench::OrderMetrics() const {
  std::vector<const MetricInfo*> metrics;
  for (const MetricInfo& info : MetricTable()) {
    if (info.direction == MetricDirection::kNeutral) continue;
    const auto has = [&](const std::vector<Measurement>& list) {
      return std::any_of(list.begin(), list.end(), [&](const Measurement& m) {
        return m.id == info.id && m.value.has_value();
      });
    };
    const bool any = std::any_of(documents_.begin(), documents_.end(), [&](const auto& document) {
      const Report* report = document->source_report();
      const Judged* judged = document->judgement();
      return (report != nullptr && has(report->measurements)) ||
             (judged != nullptr && has(judged->comparison.measurements));
    });
    if (any) metrics.push_back(&info);
  }
  return metrics;
}

std::vector<OverlayChoice> Workbench::Overlays() const {
  std::vector<OverlayChoice> choices;
  const Document* document = current();
  if (document == nullptr) return choices;
  const auto add = [&](const std::vector<Measurement>& list, bool of_source, const Placement& at) {
    for (const Measurement& m : list) {
      if (m.map == nullptr || m.map->values.empty()) continue;
      const bool known = std::any_of(
          choices.begin(), choices.end(), [&](const OverlayChoice& c) { return c.metric == m.id; });
      if (known) continue;
      const MetricInfo* info = FindMetric(m.id);
      choices.push_back(
          {m.id, info != nullptr ? std::string(info->title) : m.id, &m, of_source, at});
    }
  };
  const Judged* judged = document->has_result() ? document->judgement() : nullptr;
  if (judged != nullptr) {
    add(judged->comparison.after.measurements, false, {});
    add(judged->comparison.measurements, false, {});
  } else if (const Report* report = document->source_report()) {
    add(report->measurements, true, document->SourcePlacement());
  }
  std::stable_sort(
      choices.begin(), choices.end(), [](const OverlayChoice& a, const OverlayChoice& b) {
        return a.measurement->grade > b.measurement->grade;
      });
  return choices;
}

std::optional<OverlayChoice> Workbench::CurrentOverlay() const {
  if (look_.overlay.empty()) return std::nullopt;
  for (OverlayChoice& choice : Overlays()) {
    if (choice.metric == look_.overlay) return std::move(choice);
  }
  return std::nullopt;
}

bool Workbench::ChooseOverlay(const std::string& word) {
  if (word.empty() || word == "none") {
    look_.overlay.clear();
    return true;
  }
  const std::vector<OverlayChoice> choices = Overlays();
  for (const bool exact : {true, false}) {
    for (const OverlayChoice& choice : choices) {
      const bool match = exact ? choice.metric == word || choice.metric.rfind(word + ".", 0) == 0
                               : choice.metric.find(word) != std::string::npos;
      if (match) {
        look_.overlay = choice.metric;
        look_.hide_below = -1.0;
        return true;
      }
    }
  }
  return false;
}

std::vector<Place> Workbench::Places() const {
  const Document* document = current();
  if (document == nullptr) return {};
  if (const std::optional<OverlayChoice> overlay = CurrentOverlay()) {
    return PlacesOf(*overlay->measurement, overlay->placement);
  }
  std::vector<const Measurement*> measured;
  Placement placement;
  if (const Judged* judged = document->has_result() ? document->judgement() : nullptr) {
    for (const Measurement& m : judged->comparison.after.measurements) measured.push_back(&m);
    for (const Measurement& m : judged->comparison.measurements) measured.push_back(&m);
  } else if (const Report* report = document->source_report()) {
    for (const Measurement& m : report->measurements) measured.push_back(&m);
    placement = document->SourcePlacement();
  }
  return WorstPlaces(measured, placement, 1.0, 32.0);
}

bool Workbench::JumpToPlace(int direction) {
  Document* document = current();
  if (document == nullptr) return false;
  const std::vector<Place> places = Places();
  const std::optional<int> next =
      NextPlace(document->place, static_cast<int>(places.size()), direction);
  if (!next) {
    last_message_ = CurrentOverlay() ? "No bad places under this map" : "No bad places found";
    return false;
  }
  document->place = *next;
  if (document->view.zoom() < 1.0) document->view.SetZoom(1.0);
  document->view.CentreOn(places[*next].at);
  return true;
}

std::vector<int> Workbench::UnsavedResults() const {
  std::vector<int> unsaved;
  for (size_t i = 0; i < documents_.size(); ++i) {
    const Document& document = *documents_[i];
    if (document.has_result() && !document.result_saved) unsaved.push_back(static_cast<int>(i));
  }
  return unsaved;
}

void Workbench::ShowBanner(Banner banner) {
  for (const Banner& other : banners_) {
    if (other.text == banner.text) return;
  }
  banners_.push_back(std::move(banner));
  if (banners_.size() > 3) banners_.erase(banners_.begin());
}

void Workbench::DismissBanner(size_t index) {
  if (index < banners_.size())
    banners_.erase(banners_.begin() + static_cast<std::ptrdiff_t>(index));
}

void Workbench::RestoreSession(const Session& session) {
  session_.recent = session.recent;
  look_ = session.look;
  default_target_ = session.target;
  int wanted = -1;
  std::vector<std::string> gone;
  for (size_t i = 0; i < session.files.size(); ++i) {
    const SessionFile& file = session.files[i];
    std::error_code error;
    if (!fs::exists(file.source, error)) {
      gone.push_back(file.source);
      continue;
    }
    Document* document = Add(file.source);
    document->edits.Reset({file.target, std::nullopt});
    document->pending_steps = file.steps;
    if (fs::exists(file.result, error)) {
      document->result.path = file.result;
      document->result_saved = true;
    } else if (!file.result.empty()) {
      gone.push_back(file.result);
    }
    if (static_cast<int>(i) == session.current) wanted = static_cast<int>(documents_.size()) - 1;
  }
  if (!gone.empty()) {
    constexpr size_t kNamed = 3;
    std::string names;
    for (size_t i = 0; i < std::min(gone.size(), kNamed); ++i)
      names += fmt::format("{}'{}'", i > 0 ? ", " : "", gone[i]);
    if (gone.size() > kNamed) names += fmt::format(" and {} more", gone.size() - kNamed);
    ShowBanner({BannerKind::kWarning,
                fmt::format("{} of the last session {} not there any more",
                            names,
                            gone.size() == 1 ? "is" : "are"),
                "file.open",
                "Open pictures"});
  }
  if (documents_.empty()) return;
  Select(std::max(0, wanted));
  if (wanted >= 0) {
    current()->pending_view = PendingView{{session.centre_x, session.centre_y}, session.zoom};
  }
}

Session Workbench::CurrentSession() const {
  Session session = session_;
  session.files.clear();
  session.current = -1;
  for (size_t i = 0; i < documents_.size(); ++i) {
    const Document& document = *documents_[i];
    if (document.source.path.empty()) continue;
    std::error_code error;
    const auto absolute = [&](const std::string& path) {
      return path.empty() ? path : fs::absolute(path, error).string();
    };
    if (static_cast<int>(i) == current_) session.current = static_cast<int>(session.files.size());
    SessionFile file;
    file.source = absolute(document.source.path);
    if (document.result_saved) file.result = absolute(document.result.path);
    file.target = document.edits.value().target;
    if (document.edits.value().steps) {
      file.steps = StepsText(*document.edits.value().steps);
    } else {
      file.steps = document.pending_steps;
    }
    session.files.push_back(std::move(file));
  }
  session.look = look_;
  session.target = target();
  if (const Document* document = current(); document != nullptr && document->view_ready) {
    session.centre_x = document->view.Centre().x;
    session.centre_y = document->view.Centre().y;
    session.zoom = document->view.fitted() ? 0.0 : document->view.zoom();
  }
  return session;
}

}  // namespace sharpscale::viewer
