// SPDX-License-Identifier: Apache-2.0
//
// The sections that are tables: print sizes, plan, checks, stages, measurements, facts.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "advice/text.h"
#include "analysis/metric_table.h"
#include "report/numbers.h"
#include "report/page/markup.h"
#include "report/page/sections.h"
#include "report/terminal.h"
#include "report/version.h"

namespace sharpscale::page {
namespace {

std::string PrintLook(PrintVerdict look, const std::string& rest) {
  const char* name = "Soft";
  const char* style = "soft";
  const char* symbol = "open";
  if (look == PrintVerdict::kSharp) {
    name = "Sharp";
    style = "sharp";
    symbol = "full";
  } else if (look == PrintVerdict::kCrisp) {
    name = "Crisp";
    style = "crisp";
    symbol = "most";
  } else if (look == PrintVerdict::kFair) {
    name = "Fair";
    style = "fair";
    symbol = "half";
  } else if (look == PrintVerdict::kUnknown) {
    name = "Unknown";
    style = "unknown";
  }
  return fmt::format(
      R"(<span class="print-verdict {}"><svg aria-hidden="true"><use href="#i-{}"/></svg><span>{}{}</span></span>)",
      style,
      symbol,
      name,
      rest.empty() ? "" : " <span class=\"muted\">" + Escape(rest) + "</span>");
}

std::string StepItem(const std::string& title,
                     const std::string& detail,
                     const std::vector<std::string>& lines,
                     bool done) {
  std::string text;
  for (const std::string& line : lines) {
    if (!line.empty()) text += "<p>" + Escape(line) + "</p>";
  }
  return fmt::format(
      R"(<li><span class="dot{}"><svg aria-hidden="true"><use href="#i-{}"/></svg></span><h3>{}{}</h3>{}</li>
)",
      done ? "" : " todo",
      done ? "done" : "ring",
      Escape(title),
      detail.empty() ? "" : "<span>" + Escape(detail) + "</span>",
      text);
}

// "Upscale 4.00x, one pass" -> "Upscale", "4.00x, one pass".
std::pair<std::string, std::string> SplitTitle(const std::string& title) {
  const size_t space = title.find(' ');
  if (space == std::string::npos) return {title, ""};
  return {title.substr(0, space), title.substr(space + 1)};
}

std::string Count(size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string EvidenceText(const Step& step) {
  std::string text;
  for (const Evidence& evidence : step.evidence) text += (text.empty() ? "" : " ") + evidence.text;
  return text;
}

// The ids of all measurements in the stages, in the order of the metric table.
std::vector<std::string> StageMetrics(const std::vector<StageRow>& stages) {
  std::set<std::string> seen;
  for (const StageRow& stage : stages) {
    for (const Measurement& m : stage.before) seen.insert(m.id);
    for (const Measurement& m : stage.after) seen.insert(m.id);
  }
  std::vector<std::string> ids;
  for (const MetricInfo& info : MetricTable()) {
    if (seen.erase(std::string(info.id)) > 0) ids.emplace_back(info.id);
  }
  ids.insert(ids.end(), seen.begin(), seen.end());
  return ids;
}

const Measurement* FindIn(const std::vector<Measurement>& measurements, const std::string& id) {
  for (const Measurement& measurement : measurements) {
    if (measurement.id == id) return &measurement;
  }
  return nullptr;
}

struct Group {
  std::string_view prefix;
  std::string_view title;
};
constexpr Group kGroups[] = {
    {"resolution.", "Size and real detail"},
    {"compression.", "Compression"},
    {"noise.", "Noise"},
    {"blur.", "Sharpness"},
    {"sharpness.", "Sharpness"},
    {"halo.", "Halos"},
    {"texture.", "Texture and banding"},
    {"tone.", "Tone and colour"},
    {"content.", "Content"},
    {"quality.", "Quality"},
    {"fidelity.", "Agreement with the source"},
    {"consistency.", "Agreement with the source"},
    {"colour.", "Agreement with the source"},
    {"geometry.", "Agreement with the source"},
    {"added.", "What was added"},
};

std::string_view GroupOf(std::string_view id) {
  for (const Group& group : kGroups) {
    if (id.substr(0, group.prefix.size()) == group.prefix) return group.title;
  }
  return "Other";
}

std::string Facts(const std::string& heading, const std::string& file, const Report& report) {
  std::string rows;
  const auto row = [&](const char* name, const std::string& value) {
    if (!value.empty()) {
      rows += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, Escape(value));
    }
  };
  row("File", file);
  row("Size",
      fmt::format("{} \u00d7 {}\u00a0px{}",
                  report.width,
                  report.height,
                  report.source.file_bytes > 0
                      ? ", " + FormatBytes(static_cast<int64_t>(report.source.file_bytes))
                      : ""));
  std::string format = ContainerName(report.source.container);
  if (report.source.jpeg) {
    format += std::string(", ") + ChromaSubsamplingName(report.source.jpeg->subsampling);
    if (report.source.jpeg->progressive) format += ", progressive";
  }
  row("Format", format);
  row("Colour",
      fmt::format("{}{}{}{}",
                  report.channels == 1 ? "gray" : "RGB",
                  report.source.bits_per_sample > 0
                      ? fmt::format(", {}\u00a0bit", report.source.bits_per_sample)
                      : "",
                  report.has_icc ? ", with a colour profile" : ", no colour profile",
                  report.has_alpha ? ", transparency" : ""));
  row("Resolution",
      report.ppi.known() ? FormatWithUnit(report.ppi.x, 0, "ppi") : "not in the file");
  for (const std::string& note : report.source.notes) row("Note", note);
  return fmt::format("<div><h2>{}</h2><dl class=\"facts\">{}</dl></div>", heading, rows);
}

}  // namespace

