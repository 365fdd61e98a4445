// SPDX-License-Identifier: Apache-2.0

#include "advice/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/beyond_repair.h"
#include "advice/history.h"
#include "advice/passes.h"
#include "advice/rules.h"
#include "advice/situation.h"
#include "advice/text.h"

namespace sharpscale {
namespace {

// Damage that a repair step is called for, in the table's terms.
constexpr std::string_view kNoiseRule = "R-013";
constexpr std::string_view kJpegRule = "R-014";
constexpr std::string_view kBlockRule = "R-014b";

// Of the other side, beyond rounding.
constexpr double kSameShape = 0.005;

bool Enlarges(const Step& step) {
  return step.kind == StepKind::kUpscale ||
         (step.kind == StepKind::kResize && step.factor > 1.0 + 1e-9);
}

// Of noise and compression; taking blur away repairs neither.
bool Repairs(const Step& step) {
  return step.kind == StepKind::kRestore && step.conditions != "none" && !Deblurs(step) &&
         step.strength > 0.0;
}

bool Holds(std::string_view id, const Report* report) {
  const Rule* rule = FindRule(id);
  if (report == nullptr || rule == nullptr) return false;
  const Measurement* measured = report->Find(rule->metric);
  return measured != nullptr && measured->value && SurelyHolds(*rule, *measured->value, *report) &&
         !IsExplained(*rule, *report);
}

class Linter {
 public:
  Linter(const std::vector<Step>& steps,
         const Report* report,
         const Target* target,
         const std::vector<int>& scales)
      : steps_(steps), report_(report), scales_(scales) {
    product_ = 1.0;
    if (report != nullptr) {
      if (target != nullptr) target_ = TargetForContent(*report, *target);
      const absl::StatusOr<Situation> situation =
          DescribeSituation(*report, target_, RecordedHistory(*report));
      if (situation.ok()) situation_ = *situation;
      if (situation_ && target_.has_size()) {
        wanted_ = situation_->asked;
        needed_ = wanted_->factor;
      }
    }
    for (size_t i = 0; i < steps.size(); ++i) {
      const Step& step = steps[i];
      if (step.kind == StepKind::kUpscale) {
        product_ *= step.factor;
        upscales_.push_back(static_cast<int>(i));
      }
      if (step.kind == StepKind::kSharpen && step.strength > 0.0) {
        sharpens_.push_back(static_cast<int>(i));
      }
      if (Repairs(step)) repairs_.push_back(static_cast<int>(i));
      if (Deblurs(step)) deblurs_.push_back(static_cast<int>(i));
      // What was enlarged before is shrunk to what it holds: that much more is to be made of it.
      if (step.kind == StepKind::kDownscale && upscales_.empty()) shrunk_ *= step.factor;
      if (step.kind == StepKind::kExport) exports_.push_back(static_cast<int>(i));
    }
    if (needed_) *needed_ /= shrunk_;
  }

  std::vector<LintFinding> Run() {
    SharpenInsteadOfEnlarging();
    SharpenBeforeEnlarging();
    OverSharpening();
    OverEnlarging();
    EnlargingWithoutReason();
    EnlargingTooLittle();
    PlainResize();
    AnotherSize();
    IgnoringTheOriginal();
    CompressingTooEarly();
    TooMuchInOnePass();
    RepairAfterEnlarging();
    DeblurAfterEnlarging();
    DeblurInVain();
    DeblurTwice();
    DeblurAfterSharpening();
    RepairAfterSharpening();
    SharpeningDamage();
    SharpeningScreenContent();
    SharpeningACrispPicture();
    NotFixable();
    std::stable_sort(findings_.begin(), findings_.end(), [](const auto& a, const auto& b) {
      return (a.steps.empty() ? 1 << 20 : a.steps.front()) <
             (b.steps.empty() ? 1 << 20 : b.steps.front());
    });
    return findings_;
  }

 private:
  void Add(std::string_view rule, std::string text, std::vector<int> steps) {
    findings_.push_back({std::string(rule), std::move(text), std::move(steps)});
  }

  static int First(const std::vector<int>& indices) {
    return indices.empty() ? 1 << 20 : indices.front();
  }
  static int Last(const std::vector<int>& indices) { return indices.empty() ? -1 : indices.back(); }

