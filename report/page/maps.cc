// SPDX-License-Identifier: Apache-2.0
//
// Heat maps over the dimmed picture, one metric at a time, with a legend of fixed range.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/metric_table.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "report/colour_map.h"
#include "report/map_png.h"
#include "report/numbers.h"
#include "report/page/markup.h"
#include "report/page/sections.h"

namespace sharpscale::page {
namespace {

constexpr int kMostCells =
    512;  // along the longer side; more cells than the page has pixels say nothing
constexpr size_t kMostMaps = 9;
constexpr size_t kRings = 3;
constexpr double kTagWidth = 34.0;   // % of the panel that a ring and its tag take
constexpr double kTagHeight = 11.0;  // %

// Short names for the buttons; a metric that is not here goes by its title.
struct MapName {
  std::string_view metric;
  std::string_view name;
};
constexpr MapName kNames[] = {
    {"halo.overshoot", "Halos"},
    {"blur.sigma", "Blur"},
    {"noise.luma_sigma", "Noise"},
    {"compression.blockiness", "Blocks"},
    {"compression.ringing", "Ringing"},
    {"added.hallucination", "Detail not in source"},
    {"added.flat_texture", "Texture in flat areas"},
    {"added.halo_overshoot", "Halos added"},
    {"added.blockiness", "Blocks added"},
    {"added.noise", "Noise added"},
    {"geometry.shift", "Shift"},
    {"colour.drift", "Colour drift"},
};

std::string NameOf(const std::string& metric) {
  for (const MapName& entry : kNames) {
    if (entry.metric == metric) return std::string(entry.name);
  }
  return MetricTitle(metric);
}

// Fewer cells, each the worst of those it covers: a mean would hide small places.
HeatMap Shrunk(const HeatMap& map) {
  const int longest = std::max(map.values.cols, map.values.rows);
  const int factor = (longest + kMostCells - 1) / kMostCells;
  if (factor <= 1) return map;
  HeatMap small = map;
  small.cell = map.cell * factor;
  small.values = cv::Mat1f((map.values.rows + factor - 1) / factor,
                           (map.values.cols + factor - 1) / factor,
                           std::numeric_limits<float>::quiet_NaN());
  for (int y = 0; y < map.values.rows; ++y) {
    for (int x = 0; x < map.values.cols; ++x) {
      const float value = map.values(y, x);
      float& cell = small.values(y / factor, x / factor);
      if (std::isnan(value)) continue;
      if (std::isnan(cell) || std::abs(value) > std::abs(cell)) cell = value;
    }
  }
  return small;
}

// Under it a place is no defect and the picture shows through.
double HideBelow(const std::string& metric, const HeatMap& map) {
  const MetricInfo* info = FindMetric(metric);
  if (ColourMapFor(map) == ColourMap::kDiverging || info == nullptr ||
      info->direction != MetricDirection::kMoreIsWorse) {
    return std::nan("");
  }
  return info->grade_from[0];
}

struct Drawn {
  std::string html;  // <img>
  size_t cells = 0;  // known
  size_t shown = 0;  // above the threshold
};

absl::StatusOr<Drawn> DrawMap(const Measurement& measurement, double width, double height) {
  const HeatMap map = Shrunk(*measurement.map);
  MapImageOptions options;
  options.colours = ColourMapFor(map);
  options.hide_below = HideBelow(measurement.id, map);
  Drawn drawn;
  for (int y = 0; y < map.values.rows; ++y) {
    for (const float value : cv::Mat1f(map.values.row(y))) {
      if (std::isnan(value)) continue;
      ++drawn.cells;
      drawn.shown += std::isnan(options.hide_below) || value >= options.hide_below;
    }
  }
  EncodeOptions encode;
  encode.format = Container::kPng;
  encode.strip = true;
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string png, EncodeBytes(RenderMap(map, options), encode));
  // The last cells may reach beyond the picture.
  drawn.html =
      fmt::format(R"(<img class="map" alt="" src="{}" style="width:{:.4f}%;height:{:.4f}%">)",
                  DataUri("image/png", png),
                  100.0 * map.values.cols * map.cell / width,
                  100.0 * map.values.rows * map.cell / height);
  return drawn;
}

// The tag of a place that is shown at 100 % bears its number there.
std::string Rings(const Measurement& measurement,
                  const std::vector<Place>& shown,
                  double width,
                  double height) {
  std::string html;
  const MetricInfo* info = FindMetric(measurement.id);
  const double least = info == nullptr || info->direction != MetricDirection::kMoreIsWorse
                           ? -std::numeric_limits<double>::infinity()
                           : info->grade_from[0];
  std::vector<cv::Point2d> drawn;
  for (const Peak& peak : measurement.peaks) {
    if (drawn.size() == kRings) break;
    if (!(peak.value >= least)) continue;
    const double x = 100.0 * (peak.x + 0.5) / width;
    const double y = 100.0 * (peak.y + 0.5) / height;
    if (!(x >= 0.0 && x <= 100.0 && y >= 0.0 && y <= 100.0)) continue;
    // Tags must not cover each other: a place beside one that is shown needs no ring of its own.
    const bool crowded = std::any_of(drawn.begin(), drawn.end(), [&](const cv::Point2d& other) {
      return std::abs(other.x - x) < kTagWidth && std::abs(other.y - y) < kTagHeight;
    });
    if (crowded) continue;
    drawn.emplace_back(x, y);
    const auto at_100 = std::find_if(shown.begin(), shown.end(), [&](const Place& place) {
      return std::abs(place.x - peak.x) < 1.0 && std::abs(place.y - peak.y) < 1.0;
    });
    const std::string number =
        at_100 == shown.end() ? "" : fmt::format("<b>{}</b> ", at_100 - shown.begin() + 1);
    // The tag stands on the side with more room.
    const std::string side = x > 60.0 ? fmt::format("right:calc({:.2f}% + 16px);", 100.0 - x)
                                      : fmt::format("left:calc({:.2f}% + 16px);", x);
    html += fmt::format(
        R"h(<i class="ring" style="left:{:.2f}%;top:{:.2f}%"></i><span class="tag" style="{}top:calc({:.2f}% - 13px)">{}{}</span>)h",
        x,
        y,
        side,
        y,
        number,
        Escape(FormatWithUnit(peak.value, DecimalsOf(measurement.id), measurement.unit)));
  }
  return html;
}

std::string Legend(const Page& page, const Measurement& measurement) {
  const HeatMap& map = *measurement.map;
  const auto& table = ColourTable(ColourMapFor(map));
  std::string stops;
  for (int i = 0; i <= 16; ++i) {
    stops += (i ? "," : "") + HexColour(table[static_cast<size_t>(std::min(i * 16, 255))]);
  }
  const double low = map.range_low;
  const double high = map.range_high;
  std::string limit;
  std::string limit_tick;
  double limit_at = -1000.0;
  const RuleResult* rule = RuleFor(page, measurement.id);
  const int decimals = DecimalsOf(measurement.id);
  if (rule != nullptr && rule->threshold > low && rule->threshold < high) {
    limit_at = 100.0 * (rule->threshold - low) / (high - low);
    limit = fmt::format(R"(<i style="left:{:.2f}%" title="limit"></i>)", limit_at);
    limit_tick = fmt::format(R"(<span style="left:{:.2f}%"><b>{}</b></span>)",
                             limit_at,
                             FormatLimit(rule->threshold, decimals, ""));
  }
  std::string ticks;
  const double step = (high - low) / 4.0;
  for (int i = 0; i <= 4; ++i) {
    const double at = 25.0 * i;
    if (std::abs(at - limit_at) < 9.0) continue;  // the limit's own number stands there
    std::string text = FormatLimit(low + i * step, 1, "");
    if (i == 4 && !measurement.unit.empty()) text += std::string(kNoBreakSpace) + measurement.unit;
    ticks += fmt::format(R"(<span{} style="left:{:.2f}%">{}</span>)",
                         i == 4 ? " class=\"end\"" : "",
                         at,
                         Escape(text));
  }
  return fmt::format(
      R"h(<div class="legend" role="img" aria-label="Colour scale from {} to {} {}"><div class="ramp" style="background:linear-gradient(90deg,{})">{}</div><div class="ticks">{}{}</div></div>)h",
      FormatLimit(low, 1, ""),
      FormatLimit(high, 1, ""),
      Escape(measurement.unit),
      stops,
      limit,
      ticks,
      limit_tick);
}

// One picture under its map. `picture` is the class of the preview.
absl::StatusOr<std::string> Panel(const char* picture,
                                  const char* tag,
                                  const Measurement* measurement,
                                  const std::vector<Place>& places,
                                  cv::Size2d size,
                                  cv::Size2d lead) {
  std::string overlay;
  std::string caption = fmt::format("<b>{}</b>, for comparison.", tag);
  std::string dimmed;
  if (measurement != nullptr && measurement->map != nullptr) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Drawn drawn, DrawMap(*measurement, size.width, size.height));
    overlay = drawn.html + Rings(*measurement, places, size.width, size.height);
    dimmed = R"(<span class="tag br">dimmed under overlay</span>)";
    caption = fmt::format("<b>{}.</b> {} {}",
                          tag,
                          Escape(MetricTitle(measurement->id)),
                          Escape(FormatMeasurement(*measurement)));
    const double hide = HideBelow(measurement->id, *measurement->map);
    if (!std::isnan(hide) && drawn.cells > 0) {
      const std::string from = FormatLimit(hide, DecimalsOf(measurement->id), measurement->unit);
      caption += drawn.shown == 0 ? fmt::format("; no place reaches {}", Escape(from))
                                  : fmt::format("; {}\u00a0% of the measured area is over {}",
                                                FormatNumber(100.0 * drawn.shown / drawn.cells, 1),
                                                Escape(from));
    }
    caption += ".";
  }
  return fmt::format(
      R"(<figure><div class="stage{}" style="aspect-ratio:{:.0f} / {:.0f}"><div class="pic {}" role="img" aria-label="{}, {}"></div>{}<span class="tag l">{}</span>{}</div><figcaption>{}</figcaption></figure>
)",
      overlay.empty() ? " bare" : "",
      lead.width,
      lead.height,
      picture,
      tag,
      measurement == nullptr ? "without map" : Escape("map of " + MetricTitle(measurement->id)),
      overlay,
      tag,
      dimmed,
      caption);
}

