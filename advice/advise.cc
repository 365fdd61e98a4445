// SPDX-License-Identifier: Apache-2.0

#include "advice/advise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "advice/beyond_repair.h"
#include "advice/passes.h"
#include "advice/predict.h"
#include "advice/presets.h"
#include "advice/result_blur.h"
#include "advice/risk.h"
#include "advice/sharpening.h"
#include "advice/situation.h"
#include "advice/text.h"
#include "advice/wording.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// The largest final picture that is planned, px.
constexpr double kMostPixels = 4e9;

// Fewer bits per px than this show in any format; the caution names the figure.
constexpr double kVisibleBitsPerPixel = 0.5;
// A typical JPEG of quality 5 to 10, below which none is written (JpegBitsPerPixel).
constexpr double kReachableBitsPerPixel = 0.2;

// Puts the plan together step by step, keeping the size that the picture has reached.
class Planner {
 public:
  Planner(const Report& report,
          const Target& target,
          const AdviceOptions& options,
          const History& history,
          const Situation& situation)
      : report_(report),
        target_(target),
        options_(options),
        history_(history),
        s_(situation),
        width_(report.width),
        height_(report.height) {
    plan_.target = target;
    plan_.target_width = s_.wanted.width;
    plan_.target_height = s_.wanted.height;
    plan_.factor_needed = s_.file_factor;
  }

  Plan Run() {
    Resolutions();
    Shrink();
    Restore();
    const std::vector<Evidence> blurred = DueDeblurring();
    const bool after_first = s_.enlarging && NarrowlyBlurred(blurred);
    if (s_.enlarging && !after_first) Deblur(blurred);
    Enlarge(after_first ? blurred : std::vector<Evidence>());
    Fit();
    if (!s_.enlarging) Deblur(blurred);
    Sharpen();
    Export();
    plan_.verdict = plan_.steps.empty() ? PlanVerdict::kNothingToDo : PlanVerdict::kPlan;
    NotFixable();
    plan_.detail_scale = DetailScale(report_, history_);
    plan_.detail_known = KnowsDetail(report_, plan_.detail_scale);
    // Of a source that is soft at its own size R-060p says it.
    if (Has(StepKind::kUpscale) && !HoldingValue(*FindRule("R-060p"), report_, target_, s_)) {
      s_.result_blur = ResultBlur(report_, plan_, EnlargedBefore(report_, history_));
    }
    Cautions();
    plan_.headline = PlanHeadline(plan_, s_);
    plan_.predicted = Predict(report_, plan_, options_.capabilities, options_.output);
    plan_.why = PlanProse(report_, history_, plan_, s_);
    plan_.counterfactual = Counterfactual(report_, plan_, s_);
    return plan_;
  }

 private:
  bool Has(StepKind kind) const { return HasStep(plan_.steps, kind); }

  bool RepairsNoise() const {
    return std::any_of(plan_.steps.begin(), plan_.steps.end(), [](const Step& step) {
      return step.kind == StepKind::kRestore && !Deblurs(step);
    });
  }

  // What was done before is not done again: only the size may still have to change.
  bool worked_on() const { return !history_.empty(); }

  std::vector<Evidence> Holding(RuleEffect effect) const {
    std::vector<Evidence> evidence;
    for (const Rule& rule : RuleTable()) {
      if (rule.effect != effect) continue;
      if (const std::optional<double> value = HoldingValue(rule, report_, target_, s_)) {
        evidence.push_back(Cite(rule, *value));
      }
    }
    return evidence;
  }

  // The overshoot that is beyond doubt, %: whoever sharpens measures it once more.
  double SureHalo() const {
    const Measurement* halo = report_.Find("halo.overshoot");
    if (halo == nullptr || !halo->value || AreCrests(report_)) return 0.0;
    return std::max(0.0, halo->low.value_or(*halo->value));
  }

  Evidence Cite(const Rule& rule, double value) const {
    Evidence evidence;
    evidence.rule = rule.id;
    evidence.metric = rule.metric;
    evidence.value = value;
    evidence.threshold = rule.threshold;
    evidence.text = RuleText(rule, value);
    const Measurement* measured = report_.Find(rule.metric);
    if (measured != nullptr && measured->value && std::abs(*measured->value - value) > 1e-9) {
      evidence.text += fmt::format(" ({} in the file, before it shrinks.)",
                                   FixedNumber(*measured->value, rule.decimals));
    }
    return evidence;
  }

  Step& Add(StepKind kind, std::vector<Evidence> evidence) {
    Step step;
    step.kind = kind;
    step.width = width_;
    step.height = height_;
    step.evidence = std::move(evidence);
    plan_.steps.push_back(std::move(step));
    return plan_.steps.back();
  }