  void SharpenInsteadOfEnlarging() {
    if (sharpens_.empty() || !upscales_.empty() || !needed_ || *needed_ <= kPlainResizeLimit)
      return;
    Add("R-090",
        fmt::format("Sharpening instead of enlarging: the target needs {}x and sharpening adds no "
                    "pixel. Enlarge first, then sharpen.",
                    ShortNumber(*needed_, 2)),
        {sharpens_.front()});
  }

  void SharpenBeforeEnlarging() {
    for (const int sharpen : sharpens_) {
      int later = -1;
      double grows = 1.0;
      for (size_t i = sharpen + 1; i < steps_.size(); ++i) {
        if (!Enlarges(steps_[i])) continue;
        if (later < 0) later = static_cast<int>(i);
        if (steps_[i].kind == StepKind::kUpscale) grows *= steps_[i].factor;
      }
      if (later < 0) continue;
      const bool raw = report_ != nullptr && report_->source.container == Container::kRaw;
      if (raw && steps_[sharpen].strength <= kMostStrength) continue;
      Add("R-091",
          fmt::format("Sharpening before enlarging: halos, grain and hard edges are enlarged {}x "
                      "with the picture. Sharpen after the last change of size.",
                      ShortNumber(grows, 2)),
          {sharpen, later});
    }
  }

  void OverSharpening() {
    for (const int sharpen : sharpens_) {
      if (steps_[sharpen].strength <= kMostStrength + 1e-9) continue;
      Add("R-092",
          fmt::format("Over-sharpening: {:.0f} %, 30 to 50 % is enough. If it shows at a glance it "
                      "is too much.",
                      100.0 * steps_[sharpen].strength),
          {sharpen});
    }
    if (sharpens_.size() > 1) {
      Add("R-092",
          fmt::format("Sharpening {} times adds up to halos: once, at the end.", sharpens_.size()),
          sharpens_);
    }
    const Rule* haloed = FindRule("R-092");
    if (!sharpens_.empty() && Holds("R-092", report_)) {
      Add("R-092",
          fmt::format("Sharpening a sharpened picture: its edges already overshoot by {:.1f} %, "
                      "ceiling {} %.",
                      report_->ValueOr("halo.overshoot", 0.0),
                      ShortNumber(haloed->threshold, 1)),
          {sharpens_.front()});
    }
  }

  void OverEnlarging() {
    if (product_ <= kMostOnePass) return;
    Add("R-093",
        fmt::format("{}x in all: beyond 4x most fine detail is invented. Look for a larger source, "
                    "or a smaller use.",
                    ShortNumber(product_, 2)),
        upscales_);
  }

  // What the passes to `needed_` multiply to; around a deblurring the first of them is 2x.
  double UsualProduct() const {
    return DeblursEnlarged(steps_) ? 2.0 * PassProduct(ChoosePasses(*needed_ / 2.0, scales_))
                                   : PassProduct(ChoosePasses(*needed_, scales_));
  }

  void EnlargingWithoutReason() {
    if (upscales_.empty()) return;
    if (needed_ && *needed_ <= kPlainResizeLimit) {
      Add("R-094",
          fmt::format("Enlarging without reason: the target needs {}x.", ShortNumber(*needed_, 2)),
          upscales_);
      return;
    }
    // The passes that are there beyond those that are needed.
    if (needed_ && product_ > UsualProduct() * 1.01) {
      Add("R-094",
          fmt::format("{}x is more than the {}x that the target needs: {}x would cover it.",
                      ShortNumber(product_, 2),
                      ShortNumber(*needed_, 2),
                      ShortNumber(UsualProduct(), 2)),
          upscales_);
    }
  }

  // The run ends in the target's px by itself: by a plain resize of what the steps leave out.
  void EnlargingTooLittle() {
    const double left = needed_.value_or(1.0) / product_;
    const bool resizes = HasStep(steps_, StepKind::kResize);
    if (left <= kPlainResizeLimit * 1.001 || resizes || (upscales_.empty() && !sharpens_.empty())) {
      return;
    }
    Add("R-095",
        fmt::format("{} where the target needs {}x: the last {}x would be a plain resize. "
                    "{}x in all would cover it.",
                    upscales_.empty() ? std::string("No enlargement")
                                      : fmt::format("Only {}x", ShortNumber(product_, 2)),
                    ShortNumber(*needed_, 2),
                    ShortNumber(left, 2),
                    ShortNumber(PassProduct(ChoosePasses(*needed_, scales_)), 2)),
        upscales_);
  }

