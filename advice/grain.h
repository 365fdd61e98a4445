// SPDX-License-Identifier: Apache-2.0
//
// File: advice/grain.h

#ifndef SHARPSCALE_ADVICE_GRAIN_H_
#define SHARPSCALE_ADVICE_GRAIN_H_

#include "analysis/report.h"

namespace sharpscale {

// How much of a picture is noise, standard deviation in each of R, G and B, 8-bit levels: without
// the texture that is measured along in its colours, and 0 where there is no noise of any kind.
// `lifted`: what is measured there was lifted by sharpening and is no texture.
double Grain(const Report& report, bool lifted = false);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_GRAIN_H_
