// SPDX-License-Identifier: Apache-2.0
//
// The profile of the worst edge and the histogram, as inline SVG.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/planes.h"
#include "report/numbers.h"
#include "report/page/markup.h"
#include "report/page/sections.h"
#include "report/worst_edge.h"

namespace sharpscale::page {
namespace {

constexpr double kClearContrast = 40.0;  // levels
// Of a clean step: from and to where its sides must be even, px, and how much they may vary, shares
// of the contrast; nearer, a halo may stand.
constexpr double kEvenFrom = 6.0;
constexpr double kEvenTo = 11.0;
constexpr double kUneven = 0.15;
constexpr double kHaloFrom = 2.5;
constexpr double kMostHalo = 0.6;

// Histogram of luma, 256 levels, as shares. Large pictures are read every few rows and columns: a
// million samples are plenty.
struct Histogram {
  std::array<double, 256> share{};
  double black = 0.0;  // % of pixels at level 0
  double white = 0.0;  // % at level 255
};

Histogram HistogramOf(const Image& image) {
  Histogram histogram;
  const int step = std::max(
      1, static_cast<int>(std::sqrt(static_cast<double>(image.width()) * image.height() / 1e6)));
  int64_t count = 0;
  for (int y = 0; y < image.height(); y += step) {
    const cv::Mat row = image.pixels.row(y);
    cv::Mat1f luma(1, image.width());
    ConvertToLuma(row, luma);
    for (int x = 0; x < image.width(); x += step) {
      const float value = luma(0, x);
      if (std::isnan(value)) continue;
      ++histogram.share[static_cast<size_t>(std::clamp(std::lround(value), 0L, 255L))];
      ++count;
    }
  }
  if (count == 0) return histogram;
  for (double& share : histogram.share) share /= static_cast<double>(count);
  histogram.black = 100.0 * histogram.share[0];
  histogram.white = 100.0 * histogram.share[255];
  return histogram;
}

std::string Path(const std::vector<cv::Point2d>& points) {
  std::string path;
  for (const cv::Point2d& p : points) {
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", p.x, p.y);
  }
  return path;
}

std::string HistogramSvg(const Histogram& lead, const Histogram* source, const char* label) {
  constexpr double kWidth = 340.0;
  constexpr double kHeight = 170.0;
  double most = 0.0;
  // The ends hold clipped pixels and would flatten the rest; they may be cut.
  for (size_t i = 1; i < 255; ++i) {
    most = std::max(most, lead.share[i]);
    if (source != nullptr) most = std::max(most, source->share[i]);
  }
  if (most <= 0.0) most = 1.0;
  const auto points = [&](const Histogram& h) {
    std::vector<cv::Point2d> line;
    for (size_t i = 0; i < 256; ++i) {
      const double y = std::sqrt(std::min(1.0, h.share[i] / most));
      line.emplace_back(kWidth * static_cast<double>(i) / 255.0, kHeight * (1.0 - y));
    }
    return line;
  };
  std::vector<cv::Point2d> area = points(lead);
  area.emplace_back(kWidth, kHeight);
  area.emplace_back(0.0, kHeight);
  std::string svg = fmt::format(
      R"(<svg class="plot" viewBox="-2 -4 {} {}" role="img" aria-label="{}"><title>{}</title><path class="area" d="{}Z"/>)",
      kWidth + 4,
      kHeight + 26,
      label,
      "Square-root scale: small shares stay visible.",
      Path(area));
  if (source != nullptr) svg += fmt::format(R"(<path class="src" d="{}"/>)", Path(points(*source)));
  svg += fmt::format(R"(<path class="axis" d="M0 {0}H{1}"/>)", kHeight, kWidth);
  for (const int tick : {0, 64, 128, 192, 255}) {
    svg += fmt::format(R"(<text x="{:.0f}" y="{:.0f}" text-anchor="{}">{}</text>)",
                       kWidth * tick / 255.0,
                       kHeight + 17,
                       tick == 0     ? "start"
                       : tick == 255 ? "end"
                                     : "middle",
                       tick);
  }
  return svg + "</svg>";
}

struct Axis {
  double low = 0.0;
  double high = 255.0;
  double step = 50.0;
};

Axis LevelAxis(const EdgeCurve& lead, const EdgeCurve* source) {
  double low = 1e9;
  double high = -1e9;
  for (const EdgeCurve* curve : {&lead, source}) {
    if (curve == nullptr) continue;
    for (const double value : curve->luma) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  const double span = std::max(20.0, high - low);
  const double step = span > 120.0 ? 50.0 : span > 50.0 ? 20.0 : 10.0;
  return {std::floor((low - 0.1 * span) / step) * step,
          std::ceil((high + 0.12 * span) / step) * step,
          step};
}

std::string ProfileSvg(const EdgeCurve& lead, const EdgeCurve* source, double reach) {
  constexpr double kWidth = 740.0;
  constexpr double kHeight = 300.0;
  constexpr double kLeft = 40.0;
  const Axis axis = LevelAxis(lead, source);
  const auto x_of = [&](double position) {
    return kLeft + (kWidth - kLeft) * (position + reach) / (2.0 * reach);
  };
  const auto y_of = [&](double level) {
    return 10.0 + (kHeight - 10.0) * (axis.high - level) / (axis.high - axis.low);
  };
  std::string svg = fmt::format(
      R"(<svg class="plot profile" viewBox="0 -8 {} {}" role="img" aria-label="Luma across the edge with the worst halo">)",
      kWidth + 8,
      kHeight + 40);
  for (double level = axis.low; level <= axis.high + 1e-6; level += axis.step) {
    if (level < -1e-6 || level > 255.0 + axis.step) continue;
    svg += fmt::format(
        R"(<path class="grid" d="M{0} {1:.1f}H{2}"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5:.0f}</text>)",
        kLeft,
        y_of(level),
        kWidth,
        kLeft - 8,
        y_of(level) + 4,
        level);
  }
  const double tick = reach > 16.0 ? 10.0 : 5.0;
  for (double at = -std::floor(reach / tick) * tick; at <= reach + 1e-6; at += tick) {
    const bool last = at + tick > reach + 1e-6;
    svg += fmt::format(R"(<text x="{:.1f}" y="{:.0f}" text-anchor="{}">{}{}{}</text>)",
                       x_of(at),
                       kHeight + 22,
                       last ? "end" : "middle",
                       at > 0   ? "+"
                       : at < 0 ? "\u2212"
                                : "",
                       FormatNumber(std::abs(at), 0),
                       last ? "\u00a0px" : "");
  }
  // Areas beyond the plateaus, with the metric's own figures beside the peaks.
  if (lead.overshoot && lead.undershoot) {
    const auto lobe = [&](bool over) {
      std::vector<cv::Point2d> area;
      size_t peak = 0;
      bool any = false;
      const double plateau = over ? lead.bright : lead.dark;
      for (size_t i = 0; i < lead.position.size(); ++i) {
        // The first swing beside the edge, not the texture further out.
        if (over ? lead.position[i] < 0.0 : lead.position[i] > 0.0) continue;
        if (std::abs(lead.position[i]) > 12.0) continue;
        const bool beyond = over ? lead.luma[i] > plateau : lead.luma[i] < plateau;
        if (beyond &&
            (!any || (over ? lead.luma[i] > lead.luma[peak] : lead.luma[i] < lead.luma[peak]))) {
          peak = i;
          any = true;
        }
      }
      if (!any) return;
      size_t from = peak;
      size_t to = peak;
      const auto beyond = [&](size_t i) {
        return over ? lead.luma[i] > plateau : lead.luma[i] < plateau;
      };
      while (from > 0 && beyond(from - 1)) --from;
      while (to + 1 < lead.luma.size() && beyond(to + 1)) ++to;
      area.emplace_back(x_of(lead.position[from]), y_of(plateau));
      for (size_t i = from; i <= to; ++i)
        area.emplace_back(x_of(lead.position[i]), y_of(lead.luma[i]));
      area.emplace_back(x_of(lead.position[to]), y_of(plateau));
      const double value = over ? *lead.overshoot : *lead.undershoot;
      if (value < 0.05) return;
      svg += fmt::format(R"(<path class="{}" d="{}Z"/>)", over ? "over" : "under", Path(area));
      svg +=
          fmt::format(R"(<text class="val {}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}{}</text>)",
                      over ? "over" : "under",
                      x_of(lead.position[peak]) + (over ? 8.0 : -8.0),
                      y_of(lead.luma[peak]) + (over ? -8.0 : 20.0),
                      over ? "start" : "end",
                      over ? "+" : "\u2212",
                      FormatWithUnit(value, 1, "%"));
    };
    svg += fmt::format(
        R"(<path class="plateau" d="M{0:.1f} {1:.1f}H{2:.1f}M{3:.1f} {4:.1f}H{0:.1f}"/>)",
        x_of(0.0),
        y_of(lead.bright),
        x_of(reach),
        x_of(-reach),
        y_of(lead.dark));
    lobe(true);
    lobe(false);
  }
  const auto line = [&](const EdgeCurve& curve, const char* style) {
    std::vector<cv::Point2d> points;
    for (size_t i = 0; i < curve.position.size(); ++i)
      points.emplace_back(x_of(curve.position[i]), y_of(curve.luma[i]));
    svg += fmt::format(R"(<path class="{}" d="{}"/>)", style, Path(points));
  };
  if (source != nullptr) line(*source, "src");
  line(lead, "res");
  return svg + "</svg>";
}

// A step between two even areas. In texture and on lines a profile shows neighbours, not halos, and
// percentages of its contrast mean nothing.
bool IsCleanStep(const EdgeCurve& curve) {
  const double contrast = curve.bright - curve.dark;
  if (!curve.overshoot || !curve.rise || contrast < kClearContrast) return false;
  for (size_t i = 0; i < curve.position.size(); ++i) {
    const double at = curve.position[i];
    const double share = (curve.luma[i] - curve.dark) / contrast;
    const double out = std::abs(at);
    if (out > kEvenTo) continue;
    const double off = at > 0.0 ? std::abs(share - 1.0) : std::abs(share);
    if (out >= kEvenFrom ? off > kUneven : out >= kHaloFrom && off > kMostHalo) return false;
  }
  return true;
}

std::string Row(const char* name, const std::string& value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
}

std::string Pair(const std::optional<double>& lead,
                 const std::optional<double>* source,
                 const char* unit) {
  const auto text = [&](const std::optional<double>& v) {
    return v ? FormatWithUnit(*v, 1, unit) : std::string("unknown");
  };
  std::string out = "<b>" + text(lead) + "</b>";
  if (source != nullptr) out += ", source " + text(*source);
  return out;
}

std::string Keys(bool pair) {
  std::string keys;
  if (pair) {
    keys +=
        R"(<span><svg class="plot" style="width:24px;height:8px" aria-hidden="true"><path class="src" d="M0 4H24"/></svg>Source</span>)";
  }
  return keys +
         fmt::format(
             R"(<span><svg class="plot" style="width:24px;height:8px" aria-hidden="true"><path class="res" d="M0 4H24"/></svg>{}</span>)",
             pair ? "Result" : "Picture");
}

}  // namespace

