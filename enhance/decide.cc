// SPDX-License-Identifier: Apache-2.0

#include "enhance/decide.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "advice/repair_way.h"
#include "advice/sharpening.h"
#include "advice/situation.h"
#include "analysis/added_between.h"
#include "analysis/luma_steps.h"
#include "enhance/alpha_bleed.h"
#include "enhance/block_dct.h"
#include "enhance/capabilities.h"
#include "enhance/classical_restore.h"
#include "enhance/conditions_from_report.h"
#include "enhance/keep_even_ground.h"
#include "enhance/keep_neutral.h"
#include "enhance/lanes.h"
#include "enhance/measure_stage.h"
#include "enhance/network_fault.h"
#include "enhance/network_shelf.h"
#include "enhance/point_stages.h"
#include "enhance/quantisation_hold.h"
#include "enhance/repair_strength.h"
#include "enhance/resize_stage.h"
#include "enhance/solve_quantisation_hold.h"
#include "enhance/solve_sharpening.h"
#include "enhance/solve_window.h"
#include "enhance/two_ways.h"
#include "image/bilevel.h"
#include "image/status_macros.h"
#include "models/hold_to_source.h"
#include "models/in_all_ways.h"
#include "models/noise_shares.h"

namespace sharpscale {
namespace {

// Side of the part of the sample that is measured after each stage, px.
constexpr int kMeasureSide = 1024;
constexpr double kGentleStrength = 0.5;
// Noise that a repair leaves, of what was there: told to the next network.
constexpr double kResidualNoise = 0.3;
// What upscalers have learnt to repair (models/recipes/upscale-*.json); told of more they invent a
// pattern. A blur below the least is what instruments find in any picture (told, it costs 0.05 dB).
constexpr double kMostUpscaleNoise = 14.0;
constexpr double kMostUpscaleBlur = 0.8;
constexpr double kLeastUpscaleBlur = 0.3;
constexpr double kLeastUpscaleQuality = 30.0;
// The halo that is told where halos are to go, %. On 128 over-sharpened crops (masks of 0.7 to 2
// px, 80 to 200 %) it gains 8.0 dB; the measured overshoot instead 7.7, the best for each 9.0.
constexpr double kToldHalo = 15.0;
// Of an upscaler's result after halos were taken, beside plain interpolation: what is left of them
// networks make more of. On 22 and 19 over-sharpened pictures at 2x and 4x 0.44 and 0.16 dB nearer
// than all of it, with 2.3 and 1.7 % of halo in place of 3.1 and 2.6; 0.5 is 0.06 and 0.10 dB
// further away, with less halo.
constexpr double kAfterHalo = 0.7;
// The same where over-sharpening was told and nothing was done about it. Of 47 over-sharpened
// pictures at 2x and 4x interpolation is 1.5 dB nearer than the network (25 and 22 pictures of the
// study's tuning half, worst 0.0), 0.3 of the network 1.4 dB: it hedges against one told wrongly.
constexpr double kUnrepairedHalo = 0.3;
// Of the part of the sample on which the strength of a repair is solved, px.
constexpr int kStrengthSide = 256;
// Noise from before the compression lies outside what the file's quantisation allows, levels.
constexpr double kMostHeldNoise = 1.0;
// What untouched sources measure, px (the study's: 0.0 to 0.6, half of them below 0.4). Told of the
// blur beyond this, the network is 0.09, 0.06 and 0.03 dB nearer at 1x, 2x and 4x than told of that
// beyond kCrispEdgeSigma (13 pictures of the study's tuning half, blurred by 1.2 px).
constexpr double kCrispSource = 0.4;
// Enlarges scans at one bit, whose edges are stairs, into smooth ones.
constexpr const char* kLineart = "upscale-x4-lineart";
constexpr const char* kClassical = "the classical operator is used";
// Of the sample's strips, px; tiles are at most as large.
constexpr int kSampleStrip = 512;
// Share of a picture's px whose surroundings are exactly as they are, from which it is a page or a
// screen even where it looks like a photograph.
constexpr double kEvenPicture = 0.3;

absl::StatusOr<Image> ReadAll(PixelSource& source) {
  Image image = source.facts();
  SHARPSCALE_RETURN_IF_ERROR(source.ReadRows(source.shape().height, &image.pixels, &image.alpha));
  return image;
}

bool ChangesSize(StepKind kind) {
  return kind == StepKind::kUpscale || kind == StepKind::kDownscale || kind == StepKind::kResize;
}

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The state of the sample while the plan is walked.
class Decider {
 public:
  Decider(const Survey& survey,
          const PictureShape& shape,
          const Report& report,
          const Plan& plan,
          const EnhanceOptions& options,
          EnhanceResult* result,
          const Progress* progress)
      : survey_(survey),
        source_size_(shape.width, shape.height),
        size_(shape.width, shape.height),
        plan_(plan),
        options_(options),
        result_(result),
        progress_(progress),
        sample_layout_{SampleTile(options.tile), kSampleStrip, 0, LaneCount(options.threads)},
        conditions_(ConditionsFromReport(report)),
        measured_(StageMeasurements(report)),
        seen_(measured_) {
    const Measurement* blur = report.Find("blur.sigma");
    if (blur != nullptr) blur_ = blur->value;
    const Measurement* noise = report.Find("noise.luma_sigma");
    if (noise != nullptr) source_noise_ = noise->value;
    hold_ = HoldOf(survey.sample.source, report);
    photo_ = !IsScreenContent(report);
    correlated_ = report.Word("noise.kind") == "correlated";
    oversharpened_ = LooksOversharpened(report);
  }

