// SPDX-License-Identifier: Apache-2.0
//
// The worst places, at 100 %: source above, result below, in register.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/metric_table.h"
#include "image/status_macros.h"
#include "report/numbers.h"
#include "report/page/markup.h"
#include "report/page/sections.h"

namespace sharpscale::page {
namespace {

constexpr int kCropWidth = 352;  // px of the lead; one is one px of the screen
constexpr int kCropHeight = 240;
constexpr int kSingleHeight = 352;
constexpr int kCropQuality = 90;

struct Candidate {
  Place place;
  int rank = 0;  // smaller comes first
  double severity = 0.0;
};

// One place says nothing of the picture: its value stands beside that of the whole, and what the
// check, where there is one, says of that.
std::string WholeText(const Page& page, const Measurement& measurement) {
  if (!measurement.known()) return "";
  std::string text = " In the picture as a whole " + FormatMeasurement(measurement);
  const RuleResult* rule = RuleFor(page, measurement.id);
  if (rule != nullptr && rule->verdict == RuleVerdict::kPass) {
    text += ", within the limit";
  } else if (measurement.grade != Grade::kNotGraded) {
    text += fmt::format(", {}", GradeName(measurement.grade));
  }
  return text + ".";
}

void AddPeaks(const Page& page,
              const Measurement& measurement,
              int rank,
              std::vector<Candidate>* out) {
  const MetricInfo* info = FindMetric(measurement.id);
  if (info == nullptr || info->direction != MetricDirection::kMoreIsWorse) return;
  // The softest place is the background more often than a defect.
  if (measurement.id.rfind("blur.", 0) == 0) return;
  // Noise is all over a picture: in one that has none, a place is texture or letters.
  if (measurement.id.rfind("noise.", 0) == 0 && measurement.grade == Grade::kNone) return;
  for (const Peak& peak : measurement.peaks) {
    if (!(peak.value >= info->grade_from[0])) continue;
    const Grade grade = GradeOf(*info, peak.value);
    Candidate candidate;
    candidate.place.x = peak.x;
    candidate.place.y = peak.y;
    candidate.place.title =
        fmt::format("{}, {} here",
                    MetricTitle(measurement.id),
                    FormatWithUnit(peak.value, info->decimals, measurement.unit));
    candidate.place.text =
        fmt::format("x {:.0f}, y {:.0f}.{}", peak.x, peak.y, WholeText(page, measurement));
    candidate.rank = rank - static_cast<int>(grade);
    candidate.severity = peak.value / std::max(1e-9, info->grade_from[2]);
    out->push_back(std::move(candidate));
  }
}

// The value at the place of a rule: the peak's, where the rule's metric has a peak there, else the
// rule's own, which is of the whole picture.
std::optional<double> ValueAt(const Page& page, const RuleResult& rule) {
  const Measurement* measurement =
      page.in.comparison ? page.in.comparison->Find(rule.metric) : nullptr;
  if (measurement == nullptr && page.lead_report != nullptr) {
    measurement = page.lead_report->Find(rule.metric);
  }
  if (measurement != nullptr) {
    for (const Peak& peak : measurement->peaks) {
      if (std::abs(peak.x - *rule.x) < 1.0 && std::abs(peak.y - *rule.y) < 1.0) return peak.value;
    }
  }
  return rule.value;
}

}  // namespace

std::vector<Place> WorstPlaces(const Page& page, size_t most) {
  std::vector<Candidate> candidates;
  if (page.in.verdict) {
    for (const RuleResult& rule : page.in.verdict->rules) {
      if (!rule.x || !rule.y) continue;
      if (!Speaks(rule)) continue;
      Candidate candidate;
      candidate.place = {*rule.x, *rule.y, "", ""};
      const MetricInfo* info = FindMetric(rule.metric);
      const std::optional<double> here = ValueAt(page, rule);
      candidate.place.title = MetricTitle(rule.metric);
      if (here) {
        candidate.place.title +=
            ", " + FormatWithUnit(*here, DecimalsOf(rule.metric), info ? info->unit : "");
        if (rule.value && *here != *rule.value) candidate.place.title += " here";
      }
      candidate.place.text = fmt::format("x {:.0f}, y {:.0f}. {}", *rule.x, *rule.y, rule.text);
      candidate.rank = rule.verdict == RuleVerdict::kFail ? 0 : 1;
      candidates.push_back(std::move(candidate));
    }
  }
  if (page.in.comparison) {
    for (const Measurement& m : page.in.comparison->measurements)
      AddPeaks(page, m, 10, &candidates);
  }
  if (page.lead_report != nullptr) {
    for (const Measurement& m : page.lead_report->measurements) AddPeaks(page, m, 11, &candidates);
  }
  std::stable_sort(
      candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.rank != b.rank ? a.rank < b.rank : a.severity > b.severity;
      });
  std::vector<Place> places;
  for (const Candidate& candidate : candidates) {
    if (places.size() == most) break;
    const Place& place = candidate.place;
    if (!(place.x >= 0 && place.y >= 0 && place.x < page.lead.width() &&
          place.y < page.lead.height())) {
      continue;
    }
    const bool shown = std::any_of(places.begin(), places.end(), [&](const Place& other) {
      return std::abs(other.x - place.x) < kCropWidth / 2 &&
             std::abs(other.y - place.y) < kCropHeight / 2;
    });
    if (!shown) places.push_back(place);
  }
  return places;
}