  void PlainResize() {
    for (size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = steps_[i];
      if (step.kind != StepKind::kResize || report_ == nullptr || !upscales_.empty()) continue;
      const double factor = std::max(static_cast<double>(step.width) / report_->width,
                                     static_cast<double>(step.height) / report_->height);
      if (factor <= kPlainResizeLimit) continue;
      Add("R-095",
          fmt::format(
              "A plain resize of {}x where a model is at hand: upscale:{} first, then resize "
              "to the exact pixels.",
              ShortNumber(factor, 2),
              ShortNumber(
                  ChoosePasses(factor, scales_).empty() ? 2 : ChoosePasses(factor, scales_).front(),
                  0)),
          {static_cast<int>(i)});
    }
  }

  // Without a resize of its own a list of steps ends in the target by itself.
  void AnotherSize() {
    if (report_ == nullptr) return;
    for (size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = steps_[i];
      if (step.kind != StepKind::kResize) continue;
      const std::string size = fmt::format("{} x {} px", step.width, step.height);
      if (Last(upscales_) > static_cast<int>(i)) {
        Add("R-036",
            fmt::format("Resizing to {} before enlarging: a network makes most of the picture's "
                        "own px. Resize once, after it.",
                        size),
            {static_cast<int>(i), Last(upscales_)});
        continue;
      }
      const bool wanted = wanted_ && step.width == wanted_->width && step.height == wanted_->height;
      const double height =
          static_cast<double>(step.width) * report_->height / std::max(1, report_->width);
      if (!wanted && std::abs(step.height - height) > 1.0 + kSameShape * height) {
        Add("R-036",
            fmt::format("{} distorts a picture of {} x {} px: {} x {:.0f} px keep its shape.",
                        size,
                        report_->width,
                        report_->height,
                        step.width,
                        std::max(1.0, std::round(height))),
            {static_cast<int>(i)});
      } else if (!wanted && wanted_) {
        Add("R-036",
            fmt::format("Ends at {}, the target has {} x {} px. Resize to those, or leave the "
                        "resize out: the run ends in the target's px by itself.",
                        size,
                        wanted_->width,
                        wanted_->height),
            {static_cast<int>(i)});
      }
    }
  }

  void IgnoringTheOriginal() {
    if (upscales_.empty() || report_ == nullptr || !repairs_.empty()) return;
    // A conditional network repairs while it enlarges, unless it is told that the picture is clean.
    std::vector<std::string> damage;
    if (Holds(kNoiseRule, report_)) {
      damage.push_back(
          fmt::format("noise {:.1f} levels", report_->ValueOr("noise.luma_sigma", 0.0)));
    }
    if (Holds(kJpegRule, report_)) {
      damage.push_back(
          fmt::format("JPEG quality {:.0f}", report_->ValueOr("compression.jpeg_quality", 0.0)));
    }
    const bool enlarged_before = shrunk_ == 1.0 && SureNativeScale(*report_) < 1.0;
    if (enlarged_before) {
      damage.push_back(fmt::format("an earlier enlargement (real detail fits {:.2f} of the width)",
                                   report_->ValueOr("resolution.native_scale", 1.0)));
    }
    if (damage.empty()) return;
    const Step& first = steps_[static_cast<size_t>(upscales_.front())];
    const bool told = first.measured && first.model != "classical" && !enlarged_before;
    Add("R-096",
        fmt::format("The original has {}, and no repair is named: {}",
                    JoinWords(damage),
                    told ? "our networks are told of it and repair while they enlarge, other tools "
                           "enlarge it. Repair first there, or find a better source."
                         : "it is enlarged as it is. Repair it before enlarging, or find a better "
                           "source."),
        {upscales_.front()});
  }

  void CompressingTooEarly() {
    for (const int file : exports_) {
      if (file + 1 >= static_cast<int>(steps_.size())) continue;
      const bool enlarged = Last(upscales_) > file;
      Add("R-097",
          enlarged ? "Compressing before enlarging: what compression damages is enlarged. Export "
                     "comes last, once."
                   : "Exporting before the last step: export comes last, once.",
          {file, file + 1});
    }
  }

  void TooMuchInOnePass() {
    for (const int upscale : upscales_) {
      if (steps_[upscale].factor <= kMostPassFactor) continue;
      Add("R-098",
          fmt::format("{}x in one pass: at most 4x each; {}.",
                      ShortNumber(steps_[upscale].factor, 2),
                      "take several passes"),
          {upscale});
    }
    // Two passes of 4x are 16x, not 8x.
    if (needed_ && upscales_.size() > 1 && std::abs(product_ - 2.0 * *needed_) < 0.01 * product_) {
      Add("R-098",
          fmt::format("Passes multiply: these make {}x, not {}x.",
                      ShortNumber(product_, 2),
                      ShortNumber(*needed_, 2)),
          upscales_);
    }
  }

