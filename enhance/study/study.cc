// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <opencv2/core.hpp>
#include <utility>

#include "advice/passes.h"
#include "advice/target.h"
#include "datasets/degrade.h"
#include "enhance/measure_stage.h"
#include "enhance/resize_stage.h"
#include "enhance/solve_sharpening.h"
#include "enhance/survey.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr double kHalfPoint = 0.5;  // % of edge contrast
constexpr int kGrid = 8;            // px; a part that begins elsewhere would move JPEG's block grid
constexpr int kFineness = 16;       // factors come in 1 / this

// What the rules read, kept with each case so that thresholds can be studied afterwards.
constexpr std::array<const char*, 18> kKept = {"noise.luma_sigma",
                                               "noise.chroma_sigma",
                                               "noise.grain_size",
                                               "noise.kind",
                                               "noise.impulse_share",
                                               "blur.sigma",
                                               "blur.kind",
                                               "blur.motion_length",
                                               "halo.overshoot",
                                               "halo.undershoot",
                                               "halo.affected",
                                               "halo.amount",
                                               "halo.oversharpened",
                                               "compression.source",
                                               "compression.jpeg_quality",
                                               "compression.blockiness",
                                               "resolution.native_scale",
                                               "content.kind"};

void Keep(const Report& report, StudyCase* result) {
  for (const char* id : kKept) {
    const Measurement* measured = report.Find(id);
    if (measured == nullptr) continue;
    if (!measured->word.empty()) result->words[id] = measured->word;
    if (!measured->value) continue;
    result->measured[id] = *measured->value;
    if (measured->low) result->measured[std::string(id) + ".low"] = *measured->low;
    if (measured->high) result->measured[std::string(id) + ".high"] = *measured->high;
  }
}

cv::Rect RichestPart(const cv::Mat& pixels, int side) {
  return side > 0 ? RichestWindow(pixels, side, side) : cv::Rect(cv::Point(), pixels.size());
}

// The part's places and sizes are multiples of this: JPEG's grid, and whole px once enlarged.
int GridFor(double factor) {
  return kGrid * factor == std::floor(kGrid * factor) ? kGrid : kFineness;
}

// The richest part whose result has sides of at most `window` px (0 = all), on JPEG's grid.
cv::Rect AlignedPart(const cv::Mat& pixels, int window, double factor) {
  const int grid = GridFor(factor);
  const int side = window > 0 ? std::max(grid, static_cast<int>(window / factor) / grid * grid) : 0;
  cv::Rect part = RichestPart(pixels, side);
  part.x -= part.x % grid;
  part.y -= part.y % grid;
  return part;
}

cv::Rect Enlarged(const cv::Rect& part, double factor) {
  const auto times = [factor](int length) {
    return static_cast<int>(std::lround(length * factor));
  };
  return {times(part.x), times(part.y), times(part.width), times(part.height)};
}

// The largest length up to `length` px of which the reduced one is whole (on JPEG's grid where the
// factor is not).
int Divisible(int length, double factor) {
  const double step = factor == std::floor(factor) ? factor : GridFor(factor) * factor;
  return static_cast<int>(std::lround(std::floor(length / step) * step));
}

// The pass of an enlarging network that a factor takes.
int PassFor(double factor) {
  return ChoosePasses(std::max(factor, 2.0), {2, 3, 4}).front();
}

absl::StatusOr<Image> Degraded(const cv::Mat& clean,
                               const std::string& degradation,
                               double factor,
                               uint64_t seed) {
  std::string history = degradation == "none" ? "" : degradation;
  if (factor > 1) {
    const std::string reduction = fmt::format("down:{}:bicubic", factor);
    history = history.empty() ? reduction : reduction + "," + history;
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const Degradation steps, DegradationFromText(history));
  cv::Mat unit;
  clean.convertTo(unit, CV_32F, 1.0 / 255.0);
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat low, Degrade(unit, steps, seed));
  Image image;
  low.convertTo(image.pixels, CV_8U, 255.0);
  return image;
}

// The advised plan carried over to a part of its picture.
Plan ForPart(Plan plan, cv::Size whole, cv::Size part, cv::Size target) {
  const auto carry = [](int length, int from, int to) {
    return length <= 0 ? length : std::max<int>(1, std::lround(double(length) * to / from));
  };
  for (Step& step : plan.steps) {
    step.width = carry(step.width, whole.width, part.width);
    step.height = carry(step.height, whole.height, part.height);
  }
  plan.target_width = target.width;
  plan.target_height = target.height;
  return plan;
}