  absl::StatusOr<Decision> Run() {
    std::unique_ptr<PixelSource> rows = ToFloat(ImageSource(survey_.sample), survey_.neutral);
    rows = BleedColourRows(std::move(rows), survey_.sample.height());
    SHARPSCALE_ASSIGN_OR_RETURN(sample_, ReadAll(*rows));
    source_sample_ = sample_.pixels;
    if (!survey_.whole) seen_ = SeenOnSample();
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      const Step& step = plan_.steps[i];
      bool resized_later = false;
      bool enlarged_later = false;
      for (size_t j = i + 1; j < plan_.steps.size(); ++j) {
        resized_later = resized_later || ChangesSize(plan_.steps[j].kind);
        enlarged_later = enlarged_later || plan_.steps[j].kind == StepKind::kUpscale;
      }
      if (!resized_later && !ChangesSize(step.kind) && step.kind != StepKind::kRestore) {
        SHARPSCALE_RETURN_IF_ERROR(ReachTarget());
      }
      if (step.kind == StepKind::kExport) continue;
      StageResult stage;
      stage.kind = step.kind;
      stage.strength = step.strength;
      stage.before = seen_;
      result_->stages.push_back(stage);
      const size_t first = decided_.size();
      const auto start = std::chrono::steady_clock::now();
      switch (step.kind) {
        case StepKind::kRestore:
          SHARPSCALE_RETURN_IF_ERROR(
              Restore(step, i + 1 < plan_.steps.size() ? &plan_.steps[i + 1] : nullptr));
          break;
        case StepKind::kUpscale:
          SHARPSCALE_RETURN_IF_ERROR(Upscale(step, resized_later, enlarged_later));
          break;
        case StepKind::kDownscale:
        case StepKind::kResize:
          SHARPSCALE_RETURN_IF_ERROR(ResizeStep(step));
          break;
        case StepKind::kSharpen:
          SHARPSCALE_RETURN_IF_ERROR(SharpenStep(step));
          break;
        case StepKind::kAdjust:
          SHARPSCALE_RETURN_IF_ERROR(AdjustStep(step));
          break;
        case StepKind::kExport:
          break;
      }
      if (survey_.whole) result_->stages.back().seconds = SecondsSince(start);
      // Taking blur away changes what is told of the picture as sharpening does.
      if (decided_.size() > first) MeasureAgain(Deblurs(step) ? StepKind::kSharpen : step.kind);
      if (decided_.size() > first && step.kind == StepKind::kRestore && halo_taken_) SayHalo();
      SHARPSCALE_RETURN_IF_ERROR(Stopped());
      StageResult& done = result_->stages.back();
      if (std::any_of(decided_.begin() + static_cast<std::ptrdiff_t>(first),
                      decided_.end(),
                      [](const DecidedStep& decided) { return decided.all_ways; })) {
        done.note += " It is the mean of the network's results in eight orientations.";
      }
      done.after = seen_;
      done.width = size_.width;
      done.height = size_.height;
    }
    SHARPSCALE_RETURN_IF_ERROR(ReachTarget());
    Decision decision{std::move(decided_), {}};
    if (survey_.whole) decision.whole = std::move(sample_);
    return decision;
  }

 private:
  StageResult& stage() { return result_->stages.back(); }

  absl::Status LeaveOut(const std::string& why) {
    stage().left_out = true;
    stage().strength = 0.0;
    stage().note = "Left out: " + why;
    return absl::OkStatus();
  }

  static int SampleTile(int tile) { return tile > 0 ? std::min(tile, kSampleStrip) : kSampleStrip; }

  bool stopped() const { return progress_ != nullptr && progress_->cancelled(); }
  absl::Status Stopped() const {
    return stopped() ? absl::CancelledError("cancelled") : absl::OkStatus();
  }

  // What the source's JPEG coding allows, where it is known and was the only one that tells.
  std::optional<QuantisationHold> HoldOf(const SourceFacts& source, const Report& report) const {
    const Measurement* earlier = report.Find("compression.first_quality");
    if (!conditions_.jpeg_grid || source.cmyk || (earlier != nullptr && earlier->value)) {
      return std::nullopt;
    }
    QuantisationHold hold;
    hold.steps = LumaSteps(source, conditions_.jpeg_quality);
    hold.grid_x = conditions_.grid_x;
    hold.grid_y = conditions_.grid_y;
    return hold;
  }

  // What was told is no measured figure (kToldHalo): the measured ones, before and after.
  void SayHalo() {
    const auto overshoot = [](const std::vector<Measurement>& measurements) {
      for (const Measurement& one : measurements) {
        if (one.id == "halo.overshoot" && one.value) return fmt::format("{:.0f} %", *one.value);
      }
      return std::string("unknown");
    };
    stage().note += fmt::format(" Overshoot of the edges: {} before, {} after.",
                                overshoot(stage().before),
                                overshoot(measured_));
  }

  // Runs `step` on the sample and keeps it.
  absl::Status Take(DecidedStep step) {
    step.stage = std::max(0, static_cast<int>(result_->stages.size()) - 1);
    SHARPSCALE_ASSIGN_OR_RETURN(Image after, Try(step, nullptr));
    Keep(std::move(step), std::move(after));
    return absl::OkStatus();
  }

  absl::StatusOr<Image> RunOn(const Image& image,
                              const DecidedStep& step,
                              NetworkStageLog* log) const {
    const std::unique_ptr<PixelSource> rows =
        BuildStage(ImageSource(image), step, sample_layout_, !survey_.whole, log, progress_);
    return ReadAll(*rows);
  }

  absl::StatusOr<Image> Try(const DecidedStep& step, NetworkStageLog* log) const {
    return RunOn(sample_, step, log);
  }

  // `step` on a part of the sample.
  absl::StatusOr<cv::Mat> RunOnPart(const cv::Mat& pixels, const DecidedStep& step) const {
    Image part;
    part.pixels = pixels;
    SHARPSCALE_ASSIGN_OR_RETURN(const Image result, RunOn(part, step, nullptr));
    return result.pixels;
  }

  void Keep(DecidedStep step, Image after) {
    step.stage = std::max(0, static_cast<int>(result_->stages.size()) - 1);
    size_ = step.SizeAfter(size_);
    decided_.push_back(std::move(step));
    sample_ = std::move(after);
  }

  Report Measure(const cv::Mat& pixels) const {
    return MeasureStage(
        pixels, survey_.sample.pixels.depth(), kMeasureSide, options_.threads, progress_);
  }

  // What the whole picture's report says, but noise, blur and halo of the sample alone: before and
  // after must be of the same place (the whole of a picture with a soft background measures another
  // blur than the part with the most detail).
  std::vector<Measurement> SeenOnSample() const {
    std::vector<Measurement> seen = StageMeasurements(Measure(sample_.pixels));
    for (const Measurement& whole : measured_) {
      const auto same = [&](const Measurement& one) { return one.id == whole.id; };
      if (std::none_of(seen.begin(), seen.end(), same)) seen.push_back(whole);
    }
    return seen;
  }

