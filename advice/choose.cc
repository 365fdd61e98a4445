// SPDX-License-Identifier: Apache-2.0

#include "advice/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "advice/between_rows.h"
#include "advice/history.h"
#include "advice/rules.h"
#include "advice/situation.h"
#include "advice/text.h"
#include "advice/wording.h"
#include "analysis/register.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Quality -> share of the width that a clean file of equal worth would have.
constexpr std::array<std::array<double, 2>, 7> kJpegShare = {
    {{1.0, 0.2}, {10.0, 0.42}, {17.0, 0.5}, {30.0, 0.6}, {50.0, 0.75}, {75.0, 0.92}, {90.0, 1.0}}};

constexpr double kUnseenNoise = 2.0;      // levels; hides nothing
constexpr double kNoiseVariance = 125.0;  // levels squared that halve the px
constexpr double kHaloShare = 0.85;       // what a repair of halos leaves
// An enlargement shows no more than its source: native px of the one / native px of the other, at
// most.
constexpr double kMostOfSource = 1.1;
constexpr double kLarger = 1.02;  // linear; what is not larger is no enlargement

double JpegShare(double quality) {
  return BetweenRows(kJpegShare, std::clamp(quality, kJpegShare.front()[0], kJpegShare.back()[0]));
}

// Rules as the advice reads them at the file's own size.
bool IsOversharpened(const Report& report) {
  if (LooksOversharpened(report)) return true;
  for (const char* id : {"R-016s", "R-092"}) {
    const Rule* rule = FindRule(id);
    const Measurement* measured = report.Find(rule->metric);
    if (!IsScreenContent(report) && measured != nullptr && measured->value &&
        SurelyHolds(*rule, *measured->value, report) && !IsExplained(*rule, report)) {
      return true;
    }
  }
  return false;
}

// What is wrong with the file beside missing detail.
std::string Damage(const Report& report, const EffectiveResolution& effective) {
  std::vector<std::string> damage;
  if (effective.compression < 0.99) {
    const std::optional<double> jpeg = WorstJpegQuality(report);
    damage.push_back(
        jpeg ? fmt::format("JPEG quality {:.0f}", *jpeg)
             : fmt::format("WebP quality {:.0f}", report.ValueOr("compression.webp_quality", 0.0)));
  }
  if (effective.noise < 0.99) {
    damage.push_back(
        fmt::format("noise of {:.1f} levels", report.ValueOr("noise.luma_sigma", 0.0)));
  }
  if (effective.halo < 1.0) damage.push_back("over-sharpened edges");
  return JoinWords(damage);
}

// How many px of `of` lie on one of `in`, linear, where both show the same; 0 where they do not or
// where nobody asked.
double ScaleBetween(const Source& in, const Source& of) {
  if (in.luma.empty() || of.luma.empty()) return 0.0;
  const Registration found = RegisterPair(in.luma, of.luma);
  if (!found.comparable) return 0.0;
  const bool turned = found.orientation > 4;
  const double of_px = turned ? of.report.height : of.report.width;
  const double of_luma = turned ? of.luma.rows : of.luma.cols;
  return found.scale_x * (of_px / of_luma) / (static_cast<double>(in.report.width) / in.luma.cols);
}

// True where `large` was enlarged from what `small` shows, as its history or its px tell.
bool IsEnlargementOf(const Source& large, const Source& small) {
  const History history = RecordedHistory(large.report);
  if (!history.empty() && history.source_width == small.report.width &&
      history.source_height == small.report.height && RecordedHistory(small.report).empty()) {
    return true;
  }
  const double native = EnlargedBefore(large.report, history);
  if (native >= 1.0) return false;
  const double scale = ScaleBetween(small, large);
  const double held = EnlargedBefore(small.report, RecordedHistory(small.report));
  return scale > kLarger && native * scale < kMostOfSource * held;
}

}  // namespace

EffectiveResolution MeasureEffectiveResolution(const Report& report) {
  EffectiveResolution effective;
  effective.detail = DetailScale(report, RecordedHistory(report));
  effective.compression = std::min(JpegShare(WorstJpegQuality(report).value_or(100.0)),
                                   JpegShare(report.ValueOr("compression.webp_quality", 100.0)));
  const double noise = report.ValueOr("noise.luma_sigma", 0.0);
  const double visible = std::max(0.0, noise * noise - kUnseenNoise * kUnseenNoise);
  effective.noise = 1.0 / std::sqrt(1.0 + visible / kNoiseVariance);
  if (IsOversharpened(report)) effective.halo = kHaloShare;
  effective.scale = effective.detail * effective.compression * effective.noise * effective.halo;
  effective.width = report.width * effective.scale;
  effective.height = report.height * effective.scale;
  return effective;
}