std::string PrintSection(const Page& page) {
  const std::vector<PrintRow>& now = page.in.print_sizes;
  if (now.empty()) return "";
  // With a result the verdicts are of the result; alone, of the picture and of what the plan
  // promises.
  const bool has_result = page.in.print_sizes_after.size() == now.size();
  const std::vector<PrintRow>& judged = has_result ? page.in.print_sizes_after : now;
  bool any_plan = false;
  for (const PrintRow& row : now) any_plan = any_plan || row.plan_verdict == PlanVerdict::kPlan;
  std::string rows;
  for (size_t i = 0; i < now.size(); ++i) {
    rows += fmt::format(
        "<tr{}><th scope=\"row\" class=\"paper\">{}</th><td class=\"n{}\">{}</td>"
        "<td class=\"n wide\">{}</td>",
        now[i].paper == page.in.target_paper ? " class=\"here\"" : "",
        Escape(now[i].paper),
        has_result ? " wide" : "",
        FormatNumber(now[i].ppi_file, 0),
        FormatFactor(now[i].factor));
    if (has_result)
      rows += fmt::format("<td class=\"n\">{}</td>", FormatNumber(judged[i].ppi_file, 0));
    // What a result has beyond its source's true pixels was predicted, not recorded.
    const double predicted = has_result ? judged[i].ppi_true - now[i].ppi_true : 0.0;
    rows += fmt::format("<td class=\"n v\">{}{}{}</td><td>{}</td>",
                        judged[i].detail_known ? "" : "&le;",
                        FormatNumber(judged[i].ppi_true, 0),
                        predicted >= 1.0
                            ? fmt::format("<br><span class=\"faint\">of which {} predicted</span>",
                                          FormatNumber(predicted, 0))
                            : "",
                        PrintLook(judged[i].at_reading, ""));
    rows += fmt::format("<td>{}</td>",
                        PrintLook(judged[i].at_comfortable,
                                  "at " + FormatWithUnit(judged[i].comfortable_in, 0, "in")));
    if (!has_result && any_plan) {
      rows += fmt::format("<td class=\"wide\">{}</td><td class=\"words wide\">{}</td></tr>\n",
                          now[i].plan_verdict == PlanVerdict::kPlan
                              ? PrintLook(now[i].after_plan, "")
                              : "<span class=\"muted\">\u2013</span>",
                          Escape(now[i].action));
    } else {
      rows += fmt::format(
          "<td class=\"words wide\">{}</td></tr>\n",
          judged[i].sharp_from_in > 0.0
              ? "Sharp from " + FormatWithUnit(std::ceil(judged[i].sharp_from_in), 0, "in")
              : "");
    }
  }
  const bool crisp = AnyCrisp(judged);
  std::string filled;
  for (const PrintRow& row : now) {
    if (row.paper != page.in.target_paper || row.target.fit != FitMode::kCover) continue;
    filled = fmt::format("; {} is filled, and what hangs over is cut", Escape(row.paper));
  }
  const std::string near = FormatWithUnit(page.in.reading_distance_in, 0, "in");
  return fmt::format(
      "<section><h2>Print sizes</h2><p class=\"sub\">The whole picture lies on the paper{}. "
      "\u201cTrue\u201d counts "
      "only the pixels that carry detail a camera saw. \u201cUsual distance\u201d is one and a "
      "half "
      "diagonals.{}</p>"
      "<div class=\"scroll\"><table><thead><tr><th>Paper</th><th class=\"n{}\">Now, ppi</th>"
      "<th class=\"n wide\">Factor for {:.0f}</th>{}<th class=\"n\">True, ppi</th><th>At {}</th>"
      "<th>Usual distance</th>{}</tr></thead><tbody>\n{}</tbody></table></div></section>\n",
      filled,
      crisp ? fmt::format(" {}.", Capitalized(kCrispMeaning)) : "",
      has_result ? " wide" : "",
      page.in.wanted_ppi,
      has_result ? "<th class=\"n\">After, ppi</th>" : "",
      near,
      !has_result && any_plan ? fmt::format("<th class=\"wide\">After the plan, at {}</th>"
                                            "<th class=\"wide\">What it takes</th>",
                                            near)
                              : "<th class=\"wide\">Why</th>",
      rows);
}

