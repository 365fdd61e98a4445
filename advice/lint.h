// SPDX-License-Identifier: Apache-2.0
//
// File: advice/lint.h
//
// The mistakes in somebody's own steps, by the rules of the craft.
//
//   Lint(*ParseSteps("sharpen:80,upscale:4")) -> R-091 "Sharpening before enlarging ..."

#ifndef SHARPSCALE_ADVICE_LINT_H_
#define SHARPSCALE_ADVICE_LINT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advice/plan.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

struct LintFinding {
  std::string rule;        // "R-091"
  std::string text;        // what is wrong and what to do instead, with the numbers
  std::vector<int> steps;  // indices of the steps it is about, may be empty
};

struct LintRule {
  std::string_view id;
  std::string_view title;  // the mistake, in a few words
  std::string_view source;
};
// Every mistake that can be found.
const std::vector<LintRule>& LintRuleTable();

// Findings in the order of the steps. Without a report and a target only the steps themselves are
// judged; with them also whether they fit the picture and the use. A report with a size and no
// measurements is enough to judge them against a target. `scales`: of the enlarging networks at
// hand. Sharpening before an enlargement
// of a RAW file is capture sharpening and no mistake where it is light (up to 50 %).
std::vector<LintFinding> Lint(const std::vector<Step>& steps,
                              const Report* report = nullptr,
                              const Target* target = nullptr,
                              const std::vector<int>& scales = {2, 3, 4});

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_LINT_H_