absl::StatusOr<std::vector<RankedSource>> Choose(const std::vector<Source>& sources,
                                                 const Target& target) {
  if (sources.empty()) {
    return absl::InvalidArgumentError("no picture to choose from: name at least one");
  }
  std::vector<RankedSource> ranked;
  std::vector<size_t> scenes;  // the first picture of each
  for (size_t i = 0; i < sources.size(); ++i) {
    const Report& report = sources[i].report;
    RankedSource source;
    source.index = static_cast<int>(i);
    SHARPSCALE_ASSIGN_OR_RETURN(const TargetPixels pixels,
                                ResolveTarget(target, report.width, report.height));
    source.effective = MeasureEffectiveResolution(report);
    const double detail = source.effective.detail;
    source.factor = pixels.factor / detail;
    source.sufficient = target.has_size() && source.factor <= 1.0 + 1e-3;
    const bool blur_known = EdgeBlur(report).has_value();
    source.reason =
        detail < 0.995 ? fmt::format("{} x {} px hold {:.0f} x {:.0f} px of detail ({})",
                                     report.width,
                                     report.height,
                                     detail * report.width,
                                     detail * report.height,
                                     DetailLoss(report, RecordedHistory(report)))
        : blur_known   ? fmt::format("all {} x {} px carry detail", report.width, report.height)
                       : fmt::format(
                           "{} x {} px; no clear edge tells whether they carry detail, "
                             "look at it yourself",
                           report.width,
                           report.height);
    if (target.has_size()) {
      source.reason += source.sufficient ? "; enough for the target"
                                         : fmt::format("; the target needs {}x that",
                                                       ShortNumber(source.factor, 2));
    }
    if (const std::string damage = Damage(report, source.effective); !damage.empty()) {
      source.reason += fmt::format(". With its {} worth {:.0f} x {:.0f} clean px",
                                   damage,
                                   source.effective.width,
                                   source.effective.height);
    }
    source.reason += ".";

    source.scene = static_cast<int>(scenes.size());
    for (size_t s = 0; s < scenes.size(); ++s) {
      const Source& first = sources[scenes[s]];
      const bool asked = !first.luma.empty() && !sources[i].luma.empty();
      if (asked && ScaleBetween(first, sources[i]) <= 0.0) continue;
      source.scene = static_cast<int>(s);
      break;
    }
    if (source.scene == static_cast<int>(scenes.size())) scenes.push_back(i);
    ranked.push_back(std::move(source));
  }
  // Of several that an enlargement may have been made from the best.
  for (RankedSource& large : ranked) {
    double most = 0.0;
    for (const RankedSource& small : ranked) {
      if (small.index == large.index || small.scene != large.scene) continue;
      const Source& a = sources[static_cast<size_t>(large.index)];
      const Source& b = sources[static_cast<size_t>(small.index)];
      if (small.effective.width <= most || !IsEnlargementOf(a, b)) continue;
      most = small.effective.width;
      large.made_from = small.index;
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(), [&](const RankedSource& a, const RankedSource& b) {
    const auto worth = [](const RankedSource& s) {
      return s.effective.compression * s.effective.noise * s.effective.halo;
    };
    if (target.has_size()) return a.factor / worth(a) < b.factor / worth(b);
    return a.effective.width * a.effective.height > b.effective.width * b.effective.height;
  });
  // From the back, so that what moves behind its source is not passed over.
  for (size_t i = ranked.size(); i-- > 0;) {
    if (ranked[i].made_from < 0) continue;
    const auto origin = std::find_if(ranked.begin(), ranked.end(), [&](const RankedSource& other) {
      return other.index == ranked[i].made_from;
    });
    ranked[i].reason += " All of its detail is in " +
                        sources[static_cast<size_t>(ranked[i].made_from)].report.source.file + ".";
    const auto from = ranked.begin() + static_cast<std::ptrdiff_t>(i);
    if (origin > from) std::rotate(from, from + 1, origin + 1);
  }
  return ranked;
}

}  // namespace sharpscale
