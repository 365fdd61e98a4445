// SPDX-License-Identifier: Apache-2.0
//
// File: image/ppi.h
//
// A file may state its resolution twice: in the container (JFIF, pHYs, TIFF tags) and in EXIF. One
// rule decides:
//   1. a statement without a unit, or of 1 px or less per inch, is no statement;
//   2. where both agree (within 1 %) or only one is there, that is it;
//   3. where they disagree, a deliberate value beats a stock default (72 or 96, which encoders and
//      cameras write unasked);
//   4. otherwise the container's, because whoever wrote the pixels wrote it last.

#ifndef SHARPSCALE_IMAGE_PPI_H_
#define SHARPSCALE_IMAGE_PPI_H_

#include <string>
#include <vector>

#include "image/image.h"

namespace sharpscale {

// Unknown inputs have 0. A note is added to `notes` where the two disagree.
Ppi ReconcilePpi(const Ppi& container, const Ppi& exif, std::vector<std::string>* notes);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_PPI_H_