// The damaged picture, the part of it that plans run on, and the truth of that part.
struct Subject {
  Report report;  // of the whole
  Image low;      // the whole
  cv::Size whole;
  cv::Mat whole_truth;
  Image part;
  cv::Mat truth;
};

absl::StatusOr<Subject> Prepare(const Image& clean,
                                const std::string& degradation,
                                double factor,
                                const StudyOptions& options) {
  cv::Mat truth = clean.pixels(RichestPart(clean.pixels, options.crop));
  truth = truth(cv::Rect(0, 0, Divisible(truth.cols, factor), Divisible(truth.rows, factor)));
  SHARPSCALE_ASSIGN_OR_RETURN(const Image low, Degraded(truth, degradation, factor, options.seed));
  Subject subject;
  subject.whole = low.pixels.size();
  // What is untouched is judged as its owner has it.
  const bool untouched = factor == 1 && degradation == "none";
  SHARPSCALE_ASSIGN_OR_RETURN(subject.report,
                              MeasureNumbers(untouched ? clean : low, options.enhance.threads));
  if (untouched) subject.whole = clean.pixels.size();
  const cv::Rect part = AlignedPart(low.pixels, options.window, factor);
  subject.part.pixels = low.pixels(part).clone();
  subject.low = low;
  subject.whole_truth = truth;
  subject.truth = truth(Enlarged(part, factor));
  return subject;
}

std::string SharpenText(double strength) {
  return fmt::format("sharpen:{:.0f}%", 100.0 * strength);
}

// A plan of the user's own steps that ends at `size`.
absl::StatusOr<Plan> PlanOf(const std::string& text, cv::Size size) {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.target_width = size.width;
  plan.target_height = size.height;
  if (!text.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(plan.steps, ParseSteps(text));
  }
  Step resize;
  resize.kind = StepKind::kResize;
  resize.width = size.width;
  resize.height = size.height;
  plan.steps.push_back(resize);
  return plan;
}

// `report`: what the network is told from.
using RunPlan =
    std::function<absl::StatusOr<Image>(const Image& source, const Report& report, const Plan&)>;

// Both orders on a part large enough for many edges, with an unsharp mask without any limit, as
// photo editors have it. Each order's network is told what is measured right before it.
absl::Status CompareOrdersOf(const Subject& subject,
                             double factor,
                             const StudyOptions& options,
                             const RunPlan& run,
                             StudyCase* result) {
  OrderProblem problem;
  const cv::Rect part = AlignedPart(subject.low.pixels, options.order_window, factor);
  problem.source = subject.low.pixels(part).clone();
  problem.truth = subject.whole_truth(Enlarged(part, factor)).clone();
  problem.strength = options.strength;
  problem.radius = SharpeningRadius(std::nullopt, factor, 0.0, 0.0);
  const auto plain = [&](const cv::Mat& source) -> absl::StatusOr<cv::Mat> {
    cv::Mat unit, enlarged;
    source.convertTo(unit, CV_32F, 1.0 / 255.0);
    ResizeCubic(unit, problem.truth.cols, problem.truth.rows).convertTo(enlarged, CV_8U, 255.0);
    return enlarged;
  };
  SHARPSCALE_ASSIGN_OR_RETURN(
      const Plan upscale, PlanOf(fmt::format("upscale:{}", PassFor(factor)), problem.truth.size()));
  const auto told = [&](const cv::Mat& source) -> absl::StatusOr<cv::Mat> {
    cv::Mat unit;
    source.convertTo(unit, CV_32F, 1.0 / 255.0);
    Report report =
        MeasureStage(unit, CV_8U, std::max(unit.cols, unit.rows), options.enhance.threads, nullptr);
    // Tables of the file and its content: known, whatever was done since.
    for (const Measurement& measurement : subject.report.measurements) {
      if (measurement.id.rfind("compression.", 0) == 0 ||
          measurement.id.rfind("content.", 0) == 0) {
        report.measurements.push_back(measurement);
      }
    }
    Image image = subject.low;
    image.pixels = source;
    SHARPSCALE_ASSIGN_OR_RETURN(const Image enlarged, run(image, report, upscale));
    return enlarged.pixels;
  };
  const auto compare = [&](const std::vector<const char*>& ways) -> absl::Status {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<std::optional<OrderHalo>> halos,
                                CompareOrders(problem));
    for (size_t i = 0; i < ways.size(); ++i) {
      if (halos[i]) result->orders[ways[i]] = *halos[i];
    }
    return absl::OkStatus();
  };
  problem.first_radii = {problem.radius};
  problem.enlarge = plain;
  SHARPSCALE_RETURN_IF_ERROR(compare({kOrderPlain}));
  problem.first_radii = {problem.radius, problem.radius / factor};
  problem.enlarge = told;
  return compare({kOrderTold, kOrderThin});
}

