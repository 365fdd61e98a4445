// SPDX-License-Identifier: Apache-2.0

#include "report/batch_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "analysis/metric_table.h"
#include "report/numbers.h"
#include "report/page/assets.h"
#include "report/page/markup.h"

namespace sharpscale {
namespace {

using page::Escape;

constexpr size_t kMostColumns = 9;
constexpr size_t kMostStandOut = 24;

// A path as an address: never a scheme, whatever the file is called.
std::string Address(const std::string& path) {
  std::string address = !path.empty() && path[0] == '/' ? "" : "./";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '.' || c == '-' || c == '_' || c == '~';
    address += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return address;
}

std::string Linked(const BatchPageRow& row) {
  if (row.link.empty()) return Escape(row.name);
  return fmt::format("<a href=\"{}\">{}</a>", Address(row.link), Escape(row.name));
}

std::string Picture(const BatchPageRow& row) {
  if (row.thumbnail.rfind("data:image/", 0) != 0) return "<span class=\"none\"></span>";
  return fmt::format("<img loading=\"lazy\" alt=\"\" src=\"{}\">", Escape(row.thumbnail));
}

std::string Number(const std::string& id, double value) {
  const MetricInfo* info = FindMetric(id);
  return FormatWithUnit(value, DecimalsOf(id), info == nullptr ? "" : info->unit);
}

struct State {
  std::string glyph;
  std::string word;
  int rank = 0;  // failures first
};

State StateOf(const BatchPageRow& row) {
  if (!row.error.empty()) return {"fail", "could not be done", 0};
  if (row.verdict == "fail") return {"fail", "fail", 1};
  if (row.verdict == "NOT_FIXABLE") return {"fail", "not fixable", 1};
  if (row.verdict == "not_comparable") return {"warn", "not comparable", 2};
  if (row.verdict == "warn") return {"warn", "warn", 3};
  if (row.verdict == "pass") return {"pass", "pass", 5};
  if (row.verdict == "NOTHING_TO_DO") return {"pass", "nothing to do", 5};
  if (row.verdict == "PLAN") return {"plan", "enhanced", 5};
  return {"pass", "measured", 5};
}

// Under the name: what went wrong, or what the verdict rests on.
std::string Remark(const BatchPageRow& row) {
  std::string text;
  for (const std::string& part : {row.error, row.headline, row.why}) {
    if (!part.empty()) {
      text += fmt::format("<br><span class=\"muted\">{}</span>", Escape(part));
    }
  }
  return text;
}

std::string Tally(const BatchPageInput& input, const std::set<size_t>& far) {
  std::map<std::string, size_t> words;
  size_t failed = 0;
  size_t rejected = 0;
  for (const BatchPageRow& row : input.rows) {
    const State state = StateOf(row);
    failed += state.rank == 0 ? 1 : 0;
    rejected += state.rank == 1 ? 1 : 0;
    ++words[state.word];
  }
  const auto figure = [](size_t count, const std::string& text, bool bad) {
    return fmt::format(
        "<div{}><dt>{}</dt><dd>{}</dd></div>", bad ? " class=\"bad\"" : "", count, text);
  };
  std::string html = "<dl class=\"tally\">" + figure(input.rows.size(), "pictures", false);
  for (const auto& [word, count] : words) {
    const bool bad = word == "could not be done" || word == "fail" || word == "not fixable";
    html += figure(count, word, bad && count > 0);
  }
  html += figure(far.size(), "stand out from the set", false) + "</dl>\n";
  const std::string answer =
      input.rows.empty() ? "No pictures"
      : failed > 0       ? fmt::format("{} of {} could not be done", failed, input.rows.size())
      : rejected > 0     ? fmt::format("{} of {} did not pass", rejected, input.rows.size())
                         : "All done";
  return fmt::format("<section><h1>{}</h1>\n{}</section>\n", answer, html);
}

std::string StandOut(const BatchPageInput& input, const SetStatistics& set) {
  if (set.outliers.empty()) return "";
  std::string items;
  std::set<size_t> seen;
  for (const SetOutlier& outlier : set.outliers) {
    if (seen.size() >= kMostStandOut || !seen.insert(outlier.picture).second) continue;
    const BatchPageRow& row = input.rows[outlier.picture];
    std::string why;
    int reasons = 0;
    for (const SetOutlier& other : set.outliers) {
      if (other.picture != outlier.picture || ++reasons > 3) continue;
      const auto metric = std::find_if(set.metrics.begin(),
                                       set.metrics.end(),
                                       [&](const auto& one) { return one.id == other.id; });
      why += fmt::format("<br>{} {} (the set: {})",
                         Escape(page::MetricTitle(other.id)),
                         Escape(Number(other.id, other.value)),
                         Escape(Number(other.id, metric->median)));
    }
    items += fmt::format("<li>{}<div>{}<span class=\"muted\">{}</span></div></li>\n",
                         Picture(row),
                         Linked(row),
                         why);
  }
  return "<section><h2>Stand out from the set</h2>\n<p class=\"sub\">Farther than 3.5 robust "
         "standard deviations from the median of all pictures in at least one measurement, and of "
         "another "
         "grade where it has grades; the farthest first.</p>"
         "\n<ul class=\"stand-out\">" +
         items + "</ul></section>\n";
}

std::string Alike(const BatchPageInput& input, const SetStatistics& set) {
  std::string rows;
  std::set<std::string> names;
  for (const BatchPageRow& row : input.rows) {
    for (const auto& [name, value] : row.facts) names.insert(name);
  }
  for (const std::string& name : names) {
    std::map<std::string, size_t> values;
    size_t all = 0;
    for (const BatchPageRow& row : input.rows) {
      const auto found = row.facts.find(name);
      if (found == row.facts.end()) continue;
      ++values[found->second];
      ++all;
    }
    const auto most =
        std::max_element(values.begin(), values.end(), [](const auto& a, const auto& b) {
          return a.second < b.second;
        });
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td "
        "class=\"n\">{:.0f}\u00a0%</td></tr>\n",
        Escape(name),
        Escape(most->first),
        values.size() == 1 ? "the same in all" : fmt::format("{} different ones", values.size()),
        100.0 * static_cast<double>(most->second) / static_cast<double>(all));
  }
  for (const SetMetric& metric : set.metrics) {
    rows += fmt::format(
        "<tr><th scope=\"row\" title=\"{}\">{}</th><td>{}</td><td>{} to {}</td><td "
        "class=\"n\">{:.0f}\u00a0%</td>"
        "</tr>\n",
        Escape(page::MetricHint(metric.id)),
        Escape(page::MetricTitle(metric.id)),
        Escape(Number(metric.id, metric.median)),
        Escape(Number(metric.id, metric.low)),
        Escape(Number(metric.id, metric.high)),
        100.0 * static_cast<double>(metric.count - metric.outliers) /
            static_cast<double>(metric.count));
  }
  if (rows.empty()) return "";
  return "<section><h2>How alike they are</h2>\n<p class=\"sub\">The middle of the set, the range "
         "of nine in "
         "ten pictures, and the share that agrees: with the most frequent value, or within the "
         "limits of the "
         "section above.</p>\n<div class=\"scroll\"><table><thead><tr><th>Quantity</th><th>Median, "
         "or most "
         "frequent</th><th>Nine in ten</th><th class=\"n\">Agree</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div></section>\n";
}

// The metrics with a column of their own: those that grade defects, most pictures first.
std::vector<std::string> Columns(const SetStatistics& set) {
  std::vector<SetMetric> graded;
  for (const SetMetric& metric : set.metrics) {
    const MetricInfo* info = FindMetric(metric.id);
    if (info != nullptr && info->direction != MetricDirection::kNeutral) graded.push_back(metric);
  }
  std::stable_sort(graded.begin(), graded.end(), [](const SetMetric& a, const SetMetric& b) {
    return a.count > b.count;
  });
  std::vector<std::string> ids;
  for (const SetMetric& metric : graded) {
    if (ids.size() < kMostColumns) ids.push_back(metric.id);
  }
  return ids;
}

std::string Table(const BatchPageInput& input,
                  const SetStatistics& set,
                  const std::set<size_t>& far) {
  if (input.rows.empty()) return "";
  std::vector<size_t> order(input.rows.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto rank = [&](size_t i) {
    const int own = StateOf(input.rows[i]).rank;
    return own == 5 && far.count(i) > 0 ? 4 : own;
  };
  // Only where not all can be shown the order is one of importance.
  if (order.size() > input.most_rows) {
    std::stable_sort(
        order.begin(), order.end(), [&](size_t a, size_t b) { return rank(a) < rank(b); });
    order.resize(input.most_rows);
  }
  const std::vector<std::string> columns = Columns(set);
  std::string html = "<section><h2>Pictures</h2>\n";
  if (order.size() < input.rows.size()) {
    html += fmt::format(
        "<p class=\"sub\">The {} most remarkable of {}: failures, what did not pass, and what "
        "stands out "
        "come first. All of them are in the CSV and JSON Lines files.</p>\n",
        order.size(),
        input.rows.size());
  }
  html +=
      "<p class=\"filter-line\"><input class=\"filter\" type=\"search\" placeholder=\"Only with "
      "this word\" "
      "aria-label=\"Only rows with this word\" hidden><span class=\"muted filter-count\" "
      "role=\"status\">"
      "</span></p>\n<div class=\"scroll\"><table class=\"batch\"><thead><tr><th class=\"no\"></th>"
      "<th>Name</th><th>State</th><th class=\"n\">Pixels</th>";
  for (const std::string& id : columns) {
    // The unit stands in the head: cells without it leave room for more columns.
    const MetricInfo* info = FindMetric(id);
    const std::string unit = info == nullptr ? "" : std::string(info->unit);
    html += fmt::format("<th class=\"n\" title=\"{}\">{}{}</th>",
                        Escape(page::MetricHint(id)),
                        Escape(page::MetricTitle(id)),
                        unit.empty() ? "" : Escape(", " + unit));
  }
  html += "</tr></thead><tbody>\n";
  std::set<std::pair<size_t, std::string>> outlying;
  for (const SetOutlier& outlier : set.outliers) outlying.insert({outlier.picture, outlier.id});
  for (const size_t i : order) {
    const BatchPageRow& row = input.rows[i];
    const State state = StateOf(row);
    const auto size = row.facts.find("Size");
    const auto width = row.numbers.find("resolution.width");
    const auto height = row.numbers.find("resolution.height");
    const bool pixels = width != row.numbers.end() && height != row.numbers.end();
    html += fmt::format(
        "<tr><td>{}</td><td class=\"name\">{}{}</td><td class=\"nw\" data-v=\"{}\">{}{}</td>"
        "<td class=\"n\" data-v=\"{}\">{}</td>",
        Picture(row),
        Linked(row),
        Remark(row),
        state.rank,
        page::Glyph(state.glyph),
        Escape(state.word),
        pixels ? fmt::format("{:.0f}", width->second * height->second) : "",
        size == row.facts.end() ? "" : Escape(size->second));
    for (const std::string& id : columns) {
      const auto found = row.numbers.find(id);
      if (found == row.numbers.end() || !std::isfinite(found->second)) {
        html += "<td class=\"n\" data-v=\"\">\u2013</td>";
      } else {
        html += fmt::format("<td class=\"n{}\" data-v=\"{}\">{}</td>",
                            outlying.count({i, id}) > 0 ? " far" : "",
                            found->second,
                            Escape(FormatNumber(found->second, DecimalsOf(id))));
      }
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div></section>\n";
}

}  // namespace

std::string RenderBatchPage(const BatchPageInput& input) {
  std::vector<PictureNumbers> numbers;
  numbers.reserve(input.rows.size());
  for (const BatchPageRow& row : input.rows) numbers.push_back(row.numbers);
  const SetStatistics set = DescribeSet(numbers);
  std::set<size_t> far;
  for (const SetOutlier& outlier : set.outliers) far.insert(outlier.picture);

  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      // Nothing may be fetched, whatever a file name contains.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<link rel=\"icon\" "
      "href=\"data:,\">\n";
  html += "<title>" + Escape(input.title) + " \u2013 sharpscale batch</title>\n<style>\n";
  html.append(page::ReportCss()).append(page::BatchCss());
  html += "</style>\n</head>\n<body>\n" + page::GlyphSprite();
  html += fmt::format(
      "<header class=\"top\"><svg class=\"mark\" aria-hidden=\"true\"><use href=\"#i-mark\"/></svg>"
      "<b>sharpscale</b><span class=\"muted\">batch</span><span "
      "class=\"files\"><span>{}</span></span>"
      "<span class=\"date\">{}</span></header>\n<main>\n",
      Escape(input.title),
      Escape(input.date));
  html += Tally(input, far) + StandOut(input, set) + Table(input, set, far) + Alike(input, set);
  html += "</main>\n<script>\n";
  html.append(page::BatchJs());
  return html + "</script>\n</body>\n</html>\n";
}

}  // namespace sharpscale
