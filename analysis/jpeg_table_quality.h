// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/jpeg_table_quality.h
//
// The quality setting of a JPEG file, from its quantisation tables.
//
// The IJG library and everything built on it (libjpeg-turbo, mozjpeg's default set is its own)
// scale two published base tables by one number, the quality. A file whose tables are such a pair
// has an exactly known quality. Cameras and Photoshop use their own tables: for those the nearest
// quality is given, with an interval, and `ijg` is false.
//
//   JpegTableQuality q = EstimateJpegTableQuality(*image.source.jpeg);
//   if (q.ijg) ...  // q.quality is exact

#ifndef SHARPSCALE_ANALYSIS_JPEG_TABLE_QUALITY_H_
#define SHARPSCALE_ANALYSIS_JPEG_TABLE_QUALITY_H_

#include <cstdint>

#include "image/image.h"

namespace sharpscale {

struct JpegTableQuality {
  double quality = 0.0;  // 1-100; a whole number
  bool ijg = false;      // every table entry equals the IJG table of that quality
  double low = 0.0;      // what the table's own entries vote for: 5th and 95th percentile;
  double high = 0.0;     // both equal `quality` when ijg
};

// The IJG table of `quality` (clamped to 1-100) in natural order, with entries limited to 255
// (baseline). Source: ITU-T T.81 annex K, jcparam.c of the IJG.
JpegFacts::Table IjgLumaTable(int quality);
JpegFacts::Table IjgChromaTable(int quality);

// Weighted least squares over the 100 IJG qualities, on log steps of luma and, where there is one,
// chroma. Files that hold another luma and chroma quality get the luma's, and `ijg` is false. A
// table of zeros (damaged file) gives quality 0: unknown.
JpegTableQuality EstimateJpegTableQuality(const JpegFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_JPEG_TABLE_QUALITY_H_