  // What `sharpscale check` calls the added halo, of all steps so far on the sample.
  Measurement AddedHalo() const {
    const SolveWindow window = ChooseSolveWindow(source_sample_, sample_.pixels.size());
    Measurement added;
    added.id = "added.halo_overshoot";
    added.unit = "%";
    added.value = AddedHaloBetween(window.before,
                                   sample_.pixels(window.after),
                                   window.across,
                                   window.down,
                                   source_noise_,
                                   progress_);
    if (!added.value) added.unknown = "too few strong edges in the sample";
    return added;
  }

  void MeasureAgain(StepKind kind) {
    const Report report = Measure(sample_.pixels);
    measured_ = StageMeasurements(report);
    measured_.push_back(AddedHalo());
    seen_ = measured_;
    const Measurement* blur = report.Find("blur.sigma");
    blur_ = blur != nullptr ? blur->value : std::nullopt;
    oversharpened_ = oversharpened_ || (photo_ && LooksOversharpened(report));
    const Conditions measured = ConditionsFromReport(report);
    if (kind == StepKind::kRestore) {
      const Conditions before = conditions_;
      conditions_ = measured;
      // A repair smooths; that is not a blur of the picture to be undone.
      conditions_.blur_sigma = std::min(measured.blur_sigma, before.blur_sigma);
      // What a repair leaves is smooth and looks like texture to the instruments: its share is
      // known.
      conditions_.noise_sigma = kResidualNoise * before.noise_sigma;
      conditions_.noise_slope = before.noise_slope;
      conditions_.halo = 0.0;
    } else if (kind == StepKind::kSharpen) {
      // Blur that sharpening has undone is not to be undone once more.
      conditions_.blur_sigma = std::min(measured.blur_sigma, conditions_.blur_sigma);
    } else if (ChangesSize(kind)) {
      // Blocks, blur and halos of the old size mean nothing to a network at the new one.
      conditions_ = {};
      conditions_.noise_sigma = measured.noise_sigma;
      conditions_.noise_slope = measured.noise_slope;
    }
  }

  absl::Status ReachTarget() {
    const cv::Size target(plan_.target_width, plan_.target_height);
    if (target.width <= 0 || target.height <= 0 || target == size_) return absl::OkStatus();
    return Take(ResizeTo(size_, target));
  }

  // What is wrong with a network's result on the sample, or "". `deblurs`: it was to take the blur
  // away that it was told of.
  std::string Fault(const DecidedStep& step,
                    const Image& after,
                    const NetworkStageLog& log,
                    bool deblurs) const {
    if (log.fallback_tiles > 0) {
      return log.fallbacks.empty() ? "bad tiles" : log.fallbacks.front();
    }
    const NetworkStageOptions& network = step.network;
    return NetworkFault(
        {sample_.pixels, after.pixels, network.network->scale(), network.conditions, deblurs});
  }

  void SayFallback(const std::string& text) { result_->fallbacks.push_back(text); }

  // A network that stood the checks on the sample, and what it made of it.
  struct TriedNetwork {
    DecidedStep step;
    std::shared_ptr<const Network> one_way;  // the step's network, not in all ways
    Image after;  // the sample; not yet by `step` as it is where it is stale: UpToDate()
    bool stale = false;
    std::string id;
    std::string sha256;
  };

  // With the user's choices. Tiles run side by side, each on one thread.
  NetworkRequest Completed(NetworkRequest request) const {
    request.tier = CatalogueTier(options_.tier);
    request.precision = options_.precision;
    request.threads = 1;
    request.progress = progress_;
    return request;
  }

  // The upscaler, beside which a repair of its own was decided on; or the network as it is. Either
  // in all ways where that is asked.
  std::shared_ptr<const Network> InTwoWays(const NetworkRequest& request,
                                           std::shared_ptr<const Network> network,
                                           bool all_ways) const {
    if (all_ways) network = InAllWays(std::move(network));
    if (!beside_ || request.task != "upscale") return network;
    TwoWays ways;
    ways.upscaler = std::move(network);
    // What it is held to is known upright only: it is the mean of all ways that is held.
    ways.repair = all_ways ? InAllWays(beside_->one_way) : beside_->one_way;
    ways.repair_conditions = beside_->step.network.conditions;
    ways.repair_strength = beside_->step.network.strength;
    ways.hold = beside_->step.network.blend;
    // Strong noise is not gone after a repair; of weaker noise nothing is worth telling.
    const bool strong = ways.repair_conditions.noise_sigma > kMostFusedNoise;
    ways.residual = strong ? kResidualNoise : 0.0;
    ways.told_share = told_share_;
    ways.repaired_chroma = repaired_chroma_;
    return EnlargeInTwoWays(std::move(ways));
  }