std::string PlanSection(const Page& page) {
  if (!page.in.plan) return "";
  const Plan& plan = *page.in.plan;
  const bool done = page.in.plan_done && !page.in.stages.empty();
  std::string items;
  if (done) {
    for (const StageRow& stage : page.in.stages) {
      const auto [name, detail] = SplitTitle(stage.title);
      items += StepItem(name, detail, {stage.text, FormatSeconds(stage.seconds)}, true);
    }
  } else {
    for (const Step& step : plan.steps) {
      const auto [name, detail] = SplitTitle(StepTitle(step));
      const std::string size =
          step.width > 0 ? fmt::format("{} \u00d7 {}\u00a0px", step.width, step.height) : "";
      items += StepItem(name, detail, {EvidenceText(step), size}, false);
    }
  }
  std::string sub = plan.target.label;
  if (plan.target_width > 0) {
    sub += fmt::format("{}{} \u00d7 {}\u00a0px, {} needed.",
                       sub.empty() ? "" : ": ",
                       plan.target_width,
                       plan.target_height,
                       FormatFactor(plan.factor_needed));
  }
  if (!done && !page.in.after && plan.predicted.seconds > 0.0) {
    sub += fmt::format(
        " About {}{} predicted.",
        FormatSeconds(plan.predicted.seconds),
        plan.predicted.bytes > 0 ? ", a file of about " + FormatBytes(plan.predicted.bytes) : "");
  }
  std::string notes;
  for (const Caution& caution : plan.cautions) {
    notes += fmt::format("<div class=\"note\">{}<span>{}</span></div>",
                         Glyph("warn", "caution"),
                         Escape(caution.text));
  }
  if (!plan.why.empty()) {
    notes += fmt::format(
        "<details class=\"why\"><summary>The reasoning, with its "
        "numbers</summary><p>{}</p></details>",
        Escape(plan.why));
  }
  if (items.empty() && notes.empty()) return "";
  return fmt::format("<section><h2>{}</h2><p class=\"sub\">{}</p>{}{}</section>\n",
                     done            ? "What was done, and why"
                     : page.in.after ? "What the source calls for, and why"
                                     : "What to do, and why",
                     Escape(sub),
                     items.empty() ? "" : "<ol class=\"steps\">" + items + "</ol>",
                     notes);
}

