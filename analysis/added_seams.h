// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_seams.h
//
// Steps along whole columns or rows, as tiled processing leaves them.

#ifndef SHARPSCALE_ANALYSIS_ADDED_SEAMS_H_
#define SHARPSCALE_ANALYSIS_ADDED_SEAMS_H_

#include <opencv2/core.hpp>
#include <vector>

namespace sharpscale {

struct Seam {
  int at = 0;         // the first column (row) after the step, px
  double step = 0.0;  // median height beyond what columns nearby show, levels
  int worst = 0;      // px along the seam where the step is highest: centre of the segment
};

struct Seams {
  std::vector<Seam> seams;  // strongest first
  double step = 0.0;        // mean step, levels
  int period = 0;           // px; 0 = not regular
  double error = 0.0;       // standard error of `step`
};

// `means`: row = segment, column = position along which seams are looked for, value = mean over the
// segment of a plane that holds no picture content (a residual), levels; NaN = not known. A seam is
// a position whose median absolute step, over all segments, stands 8 robust deviations and 0.12
// levels above its neighbours, and 6 above the lines a multiple of 8 px away; only regular ones
// count, and a single one at a multiple of 32 px (other lines may be horizons). Fewer than 64
// positions: none.
Seams FindSeams(const cv::Mat1f& means, int segment);

// Without a single seam that is an edge of the source: where a blur was taken away, the one kernel
// that is put back for the whole picture leaves a little of every long edge. `source`: its luma,
// CV_32FC1, levels, seams as columns. A seam counts as that where the source's own step is over
// four times as high.
Seams SeamsOffEdges(Seams seams, const cv::Mat& source);

// Without a single seam that the source has more of: a repair took a step away there, the highest
// of a JPEG's grid, say. `before`, `after`: lumas on one grid, seams as columns. `segment`: px.
Seams SeamsAdded(Seams seams, const cv::Mat& before, const cv::Mat& after, int segment);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_SEAMS_H_