const StudyEntry* FindEntry(const std::vector<StudyEntry>& entries, const std::string& plan) {
  for (const StudyEntry& entry : entries) {
    if (!entry.advised && entry.plan == plan) return &entry;
  }
  return nullptr;
}

// Plans that turned out to do the same, so that none of them is run twice: a repair that the
// upscaler does itself, a sharpening that the sharpener refused whatever its strength.
class SamePlans {
 public:
  // The plan that has done the same as `text`, or something that no plan is called.
  std::string Twin(const std::string& text) const {
    const size_t last = text.rfind(',') + 1;
    const std::string before = text.substr(0, last);
    if (const auto found = refused_.find(before);
        found != refused_.end() && text.compare(last, 8, "sharpen:") == 0) {
      return found->second;
    }
    const bool repairs_first = text.rfind(kRepairFirst, 0) == 0;
    return fused_ && repairs_first ? text.substr(std::string(kRepairFirst).find(',') + 1) : "-";
  }

  void Learn(const std::string& text, const Plan& plan, const EnhanceResult& log) {
    if (plan.steps.size() < 2 || log.stages.size() + 1 < plan.steps.size()) return;
    const size_t own = plan.steps.size() - 1;  // without the final resize
    if (own == 2 && text.rfind(kRepairFirst, 0) == 0) {
      fused_ = !log.stages[0].model.empty() && log.stages[0].model == log.stages[1].model &&
               log.stages[0].model != "classical";
    }
    if (plan.steps[own - 1].kind == StepKind::kSharpen && log.stages[own - 1].strength <= 0.0) {
      refused_[text.substr(0, text.rfind(',') + 1)] = text;
    }
  }

 private:
  static constexpr const char* kRepairFirst = "restore:auto,upscale:";
  bool fused_ = false;
  std::map<std::string, std::string> refused_;  // what comes before the sharpening -> such a plan
};

}  // namespace

absl::Status StudyOptions::Validate() const {
  if (degradations.empty() || factors.empty()) {
    return absl::InvalidArgumentError("a study needs at least one degradation and one factor");
  }
  for (const double factor : factors) {
    if (!(factor >= 1.0 && factor <= 4.0) || factor * kFineness != std::floor(factor * kFineness)) {
      return absl::InvalidArgumentError(fmt::format(
          "factor {}: must be 1 to 4 in sixteenths (1.0625, 1.125, 1.25, ...)", factor));
    }
  }
  std::vector<double> strengths = more_strengths;
  strengths.push_back(strength);
  for (const double one : strengths) {
    if (!(one > 0.0 && one <= 1.0)) {
      return absl::InvalidArgumentError(
          fmt::format("sharpen strength {}: must be above 0, at most 1", one));
    }
  }
  for (const std::string& plan : CandidatePlans(2, *this)) {
    if (plan.empty()) continue;
    SHARPSCALE_RETURN_IF_ERROR(ParseSteps(plan).status());
  }
  if (crop != 0 && crop < kSmallestStudied) {
    return absl::InvalidArgumentError(
        fmt::format("crop {} px: must be {} or more, or 0 for all", crop, kSmallestStudied));
  }
  if (window != 0 && window < kSmallestStudied) {
    return absl::InvalidArgumentError(
        fmt::format("window {} px: must be {} or more, or 0 for all", window, kSmallestStudied));
  }
  return absl::OkStatus();
}

