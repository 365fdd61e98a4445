// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/checkerboard.h
//
// texture.checkerboard (levels, root mean square): patterns that repeat every 2, 3 or 4 px in step
// with the pixel lattice, as transposed convolutions, pixel shuffles and ordered dither leave them.
//
// Every cell of 32 px is weighted by a Hann window and folded over 8x8 and 3x3 places. A pattern
// with period 2 or 4 stands in the Fourier coefficients 4 and 2 of the 8x8 fold; what noise,
// texture, edges and 8x8 blocks of compression leave there, they leave in coefficients 1 and 3 as
// well, which nothing of period 2 or 4 reaches. A pattern counts where it keeps its phase over
// groups of 3x3 cells, which fabrics and facades do not, and
// stands clear of those neighbours.
//
// Flat pictures: 0. Unknown: below 96 px on a side. Text and drawings made of dots or hairlines of
// such a period are found too: they are such patterns.

#ifndef SHARPSCALE_ANALYSIS_CHECKERBOARD_H_
#define SHARPSCALE_ANALYSIS_CHECKERBOARD_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

std::unique_ptr<Estimator> MakeCheckerboardEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_CHECKERBOARD_H_
