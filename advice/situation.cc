// SPDX-License-Identifier: Apache-2.0

#include "advice/situation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "image/channel_noise.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// A JPEG of this quality leaves no blocks.
constexpr double kFineQuality = 90.0;

// What a history tells stands against px that read softer by up to this factor.
constexpr double kRecordedDoubt = 1.5;

// Factors closer to 1 than this are rounding of whole px.
constexpr double kRounding = 1e-3;

// Edges softer than this were not sharpened at the picture's size, px.
constexpr double kMostHaloBlur = 1.0;
constexpr double kUnsure = 50.0;  // % of halo.oversharpened

// Blur of the sharpest edges that interpolation leaves, px of the picture before it was enlarged.
constexpr double kLeastNativeBlur = 0.28;

constexpr double kColourOfGrain = 1.1;  // chroma sigma over luma sigma
constexpr double kLeastColour = 3.0;    // levels; rule R-013c

// Real detail / file px of an enlargement that the whole interval agrees on, 1 otherwise.
double MeasuredNativeScale(const Report& report) {
  const Measurement* native = report.Find("resolution.native_scale");
  if (native == nullptr || !native->value || native->high.value_or(0.0) >= 1.0) return 1.0;
  return std::clamp(*native->value, 0.02, 1.0);
}

// Interpolation leaves soft edges behind. Crisp ones contradict it: a network made them, or it is a
// repeated pattern or a screenshot, which look enlarged by their spectrum.
bool CrisperThanInterpolated(const Report& report) {
  const Measurement* blur = report.Find("blur.sigma");
  return blur != nullptr && blur->value &&
         *blur->value * report.ValueOr("resolution.native_scale", 1.0) < kLeastNativeBlur;
}

// Grain hides what sharpening does to edges. Where they still tell it for sure, sharpening made the
// grain, of texture: 38 pictures of the study with noise of 8 levels reach 15 % at the near end
// of the interval, over-sharpened texture (baboon, man) 91 % and more.
bool SurelyOversharpened(const Report& report) {
  const Rule* rule = FindRule("R-016p");
  return SurelyHolds(*rule, report.ValueOr(rule->metric, 0.0), report);
}

}  // namespace

bool IsScreenContent(const Report& report) {
  const std::string kind = report.Word("content.kind");
  return kind == "screenshot" || kind == "text" || kind == "line-art";
}

std::optional<double> WorstJpegQuality(const Report& report) {
  std::optional<double> worst;
  for (const char* id : {"compression.jpeg_quality", "compression.first_quality"}) {
    const Measurement* quality = report.Find(id);
    if (quality == nullptr || !quality->value) continue;
    worst = std::min(worst.value_or(100.0), *quality->value);
  }
  return worst;
}

double GrainPerChannel(const Report& report, bool lifted) {
  const std::string kind = report.Word("noise.kind");
  if (kind == "none" && !lifted) return 0.0;
  const double luma = report.ValueOr("noise.luma_sigma", 0.0);
  double chroma = report.ValueOr("noise.chroma_sigma", 0.0);
  // Grain of single px has about as much of its sigma in colour as in luma (0.64 and 0.67 of each
  // channel's); what is beyond is colour texture. A picture with nothing but a little colour noise
  // has none in luma to take away.
  if (kind == "white" || kind == "signal-dependent" || lifted) {
    chroma = std::min(chroma, kColourOfGrain * luma);
  }
  if (kind == "chroma" && chroma < kLeastColour) chroma = 0.0;
  return ChannelNoise(luma, chroma);
}

bool MayBeHalos(const Report& report) {
  return report.Word("blur.kind") != "motion" && report.ValueOr("blur.sigma", 0.0) <= kMostHaloBlur;
}

bool AreCrests(const Report& report) {
  if (report.ValueOr("halo.oversharpened", 100.0) >= kUnsure) return false;
  if (!MayBeHalos(report)) return true;
  const Measurement* under = report.Find("halo.undershoot");
  const bool one_sided = under != nullptr && !under->value;
  return one_sided && report.ValueOr("halo.affected", 100.0) == 0.0;
}