  // The networks that enlarge are told of noise and compression where a repair stands before them;
  // afterwards the damage has been enlarged and no longer looks like what a repair knows.
  void RepairAfterEnlarging() {
    if (upscales_.empty() || Last(repairs_) < First(upscales_)) return;
    Add("C-02",
        "Repairing after enlarging: noise and blocks have been enlarged as if they were detail, "
        "and look like texture by then. Repair first.",
        {First(upscales_), Last(repairs_)});
  }

  void DeblurAfterEnlarging() {
    if (deblurs_.empty() || First(deblurs_) < First(upscales_)) return;
    double made = 1.0;  // before the deblurring
    for (const int upscale : upscales_) {
      if (upscale < First(deblurs_)) made *= steps_[upscale].factor;
    }
    const Measurement* blur = report_ == nullptr ? nullptr : report_->Find("blur.sigma");
    const bool known = blur != nullptr && blur->value.has_value();
    // As wide as the widest that is taken away after 2x.
    const double most = 2.0 * kMostDeblurredAfter;
    if (known ? *blur->value * made <= most : made <= 2.0) return;
    Add("C-02",
        fmt::format("Taking blur away after enlarging {}x: it is {} by then than the network "
                    "does well. Deblur {}.",
                    ShortNumber(made, 2),
                    known ? fmt::format("{:.1f} px wide, more", *blur->value * made) : "wider",
                    made > 2.0 ? "after a first 2x, or before" : "first"),
        {First(upscales_), First(deblurs_)});
  }

  // What the run would leave out, as the network does no good there.
  void DeblurInVain() {
    const int at = First(deblurs_);
    if (deblurs_.empty() || report_ == nullptr || at > First(upscales_)) return;
    const Measurement* blur = report_->Find("blur.sigma");
    if (blur == nullptr || !blur->value) return;
    const double jpeg = WorstJpegQuality(*report_).value_or(100.0);
    std::string why;
    if (*blur->value < kLeastDeblurred) {
      why = fmt::format("Deblurring a crisp picture: blur {:.2f} px, it pays from {} px on.",
                        *blur->value,
                        ShortNumber(kLeastDeblurred, 2));
    } else if (*blur->value > kMostDeblurred) {
      why = fmt::format("A blur of {:.1f} px is wider than deblurring undoes ({} px).",
                        *blur->value,
                        ShortNumber(kMostDeblurred, 1));
    } else if (First(repairs_) > at &&
               (GrainPerChannel(*report_) > kMostDeblurredNoise || jpeg < kLeastDeblurredQuality)) {
      why = fmt::format("Deblurring {}: it would come back as texture. Repair first.",
                        jpeg < kLeastDeblurredQuality ? "compression damage" : "noise");
    }
    if (!why.empty()) Add("R-033", why + " The step will be left out.", {at});
  }

  void DeblurTwice() {
    if (deblurs_.size() < 2) return;
    Add("R-033",
        fmt::format("Deblurring {} times: once takes the whole blur away.", deblurs_.size()),
        deblurs_);
  }

  void DeblurAfterSharpening() {
    if (deblurs_.empty() || Last(deblurs_) < First(sharpens_)) return;
    Add("C-01",
        "Taking blur away after sharpening: the edges no longer show what blurred them. Deblur "
        "first.",
        {First(sharpens_), Last(deblurs_)});
  }

  void RepairAfterSharpening() {
    if (sharpens_.empty() || repairs_.empty() || Last(repairs_) < First(sharpens_)) return;
    Add("C-01",
        "Removing noise after sharpening: sharpening has made the noise look like detail by then. "
        "Repair first.",
        {First(sharpens_), Last(repairs_)});
  }

  void SharpeningDamage() {
    if (sharpens_.empty() || First(repairs_) < First(sharpens_)) return;
    std::string damage;
    if (Holds(kJpegRule, report_)) {
      damage =
          fmt::format("JPEG quality {:.0f}", report_->ValueOr("compression.jpeg_quality", 0.0));
    } else if (Holds(kBlockRule, report_)) {
      damage = fmt::format("block edges of {:.1f} levels",
                           report_->ValueOr("compression.blockiness", 0.0));
    }
    if (damage.empty()) return;
    Add("C-09",
        fmt::format("Sharpening a compressed picture ({}): rims and blocks are sharpened with it. "
                    "Repair first.",
                    damage),
        {sharpens_.front()});
  }

