// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/jpeg_compression.h
//
// How the picture was compressed: what its file says, and otherwise what its pixels still show.

#ifndef SHARPSCALE_ANALYSIS_JPEG_COMPRESSION_H_
#define SHARPSCALE_ANALYSIS_JPEG_COMPRESSION_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

// Finds compression.source ("tables", "pixels", "none"), .jpeg_quality, .table ("IJG",
// "non-standard"), .chroma_subsampling, .grid_x, .grid_y, .first_quality and .webp_quality. A JPEG
// file answers from its quantisation tables. What a picture does not have is unknown with the
// reason, never a default.
std::unique_ptr<Estimator> MakeJpegCompressionEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_JPEG_COMPRESSION_H_