  void AddCaution(std::string_view rule, std::string text) {
    plan_.cautions.push_back({std::string(rule), std::move(text)});
  }

  void Resolutions() {
    if (!target_.is_print()) return;
    // The side that decides how large the picture lies on the paper.
    plan_.ppi_before = target_.wanted_ppi() / s_.file_factor;
    plan_.ppi_true = plan_.ppi_before * DetailScale(report_, history_);
    plan_.ppi_after = s_.keeps_pixels ? plan_.ppi_before : target_.wanted_ppi();
  }

  void Shrink() {
    if (!s_.shrink_first) return;
    width_ = std::max<int>(1, std::lround(s_.width * s_.native_scale));
    height_ = std::max<int>(1, std::lround(s_.height * s_.native_scale));
    Step& step = Add(StepKind::kDownscale, Holding(RuleEffect::kShrinkToNative));
    step.factor = s_.native_scale;
    step.model = "classical";
  }

  void Restore() {
    if (worked_on()) return;
    std::vector<Evidence> evidence = Holding(RuleEffect::kRestore);
    const std::vector<Evidence> halos = Holding(RuleEffect::kRepairHalos);
    evidence.insert(evidence.end(), halos.begin(), halos.end());
    if (evidence.empty()) return;
    restored_halo_ = !halos.empty();
    Step& step = Add(StepKind::kRestore, std::move(evidence));
    step.conditions = restored_halo_ ? "halo" : "auto";
    if (restored_halo_) {
      AddCaution(
          "R-045",
          "Halos are taken back as far as they can be told from detail; wide ones stay in "
          "part. Look at edges at 100 %. A source that was never sharpened would be better.");
    }
  }

  // A network takes a lens's blur away whole, nearer to the truth than any sharpening: beside the
  // first enlargement, as further ones make it too wide, and after a reduction, which makes it
  // narrower. Beside another repair, and where no network reaches, the result is sharpened instead.
  // The evidence for it; empty where it is not due.
  std::vector<Evidence> DueDeblurring() {
    if (worked_on() || Has(StepKind::kRestore)) return {};
    if (options_.capabilities.sharpen_mp_per_s <= 0.0 || SureHalo() >= options_.halo_ceiling)
      return {};
    std::vector<Evidence> evidence = Holding(RuleEffect::kDeblur);
    if (evidence.empty()) return {};
    if (evidence.front().value > kMostDeblurred) {
      not_deblurred_ = fmt::format(" Deblurring reaches {} px.", ShortNumber(kMostDeblurred, 1));
      return {};
    }
    if (GrainPerChannel(report_) * s_.scale > kMostDeblurredNoise ||
        WorstJpegQuality(report_).value_or(100.0) < kLeastDeblurredQuality) {
      not_deblurred_ = " Deblurring would bring its noise or blocks back as texture.";
      return {};
    }
    return evidence;
  }

  void Deblur(const std::vector<Evidence>& evidence) {
    if (!evidence.empty()) Add(StepKind::kRestore, evidence).conditions = "blur";
  }

  std::vector<int> UpscalerScales() const {
    std::vector<int> scales;
    for (const Upscaler& upscaler : options_.capabilities.upscalers) {
      if (upscaler.scale <= options_.max_pass_factor) scales.push_back(upscaler.scale);
    }
    return scales;
  }

  // Whether so narrow a blur is taken away after a first enlargement by 2, not before.
  bool NarrowlyBlurred(const std::vector<Evidence>& blurred) const {
    const std::vector<int> scales = UpscalerScales();
    return !blurred.empty() && blurred.front().value <= kMostDeblurredAfter &&
           std::find(scales.begin(), scales.end(), 2) != scales.end() &&
           !ChoosePasses(s_.factor, scales).empty();
  }