  // Tries the network as asked, in fp32, and (`may_blend`) half-and-half with the classical result.
  // Empty: none was good, which is said, with what happens instead.
  absl::StatusOr<std::optional<TriedNetwork>> TryNetwork(NetworkRequest request,
                                                         const Step& step,
                                                         const Conditions& conditions,
                                                         bool may_blend,
                                                         const char* instead) {
    NetworkShelf& shelf = *options_.shelf;
    const char* kind = StepKindName(step.kind);
    request = Completed(std::move(request));
    absl::StatusOr<ShelfNetwork> found = shelf.Get(request);
    if (found.ok() && !found->network->reentrant()) {
      request.threads = options_.threads;
      found = shelf.Get(request);
    }
    if (absl::IsCancelled(found.status())) return found.status();
    if (found.ok() && !found->lacking.empty()) {
      SayFallback(fmt::format("{}: {}; {} is used", kind, found->lacking, found->id));
    }
    // A network that the user named is not quietly another one.
    if (!found.ok() && !options_.model.empty() && request.model == options_.model) {
      return found.status();
    }
    if (!found.ok()) {
      SayFallback(fmt::format("{}: {}; {}", kind, std::string(found.status().message()), instead));
      return std::nullopt;
    }
    const std::string id = found->id;
    if (request.task == "upscale" && found->network->scale() < 2) {
      return absl::InvalidArgumentError(fmt::format(
          "model '{}' does not enlarge; 'sharpscale models' lists those for the task upscale", id));
    }
    const auto fp32 = [&shelf, request, id]() -> absl::StatusOr<std::shared_ptr<const Network>> {
      NetworkRequest exact = request;
      exact.model = id;
      exact.precision = Precision::kFp32;
      SHARPSCALE_ASSIGN_OR_RETURN(ShelfNetwork network, shelf.Get(exact));
      return network.network;
    };
    TriedNetwork tried;
    tried.id = id;
    tried.sha256 = found->sha256;
    DecidedStep& decided = tried.step;
    decided.what = DecidedStep::Operator::kNetwork;
    decided.network.name = kind;
    decided.network.conditions = conditions;
    decided.network.strength = step.kind == StepKind::kRestore ? step.strength : 1.0;
    if (step.kind == StepKind::kUpscale) decided.network.strength = UpscalerShare(step);
    decided.network.colour_lock = options_.colour_lock;
    const double scale = found->network->scale();
    const double result_mp = scale * scale * size_.width * size_.height * 1e-6;
    const bool all_ways =
        options_.tier == "hq" || (options_.tier == "auto" && result_mp <= kAllWaysMp);
    using Made = absl::StatusOr<std::shared_ptr<const Network>>;
    std::string kernel = IsReduction(step.conditions) ? step.conditions : "";
    if (!kernel.empty() && scale != step.factor) {
      SayFallback(fmt::format("{}: {} enlarges {}x, not {}x: it is not held to the source",
                              kind,
                              id,
                              scale,
                              step.factor));
      kernel.clear();
    }
    const auto held = [kernel](std::shared_ptr<const Network> network) -> Made {
      return kernel.empty() ? Made(std::move(network)) : HoldToSource(std::move(network), kernel);
    };
    const auto as_asked = [all_ways, held](std::shared_ptr<const Network> network) {
      return held(all_ways ? InAllWays(std::move(network)) : network);
    };
    SHARPSCALE_ASSIGN_OR_RETURN(tried.one_way, held(InTwoWays(request, found->network, false)));
    SHARPSCALE_ASSIGN_OR_RETURN(decided.network.network,
                                held(InTwoWays(request, found->network, all_ways)));
    decided.all_ways = all_ways;
    decided.network.origin = survey_.area.tl();
    std::string fault;
    for (int attempt = 0; attempt < (may_blend ? 3 : 2); ++attempt) {
      if (attempt == 1) {
        if (found->network->precision() == Precision::kFp32) continue;
        absl::StatusOr<std::shared_ptr<const Network>> exact = fp32();
        if (!exact.ok() || *exact == nullptr) continue;
        SHARPSCALE_ASSIGN_OR_RETURN(tried.one_way, held(*exact));
        SHARPSCALE_ASSIGN_OR_RETURN(decided.network.network, as_asked(*exact));
      }
      if (attempt == 2) decided.network.strength *= kGentleStrength;
      // Judged as it is: the mean of eight ways would hide that it moves the picture.
      DecidedStep plain = decided;
      plain.network.network = tried.one_way;
      NetworkStageLog log;
      SHARPSCALE_ASSIGN_OR_RETURN(tried.after, Try(plain, &log));
      SHARPSCALE_RETURN_IF_ERROR(Stopped());
      const std::string found_fault = Fault(plain, tried.after, log, request.task == "sharpen");
      if (found_fault.empty()) {
        tried.stale = all_ways;
        if (attempt == 1) SayFallback(fmt::format("{}: {}; fp32 is used", id, fault));
        if (attempt == 2) {
          SayFallback(
              fmt::format("{}: {}; blended half and half with the classical result", id, fault));
        }
        decided.network.origin = cv::Point();
        // A tile that is done again is done as the others are.
        decided.network.fp32 = [fp32,
                                as_asked]() -> absl::StatusOr<std::shared_ptr<const Network>> {
          SHARPSCALE_ASSIGN_OR_RETURN(std::shared_ptr<const Network> exact, fp32());
          if (exact == nullptr) return exact;
          return as_asked(std::move(exact));
        };
        return tried;
      }
      fault = found_fault;
      // Broken numbers stay broken when blended.
      if (attempt == 1 && log.fallback_tiles > 0) break;
    }
    SayFallback(fmt::format("{}: {}; {}", id, fault, instead));
    return std::nullopt;
  }

  // True: a network was good and is kept.
  absl::StatusOr<bool> TakeNetwork(const NetworkRequest& request, const Step& step) {
    Conditions conditions = step.measured ? conditions_ : Conditions();
    if (request.task == "upscale") conditions = WithinTraining(conditions);
    std::optional<TriedNetwork> tried;
    if (RemovesHalo(step) && options_.shelf->Get(Completed(request)).ok()) {
      // No half measures: half of the edges taken away is as wrong as all of them.
      oversharpened_ = true;
      Conditions haloed = conditions;
      haloed.halo = kToldHalo;
      SHARPSCALE_ASSIGN_OR_RETURN(
          tried, TryNetwork(request, step, haloed, false, "done without taking halos away"));
    }
    if (!tried) {
      SHARPSCALE_ASSIGN_OR_RETURN(tried, TryNetwork(request, step, conditions, true, kClassical));
    }
    if (!tried) return false;
    SHARPSCALE_ASSIGN_OR_RETURN(const bool weighed, WeighRepair(step, &*tried));
    if (weighed) {
      stage().note = fmt::format(" Taken by {:.0f} %: more of it would be texture, not noise.",
                                 100.0 * tried->step.network.strength);
    }
    SHARPSCALE_ASSIGN_OR_RETURN(const bool held, HoldRepair(step, &*tried));
    KeepGround(&*tried);
    SHARPSCALE_RETURN_IF_ERROR(UpToDate(&*tried));
    if (held) stage().note += " Held within the quantisation steps of the compression.";
    stage().model = tried->id;
    stage().model_sha256 = tried->sha256;
    stage().strength = tried->step.network.strength;
    halo_taken_ = halo_taken_ || tried->step.network.conditions.halo > 0.0;
    Keep(std::move(tried->step), std::move(tried->after));
    return true;
  }

  // Of the upscaler's result, 0..1, beside plain interpolation: networks make more of halos.
  double UpscalerShare(const Step& step) const {
    if (halo_taken_) return kAfterHalo;
    return step.measured && oversharpened_ ? kUnrepairedHalo : 1.0;
  }