  void SharpeningScreenContent() {
    if (sharpens_.empty() || report_ == nullptr || !IsScreenContent(*report_)) return;
    const Rule* soft = FindRule(upscales_.empty() ? "R-05As" : "R-05A");
    const Measurement* blur = report_->Find("blur.sigma");
    if (blur == nullptr || !blur->value || RuleHolds(*soft, *blur->value)) return;
    Add("C-11",
        "Sharpening crisp text or a screenshot: letters get glowing outlines. Leave it out.",
        {sharpens_.front()});
  }

  // At its own size, where no edge is soft enough for sharpening to show more than rims.
  void SharpeningACrispPicture() {
    if (sharpens_.empty() || !upscales_.empty() || report_ == nullptr) return;
    if (IsScreenContent(*report_) || report_->source.container == Container::kRaw) return;
    const Measurement* blur = report_->Find("blur.sigma");
    const Rule* soft = FindRule("R-031");
    if (blur == nullptr || !blur->value || blur->high.value_or(*blur->value) > soft->threshold) {
      return;
    }
    Add("R-092",
        fmt::format(
            "Sharpening a crisp picture: blur {:.2f} px, at most {:.2f}; it pays from {} px "
            "on. Leave it out.",
            *blur->value,
            blur->high.value_or(*blur->value),
            ShortNumber(soft->threshold, 2)),
        {sharpens_.front()});
  }

  void NotFixable() {
    if (!situation_ || (sharpens_.empty() && upscales_.empty() && repairs_.empty())) return;
    for (const Caution& reason : BeyondRepair(*report_, target_, *situation_)) {
      Add(reason.rule, "Beyond repair: " + reason.text, {});
    }
  }

  const std::vector<Step>& steps_;
  const Report* report_;
  Target target_;                       // as this content wants it
  std::optional<Situation> situation_;  // empty without a report, and where too much is asked
  const std::vector<int>& scales_;
  std::optional<double> needed_;  // linear factor of the target
  std::optional<TargetPixels> wanted_;
  double product_ = 1.0;  // of the upscale steps
  double shrunk_ = 1.0;   // by the steps before the first enlargement
  std::vector<int> upscales_;
  std::vector<int> sharpens_;
  std::vector<int> repairs_;
  std::vector<int> deblurs_;
  std::vector<int> exports_;
  std::vector<LintFinding> findings_;
};

}  // namespace

const std::vector<LintRule>& LintRuleTable() {
  static const std::vector<LintRule> table = {
      {"R-033",
       "deblurring what is crisp, too blurred or damaged, or twice",
       "models/cards/sharpen.md"},
      {"R-036", "a resize that misses the target, distorts or comes too early", "S1 mistake 3"},
      {"R-060", "working on a picture that is blurred beyond repair", "S3; C-12"},
      {"R-060m", "working on a picture that is shaken beyond repair", "S3; C-12"},
      {"R-061", "enlarging faces that are too small to recover", "S3 R-061"},
      {"R-062", "enlarging text that is too small to recover", "S3 R-062"},
      {"R-090", "sharpening instead of enlarging", "S1 mistake 1"},
      {"R-091", "sharpening before enlarging", "S1 mistake 4; R-040"},
      {"R-092", "over-sharpening", "S1 mistake 2; R-05E"},
      {"R-093", "enlarging too far", "S2"},
      {"R-094", "enlarging without reason", "S1 mistake 3"},
      {"R-095", "a plain resize, or the rest of one, where a model is at hand", "S1"},
      {"R-096", "ignoring the original's quality", "S2"},
      {"R-097", "compressing before the end", "S3; R-076"},
      {"R-098", "more than 4x in one pass, or passes that do not multiply", "S3; C-03"},
      {"C-01", "removing noise or blur after sharpening", "C-01"},
      {"C-02", "repairing after enlarging", "C-02; study"},
      {"C-09", "sharpening compression damage", "C-09"},
      {"C-11", "sharpening crisp text", "C-11"},
  };
  return table;
}

std::vector<LintFinding> Lint(const std::vector<Step>& steps,
                              const Report* report,
                              const Target* target,
                              const std::vector<int>& scales) {
  return Linter(steps, report, target, scales).Run();
}

}  // namespace sharpscale