  // `blurred`: evidence for a deblurring after a first pass of 2x; empty without one.
  void Enlarge(std::vector<Evidence> blurred) {
    if (!s_.enlarging) return;
    const std::vector<int> scales = UpscalerScales();
    std::vector<int> passes = ChoosePasses(blurred.empty() ? s_.factor : s_.factor / 2.0, scales);
    const bool split = !blurred.empty() && !passes.empty();
    if (!blurred.empty()) {
      passes.insert(passes.begin(), 2);
      blurred.front().text = fmt::format(
          "Blur {} px in the source, limit {} px: narrow enough to be taken away after an "
          "enlargement by 2, which comes nearer to the truth than before it.",
          FixedNumber(blurred.front().value.value_or(0.0), 2),
          ShortNumber(blurred.front().threshold.value_or(0.0), 2));
    }
    double made = 1.0;
    int pass_number = 1;
    for (const int pass : passes) {
      width_ *= pass;
      height_ *= pass;
      Step& step = Add(StepKind::kUpscale, Holding(RuleEffect::kUpscale));
      if (made > 1.0) {
        const std::string why = split
                                    ? std::string("the first makes 2x, for the deblurring")
                                    : fmt::format("one makes {}x at most",
                                                  *std::max_element(scales.begin(), scales.end()));
        step.evidence.front().text = fmt::format("Pass {} of {}: {}, {}x of {}x is left to make.",
                                                 ++pass_number,
                                                 passes.size(),
                                                 why,
                                                 ShortNumber(s_.factor / made, 2),
                                                 ShortNumber(s_.factor, 2));
      }
      made *= pass;
      step.factor = pass;
      step.conditions = "auto";
      Deblur(std::exchange(blurred, {}));
    }
    if (passes.empty()) {
      AddCaution("R-095",
                 "No network that enlarges is at hand: a plain resize is all that can be "
                 "planned. It adds px, no detail.");
      if (target_.is_print()) plan_.ppi_after = plan_.ppi_before;
      return;
    }
    plan_.factor_product = PassProduct(passes);
    if (target_.is_print()) {
      const double detail = target_.wanted_ppi() / s_.factor * plan_.factor_product;
      if (detail < target_.wanted_ppi() * (1.0 - 5e-3)) {
        plan_.ppi_after = detail;
        AddCaution(
            "R-059",
            fmt::format("{} pass{} {:.0f} ppi instead of {:.0f}: acceptable, and the rest is "
                        "a plain resize; another pass would predict more than it shows.",
                        passes.size() == 1 ? "One 4x" : "These",
                        passes.size() == 1 ? " gives" : "es give",
                        detail,
                        target_.wanted_ppi()));
      }
    }
  }

  // To the exact px, cropped in the middle where the shape differs.
  void Fit() {
    const int to_width = s_.wanted.width;
    const int to_height = s_.wanted.height;
    const int mismatch = std::abs(to_width - width_) + std::abs(to_height - height_);
    const Rule* rule = FindRule("R-036");
    if (!RuleHolds(*rule, mismatch)) return;
    const double factor = static_cast<double>(s_.wanted.scaled_width) / width_;
    const double factor_y = static_cast<double>(s_.wanted.scaled_height) / height_;
    const bool crops =
        s_.wanted.scaled_width - to_width > 1 || s_.wanted.scaled_height - to_height > 1;
    Evidence evidence = Cite(*rule, mismatch);
    evidence.text =
        fmt::format("The target has exactly {} x {} px; {} {} x {} px.",
                    to_width,
                    to_height,
                    Has(StepKind::kUpscale) ? "after enlarging there are" : "the picture has",
                    width_,
                    height_);
    if (crops) {
      const double cut =
          100.0 *
          (1.0 - static_cast<double>(to_width) * to_height /
                     (static_cast<double>(s_.wanted.scaled_width) * s_.wanted.scaled_height));
      evidence.text += fmt::format(" Filling the shape cuts {:.1f} %.", cut);
    }
    width_ = to_width;
    height_ = to_height;
    const double shown = std::max(factor, factor_y);
    const bool reduces = !s_.enlarging && !crops && s_.file_factor < 1.0;
    Step& step = Add(reduces ? StepKind::kDownscale : StepKind::kResize, {std::move(evidence)});
    step.factor = shown;
    step.model = "classical";
  }

  void Sharpen() {
    if (worked_on() || HasDeblurring(plan_.steps)) return;
    std::vector<Evidence> evidence = Holding(RuleEffect::kSharpen);
    if (evidence.empty()) return;
    const double halo = SureHalo();
    SharpeningNeed need;
    const double final_scale = s_.keeps_pixels ? 1.0 : s_.file_factor;
    need.blur_sigma = report_.ValueOr("blur.sigma", 0.0) * final_scale;
    need.print_ppi = target_.is_print() ? plan_.ppi_after : 0.0;
    need.halo = halo;
    need.halo_ceiling = options_.halo_ceiling;
    need.strength = options_.sharpen_strength;
    need.gentle = s_.screen_content && s_.enlarging;
    need.scale = final_scale;
    const OutputSharpening advised = AdviseSharpening(need);
    if (advised.strength <= 0.0 || restored_halo_) return;  // R-092 says why
    Step& step = Add(StepKind::kSharpen, std::move(evidence));
    step.strength = advised.strength;
    step.radius = std::round(advised.radius * 100.0) / 100.0;
    step.evidence.front().text += not_deblurred_;
    const double rims = halo + advised.overshoot;
    step.evidence.front().text += fmt::format(
        " It leaves {} along edges, measured as it runs and held under {} %.",
        rims < 0.05 ? std::string("no rims") : fmt::format("rims of at most {:.1f} %", rims),
        ShortNumber(options_.halo_ceiling, 1));
  }