  // What was measured last, as a report.
  Report Now() const {
    Report report;
    report.measurements = measured_;
    return report;
  }

  // White noise alone is wrong with the picture at this stage, so strong; or nothing.
  std::optional<WhiteNoise> NoiseAlone(const Conditions& told) const {
    if (told.noise_sigma <= 0.0 || told.jpeg_quality < 100.0 || told.halo > 0.0) {
      return std::nullopt;
    }
    const Report report = Now();
    const std::string kind = report.Word("noise.kind");
    if (kind != "white" && kind != "signal-dependent") return std::nullopt;
    const NoiseLine line = NoiseLineOf(report);
    const double luma = report.ValueOr("noise.luma_sigma", 0.0);
    const double chroma = report.ValueOr("noise.chroma_sigma", 0.0);
    return WhiteNoise{
        line.luma_sigma, luma > 0.0 ? chroma * line.luma_sigma / luma : chroma, line.slope};
  }

  // The sample once more, where the step has been changed since it was tried. Only where it is
  // looked at: eight ways take eight times as long.
  absl::Status UpToDate(TriedNetwork* tried) const {
    if (!tried->stale) return absl::OkStatus();
    DecidedStep again = tried->step;
    again.network.origin = survey_.area.tl();
    SHARPSCALE_ASSIGN_OR_RETURN(tried->after, Try(again, nullptr));
    tried->stale = false;
    return absl::OkStatus();
  }

  // A repair that was not given a strength by anyone is taken as far as it removes noise and not
  // texture. True: by less than the whole.
  absl::StatusOr<bool> WeighRepair(const Step& step, TriedNetwork* tried) const {
    if (step.kind != StepKind::kRestore || step.strength < 1.0) return false;
    // What is drawn has no texture to lose, and noise that is cut off at black and white is not the
    // noise that the solver knows.
    if (!photo_) return false;
    const std::optional<WhiteNoise> noise = NoiseAlone(tried->step.network.conditions);
    if (!noise) return false;
    const cv::Rect place = RichestWindow(sample_.pixels, kStrengthSide, kStrengthSide);
    DecidedStep whole = tried->step;
    whole.network.strength = 1.0;
    whole.network.network = tried->one_way;  // all ways hardly change the strength
    whole.network.origin = survey_.area.tl() + place.tl();
    const auto repair = [&](const cv::Mat& picture) { return RunOnPart(picture, whole); };
    SHARPSCALE_ASSIGN_OR_RETURN(const double strength,
                                SolveRepairStrength(sample_.pixels(place).clone(), *noise, repair));
    if (strength >= tried->step.network.strength) return false;
    tried->step.network.strength = strength;
    tried->stale = true;
    return true;
  }

  // A repair of compression alone, of which nobody named a strength, keeps to what the file says.
  // True: it is held.
  absl::StatusOr<bool> HoldRepair(const Step& step, TriedNetwork* tried) const {
    NetworkStageOptions& network = tried->step.network;
    const Conditions& told = network.conditions;
    if (step.kind != StepKind::kRestore || network.strength < 1.0 || !hold_ || !decided_.empty() ||
        !told.jpeg_grid || told.halo > 0.0 || told.noise_sigma > kMostHeldNoise) {
      return false;
    }
    const cv::Rect place = RichestWindow(sample_.pixels, kStrengthSide, kStrengthSide);
    const cv::Point origin = survey_.area.tl() + place.tl();
    DecidedStep again = tried->step;
    again.network.origin = cv::Point();
    again.network.network = tried->one_way;
    const auto repair = [&](const cv::Mat& picture, cv::Point grid) {
      again.network.conditions.grid_x = grid.x;
      again.network.conditions.grid_y = grid.y;
      return RunOnPart(picture, again);
    };
    QuantisationHold known = *hold_;
    known.grid_x = FirstBlock(known.grid_x, origin.x);
    known.grid_y = FirstBlock(known.grid_y, origin.y);
    SHARPSCALE_ASSIGN_OR_RETURN(
        const std::optional<QuantisationHold> solved,
        SolveQuantisationHold(sample_.pixels(place).clone(), known, repair));
    if (!solved) return false;
    QuantisationHold hold = *solved;
    hold.grid_x = hold_->grid_x;
    hold.grid_y = hold_->grid_y;
    network.blend = [hold](const cv::Mat& window, const cv::Mat& result, cv::Point at) {
      return HoldToQuantisation(window, result, hold, at);
    };
    network.context = kDctBlock - 1;
    tried->stale = true;
    return true;
  }

  // Where halos are taken from letters, the paper around them stays as it is, and gray gray. No
  // other `blend` is in the way: a repair of halos is not held (HoldRepair).
  void KeepGround(TriedNetwork* tried) const {
    NetworkStageOptions& network = tried->step.network;
    if (network.conditions.halo <= 0.0 || network.strength < 1.0) return;
    if (photo_ && EvenGroundShare(sample_.pixels) < kEvenPicture) return;
    network.blend = [](const cv::Mat& window, const cv::Mat& result, cv::Point) {
      return KeepEvenGround(window, KeepNeutral(window, result));
    };
    network.context = kEvenGroundContext;
    // Of rims that were cut off at white half is missing: letters without their halos are lighter
    // or darker as a whole, and rightly so. To keep the mean the lock would shade the paper.
    network.colour_lock = false;
    tried->stale = true;
  }

  static Conditions WithinTraining(Conditions conditions) {
    conditions.noise_sigma = std::min(conditions.noise_sigma, kMostUpscaleNoise);
    conditions.jpeg_quality = std::max(conditions.jpeg_quality, kLeastUpscaleQuality);
    conditions.blur_sigma = conditions.blur_sigma < kLeastUpscaleBlur
                                ? 0.0
                                : std::min(conditions.blur_sigma, kMostUpscaleBlur);
    return conditions;
  }

  // True where the repair is to take halos away, too.
  static bool RemovesHalo(const Step& step) { return step.conditions == "halo"; }

  // Of how much noise a network is told, in words.
  static std::string NoiseWords(const Conditions& told) {
    const std::string middle = fmt::format("noise {:.1f} levels", told.noise_sigma);
    if (told.noise_slope == 0.0) return middle;
    const auto at = [&told](double luma) {
      return told.noise_sigma * NoiseShare(told.noise_slope, luma);
    };
    return fmt::format("{} ({:.1f} in shadows, {:.1f} in highlights)", middle, at(0.2), at(0.8));
  }

