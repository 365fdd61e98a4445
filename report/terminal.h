// SPDX-License-Identifier: Apache-2.0
//
// File: report/terminal.h
//
// What the command line prints for people. Verdict first, then the numbers, each with unit, grade
// word and glyph: never colour alone.

#ifndef SHARPSCALE_REPORT_TERMINAL_H_
#define SHARPSCALE_REPORT_TERMINAL_H_

#include <string>

#include "advice/gate.h"
#include "advice/plan.h"
#include "analysis/compare.h"
#include "analysis/report.h"
#include "report/text_table.h"

namespace sharpscale {

struct ReportTableOptions {
  bool unknowns = false;  // also metrics whose value is unknown, with the reason
};

// "Severe: halo (overshoot); slight: noise (luma sigma)." or "No defect measured.": the graded
// measurements in one line, worst first.
std::string Summary(const Report& report);

// "photo.jpg  3000 x 2400 px, JPEG, 300 ppi", the summary and the table of measurements.
std::string RenderTerminal(const Report& report,
                           const TerminalStyle& style,
                           const ReportTableOptions& options = {});

struct PlanTableOptions {
  bool why = false;  // the prose with the numbers
};

// Verdict, steps with their evidence, what is predicted, cautions.
std::string RenderTerminal(const Plan& plan,
                           const std::string& file,
                           const TerminalStyle& style,
                           const PlanTableOptions& options = {});

// Verdict of the gate and its rules, failures first.
std::string RenderTerminal(const Verdict& verdict, const TerminalStyle& style);

// The pair's measurements.
std::string RenderTerminal(const Comparison& comparison, const TerminalStyle& style);

// "Upscale 4x", "Sharpen 40 %", "Export JPEG, quality 92": one step in words.
std::string StepTitle(const Step& step);

// "✔ none", "▮ slight"; "" for a quantity that is no defect.
std::string GradeText(Grade grade);
Ink GradeInk(Grade grade);

// "✔", "▲", "✖", "–" and the ink of a rule's verdict.
std::string VerdictGlyph(RuleVerdict verdict);
Ink VerdictInk(RuleVerdict verdict);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_TERMINAL_H_
