// SPDX-License-Identifier: Apache-2.0

#include "advice/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "advice/history.h"
#include "advice/rules.h"
#include "advice/situation.h"
#include "advice/text.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Quality -> share of the width that a clean file of equal worth would have.
constexpr std::array<std::array<double, 2>, 7> kJpegShare = {
    {{1.0, 0.2}, {10.0, 0.42}, {17.0, 0.5}, {30.0, 0.6}, {50.0, 0.75}, {75.0, 0.92}, {90.0, 1.0}}};

constexpr double kUnseenNoise = 2.0;      // levels; hides nothing
constexpr double kResampled = 0.95;       // share of the width that survives an enlargement
constexpr double kNoiseVariance = 125.0;  // levels squared that halve the px

double JpegShare(double quality) {
  if (quality >= kJpegShare.back()[0]) return 1.0;
  quality = std::max(quality, kJpegShare.front()[0]);
  for (size_t i = 1; i < kJpegShare.size(); ++i) {
    if (quality > kJpegShare[i][0]) continue;
    const double at = (quality - kJpegShare[i - 1][0]) / (kJpegShare[i][0] - kJpegShare[i - 1][0]);
    return kJpegShare[i - 1][1] + at * (kJpegShare[i][1] - kJpegShare[i - 1][1]);
  }
  return 1.0;
}

std::string Losses(const EffectiveResolution& effective) {
  std::vector<std::string> losses;
  const auto add = [&](const char* what, double share) {
    if (share < 0.99) losses.push_back(fmt::format("{} x{:.2f}", what, share));
  };
  add("enlarged before", effective.native);
  add("blur", effective.blur);
  add("compression", effective.compression);
  add("noise", effective.noise);
  return losses.empty() ? "" : " (" + JoinWords(losses) + ")";
}

}  // namespace

EffectiveResolution MeasureEffectiveResolution(const Report& report) {
  EffectiveResolution effective;
  // Among sources a doubt is enough: a file that looks enlarged, crisp edges or not, may be the
  // product of another one in the list. Only on screens crisp edges clear it.
  effective.native = EnlargedBefore(report, RecordedHistory(report));
  const double sigma = report.ValueOr("blur.sigma", 0.0);
  // Blur of an enlarged picture is its enlargement's; only what is beyond counts.
  const double own_blur = sigma * effective.native;
  if (own_blur > kCrispBlur) effective.blur = kCrispBlur / own_blur;
  effective.compression = std::min(JpegShare(WorstJpegQuality(report).value_or(100.0)),
                                   JpegShare(report.ValueOr("compression.webp_quality", 100.0)));
  const double noise = report.ValueOr("noise.luma_sigma", 0.0);
  const double visible = std::max(0.0, noise * noise - kUnseenNoise * kUnseenNoise);
  effective.noise = 1.0 / std::sqrt(1.0 + visible / kNoiseVariance);
  // At equal detail the file that was not resampled comes first.
  const double resampled = effective.native < 1.0 ? kResampled : 1.0;
  effective.scale =
      effective.native * effective.blur * effective.compression * effective.noise * resampled;
  effective.width = report.width * effective.scale;
  effective.height = report.height * effective.scale;
  return effective;
}

absl::StatusOr<std::vector<RankedSource>> Choose(const std::vector<Report>& reports,
                                                 const Target& target) {
  if (reports.empty()) {
    return absl::InvalidArgumentError("no picture to choose from: name at least one");
  }
  std::vector<RankedSource> ranked;
  for (size_t i = 0; i < reports.size(); ++i) {
    const Report& report = reports[i];
    RankedSource source;
    source.index = static_cast<int>(i);
    SHARPSCALE_ASSIGN_OR_RETURN(const TargetPixels pixels,
                                ResolveTarget(target, report.width, report.height));
    source.effective = MeasureEffectiveResolution(report);
    // An enlargement of ours holds no more than what it was made from, if that is in the list.
    // Of several that have its size any may be it: the best.
    const History history = RecordedHistory(report);
    double most = 0.0;
    for (const Report& other : reports) {
      const bool origin = !history.empty() && history.source_width == other.width &&
                          history.source_height == other.height && RecordedHistory(other).empty();
      if (!origin) continue;
      most = std::max(most, kResampled * MeasureEffectiveResolution(other).width);
    }
    if (most > 0.0 && source.effective.width > most) {
      source.effective.scale *= most / source.effective.width;
      source.effective.width = report.width * source.effective.scale;
      source.effective.height = report.height * source.effective.scale;
    }
    source.factor = pixels.factor / source.effective.scale;
    source.sufficient = target.has_size() && source.factor <= 1.0 + 1e-3;
    const std::string losses = Losses(source.effective);
    source.reason = losses.empty()
                        ? fmt::format("all {} x {} px carry detail", report.width, report.height)
                        : fmt::format("{} x {} px hold about {:.0f} x {:.0f} px of detail{}",
                                      report.width,
                                      report.height,
                                      source.effective.width,
                                      source.effective.height,
                                      losses);
    if (target.has_size()) {
      source.reason += source.sufficient ? "; enough for the target."
                                         : fmt::format("; the target needs {}x that.",
                                                       ShortNumber(source.factor, 2));
    } else {
      source.reason += ".";
    }
    ranked.push_back(std::move(source));
  }
  std::stable_sort(ranked.begin(), ranked.end(), [&](const RankedSource& a, const RankedSource& b) {
    if (target.has_size()) return a.factor < b.factor;
    return a.effective.width * a.effective.height > b.effective.width * b.effective.height;
  });
  return ranked;
}

}  // namespace sharpscale