  RepairWay WayOf(const Step& upscale) const {
    return ChooseRepairWay({conditions_.noise_sigma,
                            conditions_.jpeg_quality,
                            photo_,
                            upscale.factor,
                            sample_.pixels.channels() >= 3,
                            correlated_});
  }

  // The upscaler that would repair as well, or "".
  std::string FusedModel(const Step& step, const Step* next) const {
    if (next == nullptr || next->kind != StepKind::kUpscale || next->model == "classical")
      return "";
    if (!step.measured || !next->measured || step.strength < 1.0 || !step.model.empty()) return "";
    if (RemovesHalo(step)) return "";
    if (WayOf(*next).place == RepairPlace::kBefore) return "";
    NetworkRequest request{"upscale", static_cast<int>(std::ceil(next->factor - 1e-9)), "", ""};
    request.model = next->model.empty() ? options_.model : next->model;
    const absl::StatusOr<ShelfNetwork> found = options_.shelf->Get(Completed(request));
    if (!found.ok()) return "";
    const auto takes = [&](const char* name) {
      return std::find(found->conditions.begin(), found->conditions.end(), name) !=
             found->conditions.end();
    };
    return takes("noise") && takes("jpeg") ? found->id : "";
  }

  // Decides on a repair that goes beside the upscaler's own, where that is better. True: so it is.
  absl::StatusOr<bool> RepairBeside(const Step& step, const Step& upscale) {
    const RepairWay way = WayOf(upscale);
    if (way.place != RepairPlace::kBoth) return false;
    told_share_ = way.told_share;
    repaired_chroma_ = way.repaired_chroma;
    const NetworkRequest request{"restore", 1, "", ""};
    if (!options_.shelf->Get(Completed(request)).ok()) return false;
    SHARPSCALE_ASSIGN_OR_RETURN(
        beside_, TryNetwork(request, step, conditions_, false, "the upscaler repairs alone"));
    if (!beside_) return false;
    SHARPSCALE_RETURN_IF_ERROR(WeighRepair(step, &*beside_).status());
    SHARPSCALE_RETURN_IF_ERROR(HoldRepair(step, &*beside_).status());
    return true;
  }

  absl::Status Restore(const Step& step, const Step* next) {
    stage().model = "classical";
    if (Deblurs(step)) return Deblur(step);
    if (const std::string model = FusedModel(step, next); !model.empty()) {
      fused_ = true;
      const Conditions told = WithinTraining(conditions_);
      SHARPSCALE_ASSIGN_OR_RETURN(const bool two_ways, RepairBeside(step, *next));
      if (two_ways) {
        stage().model = beside_->id;
        stage().model_sha256 = beside_->sha256;
        stage().strength = beside_->step.network.strength;
        const std::string own = fmt::format(
            "{}, set for {}, JPEG quality {:.0f}", model, NoiseWords(told), told.jpeg_quality);
        stage().note =
            told_share_ < 1.0
                ? fmt::format(
                      "Done in two ways while enlarging, and the mean of both is kept: {}; and the "
                      "same after a repair of its own, set for {}, of which {:.0f} % is kept.",
                      own,
                      NoiseWords(conditions_),
                      100.0 * stage().strength)
                : fmt::format("Light and dark are repaired while enlarging: {}.", own);
        if (repaired_chroma_)
          stage().note += " Colours are those of this repair: their blocks are larger.";
        return absl::OkStatus();
      }
      stage().model = model;
      stage().note = fmt::format(
          "Done while enlarging: the enlarging network is set for {}, JPEG quality {:.0f}{}.",
          NoiseWords(told),
          told.jpeg_quality,
          told.blur_sigma > 0.0 ? fmt::format(", blur {:.1f} px", told.blur_sigma) : std::string());
      return absl::OkStatus();
    }
    if (step.strength <= 0.0) {
      stage().note = "Nothing to do at strength 0.";
      return absl::OkStatus();
    }
    if (step.model != "classical") {
      SHARPSCALE_ASSIGN_OR_RETURN(const bool taken,
                                  TakeNetwork({"restore", 1, "", step.model}, step));
      if (taken) {
        const Conditions& c = decided_.back().network.conditions;
        stage().note = fmt::format(
            "The network was set for {}, JPEG quality {:.0f}{}{}.{}",
            NoiseWords(c),
            c.jpeg_quality,
            c.jpeg_grid ? fmt::format(", 8x8 grid at ({}, {})", c.grid_x, c.grid_y) : std::string(),
            c.halo > 0.0 ? fmt::format(", halos of {:.0f} %", c.halo) : std::string(),
            stage().note);
        return absl::OkStatus();
      }
    }
    const Conditions conditions = step.measured ? conditions_ : Conditions();
    if (!HasClassicalRestore(conditions)) {
      return LeaveOut("neither noise nor blocks to remove.");
    }
    stage().note = fmt::format("Sliding DCT: noise {:.1f} levels, JPEG quality {:.0f}.",
                               conditions.noise_sigma,
                               conditions.jpeg_quality);
    DecidedStep decided;
    decided.what = DecidedStep::Operator::kClassicalRestore;
    decided.network.conditions = conditions;
    decided.network.strength = step.strength;
    return Take(std::move(decided));
  }

