// SPDX-License-Identifier: Apache-2.0
//
// The top of the page: the answer, why, the key figures, and the pictures.

#include <fmt/format.h>

#include <algorithm>

#include "analysis/metric_table.h"
#include "image/status_macros.h"
#include "report/numbers.h"
#include "report/page/markup.h"
#include "report/page/sections.h"
#include "report/terminal.h"

namespace sharpscale::page {
namespace {

constexpr int kPreviewSide = 1280;  // px: twice the place on the page, for dense screens
constexpr int kPreviewQuality = 82;

std::string BaseName(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return name == "-" ? "standard input" : name;
}

struct Answer {
  std::string glyph;
  std::string glyph_label;
  std::string headline;
  std::string reason;  // escaped
};

std::string Count(size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

Answer AnswerOfVerdict(const Verdict& verdict) {
  Answer answer;
  if (!verdict.comparable) {
    answer.glyph = "fail";
    answer.glyph_label = "not comparable";
    answer.headline = verdict.headline.empty() ? "Not the same scene" : verdict.headline;
    answer.reason = "The two pictures could not be laid over each other, so nothing was compared.";
    return answer;
  }
  size_t pass = 0;
  size_t warn = 0;
  size_t fail = 0;
  std::string worst;
  if (!verdict.rules.empty()) {
    const RuleResult& first = *WorstFirst(verdict).front();
    if (Speaks(first)) worst = first.text;
  }
  for (const RuleResult& rule : verdict.rules) {
    pass += rule.verdict == RuleVerdict::kPass;
    warn += rule.verdict == RuleVerdict::kWarn;
    fail += rule.verdict == RuleVerdict::kFail;
  }
  const RuleVerdict overall =
      verdict.verdict == RuleVerdict::kNotApplicable ? RuleVerdict::kWarn : verdict.verdict;
  answer.glyph = GlyphName(overall);
  answer.glyph_label = RuleVerdictName(overall);
  answer.headline = verdict.headline;
  std::string counts;
  const auto add = [&](const std::string& text) { counts += (counts.empty() ? "" : ", ") + text; };
  if (fail > 0) add(Count(fail, "check fails", "checks fail"));
  if (warn > 0) add(Count(warn, "gives a warning", "give a warning"));
  if (pass > 0)
    add(Count(pass,
              fail + warn > 0 ? "passes" : "check passes",
              fail + warn > 0 ? "pass" : "checks pass"));
  answer.reason = Escape(counts + "." + (worst.empty() ? "" : " " + worst));
  return answer;
}

Answer AnswerOfPlan(const Plan& plan, bool done) {
  Answer answer;
  switch (plan.verdict) {
    case PlanVerdict::kPlan:
      answer.glyph = done ? "pass" : "plan";
      answer.glyph_label = done ? "done" : "plan";
      break;
    case PlanVerdict::kNothingToDo:
      answer.glyph = "pass";
      answer.glyph_label = "nothing to do";
      break;
    case PlanVerdict::kNotFixable:
      answer.glyph = "fail";
      answer.glyph_label = "not fixable";
      break;
  }
  answer.headline = plan.headline.empty() ? PlanVerdictName(plan.verdict) : plan.headline;
  std::string reason;
  for (const Step& step : plan.steps) {
    for (const Evidence& evidence : step.evidence) {
      if (reason.size() > 160) break;
      reason += (reason.empty() ? "" : " ") + evidence.text;
    }
  }
  if (reason.empty()) reason = plan.why;
  if (!plan.counterfactual.empty()) reason += (reason.empty() ? "" : " ") + plan.counterfactual;
  answer.reason = Escape(reason);
  return answer;
}

// One picture without a target: the worst defect leads.
Answer AnswerOfReport(const Report& report) {
  Answer answer;
  const Measurement* worst = nullptr;
  size_t graded = 0;
  size_t clean = 0;
  for (const Measurement& measurement : report.measurements) {
    if (!measurement.known() || measurement.grade == Grade::kNotGraded) continue;
    ++graded;
    clean += measurement.grade == Grade::kNone;
    if (worst == nullptr || measurement.grade > worst->grade) worst = &measurement;
  }
  if (worst == nullptr) {
    answer.glyph = "na";
    answer.glyph_label = "unknown";
    answer.headline = "Nothing could be graded";
    answer.reason = "The picture is too small or too plain for the measurements.";
    return answer;
  }
  const std::string title = MetricTitle(worst->id);
  switch (worst->grade) {
    case Grade::kNone:
      answer.glyph = "pass";
      answer.glyph_label = "no defect";
      answer.headline = "No defect found";
      answer.reason = Escape(Count(graded, "measurement shows", "measurements show") + " none.");
      return answer;
    case Grade::kSevere:
      answer.glyph = "fail";
      break;
    default:
      answer.glyph = "warn";
      break;
  }
  answer.glyph_label = GradeName(worst->grade);
  answer.headline = fmt::format("{}: {}", title, GradeName(worst->grade));
  std::string anchor = Anchor(*worst);
  if (!anchor.empty()) anchor = ": " + anchor;
  answer.reason = Escape(fmt::format("{} {}{}. {} of {} graded measurements show no defect.",
                                     title,
                                     FormatMeasurement(*worst),
                                     anchor,
                                     clean,
                                     graded));
  return answer;
}

Answer AnswerOf(const Page& page) {
  if (page.in.verdict) return AnswerOfVerdict(*page.in.verdict);
  if (page.in.plan) return AnswerOfPlan(*page.in.plan, page.in.plan_done);
  return AnswerOfReport(page.in.report);
}

struct Figure {
  std::string value;
  std::string unit;
  std::string text;
  std::string data;  // attributes that tie the number to the JSON
};

std::string LimitText(const Page& page, std::string_view metric) {
  const RuleResult* rule = RuleFor(page, metric);
  if (rule == nullptr || rule->verdict == RuleVerdict::kNotApplicable) return "";
  const MetricInfo* info = FindMetric(metric);
  return ", limit " +
         FormatLimit(rule->threshold, DecimalsOf(metric), info == nullptr ? "" : info->unit);
}

// Names inside a sentence.
std::string SentenceName(const std::string& id) {
  struct Name {
    std::string_view id;
    std::string_view name;
  };
  constexpr Name kNames[] = {{"consistency.lr_psnr", "match to the source"},
                             {"noise.luma_sigma", "noise"},
                             {"resolution.native_scale", "share of real detail, linear"}};
  for (const Name& name : kNames) {
    if (name.id == id) return std::string(name.name);
  }
  // "Halo, overshoot" is a heading; in a sentence it reads "halo overshoot".
  std::string title = MetricTitle(id);
  if (title.size() > 1 && title[1] >= 'a') title[0] = static_cast<char>(std::tolower(title[0]));
  if (const size_t comma = title.find(", "); comma != std::string::npos) title.erase(comma, 1);
  return title;
}

std::optional<Figure> MetricFigure(const Page& page,
                                   const Measurement* measurement,
                                   const Measurement* before,
                                   const char* side) {
  if (measurement == nullptr || !measurement->value || !std::isfinite(*measurement->value)) {
    return std::nullopt;
  }
  Figure figure;
  figure.value = FormatNumber(*measurement->value, DecimalsOf(measurement->id));
  figure.unit = measurement->unit;
  figure.data = fmt::format(R"( data-metric="{}" data-side="{}")", Escape(measurement->id), side);
  figure.text = SentenceName(measurement->id);
  if (before != nullptr && before->value)
    figure.text += ", " + FormatMeasurement(*before) + " before";
  figure.text += LimitText(page, measurement->id);
  return figure;
}

// The first four that are known, in the order of what decides a print.
std::vector<Figure> KeyFigures(const Page& page) {
  std::vector<Figure> figures;
  const HtmlInput& in = page.in;
  const auto add = [&](std::optional<Figure> figure) {
    if (figure && figures.size() < 4) figures.push_back(std::move(*figure));
  };
  if (in.plan && in.plan->ppi_after > 0.0) {
    Figure figure;
    figure.value = FormatNumber(in.plan->ppi_after, 0);
    figure.unit = "ppi";
    figure.text = FormatWithUnit(in.plan->ppi_before, 0, "ppi") + " before";
    if (in.plan->factor_needed > 1.0) {
      figure.text += ", " + FormatFactor(in.plan->factor_needed) + " enlarged";
    }
    add(figure);
  } else {
    Figure figure;
    figure.value = FormatNumber(page.lead.width() * 1e-6 * page.lead.height(), 1);
    figure.unit = "MP";
    figure.text = fmt::format("{} \u00d7 {}\u00a0px", page.lead.width(), page.lead.height());
    if (page.pair)
      figure.text += fmt::format(", {} \u00d7 {} before", in.before.width(), in.before.height());
    add(figure);
  }
  const char* side = page.pair ? "after" : "before";
  const auto own = [&](const char* id) {
    const Measurement* before = page.pair ? in.report.Find(id) : nullptr;
    add(MetricFigure(
        page, page.lead_report == nullptr ? nullptr : page.lead_report->Find(id), before, side));
  };
  const auto of_pair = [&](const char* id) {
    if (in.comparison) add(MetricFigure(page, in.comparison->Find(id), nullptr, "pair"));
  };
  // What fails a check is the reason for the answer and comes first.
  std::vector<std::string> shown;
  const auto one = [&](const std::string& id) {
    if (std::find(shown.begin(), shown.end(), id) != shown.end()) return;
    shown.push_back(id);
    if (in.comparison && in.comparison->Find(id) != nullptr) {
      of_pair(id.c_str());
    } else {
      own(id.c_str());
    }
  };
  if (in.verdict) {
    for (const RuleResult* rule : WorstFirst(*in.verdict)) {
      if (Speaks(*rule) && shown.size() < 2) one(rule->metric);
    }
  }
  for (const char* id : {"halo.overshoot",
                         "blur.sigma",
                         "consistency.lr_psnr",
                         "added.hallucination",
                         "noise.luma_sigma",
                         "compression.jpeg_quality",
                         "resolution.native_scale"}) {
    one(id);
  }
  return figures;
}

}  // namespace

const RuleResult* RuleFor(const Page& page, std::string_view metric) {
  if (!page.in.verdict) return nullptr;
  for (const RuleResult& rule : page.in.verdict->rules) {
    if (rule.metric == metric) return &rule;
  }
  return nullptr;
}

std::string HeadBar(const Page& page) {
  const std::string source = page.in.report.source.file;
  std::string files =
      fmt::format("<span title=\"{}\">{}</span>", Escape(source), Escape(BaseName(source)));
  if (page.in.after) {
    files += fmt::format("<span title=\"{}\">\u2192 {}</span>",
                         Escape(page.in.after_file),
                         Escape(BaseName(page.in.after_file)));
  }
  return fmt::format(
      "<header class=\"top\"><svg class=\"mark\" aria-hidden=\"true\"><use href=\"#i-mark\"/></svg>"
      "<b>sharpscale</b><span class=\"muted\">report</span><span class=\"files\">{}</span>"
      "<span class=\"date\">{}</span></header>\n",
      files,
      Escape(page.in.date));
}

absl::StatusOr<std::string> VerdictSection(const Page& page) {
  const Answer answer = AnswerOf(page);
  std::string figures;
  for (const Figure& figure : KeyFigures(page)) {
    figures += fmt::format("<div><dt><span{}>{}</span> <small>{}</small></dt><dd>{}</dd></div>",
                           figure.data,
                           Escape(figure.value),
                           Escape(figure.unit),
                           Escape(figure.text));
  }
  // Previews stand in the style sheet so that slider and maps share one copy.
  const cv::Size size = PreviewSize(page.lead.width(), page.lead.height(), kPreviewSide);
  const cv::Rect2d whole(0.0, 0.0, page.lead.width(), page.lead.height());
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string lead_uri,
                              CropUri(page.lead, whole, size, kPreviewQuality));
  std::string style = fmt::format(".im-lead{{background-image:url({})}}\n", lead_uri);
  std::string figure;
  const std::string ratio = fmt::format("{} / {}", size.width, size.height);
  // A tall picture must not push the answer off the screen.
  const std::string width = fmt::format("min(100%, calc(66vh * {} / {}))", size.width, size.height);
  if (page.pair) {
    const cv::Rect2d area = page.source.Map(whole);
    const cv::Size source_size = PreviewSize(area.width, area.height, kPreviewSide);
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string uri,
                                CropUri(page.in.before, area, source_size, kPreviewQuality));
    style += fmt::format(".im-source{{background-image:url({})}}\n", uri);
    figure = fmt::format(
        R"(<figure class="compare" style="--ratio:{0}"><div class="stage" style="aspect-ratio:{0};width:{1}">
<div class="pic im-source before" role="img" aria-label="The source, {2}"></div>
<div class="pic im-lead after" role="img" aria-label="The result, {3}"></div>
<span class="tag l">Source</span><span class="tag r">Result</span>
<input type="range" min="0" max="100" step="0.5" value="50" aria-label="Divider between source and result">
<span class="bar"></span><span class="knob"><svg aria-hidden="true"><use href="#i-arrows"/></svg></span>
</div><figcaption><span class="hint">Drag the divider to compare, or press <kbd>F</kbd> to flick between the two.</span>
<button type="button" class="flick">Flick</button><span class="sr" role="status"></span></figcaption></figure>
)",
        ratio,
        width,
        Escape(BaseName(page.in.report.source.file)),
        Escape(BaseName(page.in.after_file)));
  } else {
    figure = fmt::format(
        R"(<figure class="compare single" style="--ratio:{0}"><div class="stage" style="aspect-ratio:{0};width:{1}">
<div class="pic im-lead" role="img" aria-label="The picture, {2}"></div></div></figure>
)",
        ratio,
        width,
        Escape(BaseName(page.in.report.source.file)));
  }
  return fmt::format(
      "<style>{}</style>\n<div class=\"hero\"><div><h1>{}<span>{}</span></h1><p "
      "class=\"lead\">{}</p>"
      "<dl class=\"figures\">{}</dl></div>\n{}</div>\n",
      style,
      Glyph(answer.glyph, answer.glyph_label),
      Escape(answer.headline),
      answer.reason,
      figures,
      figure);
}

}  // namespace sharpscale::page