  void Export() {
    const bool too_large = target_.max_bytes &&
                           (report_.source.file_bytes == 0 ||
                            report_.source.file_bytes > static_cast<uint64_t>(*target_.max_bytes));
    if (plan_.steps.empty() && !too_large) return;
    std::vector<Evidence> evidence = Holding(RuleEffect::kExport);
    if (evidence.empty()) return;
    Step& step = Add(StepKind::kExport, std::move(evidence));
    if (target_.is_print()) {
      step.ppi = s_.keeps_pixels ? plan_.ppi_before : target_.wanted_ppi();
    }
    step.max_bytes = target_.max_bytes;
    if (target_.max_bytes) {
      const double bits =
          8.0 * static_cast<double>(*target_.max_bytes) / (static_cast<double>(width_) * height_);
      if (bits < kVisibleBitsPerPixel) {
        few_bits_ = true;
        AddCaution(
            "C-08",
            fmt::format(
                "{} for {} x {} px is {:.2f} bits per px: expect visible compression{}; "
                "smaller dimensions, WebP or AVIF would look better.",
                ByteText(*target_.max_bytes),
                width_,
                height_,
                bits,
                bits < kReachableBitsPerPixel ? ", and a JPEG may not fit at any quality" : ""));
      }
    }
  }

  void NotFixable() {
    std::vector<Caution> reasons = BeyondRepair(report_, target_, s_);
    if (reasons.empty()) return;
    plan_.verdict = PlanVerdict::kNotFixable;
    plan_.steps.clear();
    plan_.factor_product = 1.0;
    plan_.ppi_after = plan_.ppi_before;
    plan_.cautions = std::move(reasons);
  }

  void Cautions() {
    plan_.risk = plan_.verdict == PlanVerdict::kNotFixable ? Risk::kHigh : Risk::kLow;
    if (plan_.verdict == PlanVerdict::kPlan) {
      if (restored_halo_) plan_.risk = Higher(plan_.risk);
      if (few_bits_) plan_.risk = Higher(plan_.risk);
      for (const std::string& lacking : options_.capabilities.lacking) {
        AddCaution("R-095m", fmt::format("Not all networks are at hand: {}.", lacking));
      }
    }
    if (plan_.verdict != PlanVerdict::kNotFixable) {
      const std::vector<Caution> risks = RiskCautions(plan_.steps, report_, target_, s_, history_);
      // A picture that is not worked on runs no risk.
      if (plan_.verdict == PlanVerdict::kPlan) plan_.risk = Higher(plan_.risk, risks.size());
      for (const Caution& risk : risks) AddCaution(risk.rule, risk.text);
      for (const Rule& rule : RuleTable()) {
        if (rule.effect != RuleEffect::kCaution) continue;
        if (rule.id == "R-013v" && RepairsNoise()) continue;
        const std::optional<double> value = HoldingValue(rule, report_, target_, s_);
        if (value) AddCaution(rule.id, RuleText(rule, *value));
      }
    }
    for (const MissedMetric& missed : MissedMetricTable()) {
      if (missed.when == RuleWhen::kEnlarging && !s_.enlarging) continue;
      if (s_.screen_content && missed.metric == "resolution.native_scale") continue;
      const Measurement* measured = report_.Find(missed.metric);
      if (measured != nullptr && measured->value) continue;
      const std::string why = measured == nullptr         ? "not measured"
                              : measured->unknown.empty() ? "no value"
                                                          : measured->unknown;
      AddCaution(missed.id, fmt::format(fmt::runtime(missed.text), fmt::arg("why", why)));
    }
    if (s_.finer_ppi && plan_.verdict == PlanVerdict::kPlan) {
      AddCaution(
          "R-05T",
          fmt::format("Taken for {}: {:.0f} ppi, as text and line art need. If it is a "
                      "photograph, say --ppi {:.0f}.",
                      report_.Word("content.kind") == "screenshot" ? "a screenshot or drawing"
                      : report_.Word("content.kind") == "text"     ? "text"
                                                                   : "line art",
                      target_.wanted_ppi(),
                      target_.wanted_ppi() / kLineArtPpiFactor));
    }
    if (worked_on()) {
      AddCaution("M19",
                 fmt::format("Already done by {}: {}. {}",
                             history_.tool,
                             history_.Describe(),
                             s_.enlarging ? "Only the px that are still missing are added."
                                          : "Nothing of it is done twice."));
      // Of an enlargement RiskCautions says it.
      const bool said = std::any_of(plan_.cautions.begin(),
                                    plan_.cautions.end(),
                                    [](const Caution& caution) { return caution.rule == "R-096"; });
      if (s_.enlarging && !said) {
        AddCaution("R-096",
                   history_.source_width > s_.width
                       ? "Start from the original instead: it has the px that were taken away, and "
                         "an enlargement can only guess them."
                       : "Start from the original instead: an enlargement makes more of what was "
                         "done to this file.");
      }
    }
    const double native = SureNativeScale(report_);
    if (!target_.has_size() && native < 1.0 && !s_.screen_content && !worked_on()) {
      AddCaution("R-01A",
                 fmt::format("The real detail fits {:.0f} x {:.0f} px of {} x {}: the picture was "
                             "enlarged before. Look for the original, or name a target.",
                             report_.width * native,
                             report_.height * native,
                             report_.width,
                             report_.height));
    }
    if (!target_.preset.empty()) {
      const absl::StatusOr<Preset> preset = LoadPreset(target_.preset);
      if (preset.ok()) {
        for (Caution& caution : CheckPreset(*preset, report_, plan_)) {
          plan_.cautions.push_back(std::move(caution));
        }
      }
    }
    if (report_.source.container == Container::kRaw) {
      AddCaution("C-02",
                 "RAW: capture sharpening belongs to its development; what is advised here "
                 "is output sharpening, after the last change of size.");
    }
  }