  // Where no network has the factor asked, a larger one runs. What is too large goes down with the
  // resize that follows anyway, but at once where another network would have to enlarge the
  // surplus.
  absl::Status Upscale(const Step& step, bool resized_later, bool enlarged_later) {
    if (!(step.factor > 1.0 && step.factor <= 16.0)) {
      return absl::InvalidArgumentError(
          fmt::format("upscale: factor {} is not allowed; use 2, 3 or 4", step.factor));
    }
    stage().model = "classical";
    const double share = UpscalerShare(step);
    const cv::Size before = size_;
    cv::Size wanted(cvRound(before.width * step.factor), cvRound(before.height * step.factor));
    if (step.width > 0 && step.height > 0) wanted = cv::Size(step.width, step.height);
    if (step.model != "classical") {
      const std::string model = step.model.empty() ? options_.model : step.model;
      const int scale = static_cast<int>(std::ceil(step.factor - 1e-9));
      const NetworkRequest lineart{"upscale", 4, "", kLineart};
      bool taken = false;
      // A scan at one bit that nothing has been done to.
      const bool scan = survey_.bilevel && IsBilevel(sample_.pixels);
      if (model.empty() && scan && options_.shelf->Get(Completed(lineart)).ok()) {
        SHARPSCALE_ASSIGN_OR_RETURN(taken, TakeNetwork(lineart, step));
      }
      if (!taken) {
        SHARPSCALE_ASSIGN_OR_RETURN(taken, TakeNetwork({"upscale", scale, "", model}, step));
      }
      if (!taken && fused_ && HasClassicalRestore(conditions_)) {
        DecidedStep restore;
        restore.what = DecidedStep::Operator::kClassicalRestore;
        restore.network.conditions = conditions_;
        SHARPSCALE_RETURN_IF_ERROR(Take(std::move(restore)));
      }
      fused_ = false;
      beside_.reset();
    }
    const cv::Size target(plan_.target_width, plan_.target_height);
    if (!resized_later && target.area() > 0) wanted = target;
    const bool small = size_.width < wanted.width || size_.height < wanted.height;
    if (size_ != wanted && (!resized_later || enlarged_later || small)) {
      SHARPSCALE_RETURN_IF_ERROR(Take(ResizeTo(size_, wanted)));
    }
    stage().note =
        fmt::format("{}x{} -> {}x{} px.", before.width, before.height, size_.width, size_.height);
    if (IsReduction(step.conditions) && stage().model != "classical") {
      stage().note += fmt::format(
          " Held to the source: made smaller by {}, it is the source again, but for what black and "
          "white cut off.",
          step.conditions);
    }
    if (share < 1.0 && stage().model != "classical") {
      stage().note +=
          fmt::format(" {:.0f} % of it is the network's, the rest a plain enlargement: {}.",
                      100.0 * share,
                      halo_taken_ ? "networks make more of what is left of halos"
                                  : "the picture looks over-sharpened, and networks "
                                    "make more of halos (restore:halo takes them)");
    }
    return absl::OkStatus();
  }

  absl::Status ResizeStep(const Step& step) {
    stage().model = "classical";
    const cv::Size before = size_;
    cv::Size wanted(step.width, step.height);
    if (step.width <= 0 || step.height <= 0) {
      if (!(step.factor > 0.0 && step.factor <= 16.0)) {
        return absl::InvalidArgumentError(
            fmt::format("{}: neither a size nor a factor is given", StepKindName(step.kind)));
      }
      wanted = cv::Size(std::max(1, cvRound(before.width * step.factor)),
                        std::max(1, cvRound(before.height * step.factor)));
    }
    if (wanted != size_) SHARPSCALE_RETURN_IF_ERROR(Take(ResizeTo(size_, wanted)));
    stage().note =
        fmt::format("{}x{} -> {}x{} px.", before.width, before.height, size_.width, size_.height);
    return absl::OkStatus();
  }

  // The widest blur that the network is given, px.
  double MostDeblurred(const Step& step) const {
    const bool enlarged = size_.width > source_size_.width;
    return Deblurs(step) && enlarged ? kMostDeblurredEnlarged : kMostDeblurred;
  }

  // What the picture must be like for the sharpening network to do better than an unsharp mask.
  bool SuitsSharpenNetwork(const Step& step) const {
    return step.model != "classical" && blur_ && *blur_ >= kLeastDeblurred &&
           *blur_ <= MostDeblurred(step) && conditions_.noise_sigma <= kMostDeblurredNoise &&
           conditions_.jpeg_quality >= kLeastDeblurredQuality;
  }

  // The picture's own blur, as far as the network undoes it and no rims appear. The unsharp mask is
  // no repair.
  absl::Status Deblur(const Step& step) {
    if (!SuitsSharpenNetwork(step)) {
      return LeaveOut(WhyNoDeblurring(step));
    }
    return SharpenStep(step);
  }

  // The part of a source's measured blur, px, that was added to it: crisp sources measure less than
  // crisp edges of any size do.
  static double SourceBlur(double measured) {
    return std::sqrt(std::max(0.0, measured * measured - kCrispSource * kCrispSource));
  }

  std::string WhyNoDeblurring(const Step& step) const {
    if (!blur_) return "no edge tells how blurred the picture is.";
    if (*blur_ > MostDeblurred(step)) {
      return fmt::format("a blur of {:.1f} px is wider than the network undoes ({:.1f} px).",
                         *blur_,
                         MostDeblurred(step));
    }
    if (conditions_.noise_sigma > kMostDeblurredNoise ||
        conditions_.jpeg_quality < kLeastDeblurredQuality) {
      return "noise or compression would come back as texture; repair them first.";
    }
    return fmt::format("a blur of {:.2f} px is what crisp pictures have.", *blur_);
  }

