// SPDX-License-Identifier: Apache-2.0
//
// File: advice/predict.h
//
// What carrying a plan out will cost, said before it runs: always a range. Formulas and constants
// are listed in docs/advice.md; the bytes depend on content, of which the source's own file is the
// best witness.

#ifndef SHARPSCALE_ADVICE_PREDICT_H_
#define SHARPSCALE_ADVICE_PREDICT_H_

#include <string>

#include "advice/advise.h"
#include "advice/plan.h"
#include "analysis/report.h"

namespace sharpscale {

// Steps need their width and height. `output` counts where the plan's export names no format or
// quality; without a format it stays what it was (else PNG). All zero where nothing is to be done.
Prediction Predict(const Report& report,
                   const Plan& plan,
                   const Capabilities& capabilities,
                   const OutputFile& output = {});

// Bits per px of a JPEG of a typical photograph seen at 100 %, quality 1..100, 4:4:4 chroma.
double JpegBitsPerPixel(double quality);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PREDICT_H_
