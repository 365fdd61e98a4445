// SPDX-License-Identifier: Apache-2.0
//
// File: advice/result_blur.h
//
// How soft the edges of a plan's result will be. One prediction for what `print` promises and for
// what `advise` says beside its plan, so that they cannot disagree.

#ifndef SHARPSCALE_ADVICE_RESULT_BLUR_H_
#define SHARPSCALE_ADVICE_RESULT_BLUR_H_

#include <optional>

#include "advice/plan.h"
#include "analysis/report.h"

namespace sharpscale {

// Blur of the edges, sigma in px of the result, after a plan with `factor_needed` and `steps` that
// enlarges with our networks, or keeps the size. What was enlarged before is enlarged from its
// native size, `native` (linear, at most 1) of the file's. Empty where the source's blur is
// unknown. Measured on enlargements of four photographs (tests/bench/print_promise.sh): 56 of 64
// verdicts on paper came out as told, 5 better, 1 worse; 2 were unknown before.
std::optional<double> ResultBlur(const Report& report, const Plan& plan, double native);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_RESULT_BLUR_H_
