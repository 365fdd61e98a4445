// SPDX-License-Identifier: Apache-2.0
//
// File: report/page/sections.h
//
// The sections of the page, in the order in which they stand. Each returns its HTML, or "" where
// the input has nothing for it.

#ifndef SHARPSCALE_REPORT_PAGE_SECTIONS_H_
#define SHARPSCALE_REPORT_PAGE_SECTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/html.h"
#include "report/page/pictures.h"

namespace sharpscale::page {

// What the sections share.
struct Page {
  const HtmlInput& in;
  const Image& lead;          // the result, or the only picture
  const Report* lead_report;  // its measurements
  bool pair = false;          // source and result
  bool in_register = false;   // the source can be laid under the result
  Placement source;           // of the source in the lead
};

// Rules that share a metric with the measurement; the limit that a legend or figure names.
const RuleResult* RuleFor(const Page& page, std::string_view metric);

std::string HeadBar(const Page& page);
absl::StatusOr<std::string> VerdictSection(const Page& page);
std::string PrintSection(const Page& page);
std::string PlanSection(const Page& page);
absl::StatusOr<std::string> MapSection(const Page& page);
absl::StatusOr<std::string> PlacesSection(const Page& page);
std::string PlotSection(const Page& page);
std::string ChecksSection(const Page& page);
std::string StagesSection(const Page& page);
std::string MeasurementsSection(const Page& page);
std::string FactsSection(const Page& page);
std::string Foot(const Page& page);

// A worst place: where the reader should look.
struct Place {
  double x = 0.0;  // px of the lead
  double y = 0.0;
  std::string title;  // "Halo, overshoot, 9.2 %"
  std::string text;   // "x 1473, y 618. Over the limit of 8 %."
};
inline constexpr size_t kPlaces = 3;  // that are shown at 100 %
std::vector<Place> WorstPlaces(const Page& page, size_t most);

}  // namespace sharpscale::page

#endif  // SHARPSCALE_REPORT_PAGE_SECTIONS_H_
