// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/register_resample.h
//
// Brings a picture to another grid: any ratio, any sub-pixel offset, antialiased where it reduces.

#ifndef SHARPSCALE_ANALYSIS_REGISTER_RESAMPLE_H_
#define SHARPSCALE_ANALYSIS_REGISTER_RESAMPLE_H_

#include <memory>
#include <opencv2/core.hpp>

#include "image/progress.h"

namespace sharpscale {

enum class GridKernel {
  kArea,     // mean over the pixel's footprint; linear when it enlarges
  kBicubic,  // Keys a = -0.5, widened when it reduces (MATLAB's imresize)
  kLanczos3  // widened when it reduces
};

// One axis: output sample i shows the input at (i + 0.5) * step + offset - 0.5 (input px, centre of
// the first pixel at 0). step = input px per output px.
struct GridAxis {
  int size = 0;  // output px
  double step = 1.0;
  double offset = 0.0;
};

// `source`: CV_8U, CV_16U or CV_32F, 1 or 3 channels. Result of depth `depth` (CV_8U and CV_16U are
// rounded and cut to their range) with the same number of channels. Outside the source its border
// pixels go on. Equal grids give the source's values exactly. A cancel leaves rows
// undefined.
cv::Mat ResampleToGrid(const cv::Mat& source,
                       const GridAxis& across,
                       const GridAxis& down,
                       GridKernel kernel,
                       int depth,
                       const Progress* progress = nullptr);

// The kernel that `coarse` looks reduced with: the one with the least error on three bands of it.
// `fine` may be larger than `coarse` or equal; types as for ResampleToGrid, the same for both.
GridKernel BestKernel(const cv::Mat& fine,
                      const cv::Mat& coarse,
                      const GridAxis& across,
                      const GridAxis& down);

// The same in pieces: rows on demand, from any thread. The source must outlive it.
class GridResampler {
 public:
  GridResampler(const cv::Mat& source,
                const GridAxis& across,
                const GridAxis& down,
                GridKernel kernel);
  ~GridResampler();
  // Output rows [begin, end).
  cv::Mat Rows(int begin, int end, int depth) const;

 private:
  struct Tables;
  cv::Mat source_;
  bool same_grid_;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_REGISTER_RESAMPLE_H_