  const Report& report_;
  const Target& target_;
  const AdviceOptions& options_;
  const History& history_;
  Situation s_;
  Plan plan_;
  int width_;
  int height_;
  bool restored_halo_ = false;
  std::string not_deblurred_;  // why not, where softness asks for it; "" otherwise
  bool few_bits_ = false;
};

}  // namespace

absl::Status AdviceOptions::Validate() const {
  const auto range = [](const char* what, double value, double low, double high) {
    if (value >= low && value <= high) return absl::OkStatus();
    return absl::InvalidArgumentError(
        fmt::format("{} {}: allowed is {} to {}", what, value, low, high));
  };
  if (!(max_pass_factor == 2.0 || max_pass_factor == 3.0 || max_pass_factor == 4.0)) {
    return absl::InvalidArgumentError(
        fmt::format("max_pass_factor {}: allowed is 2, 3 or 4", max_pass_factor));
  }
  SHARPSCALE_RETURN_IF_ERROR(range("sharpen_strength", sharpen_strength, 0.0, 1.0));
  SHARPSCALE_RETURN_IF_ERROR(range("halo_ceiling", halo_ceiling, 0.0, 100.0));
  std::vector<double> rates = {capabilities.restore_mp_per_s, capabilities.classical_mp_per_s};
  for (const Upscaler& upscaler : capabilities.upscalers) {
    rates.push_back(upscaler.mp_per_s);
    for (const UpscalerRate& rate : upscaler.own_rates) rates.push_back(rate.mp_per_s);
    SHARPSCALE_RETURN_IF_ERROR(range("upscaler scale", upscaler.scale, 2.0, 16.0));
  }
  for (const double rate : rates) {
    SHARPSCALE_RETURN_IF_ERROR(range("megapixels per second", rate, 1e-6, 1e9));
  }
  SHARPSCALE_RETURN_IF_ERROR(range("sharpen_mp_per_s", capabilities.sharpen_mp_per_s, 0.0, 1e9));
  SHARPSCALE_RETURN_IF_ERROR(range("cores", capabilities.cores, 1.0, 4096.0));
  return absl::OkStatus();
}

absl::StatusOr<Plan> Advise(const Report& report,
                            const Target& target,
                            const AdviceOptions& options) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  const History history = options.history ? *options.history : RecordedHistory(report);
  const Target wanted = TargetForContent(report, target);
  SHARPSCALE_ASSIGN_OR_RETURN(Situation situation, DescribeSituation(report, wanted, history));
  situation.finer_ppi = wanted.ppi != target.ppi;
  const double pixels =
      static_cast<double>(situation.wanted.scaled_width) * situation.wanted.scaled_height;
  if (pixels > kMostPixels) {
    return absl::InvalidArgumentError(
        fmt::format("the target has {:.0f} megapixels: at most {:.0f} are possible",
                    pixels * 1e-6,
                    kMostPixels * 1e-6));
  }
  return Planner(report, wanted, options, history, situation).Run();
}

}  // namespace sharpscale