std::string PlotSection(const Page& page) {
  // The worst halo that still has an edge to show.
  std::string profile;
  std::string numbers;
  std::vector<Peak> places;
  const auto add = [&](const Measurement* halo) {
    if (halo != nullptr) places.insert(places.end(), halo->peaks.begin(), halo->peaks.end());
  };
  if (page.in.comparison) add(page.in.comparison->Find("added.halo_overshoot"));
  if (page.lead_report != nullptr) add(page.lead_report->Find("halo.overshoot"));
  constexpr double kReach = 20.0;
  for (const Peak& peak : places) {
    const std::optional<EdgeLine> line = FindEdgeAt(page.lead, peak.x, peak.y);
    if (!line) continue;
    const EdgeCurve lead = CurveAlong(page.lead, *line, kReach);
    if (!IsCleanStep(lead)) continue;
    std::optional<EdgeCurve> source;
    if (page.in_register) {
      source = CurveAlong(page.in.before, *line, kReach, page.in.comparison->registration);
    }
    const EdgeCurve* dashed = source ? &*source : nullptr;
    profile = fmt::format(
        "<div class=\"keyline\"><span>At x {:.0f}, y {:.0f}; {} lines averaged, luma level</span>"
        "<span class=\"keys\">{}</span></div>{}",
        peak.x,
        peak.y,
        lead.lines,
        Keys(dashed != nullptr),
        ProfileSvg(lead, dashed, kReach));
    numbers =
        Row("Overshoot", Pair(lead.overshoot, dashed ? &dashed->overshoot : nullptr, "%")) +
        Row("Undershoot", Pair(lead.undershoot, dashed ? &dashed->undershoot : nullptr, "%")) +
        Row("Rise, 10\u201390\u00a0%", Pair(lead.rise, dashed ? &dashed->rise : nullptr, "px")) +
        Row("Halo width", Pair(lead.halo_width, nullptr, "px"));
    break;
  }
  const Histogram lead = HistogramOf(page.lead);
  std::optional<Histogram> source;
  if (page.pair) source = HistogramOf(page.in.before);
  const std::string clipped = Row("Pure black", Pair(lead.black, nullptr, "%")) +
                              Row("Pure white", Pair(lead.white, nullptr, "%"));
  const std::string histogram = fmt::format(
      "<div class=\"keyline\" style=\"margin:14px 0 6px\"><span>Histogram, luma, whole "
      "picture</span>{}</div>{}",
      source ? "<span class=\"keys\">" + Keys(true) + "</span>" : "",
      HistogramSvg(lead, source ? &*source : nullptr, "Histogram of luma"));
  if (profile.empty()) {
    const char* why = places.empty() ? ""
                                     : "<p class=\"sub\">No edge profile: none of the worst halos "
                                       "lies on a step between two even areas.</p>";
    return fmt::format(
        "<section><h2>Histogram</h2>{}<div class=\"plots\"><div>{}</div><dl "
        "class=\"facts\">{}</dl></div></section>\n",
        why,
        histogram,
        clipped);
  }
  return fmt::format(
      "<section><h2>Edge profile</h2><div class=\"plots\"><div>{}</div><div><dl "
      "class=\"facts\">{}</dl>{}"
      "<dl class=\"facts\" style=\"margin-top:6px\">{}</dl></div></div></section>\n",
      profile,
      numbers,
      histogram,
      clipped);
}

}  // namespace sharpscale::page