absl::StatusOr<std::string> PlacesSection(const Page& page) {
  const std::vector<Place> places = WorstPlaces(page, kPlaces);
  if (places.empty()) return std::string();
  const int width = std::min(kCropWidth, page.lead.width());
  const int height = std::min(page.in_register ? kCropHeight : kSingleHeight, page.lead.height());
  std::string figures;
  int number = 0;
  for (const Place& place : places) {
    ++number;
    // The crop stays inside the picture; the ring shows where the place is in it.
    const double left = std::clamp(std::round(place.x + 0.5 - width / 2.0),
                                   0.0,
                                   static_cast<double>(page.lead.width() - width));
    const double top = std::clamp(std::round(place.y + 0.5 - height / 2.0),
                                  0.0,
                                  static_cast<double>(page.lead.height() - height));
    const cv::Rect2d area(left, top, width, height);
    const std::string ring = fmt::format(
        R"h(<i class="ring" style="left:calc(50% + {:.1f}px);top:calc(50% + {:.1f}px)"></i>)h",
        place.x + 0.5 - left - width / 2.0,
        place.y + 0.5 - top - height / 2.0);
    const auto crop = [&](const std::string& uri, const char* tag, bool marked) {
      return fmt::format(
          R"(<div class="crop" style="width:{}px;height:{}px"><img src="{}" width="{}" height="{}" alt="{} at 100 %, {}">{}{}</div>)",
          width,
          height,
          uri,
          width,
          height,
          tag,
          Escape(place.title),
          marked ? ring : "",
          page.pair ? fmt::format(R"(<span class="tag l">{}</span>)", tag) : "");
    };
    std::string crops;
    if (page.in_register) {
      SHARPSCALE_ASSIGN_OR_RETURN(
          const std::string uri,
          CropUri(page.in.before, page.source.Map(area), cv::Size(width, height), kCropQuality));
      crops += crop(uri, "Source", false);
    }
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string uri,
                                CropUri(page.lead, area, cv::Size(width, height), kCropQuality));
    crops += crop(uri, page.pair ? "Result" : "Picture", true);
    figures += fmt::format("<figure>{}<figcaption><b>{}&ensp;{}</b><br>{}</figcaption></figure>\n",
                           crops,
                           number,
                           Escape(place.title),
                           Escape(place.text));
  }
  std::string sub = "One pixel of the picture is one pixel of the screen.";
  if (page.in_register && page.source.scale_x > 1.01) {
    sub = fmt::format(
        "One result pixel is one screen pixel. The source is enlarged {} without smoothing.",
        FormatFactor(page.source.scale_x));
  } else if (page.pair) {
    sub = "One result pixel is one screen pixel.";
  }
  return fmt::format(
      "<section><h2>Worst places, at 100\u00a0%</h2><p class=\"sub\">{}</p><div "
      "class=\"places\">{}</div></section>\n",
      sub,
      figures);
}

}  // namespace sharpscale::page
