// SPDX-License-Identifier: Apache-2.0

#include "report/sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "analysis/metric_table.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/numbers.h"
#include "report/page/assets.h"
#include "report/page/markup.h"
#include "report/page/sections.h"
#include "report/terminal.h"

namespace sharpscale {
namespace {

using page::Escape;

constexpr size_t kPlaces = 4;
constexpr size_t kPlacesEach = 3;  // candidates of one result
constexpr int kCropSide = 208;     // px of the largest result, and of the screen: five a row
constexpr int kCropQuality = 88;

constexpr std::string_view kCss = R"(
.sheet { display: grid; grid-template-columns: repeat(var(--n), 208px); gap: 8px; overflow-x: auto; margin-top: 12px; padding-bottom: 4px; }
.sheet figure { min-width: 0; }
.sheet img { display: block; width: 208px; height: 208px; border-radius: 4px; }
.sheet figcaption { font-size: 13px; line-height: 18px; margin-top: 4px; overflow-wrap: anywhere; }
.sheet + .sub { margin-top: 4px; }
.sheet-head h1 { display: flex; gap: 14px; align-items: center; }
.sheet-head h1 .g { width: 32px; height: 32px; }
td.best { font-weight: 600; }
.chk { display: flex; } .chk .g { flex: none; margin-top: 2px; }
.sheet-legend { margin-top: 12px; font-size: 14px; } .sheet-legend summary { cursor: pointer; color: var(--accent); }
dl.reasons { display: grid; grid-template-columns: auto 1fr; font-size: 14px; line-height: 20px; margin-top: 8px; }
dl.reasons dt, dl.reasons dd { padding: 7px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
dl.reasons dt { color: var(--text-2); padding-right: 24px; }
@media (max-width: 700px) {
  .chk { min-width: 15ch; }
  dl.reasons { grid-template-columns: 1fr; } dl.reasons dt { border: 0; padding-bottom: 0; } dl.reasons dd { padding-top: 0; }
  .top .files { display: flex; }
}
tr.first th[scope=row], tr.first td { background: var(--selected); }
@media print { .sheet { overflow: visible; grid-template-columns: repeat(3, 1fr); } .sheet img { width: 100%; height: auto; } }
)";

std::string BaseName(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

// A place in px of the source, corner of the first pixel at (0, 0).
struct SourcePlace {
  double x = 0.0;
  double y = 0.0;
  std::string text;
};

bool Upright(const SheetEntry& entry) {
  return entry.comparison.registration.comparable && entry.comparison.registration.orientation == 1;
}

// The crop of a result that shows `area` of the source.
cv::Rect2d AreaOf(const Registration& r, const cv::Rect2d& area) {
  return {area.x * r.scale_x + r.dx,
          area.y * r.scale_y + r.dy,
          area.width * r.scale_x,
          area.height * r.scale_y};
}

std::vector<SourcePlace> Places(const SheetInput& input, double side) {
  std::vector<SourcePlace> places;
  const auto add = [&](const SourcePlace& place) {
    const bool shown = std::any_of(places.begin(), places.end(), [&](const SourcePlace& other) {
      return std::abs(other.x - place.x) < 0.7 * side && std::abs(other.y - place.y) < 0.7 * side;
    });
    if (!shown && places.size() < kPlaces) places.push_back(place);
  };
  // The worst place of each, then the second of each.
  std::vector<std::vector<SourcePlace>> each;
  for (const SheetEntry& entry : input.entries) {
    std::vector<SourcePlace> found;
    if (Upright(entry)) {
      HtmlInput html;
      html.before = input.source;
      html.after = entry.image;
      html.comparison = entry.comparison;
      html.verdict = entry.verdict;
      const page::Page view{html, entry.image, &entry.comparison.after, true, true, {}};
      const Registration& r = entry.comparison.registration;
      for (const page::Place& place : page::WorstPlaces(view, kPlacesEach)) {
        found.push_back({(place.x + 0.5 - r.dx) / r.scale_x,
                         (place.y + 0.5 - r.dy) / r.scale_y,
                         place.title + " in " + BaseName(entry.file)});
      }
    }
    each.push_back(std::move(found));
  }
  for (size_t rank = 0; rank < kPlacesEach; ++rank) {
    for (const std::vector<SourcePlace>& found : each) {
      if (rank < found.size()) add(found[rank]);
    }
  }
  if (places.empty()) {
    places.push_back({input.source.width() / 2.0, input.source.height() / 2.0, "The middle"});
  }
  return places;
}

absl::StatusOr<std::string> CropRow(const SheetInput& input,
                                    const SourcePlace& place,
                                    double side) {
  const double width = std::min(side, static_cast<double>(input.source.width()));
  const double height = std::min(side, static_cast<double>(input.source.height()));
  const cv::Rect2d area(std::clamp(place.x - width / 2.0, 0.0, input.source.width() - width),
                        std::clamp(place.y - height / 2.0, 0.0, input.source.height() - height),
                        width,
                        height);
  const cv::Size size(kCropSide,
                      std::max(1, static_cast<int>(std::lround(kCropSide * height / width))));
  std::string row;
  const auto figure = [&](const std::string& uri, const std::string& name) {
    row += fmt::format(
        R"(<figure><img src="{}" width="{}" height="{}" style="height:{}px" alt="{}, {}"><figcaption>{}</figcaption></figure>)",
        uri,
        size.width,
        size.height,
        size.height,
        Escape(name),
        Escape(place.text),
        Escape(name));
  };
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string source,
                              page::CropUri(input.source, area, size, kCropQuality));
  figure(source, "Source");
  for (size_t i = 0; i < input.entries.size(); ++i) {
    const SheetEntry& entry = input.entries[i];
    if (!Upright(entry)) continue;
    SHARPSCALE_ASSIGN_OR_RETURN(
        const std::string uri,
        page::CropUri(
            entry.image, AreaOf(entry.comparison.registration, area), size, kCropQuality));
    figure(uri, fmt::format("{}. {}", i + 1, BaseName(entry.file)));
  }
  return row;
}

// The best value of each metric, where more than one is known.
std::optional<double> BestOf(const SheetInput& input, const std::string& id) {
  const MetricInfo* info = FindMetric(id);
  if (info == nullptr) return std::nullopt;
  // Detail that fits the source is what enlarging is for; other neutral measures have no best.
  const bool less = info->direction == MetricDirection::kMoreIsWorse;
  if (info->direction == MetricDirection::kNeutral && id != "added.detail") return std::nullopt;
  std::optional<double> best;
  std::set<std::string> shown;
  for (const SheetEntry& entry : input.entries) {
    const Measurement* m = entry.comparison.Find(id);
    if (m == nullptr || !m->value) continue;
    shown.insert(FormatMeasurement(*m));
    if (!best || (less ? *m->value < *best : *m->value > *best)) best = *m->value;
  }
  // Where all read the same, none is better.
  return shown.size() > 1 ? best : std::nullopt;
}

std::string RankTable(const SheetInput& input) {
  std::string heads =
      "<th class=\"n\">Rank</th><th>Result</th><th>Check</th><th class=\"n\">Points</th>";
  for (const auto& [id, head, what] : RankedMetrics()) {
    heads += fmt::format("<th class=\"n\" title=\"{}\">{}</th>",
                         Escape(page::MetricTitle(id) + ". " + page::MetricHint(id)),
                         Escape(head));
  }
  std::string rows;
  for (size_t i = 0; i < input.entries.size(); ++i) {
    const SheetEntry& entry = input.entries[i];
    const RuleVerdict overall =
        entry.verdict.comparable ? entry.verdict.verdict : RuleVerdict::kFail;
    rows += fmt::format(
        "<tr{}><td class=\"n\">{}</td><th scope=\"row\" title=\"{}\">{}<br><span "
        "class=\"muted nw\">{} \u00d7 {}\u00a0px</span></th><td class=\"check\"><span "
        "class=\"chk\">{}<span>{}</span></span></td><td "
        "class=\"n\">{}</td>",
        i == 0 ? " class=\"first\"" : "",
        i + 1,
        Escape(entry.file),
        Escape(BaseName(entry.file)),
        entry.image.width(),
        entry.image.height(),
        page::Glyph(page::GlyphName(overall), RuleVerdictName(overall)),
        Escape(entry.verdict.headline),
        FormatNumber(entry.score, 1));
    for (const auto& [id, head, what] : RankedMetrics()) {
      const Measurement* m = entry.comparison.Find(id);
      const std::optional<double> best = BestOf(input, id);
      const bool is_best = best && m != nullptr && m->value && *m->value == *best;
      rows += fmt::format("<td class=\"n{}\" data-metric=\"{}\" data-rank=\"{}\">{}</td>",
                          is_best ? " best" : "",
                          id,
                          i + 1,
                          m == nullptr || !m->value ? "unknown" : Escape(FormatMeasurement(*m)));
    }
    rows += "</tr>\n";
  }
  std::string legend;
  for (const RankedMetric& metric : RankedMetrics()) {
    legend += fmt::format("<dt>{}</dt><dd>{}</dd>", Escape(metric.head), Escape(metric.what));
  }
  return fmt::format(
      "<section><h2>Ranking</h2><p class=\"sub\">Points: {} The best value of each column is "
      "bold.</p><div class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>"
      "</div><details class=\"sheet-legend\"><summary>What the columns say</summary><dl "
      "class=\"reasons\">{}</dl></details></section>\n",
      Escape(RankedPoints(input.by_reference)),
      heads,
      rows,
      legend);
}

std::string Reasons(const SheetInput& input) {
  std::string items;
  for (size_t i = 0; i < input.entries.size(); ++i) {
    items += fmt::format("<dt>{}. {}</dt><dd>{}</dd>",
                         i + 1,
                         Escape(BaseName(input.entries[i].file)),
                         Escape(input.entries[i].reason));
  }
  return "<section><h2>Why in this order</h2><dl class=\"reasons\">" + items + "</dl></section>\n";
}

}  // namespace

const std::vector<RankedMetric>& RankedMetrics() {
  static const std::vector<RankedMetric> kMetrics = {
      {"consistency.lr_psnr",
       "Match",
       "scaled back, how well it agrees with the source; 45 dB and more are the same to the eye"},
      {"added.detail",
       "New detail",
       "fine detail that no filter of the source makes and that fits it, beside that of a plain "
       "enlargement: 0 % none, 100 % as much again"},
      {"added.contrast",
       "Contrast",
       "how much stronger the source's own detail stands; wins nothing"},
      {"added.halo_overshoot", "Halos", "rims added to edges, share of the edge's contrast"},
      {"added.hallucination",
       "Unsupported",
       "share of the picture with detail that the source does not bear out"},
      {"added.noise", "Noise", "grain added, less than 0 where it was removed"},
      {"added.smoothing", "Smoothed", "share of the source's fine texture that is gone"}};
  return kMetrics;
}

std::string RankedPoints(bool by_reference) {
  return by_reference ? "agreement with the reference (HaarPSI) less the price of having moved, "
                        "100 is the same."
                      : "detail that fits the source, less what strays from it and what was added; "
                        "contrast wins none. A point is about what a careful eye sees at 100 %.";
}

absl::StatusOr<std::string> RenderSheet(const SheetInput& input) {
  if (input.entries.empty() || input.source.empty()) {
    return absl::InvalidArgumentError("a contact sheet needs a source and at least one result");
  }
  double scale = 1.0;
  for (const SheetEntry& entry : input.entries) {
    if (!Upright(entry)) continue;
    scale = std::max(scale, entry.comparison.registration.scale_x);
  }
  const double side = kCropSide / scale;
  const SheetEntry& best = input.entries.front();
  const RuleVerdict overall = best.verdict.comparable ? best.verdict.verdict : RuleVerdict::kFail;
  std::string body = page::GlyphSprite();
  body += fmt::format(
      "<header class=\"top\"><svg class=\"mark\" aria-hidden=\"true\"><use href=\"#i-mark\"/></svg>"
      "<b>sharpscale</b><span class=\"muted\">contact sheet</span><span class=\"files\"><span "
      "title=\"{}\">{}</span></span><span class=\"date\">{}</span></header>\n<main>\n",
      Escape(input.source_file),
      Escape(BaseName(input.source_file)),
      Escape(input.date));
  body += fmt::format(
      "<section class=\"sheet-head\"><h1>{}<span>{} is best</span></h1><p "
      "class=\"lead\">{}</p></section>\n",
      page::Glyph(page::GlyphName(overall), RuleVerdictName(overall)),
      Escape(BaseName(best.file)),
      Escape(best.reason));
  body += RankTable(input);
  body += "<section><h2>The same places, side by side</h2><p class=\"sub\">";
  body += scale > 1.01
              ? "One pixel of the largest result is one pixel of the screen; smaller pictures are "
                "enlarged without smoothing."
              : "One pixel is one pixel of the screen.";
  body += "</p>\n";
  const size_t columns =
      1 + static_cast<size_t>(std::count_if(input.entries.begin(), input.entries.end(), Upright));
  for (const SourcePlace& place : Places(input, side)) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string row, CropRow(input, place, side));
    body += fmt::format(
        "<div class=\"sheet\" style=\"--n:{}\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{}"
        "</div><p class=\"sub\">{}; x {:.0f}, y {:.0f} of the source.</p>\n",
        columns,
        Escape(place.text),
        row,
        Escape(place.text),
        place.x,
        place.y);
  }
  body += "</section>\n" + Reasons(input) + "</main>\n";

  nlohmann::ordered_json ranking = nlohmann::ordered_json::array();
  for (const SheetEntry& entry : input.entries) {
    ranking.push_back(ToJson(entry.comparison, entry.verdict));
  }
  std::string data = JsonText({{"source", input.source_file}, {"ranking", ranking}}, false);
  for (size_t at = 0; (at = data.find('<', at)) != std::string::npos; at += 6) {
    data.replace(at, 1, "\\u003c");
  }
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'\">\n<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{} \u2013 sharpscale contact sheet</title>\n<style>\n{}{}</style>\n</head>\n<body>\n"
      "{}<script type=\"application/json\" id=\"data\">{}</script>\n</body>\n</html>\n",
      Escape(BaseName(input.source_file)),
      page::ReportCss(),
      kCss,
      body,
      data);
}

}  // namespace sharpscale
