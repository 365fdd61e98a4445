// SPDX-License-Identifier: Apache-2.0
//
// File: session/build_page.h
//
// The visual report, the same from every command and the window.

#ifndef SHARPSCALE_SESSION_BUILD_PAGE_H_
#define SHARPSCALE_SESSION_BUILD_PAGE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "advice/gate.h"
#include "advice/target.h"
#include "enhance/enhance.h"
#include "image/progress.h"
#include "report/html.h"

namespace sharpscale {

// "21 November 2026, 14:05", local time.
std::string ReportDate();

// Judges `input->after`, which must be there, beside `input->before` and makes `input` tell of
// both, each with its recorded history. Errors: as JudgePair.
absl::Status TellPair(const std::string& before_file,
                      const std::string& after_file,
                      const GateProfile& profile,
                      int threads,
                      const Progress* progress,
                      HtmlInput* input);

// Makes `input` tell of a plan that was carried out: the plan as it was run, and its stages.
void TellRun(const EnhanceResult& run, HtmlInput* input);

// The page as HTML. Adds the print sizes: the print that `target` asks for first, then the papers
// of the table; of the result, too, where the input has a comparison. Errors: as RenderHtml.
absl::StatusOr<std::string> BuildPage(const Target& target, HtmlInput input);

}  // namespace sharpscale

#endif  // SHARPSCALE_SESSION_BUILD_PAGE_H_