struct MapSet {
  std::string id;
  const Measurement* source = nullptr;
  const Measurement* lead = nullptr;  // of the result, of the pair, or of the only picture
};

const Measurement* WithMap(const Measurement* measurement) {
  return measurement != nullptr && measurement->map != nullptr && !measurement->map->values.empty()
             ? measurement
             : nullptr;
}

// What fails a check comes first, then what is graded worse: the reader sees what matters.
std::vector<MapSet> FindSets(const Page& page) {
  std::vector<MapSet> sets;
  for (const MetricInfo& info : MetricTable()) {
    MapSet set;
    set.id = std::string(info.id);
    if (page.pair) {
      set.source = WithMap(page.in.report.Find(info.id));
      if (page.lead_report != nullptr) set.lead = WithMap(page.lead_report->Find(info.id));
      if (set.lead == nullptr && page.in.comparison)
        set.lead = WithMap(page.in.comparison->Find(info.id));
    } else {
      set.lead = WithMap(page.in.report.Find(info.id));
    }
    if (set.source != nullptr || set.lead != nullptr) sets.push_back(set);
  }
  const auto weight = [&](const MapSet& set) {
    const RuleResult* rule = RuleFor(page, set.id);
    const int verdict = rule == nullptr                       ? 0
                        : rule->verdict == RuleVerdict::kFail ? 20
                        : rule->verdict == RuleVerdict::kWarn ? 10
                                                              : 0;
    return verdict + static_cast<int>((set.lead != nullptr ? set.lead : set.source)->grade);
  };
  std::stable_sort(sets.begin(), sets.end(), [&](const MapSet& a, const MapSet& b) {
    return weight(a) > weight(b);
  });
  if (sets.size() > kMostMaps) sets.resize(kMostMaps);
  return sets;
}

}  // namespace

