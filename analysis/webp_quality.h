// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/webp_quality.h
//
// The quality setting of a lossy WebP file, from the base quantiser index in its VP8 header.

#ifndef SHARPSCALE_ANALYSIS_WEBP_QUALITY_H_
#define SHARPSCALE_ANALYSIS_WEBP_QUALITY_H_

namespace sharpscale {

struct WebpQuality {
  double quality = 0.0;  // 0-100
  double low = 0.0;      // the settings that give the same index
  double high = 0.0;
};

// `quantiser` is the VP8 base index, 0 (finest) to 127. Inverts libwebp's mapping (src/enc/
// quant_enc.c): index = floor(127 (1 - c^e)), c the cube root of a piecewise linear function of the
// quality. The base index belongs to the first of four texture segments, whose exponent is
// e = 1 + 0.9 * 0.5 * 127 / 128 at libwebp's default settings whatever the picture shows (seen with
// cwebp 1.2.4 on six photos x four qualities). Other encoders and presets have other scales: the
// value is "libwebp's default setting for this coarseness".
WebpQuality EstimateWebpQuality(int quantiser);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_WEBP_QUALITY_H_