std::vector<std::string> CandidatePlans(double factor, const StudyOptions& options) {
  const std::string r = "restore:auto";
  const std::string s = SharpenText(options.strength);
  const std::string u = fmt::format("upscale:{}", PassFor(factor));
  using Orders = std::vector<std::vector<std::string>>;
  Orders plans = {{}, {r}, {"restore:halo"}, {s}};
  const Orders orders =
      factor == 1 ? Orders{{r, s}} : Orders{{u}, {r, u}, {u, s}, {s, u}, {r, u, s}};
  const Orders mistakes =
      factor == 1 ? Orders{{s, r}} : Orders{{u, r}, {r, s, u}, {u, r, s}, {u, s, r}};
  plans.insert(plans.end(), orders.begin(), orders.end());
  if (options.all_orders) plans.insert(plans.end(), mistakes.begin(), mistakes.end());
  for (const double other : options.more_strengths) {
    if (factor == 1) {
      plans.push_back({SharpenText(other)});
      plans.push_back({r, SharpenText(other)});
    } else {
      plans.push_back({u, SharpenText(other)});
      plans.push_back({r, u, SharpenText(other)});
    }
  }
  std::vector<std::string> texts;
  for (const std::vector<std::string>& plan : plans) {
    texts.push_back(fmt::format("{}", fmt::join(plan, ",")));
  }
  for (std::string other : options.more_plans) {
    const size_t at = other.find("upscale:N");
    if (factor == 1 && at != std::string::npos) continue;
    if (at != std::string::npos) other.replace(at + 8, 1, std::to_string(PassFor(factor)));
    if (std::find(texts.begin(), texts.end(), other) == texts.end()) texts.push_back(other);
  }
  return texts;
}

void RankEntries(const StudyOptions& options, StudyCase* result) {
  std::vector<StudyEntry>& entries = result->entries;
  for (StudyEntry& entry : entries) {
    entry.pareto = std::none_of(entries.begin(), entries.end(), [&](const StudyEntry& other) {
      const bool no_worse =
          other.score.psnr_y >= entry.score.psnr_y && other.score.halo <= entry.score.halo;
      const bool better =
          other.score.psnr_y > entry.score.psnr_y || other.score.halo < entry.score.halo;
      return no_worse && better;
    });
  }
  const auto advised = std::find_if(
      entries.begin(), entries.end(), [](const StudyEntry& entry) { return entry.advised; });
  if (advised == entries.end()) return;
  const StudyScore& own = advised->score;
  bool near = true;
  result->regret_db = 0.0;
  for (const StudyEntry& entry : entries) {
    const StudyScore& other = entry.score;
    const bool nearer_for_free =
        other.halo <= own.halo && other.psnr_y > own.psnr_y + options.near_db;
    const bool cleaner_for_free =
        other.psnr_y >= own.psnr_y && other.halo < own.halo - options.near_halo;
    near = near && !nearer_for_free && !cleaner_for_free;
    if (other.halo <= own.halo + options.near_halo) {
      result->regret_db = std::max(result->regret_db, other.psnr_y - own.psnr_y);
    }
  }
  result->advised_is_best = advised->pareto || near;
}

bool LargeEnoughFor(const Image& clean, double factor) {
  return std::min(clean.width(), clean.height()) >= kSmallestStudied * factor;
}