std::string ChecksSection(const Page& page) {
  if (!page.in.verdict || page.in.verdict->rules.empty()) return "";
  std::string rows;
  for (const RuleResult* rule : WorstFirst(*page.in.verdict)) {
    const MetricInfo* info = FindMetric(rule->metric);
    const std::string_view unit = info == nullptr ? "" : info->unit;
    const int decimals = DecimalsOf(rule->metric);
    rows += fmt::format(
        "<tr><td class=\"check\" title=\"{}\">{}{}{}</td><td class=\"n v\" data-rule=\"{}\">{}</td>"
        "<td class=\"n\">{}</td><td class=\"n wide\">{}</td><td class=\"words "
        "wide\">{}</td></tr>\n",
        Escape(rule->rule + (info ? ". " + MetricHint(rule->metric) : "")),
        Glyph(GlyphName(rule->verdict), RuleVerdictName(rule->verdict)),
        Escape(MetricTitle(rule->metric)),
        rule->because.empty() ? ""
                              : fmt::format("<small class=\"because\">{}</small>",
                                            Escape(Capitalized(rule->because))),
        Escape(rule->rule),
        rule->value ? FormatWithUnit(*rule->value, decimals, unit) : "unknown",
        FormatLimit(rule->threshold, decimals, unit),
        rule->x && rule->y ? fmt::format("{:.0f}, {:.0f}", *rule->x, *rule->y) : "\u2013",
        Escape(rule->text));
  }
  return fmt::format(
      "<section><h2>All checks</h2><div class=\"scroll\"><table><thead><tr><th>Check</th>"
      "<th class=\"n\">Value</th><th class=\"n\">Limit</th><th class=\"n wide\">Worst place, "
      "px</th>"
      "<th class=\"wide\">In plain "
      "words</th></tr></thead><tbody>\n{}</tbody></table></div></section>\n",
      rows);
}

std::string StagesSection(const Page& page) {
  const std::vector<StageRow>& stages = page.in.stages;
  if (stages.empty()) return "";
  const std::vector<std::string> ids = StageMetrics(stages);
  if (ids.empty()) return "";
  std::string heads = "<th>Measurement</th><th class=\"n\">Source</th>";
  for (const StageRow& stage : stages) {
    heads += fmt::format("<th class=\"n\">{}</th>", Escape(SplitTitle(stage.title).first));
  }
  std::string rows;
  for (const std::string& id : ids) {
    std::string cells;
    const Measurement* first = FindIn(stages.front().before, id);
    cells += first == nullptr ? "<td class=\"n\">\u2013</td>" : ValueCell(*first, "stage-0");
    const Measurement* last = first;
    for (size_t i = 0; i < stages.size(); ++i) {
      const Measurement* after = FindIn(stages[i].after, id);
      cells += after == nullptr ? "<td class=\"n\">\u2013</td>"
                                : ValueCell(*after, fmt::format("stage-{}", i + 1));
      if (after != nullptr) last = after;
    }
    rows += fmt::format("<tr><th scope=\"row\" title=\"{}\">{}</th>{}<td>{}</td></tr>\n",
                        Escape(MetricHint(id)),
                        Escape(MetricTitle(id)),
                        cells,
                        last == nullptr ? "" : GradeChip(*last));
  }
  return fmt::format(
      "<section><h2>Stage by stage</h2><p class=\"sub\">Each value is of the picture after that "
      "stage.</p>"
      "<div "
      "class=\"scroll\"><table><thead><tr>{}<th "
      "class=\"defect\">Defect</th></tr></thead><tbody>\n{}</tbody></table>"
      "</div></section>\n",
      heads,
      rows);
}

