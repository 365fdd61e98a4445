// SPDX-License-Identifier: Apache-2.0

#include "report/html.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "image/status_macros.h"
#include "report/json.h"
#include "report/page/assets.h"
#include "report/page/markup.h"
#include "report/page/sections.h"

namespace sharpscale {
namespace {

// All values of the page for programs, as the commands print them.
std::string DataBlock(const HtmlInput& input) {
  nlohmann::ordered_json data = {{"report", ToJson(input.report)}};
  if (input.plan) data["plan"] = ToJson(*input.plan, input.report.source.file);
  if (input.comparison) {
    data["after"] = ToJson(input.comparison->after);
    data["comparison"] = ToJson(*input.comparison, input.verdict.value_or(Verdict()));
  } else if (input.after_report) {
    data["after"] = ToJson(*input.after_report);
  } else if (input.verdict) {
    data["comparison"] = ToJson(input.report, *input.verdict);
  }
  if (!input.stages.empty()) {
    nlohmann::ordered_json stages = nlohmann::ordered_json::array();
    for (const StageRow& stage : input.stages) {
      stages.push_back({{"kind", stage.kind},
                        {"seconds", stage.seconds},
                        {"before", ToJson(stage.before)},
                        {"after", ToJson(stage.after)}});
    }
    data["stages"] = std::move(stages);
  }
  // The page is the same for the same input; how long it took is not.
  for (const char* key : {"report", "after"}) {
    if (data.contains(key)) data[key]["timings_ms"] = nlohmann::ordered_json::object();
  }
  std::string text = JsonText(data, false);
  // "</script" must not end the block early.
  for (size_t at = 0; (at = text.find('<', at)) != std::string::npos; at += 6) {
    text.replace(at, 1, "\\u003c");
  }
  return text;
}

std::string TitleOf(const HtmlInput& input) {
  const std::string& path = input.after ? input.after_file : input.report.source.file;
  const size_t slash = path.find_last_of('/');
  return (slash == std::string::npos ? path : path.substr(slash + 1)) + " \u2013 sharpscale report";
}

}  // namespace

absl::StatusOr<std::string> RenderHtml(const HtmlInput& input) {
  if (input.before.empty() || (input.after && input.after->empty())) {
    return absl::InvalidArgumentError("a report needs the pixels of its pictures");
  }
  const Report* after_report = input.comparison     ? &input.comparison->after
                               : input.after_report ? &*input.after_report
                                                    : nullptr;
  const bool in_register = input.after && input.comparison &&
                           input.comparison->registration.comparable &&
                           input.comparison->registration.orientation == 1;
  page::Placement placement;
  if (in_register) {
    placement = page::PlacementOf(input.comparison->registration);
  } else if (input.after) {
    // Not in register: each picture is shown whole.
    placement.scale_x = static_cast<double>(input.after->width()) / input.before.width();
    placement.scale_y = static_cast<double>(input.after->height()) / input.before.height();
  }
  const page::Page page{input,
                        input.after ? *input.after : input.before,
                        input.after ? after_report : &input.report,
                        input.after.has_value(),
                        in_register,
                        placement};

  std::string body = page::GlyphSprite() + page::HeadBar(page) + "<main>\n";
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string verdict, page::VerdictSection(page));
  body += verdict;
  body += page::PrintSection(page);
  body += page::PlanSection(page);
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string maps, page::MapSection(page));
  body += maps;
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string places, page::PlacesSection(page));
  body += places;
  body += page::PlotSection(page);
  body += page::ChecksSection(page);
  body += page::StagesSection(page);
  body += page::MeasurementsSection(page);
  body += page::FactsSection(page);
  body += "</main>\n" + page::Foot(page);

  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      // Nothing may be fetched, whatever a file name or a profile contains.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<link rel=\"icon\" "
      "href=\"data:,\">\n";
  html += "<title>" + page::Escape(TitleOf(input)) + "</title>\n<style>\n";
  html += page::ReportCss();
  html += "</style>\n</head>\n<body>\n" + body;
  html +=
      "<script type=\"application/json\" id=\"data\">" + DataBlock(input) + "</script>\n<script>\n";
  html += page::ReportJs();
  html += "</script>\n</body>\n</html>\n";
  return html;
}

}  // namespace sharpscale
