// SPDX-License-Identifier: Apache-2.0
//
// File: advice/predict.h
//
// What carrying a plan out will cost, said before it runs. Formulas and constants are listed in
// docs/advice.md; "about" is part of every sentence that shows them.

#ifndef SHARPSCALE_ADVICE_PREDICT_H_
#define SHARPSCALE_ADVICE_PREDICT_H_

#include "advice/advise.h"
#include "advice/plan.h"
#include "analysis/report.h"

namespace sharpscale {

// Steps need their width and height. Zero where nothing is known (bytes of an unnamed format from
// an unnamed file).
Prediction Predict(const Report& report, const Plan& plan, const Capabilities& capabilities);

// Bits per px of a JPEG of a typical photograph seen at 100 %, quality 1..100, 4:4:4 chroma.
double JpegBitsPerPixel(double quality);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PREDICT_H_