absl::StatusOr<std::string> MapSection(const Page& page) {
  const std::vector<MapSet> sets = FindSets(page);
  if (sets.empty()) return std::string();
  const cv::Size2d lead(page.lead.width(), page.lead.height());
  const std::vector<Place> places = WorstPlaces(page, kPlaces);
  // The source is shown as far as the result shows it; its map lies in its own pixels.
  const cv::Rect2d shown =
      page.pair ? page.source.Map(cv::Rect2d(0, 0, lead.width, lead.height)) : cv::Rect2d();
  std::string inputs;
  std::string labels;
  std::string bodies;
  std::string style;
  for (size_t i = 0; i <= sets.size(); ++i) {
    const bool plain = i == sets.size();
    inputs += fmt::format(R"(<input type="radio" name="map" id="map-{0}" value="{1}"{2}>)",
                          i,
                          plain ? "none" : Escape(sets[i].id),
                          i == 0 ? " checked" : "");
    labels += fmt::format(
        R"(<label for="map-{}">{}</label>)", i, plain ? "No map" : Escape(NameOf(sets[i].id)));
    style += fmt::format(
        "#map-{0}:checked~.sets>.s{0}{{display:block}}"
        "#map-{0}:checked~.seg>label[for=map-{0}]{{background:var(--selected);color:var(--text);"
        "font-weight:500;border-color:var(--accent)}}"
        "#map-{0}:focus-visible~.seg>label[for=map-{0}]{{outline:2px solid "
        "var(--accent);outline-offset:1px}}\n",
        i);
    std::string panels;
    const Measurement* source = plain ? nullptr : sets[i].source;
    const Measurement* own = plain ? nullptr : sets[i].lead;
    if (page.pair) {
      Measurement cropped;
      if (source != nullptr && (std::abs(shown.x) > 0.5 || std::abs(shown.y) > 0.5)) {
        // The result shows a part of the source: the map's origin moves with it.
        cropped = *source;
        for (Peak& peak : cropped.peaks) {
          peak.x -= shown.x;
          peak.y -= shown.y;
        }
        auto moved = std::make_shared<HeatMap>(*source->map);
        const int cx = static_cast<int>(std::lround(shown.x / moved->cell));
        const int cy = static_cast<int>(std::lround(shown.y / moved->cell));
        const cv::Rect inside = cv::Rect(cx, cy, moved->values.cols, moved->values.rows) &
                                cv::Rect(0, 0, moved->values.cols, moved->values.rows);
        if (!inside.empty()) {
          moved->values = moved->values(inside).clone();
          cropped.map = moved;
          source = &cropped;
        }
      }
      SHARPSCALE_ASSIGN_OR_RETURN(
          const std::string left,
          Panel("im-source", "Source", source, {}, cv::Size2d(shown.width, shown.height), lead));
      SHARPSCALE_ASSIGN_OR_RETURN(const std::string right,
                                  Panel("im-lead", "Result", own, places, lead, lead));
      panels = left + right;
    } else {
      SHARPSCALE_ASSIGN_OR_RETURN(panels, Panel("im-lead", "Picture", own, places, lead, lead));
    }
    const Measurement* told = own != nullptr ? own : source;
    const std::string what =
        told == nullptr ? "The pictures without a map." : std::string(FindMetric(sets[i].id)->what);
    bodies += fmt::format(
        "<div class=\"set s{0}{1}\"><div class=\"head\"><div><h2>{2}</h2><p "
        "class=\"sub\">{3}</p></div>{4}</div>"
        "<div class=\"pair{5}\">{6}</div></div>\n",
        i,
        plain ? " plain" : "",
        plain ? "No map" : Escape(MetricTitle(sets[i].id)),
        Escape(what),
        told == nullptr ? "" : Legend(page, *told),
        page.pair ? "" : " one",
        panels);
  }
  return fmt::format(
      "<section class=\"maps\" aria-label=\"Heat maps\"><style>{}</style>{}<div "
      "class=\"sets\">{}</div>"
      "<div class=\"seg\" role=\"presentation\">{}</div></section>\n",
      style,
      inputs,
      bodies,
      labels);
}

}  // namespace sharpscale::page