bool IsRough(const Report& report) {
  const std::string kind = report.Word("noise.kind");
  const bool grain = (kind == "white" || kind == "signal-dependent") &&
                     report.ValueOr("noise.luma_sigma", 0.0) > FindRule("R-013s")->threshold &&
                     !SurelyOversharpened(report);
  return grain || WorstJpegQuality(report).value_or(100.0) < FindRule("R-014")->threshold;
}

bool LooksOversharpened(const Report& report) {
  const Rule* rule = FindRule("R-016e");
  return !IsScreenContent(report) && MayBeHalos(report) && !IsRough(report) &&
         RuleHolds(*rule, report.ValueOr(rule->metric, 0.0));
}

Target TargetForContent(const Report& report, Target target) {
  if (!target.is_print() || target.ppi_given || !IsScreenContent(report)) return target;
  const double before = target.wanted_ppi();
  target.ppi = target.wanted_ppi() * kLineArtPpiFactor;
  target.ppi_given = true;
  RenamePpi(before, &target);
  return target;
}

double SuspectedNativeScale(const Report& report) {
  const double native = MeasuredNativeScale(report);
  return RuleHolds(*FindRule("R-011"), native) ? native : 1.0;
}

double SureNativeScale(const Report& report) {
  return CrisperThanInterpolated(report) ? 1.0 : SuspectedNativeScale(report);
}

double EnlargedBefore(const Report& report, const History& history) {
  const bool cleared = IsScreenContent(report) && CrisperThanInterpolated(report);
  return std::min(cleared ? 1.0 : MeasuredNativeScale(report), history.NativeScale());
}

bool EdgesWereMade(const Report& report, const History& history) {
  if (history.NativeScale() < 1.0) {
    return history.EnlargedByNetwork() || history.Did(StepKind::kSharpen);
  }
  return EnlargedBefore(report, history) < 1.0 && CrisperThanInterpolated(report);
}

std::optional<double> EdgeBlur(const Report& report) {
  const Measurement* blur = report.Find("blur.sigma");
  if (blur == nullptr || !blur->value) return std::nullopt;
  // An even movement has a standard deviation of its length over root 12 along itself.
  return std::hypot(*blur->value, report.ValueOr("blur.motion_length", 0.0) / std::sqrt(12.0));
}

double EdgeScale(const Report& report) {
  return kCrispBlur / std::max(kCrispBlur, EdgeBlur(report).value_or(0.0));
}

bool KnowsDetail(const Report& report, double detail_scale) {
  return detail_scale < 1.0 || EdgeBlur(report).has_value();
}

double DetailScale(const Report& report, const History& history) {
  const double measured = std::min(EnlargedBefore(report, history), EdgeScale(report));
  // A result holds what its source held: what its own edges tell is how a network drew them.
  const double recorded = history.NativeScale();
  return recorded < 1.0 && measured * kRecordedDoubt > recorded ? recorded : measured;
}

absl::StatusOr<Situation> DescribeSituation(const Report& report,
                                            const Target& target,
                                            const History& history) {
  Situation s;
  s.width = report.width;
  s.height = report.height;
  SHARPSCALE_ASSIGN_OR_RETURN(s.asked, ResolveTarget(target, report.width, report.height));
  s.wanted = s.asked;
  s.file_factor = s.asked.factor;
  s.screen_content = IsScreenContent(report);

  if (target.is_print() && s.file_factor < 1.0 + kRounding) {
    // More px than the paper needs: nobody gains by throwing them away. Covering still crops.
    s.keeps_pixels = true;
    const double shape = static_cast<double>(s.asked.width) / s.asked.height;
    const bool cuts =
        s.asked.width < s.asked.scaled_width || s.asked.height < s.asked.scaled_height;
    s.wanted = {s.width, s.height, s.width, s.height, 1.0};
    if (cuts) {
      s.wanted.width = std::clamp<int>(std::lround(s.height * shape), 1, s.width);
      s.wanted.height = std::clamp<int>(std::lround(s.width / shape), 1, s.height);
    }
  }

  s.factor = s.file_factor;
  if (target.has_size() && !s.screen_content && history.empty()) {
    s.native_scale = SureNativeScale(report);
    if (s.native_scale < 1.0 && s.file_factor / s.native_scale > kPlainResizeLimit) {
      s.shrink_first = true;
      s.factor = s.file_factor / s.native_scale;
      s.keeps_pixels = false;
      s.wanted = s.asked;
    }
  }
  if (s.factor > kMostTotalFactor * (1.0 + kRounding)) {
    return absl::InvalidArgumentError(fmt::format(
        "the target needs {:.1f}x of the picture's {} real detail ({} x {} px): at most "
        "{:.0f}x is possible; ask for less or find a larger source",
        s.factor,
        s.shrink_first ? "" : "own",
        static_cast<int>(std::lround(s.width * s.native_scale)),
        static_cast<int>(std::lround(s.height * s.native_scale)),
        kMostTotalFactor));
  }
  s.enlarging = s.factor > kPlainResizeLimit;
  s.scale = s.shrink_first ? s.native_scale : std::min(1.0, s.file_factor);
  return s;
}