std::string MeasurementsSection(const Page& page) {
  const Report& source = page.in.report;
  const Report* result = page.pair ? page.lead_report : nullptr;
  const auto words = [](const Measurement& m) {
    return m.known() ? Anchor(m) : "Unknown: " + m.unknown + ".";
  };
  // A group a heading, in the order in which they first come up.
  std::vector<std::pair<std::string_view, std::string>> groups;
  size_t unknown = 0;
  std::string unknown_rows;
  const auto add = [&](const std::string& id,
                       const Measurement* before,
                       const Measurement* after,
                       const Measurement* pair) {
    const Measurement& lead = pair ? *pair : after ? *after : *before;
    std::string cells;
    if (result != nullptr) {
      cells += before ? ValueCell(*before, "before") : "<td class=\"n faint\">\u2013</td>";
      cells += pair    ? ValueCell(*pair, "pair")
               : after ? ValueCell(*after, "after")
                       : "<td class=\"n faint\">\u2013</td>";
    } else {
      cells += ValueCell(lead, pair ? "pair" : "before");
      cells += fmt::format("<td class=\"n muted wide\">{}</td>", Escape(FormatInterval(lead)));
    }
    const std::string row = fmt::format(
        "<tr><th scope=\"row\" title=\"{}\">{}</th>{}<td>{}</td><td class=\"words "
        "wide\">{}</td></tr>\n",
        Escape(MetricHint(id)),
        Escape(MetricTitle(id)),
        cells,
        GradeChip(lead),
        Escape(words(lead)));
    if (lead.known() || (before != nullptr && before->known())) {
      const std::string_view title = GroupOf(id);
      const auto group = std::find_if(
          groups.begin(), groups.end(), [&](const auto& one) { return one.first == title; });
      if (group == groups.end()) {
        groups.emplace_back(title, row);
      } else {
        group->second += row;
      }
    } else {
      unknown_rows += row;
      ++unknown;
    }
  };
  for (const Measurement& measurement : source.measurements) {
    add(measurement.id, &measurement, result ? result->Find(measurement.id) : nullptr, nullptr);
  }
  if (page.in.comparison) {
    for (const Measurement& measurement : page.in.comparison->measurements) {
      add(measurement.id, nullptr, nullptr, &measurement);
    }
  }
  std::string rows;
  for (const auto& [title, of_group] : groups) {
    rows += fmt::format("<tr class=\"group\"><td colspan=\"5\">{}</td></tr>\n", title) + of_group;
  }
  if (rows.empty() && unknown_rows.empty()) return "";
  const std::string heads =
      result != nullptr
          ? "<th>Measurement</th><th class=\"n\">Source</th><th "
            "class=\"n\">Result</th><th class=\"defect\">Defect</th>"
            "<th class=\"wide\">What is seen</th>"
          : "<th>Measurement</th><th class=\"n\">Value</th><th class=\"n wide\">90 % interval</th>"
            "<th class=\"defect\">Defect</th><th class=\"wide\">What is seen</th>";
  std::string more;
  if (unknown > 0) {
    more = fmt::format(
        "<details class=\"why\"><summary>{} unknown for this picture, with the reasons</summary>"
        "<div class=\"scroll\"><table><tbody>{}</tbody></table></div></details>",
        Count(unknown, "measurement is", "measurements are"),
        unknown_rows);
  }
  return fmt::format(
      "<section><h2>All measurements</h2><div "
      "class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>\n"
      "{}</tbody></table></div>{}</section>\n",
      heads,
      rows,
      more);
}

std::string FactsSection(const Page& page) {
  if (!page.in.after) {
    return "<section class=\"two\">" + Facts("File", page.in.report.source.file, page.in.report) +
           "</section>\n";
  }
  std::string result;
  if (page.lead_report != nullptr) {
    result = Facts("Result", page.in.after_file, *page.lead_report);
  }
  return "<section class=\"two\">" + Facts("Source", page.in.report.source.file, page.in.report) +
         result + "</section>\n";
}

std::string Foot(const Page&) {
  return fmt::format(
      "<footer><span>sharpscale {}. Every number on this page is in the JSON data inside it.</span>"
      "<span>Grades: none, slight, moderate, severe. Places are px from the top "
      "left.</span></footer>\n",
      Version());
}

}  // namespace sharpscale::page
