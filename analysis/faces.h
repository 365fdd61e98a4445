// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/faces.h
//
// content.face_min_width (px of the scene as recorded): width of the smallest face found.
//
// Frontal faces by the boosted cascade of local binary patterns (Liao et al. 2007; Debian's
// package opencv-data), on a copy of at most 1024 px on the long side. Faces below 45 px of that
// copy, from the side or turned are not found. A face counts where the cascade agrees on it several
// times. Looked for only when asked (PictureFacts::faces): it costs more than everything else on a
// small picture. Unknown: not asked, cascade file missing, content other than a photo, no face.

#ifndef SHARPSCALE_ANALYSIS_FACES_H_
#define SHARPSCALE_ANALYSIS_FACES_H_

#include <memory>
#include <string>

#include "analysis/estimator.h"

namespace sharpscale {

std::unique_ptr<Estimator> MakeFaceEstimator(const PictureFacts& facts);

// Where the cascade is looked for: SHARPSCALE_CASCADES, else the package's folder.
std::string FaceCascadePath();

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FACES_H_