absl::StatusOr<StudyCase> StudyOne(const Image& clean,
                                   const std::string& degradation,
                                   double factor,
                                   const StudyOptions& options,
                                   const StudyCase* known,
                                   Progress* progress) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  if (clean.pixels.type() != CV_8UC3 || !LargeEnoughFor(clean, factor)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: a study of {}x needs 8-bit colour of at least {} px, the picture is {} x "
                    "{} px",
                    clean.source.file,
                    factor,
                    kSmallestStudied * factor,
                    clean.width(),
                    clean.height()));
  }
  StudyCase result;
  result.picture = clean.source.file;
  result.degradation = degradation;
  result.factor = factor;
  SHARPSCALE_ASSIGN_OR_RETURN(const Subject subject, Prepare(clean, degradation, factor, options));
  Keep(subject.report, &result);

  const cv::Mat& truth = subject.truth;
  EnhanceResult log;
  const RunPlan run =
      [&](const Image& source, const Report& report, const Plan& plan) -> absl::StatusOr<Image> {
    log = {};
    const bool nothing = plan.verdict != PlanVerdict::kPlan && source.pixels.size() == truth.size();
    if (nothing) return source;
    return EnhanceImage(source, report, plan, options.enhance, &log, progress);
  };
  const auto add = [&](const std::string& name, const Plan& plan, bool advised) -> absl::Status {
    const auto begin = std::chrono::steady_clock::now();
    SHARPSCALE_ASSIGN_OR_RETURN(const Image output, run(subject.part, subject.report, plan));
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    StudyEntry entry;
    entry.plan = name;
    entry.advised = advised;
    if (!log.fallbacks.empty()) entry.fallback = log.fallbacks.front();
    SHARPSCALE_ASSIGN_OR_RETURN(entry.score, ScoreAgainstTruth(truth, output.pixels));
    entry.score.seconds = spent.count();
    result.entries.push_back(std::move(entry));
    return absl::OkStatus();
  };

  if (known != nullptr) result.orders = known->orders;
  if (factor > 1 && options.compare_orders && result.orders.empty()) {
    SHARPSCALE_RETURN_IF_ERROR(CompareOrdersOf(subject, factor, options, run, &result));
  }
  if (!options.run_plans) {
    if (known != nullptr) result.entries = known->entries;
    RankEntries(options, &result);
    return result;
  }

  Target target;
  if (factor > 1) {
    const cv::Rect whole = Enlarged({cv::Point(), subject.whole}, factor);
    target.width = whole.width;
    target.height = whole.height;
  }
  Plan advised;
  if (options.advised) {
    SHARPSCALE_ASSIGN_OR_RETURN(advised, PlanOf(*options.advised, truth.size()));
  } else {
    SHARPSCALE_ASSIGN_OR_RETURN(advised, Advise(subject.report, target, options.advice));
  }
  std::vector<Step>& steps = advised.steps;
  steps.erase(std::remove_if(steps.begin(),
                             steps.end(),
                             [](const Step& step) { return step.kind == StepKind::kExport; }),
              steps.end());
  if (!options.advised) {
    advised = ForPart(std::move(advised), subject.whole, subject.part.pixels.size(), truth.size());
  }
  const std::string advised_text = options.advised.value_or(StepsToString(advised.steps));
  // What cannot be repaired must still reach the size: its resize is what a user would get.
  if (advised.verdict == PlanVerdict::kNotFixable) {
    SHARPSCALE_ASSIGN_OR_RETURN(advised, PlanOf("", truth.size()));
  }
  SHARPSCALE_RETURN_IF_ERROR(add(advised_text, advised, true));

  // The advised plan is run once where a candidate is the same to the letter: a repair or an
  // enlargement has no other parameter.
  const bool plain = std::none_of(advised.steps.begin(), advised.steps.end(), [](const Step& step) {
    return step.kind == StepKind::kSharpen || step.kind == StepKind::kDownscale;
  });
  SamePlans same;
  for (const std::string& text : CandidatePlans(factor, options)) {
    const StudyEntry* earlier = known != nullptr ? FindEntry(known->entries, text) : nullptr;
    if (earlier == nullptr) earlier = FindEntry(result.entries, same.Twin(text));
    if (earlier == nullptr && plain && text == advised_text) earlier = &result.entries.front();
    if (earlier != nullptr) {
      StudyEntry copy = *earlier;
      copy.plan = text;
      copy.advised = false;
      result.entries.push_back(std::move(copy));
      continue;
    }
    SHARPSCALE_ASSIGN_OR_RETURN(const Plan plan, PlanOf(text, truth.size()));
    SHARPSCALE_RETURN_IF_ERROR(add(text, plan, false));
    same.Learn(text, plan, log);
  }

  RankEntries(options, &result);
  return result;
}

StudySummary Summarize(const std::vector<StudyCase>& cases) {
  StudySummary summary;
  for (const StudyCase& one : cases) {
    ++summary.cases;
    summary.advised_best += one.advised_is_best ? 1 : 0;
    const auto count = [&](const char* way, double after, double before) {
      ++summary.orders[way].compared;
      summary.orders[way].won += after <= before ? 1 : 0;
      summary.orders[way].nearly += after <= before + kHalfPoint ? 1 : 0;
    };
    for (const auto& [way, halo] : one.orders) {
      count(way.c_str(), halo.after, halo.before);
      if (way == kOrderTold) count(kOrderSame, halo.after, halo.same_amount);
    }
    summary.mean_regret_db += one.regret_db;
    if (one.factor == 1 && one.degradation == "none") {
      ++summary.untouched;
      const bool nothing = !one.entries.empty() && one.entries.front().plan.empty();
      summary.untouched_right += nothing ? 1 : 0;
    }
  }
  if (summary.cases > 0) summary.mean_regret_db /= summary.cases;
  return summary;
}

}  // namespace sharpscale
