// SPDX-License-Identifier: Apache-2.0

#include "report/junit.h"

#include <fmt/format.h>

#include "analysis/metric_table.h"
#include "report/numbers.h"
#include "report/page/markup.h"

namespace sharpscale {
namespace {

// Escaping is that of HTML; XML knows the same five.
std::string Attribute(const std::string& text) {
  return page::Escape(text);
}

std::string Message(const RuleResult& rule) {
  const MetricInfo* info = FindMetric(rule.metric);
  const std::string_view unit = info == nullptr ? "" : info->unit;
  const int decimals = DecimalsOf(rule.metric);
  std::string message =
      fmt::format("{}: {}, limit {}",
                  rule.metric,
                  rule.value ? FormatWithUnit(*rule.value, decimals, unit) : std::string("unknown"),
                  FormatLimit(rule.threshold, decimals, unit));
  if (rule.x && rule.y) message += fmt::format(", worst at {:.0f}, {:.0f}", *rule.x, *rule.y);
  return message + ". " + rule.text;
}

}  // namespace

std::string JUnitXml(const Verdict& verdict, const std::string& suite) {
  size_t failures = 0;
  size_t skipped = 0;
  std::string cases;
  for (const RuleResult& rule : verdict.rules) {
    cases += fmt::format("    <testcase classname=\"sharpscale.check\" name=\"{}\">",
                         Attribute(rule.rule));
    switch (rule.verdict) {
      case RuleVerdict::kFail:
        ++failures;
        cases += fmt::format("<failure message=\"{}\"/>", Attribute(Message(rule)));
        break;
      case RuleVerdict::kNotApplicable:
        ++skipped;
        cases += fmt::format("<skipped message=\"{}\"/>", Attribute(rule.text));
        break;
      case RuleVerdict::kWarn:
        cases += fmt::format("<system-out>warning: {}</system-out>", Attribute(Message(rule)));
        break;
      case RuleVerdict::kPass:
        break;
    }
    cases += "</testcase>\n";
  }
  size_t tests = verdict.rules.size();
  size_t errors = 0;
  if (!verdict.comparable) {
    ++tests;
    ++errors;
    cases += fmt::format(
        "    <testcase classname=\"sharpscale.check\" name=\"registration\"><error "
        "message=\"{}\"/></testcase>\n",
        Attribute(verdict.headline.empty() ? "not the same scene" : verdict.headline));
  }
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
                  tests,
                  failures,
                  errors,
                  skipped);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n  <testsuite name=\"{}\" "
      "{}>\n{}"
      "  </testsuite>\n</testsuites>\n",
      counts,
      Attribute(suite),
      counts,
      cases);
}

}  // namespace sharpscale
