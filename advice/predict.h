// SPDX-License-Identifier: Apache-2.0
//
// File: advice/predict.h
//
// What carrying a plan out will cost, said before it runs: always a range. Formulas and constants
// are listed in docs/advice.md; the bytes depend on content, of which the source's own file is the
// best witness. A file without a named format is taken to stay what it was (else PNG).

#ifndef SHARPSCALE_ADVICE_PREDICT_H_
#define SHARPSCALE_ADVICE_PREDICT_H_

#include "advice/advise.h"
#include "advice/plan.h"
#include "analysis/report.h"

namespace sharpscale {

// Steps need their width and height. All zero where nothing is to be done.
Prediction Predict(const Report& report, const Plan& plan, const Capabilities& capabilities);

// Bits per px of a JPEG of a typical photograph seen at 100 %, quality 1..100, 4:4:4 chroma.
double JpegBitsPerPixel(double quality);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PREDICT_H_