std::optional<double> RuleValue(const Rule& rule,
                                const Report& report,
                                const Target& target,
                                const Situation& situation) {
  if (rule.metric == "target.factor") return situation.factor;
  if (rule.metric == "target.megapixels") {
    return static_cast<double>(situation.wanted.width) * situation.wanted.height * 1e-6;
  }
  if (rule.metric == "target.ppi") return target.is_print() ? target.wanted_ppi() : 0.0;
  if (rule.metric == "target.max_bytes") {
    return static_cast<double>(target.max_bytes.value_or(0));
  }
  if (rule.metric == "result.blur") return situation.result_blur;
  const Measurement* measurement = report.Find(rule.metric);
  if (measurement == nullptr || !measurement->value) return std::nullopt;
  const double value = *measurement->value;
  switch (rule.scale) {
    case RuleScale::kNone:
      return value;
    case RuleScale::kLength:
    case RuleScale::kNoise:
      return value * situation.scale;
    case RuleScale::kArtefact:
      if (situation.scale < 0.5) return std::nullopt;
      return value;
  }
  return value;
}

bool SurelyHolds(const Rule& rule, double value, const Report& report) {
  if (!RuleHolds(rule, value)) return false;
  const Measurement* measured = report.Find(rule.metric);
  if (measured == nullptr || !measured->value || *measured->value == 0.0) return true;
  const std::optional<double> near = rule.above ? measured->low : measured->high;
  return !near || RuleHolds(rule, *near * value / *measured->value);
}

bool IsExplained(const Rule& rule, const Report& report) {
  switch (rule.unless) {
    case RuleUnless::kNever:
      return false;
    case RuleUnless::kSoft:
      return !MayBeHalos(report);
    case RuleUnless::kCrests:
      return AreCrests(report);
    case RuleUnless::kRough:
      return !MayBeHalos(report) || IsRough(report);
    case RuleUnless::kMoved:
      return report.Word("blur.kind") == "motion";
    case RuleUnless::kUnseen: {
      const Measurement* blur = report.Find("blur.sigma");
      return blur == nullptr || !blur->value;
    }
    case RuleUnless::kNoNoise:
      return report.Word("noise.kind") == "none";
    case RuleUnless::kFine:
      return WorstJpegQuality(report).value_or(0.0) >= kFineQuality;
    case RuleUnless::kBrokenDetail:
      // What looks like coarse grain in a compressed picture is mostly texture that compression
      // has broken up.
      return report.Word("noise.kind") == "correlated" &&
             report.ValueOr("compression.blockiness", 0.0) > FindRule("R-014b")->threshold;
  }
  return false;
}

bool RuleApplies(const Rule& rule, const Situation& situation) {
  if (rule.content == RuleContent::kPhoto && situation.screen_content) return false;
  if (rule.content == RuleContent::kScreen && !situation.screen_content) return false;
  if (rule.when == RuleWhen::kEnlarging) return situation.enlarging;
  if (rule.when == RuleWhen::kNotEnlarging) return !situation.enlarging;
  return true;
}

std::optional<double> HoldingValue(const Rule& rule,
                                   const Report& report,
                                   const Target& target,
                                   const Situation& situation) {
  if (!RuleApplies(rule, situation)) return std::nullopt;
  const std::optional<double> value = RuleValue(rule, report, target, situation);
  if (!value || !RuleHolds(rule, *value)) return std::nullopt;
  if (rule.proof == RuleProof::kInterval && !SurelyHolds(rule, *value, report)) return std::nullopt;
  return IsExplained(rule, report) ? std::nullopt : value;
}

}  // namespace sharpscale