  absl::Status SharpenStep(const Step& step) {
    stage().model = "classical";
    SharpeningProblem problem;
    problem.strength = std::clamp(step.strength, 0.0, 1.0);
    const double factor = static_cast<double>(size_.width) / source_size_.width;
    // Blur is taken away from the picture as it is, whatever paper it is for.
    const double print_ppi = plan_.target.is_print() && !Deblurs(step) ? plan_.ppi_after : 0.0;
    problem.radius =
        step.radius > 0.0
            ? std::clamp(step.radius, 0.3, 4.0)
            : SharpeningRadius(
                  blur_, factor, print_ppi, plan_.target.viewing_distance_in.value_or(0.0));
    problem.halo_ceiling = options_.halo_ceiling;
    problem.blur_sigma = blur_;
    for (const Measurement& measurement : measured_) {
      // Crests beside soft edges are no halos.
      if (measurement.id == "halo.overshoot" && !AreCrests(Now())) {
        problem.source_halo = measurement.value;
      }
    }
    SharpenOptions options;
    options.radius = problem.radius;
    options.overshoot = options_.halo_ceiling;
    options.noise_sigma = conditions_.noise_sigma;

    std::optional<TriedNetwork> network;
    if (problem.strength > 0.0 && SuitsSharpenNetwork(step)) {
      const NetworkRequest request{"sharpen", 1, "", step.model};
      if (options_.shelf->Get(Completed(request)).ok()) {
        Conditions conditions = conditions_;
        conditions.blur_sigma = Deblurs(step) ? SourceBlur(*blur_) : AddedBlur(*blur_);
        conditions.halo = 0.0;
        SHARPSCALE_ASSIGN_OR_RETURN(network,
                                    TryNetwork(request, step, conditions, false, kClassical));
        if (network) SHARPSCALE_RETURN_IF_ERROR(UpToDate(&*network));
      }
    }
    if (!network && Deblurs(step)) {
      return LeaveOut("no network took the blur away.");
    }
    const cv::Mat proposal =
        network ? network->after.pixels : UnsharpProposal(sample_.pixels, options);
    const SolveWindow window = ChooseSolveWindow(source_sample_, sample_.pixels.size());
    const cv::Mat now = sample_.pixels(window.after).clone();
    const cv::Mat sharper = proposal(window.after).clone();
    const auto sharpener = [&](double strength) {
      options.strength = strength;
      return BlendSharpening(now, sharper, options);
    };
    const auto meter = [&](const cv::Mat& pixels) {
      return AddedHaloBetween(
          window.before, pixels, window.across, window.down, source_noise_, progress_);
    };
    SHARPSCALE_RETURN_IF_ERROR(Stopped());
    const SharpeningSolution solution = SolveSharpening(problem, sharpener, meter, progress_);
    SHARPSCALE_RETURN_IF_ERROR(Stopped());
    stage().strength = solution.strength;
    stage().radius = problem.radius;
    stage().note = solution.note;
    stage().left_out = solution.strength <= 0.0;
    if (stage().left_out) return absl::OkStatus();
    options.strength = solution.strength;
    if (!network) {
      DecidedStep decided;
      decided.what = DecidedStep::Operator::kSharpen;
      decided.sharpen = options;
      return Take(std::move(decided));
    }
    stage().model = network->id;
    stage().model_sha256 = network->sha256;
    stage().note = fmt::format(
        "The network was set to take {:.1f} px of blur away, of {:.2f} px measured "
        "here (crisp pictures have {:.1f}). {}",
        network->step.network.conditions.blur_sigma,
        *blur_,
        Deblurs(step) ? kCrispSource : kCrispEdgeSigma,
        solution.note);
    network->step.network.blend = [options](
                                      const cv::Mat& window, const cv::Mat& result, cv::Point) {
      return BlendSharpening(window, result, options);
    };
    network->step.network.classical = [options](const cv::Mat& window) {
      return UnsharpProposal(window, options);
    };
    network->step.network.context = SharpenRadius(options);
    network->after.pixels = BlendSharpening(sample_.pixels, proposal, options);
    Keep(std::move(network->step), std::move(network->after));
    return absl::OkStatus();
  }

  absl::Status AdjustStep(const Step& step) {
    stage().model = "classical";
    const Adjustment& asked = step.adjustment;
    AdjustOptions adjust;
    if (asked.auto_white_balance) {
      adjust = NeutralWhiteBalance(survey_.overview);
    } else {
      adjust.red = asked.red;
      adjust.green = asked.green;
      adjust.blue = asked.blue;
    }
    adjust.exposure_ev = asked.exposure_ev;
    adjust.contrast = asked.contrast;
    SHARPSCALE_RETURN_IF_ERROR(adjust.Validate());
    if (adjust.neutral()) {
      stage().note = "Nothing to adjust.";
      return absl::OkStatus();
    }
    stage().note = fmt::format(
        "Exposure {:+.2f} EV, contrast {:+.2f}, white balance gains {:.2f}, {:.2f}, {:.2f}.",
        adjust.exposure_ev,
        adjust.contrast,
        adjust.red,
        adjust.green,
        adjust.blue);
    DecidedStep decided;
    decided.what = DecidedStep::Operator::kAdjust;
    decided.adjust = adjust;
    // What is judged as added is added to the adjusted source.
    source_sample_ = source_sample_.clone();
    Adjust(adjust, &source_sample_);
    return Take(std::move(decided));
  }

  const Survey& survey_;
  const cv::Size source_size_;
  cv::Size size_;
  const Plan& plan_;
  const EnhanceOptions& options_;
  EnhanceResult* result_;
  const Progress* progress_;
  const StripLayout sample_layout_;
  Conditions conditions_;
  std::vector<Measurement> measured_;
  std::vector<Measurement> seen_;       // of the sample: what a stage's before and after say
  std::optional<double> source_noise_;  // luma, levels, as measured
  std::optional<double> blur_;
  Image sample_;
  cv::Mat source_sample_;  // before all steps, for what the steps have added
  std::vector<DecidedStep> decided_;
  bool photo_ = true;
  bool correlated_ = false;               // noise
  bool halo_taken_ = false;               // by a step before
  bool oversharpened_ = false;            // at any time: a step that smooths takes no halos
  bool fused_ = false;                    // a repair was left to the upscaler that comes next
  std::optional<TriedNetwork> beside_;    // a repair of its own beside that
  double told_share_ = 1.0;               // and what then counts of the upscaler's own
  bool repaired_chroma_ = false;          // and whose colours
  std::optional<QuantisationHold> hold_;  // of the source as it came
};

}  // namespace

DecidedStep ResizeTo(cv::Size from, cv::Size to) {
  DecidedStep step;
  step.what = DecidedStep::Operator::kResize;
  step.from = from;
  step.to = to;
  const double scale = std::max(static_cast<double>(to.width) / from.width,
                                static_cast<double>(to.height) / from.height);
  const cv::Size cover(std::max(to.width, cvRound(from.width * scale)),
                       std::max(to.height, cvRound(from.height * scale)));
  // One px of difference is rounding of the target's sides, not another shape.
  if (cover.width - to.width > 1 || cover.height - to.height > 1) {
    step.to = cover;
    step.crop =
        cv::Rect((cover.width - to.width) / 2, (cover.height - to.height) / 2, to.width, to.height);
  }
  return step;
}

absl::StatusOr<Decision> DecideSteps(const Survey& survey,
                                     const PictureShape& shape,
                                     const Report& report,
                                     const Plan& plan,
                                     const EnhanceOptions& options,
                                     EnhanceResult* result,
                                     const Progress* progress) {
  return Decider(survey, shape, report, plan, options, result, progress).Run();
}

}  // namespace sharpscale
