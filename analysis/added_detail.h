// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_detail.h
//
// Noise added or removed, texture put into flat areas, texture smoothed away, contrast raised: from
// the detail of a result and of what its source foretells.

#ifndef SHARPSCALE_ANALYSIS_ADDED_DETAIL_H_
#define SHARPSCALE_ANALYSIS_ADDED_DETAIL_H_

#include <algorithm>
#include <optional>

#include "analysis/added_statistics.h"

namespace sharpscale {

struct DetailChange {
  double noise_before = 0.0;  // standard deviation of what moves in flat areas of the foretold
  double noise_after = 0.0;   // picture and of the result; levels
  int flat_cells = 0;         // of kAddedCell px; 0 = no flat area, the noises are unknown

  cv::Mat1f flat_texture;   // per kAddedCell px: RMS detail beyond the usual noise; NaN = not flat
  double flat_worst = 0.0;  // 98th percentile of it

  double kept = 1.0;        // fine detail left in textured areas: its RMS over that of the source
  int textured_blocks = 0;  // 0 = no texture, `kept` is unknown
  cv::Mat1f smoothing;      // per kAddedCell px: share lost, 0-1; NaN = no texture

  double gain = 1.0;  // slope of the result's detail on the source's, on its edges and textures
};

// Flat: the foretold picture varies by less than 2.5 levels (or twice its noise) within 4 px and
// its detail by no more than its noise; an enlargement by `scale` varies less by itself and the
// limits fall with its root. Textured: detail well above the noise, below strong edges. `source`:
// the blocks on the source's grid where that is another one, which foretell how lively the octaves
// may be that the source lacks; `gain`: the slope of detail there; `source_noise`: levels of detail
// there that are noise and foretell nothing; `beyond_coding` (analysis/beyond_coding.h, on the grid
// of `blocks`; empty = all of a loss counts): no more texture is lost than the result strays;
// `noise`: levels, of the source, where it is known: where stripes or waves fill the picture even
// its calmest places are no noise.
DetailChange MeasureDetailChange(const DetailBlocks& blocks,
                                 double scale = 1.0,
                                 const DetailBlocks* source = nullptr,
                                 double gain = 1.0,
                                 double source_noise = 0.0,
                                 const cv::Mat1f& beyond_coding = {},
                                 std::optional<double> noise = std::nullopt);

// Power of the detail that a true enlargement by `scale` may have of its own, over that of its
// source on the source's grid when all detail is `gain` times as strong: pictures hold about as
// much power in each octave, so that what a source lacks is foretold in size, not in shape. Chosen
// on originals and their own reductions, tests/bench/accuracy_judge.cc.
double AllowedDetail(double scale, double gain);

// Levels of noise that the result has beyond the foretold picture; negative = less noise. Variances
// are subtracted. 0 where no area is flat.
double SignedNoise(const DetailChange& change);
inline double AddedNoise(const DetailChange& change) {
  return std::max(0.0, SignedNoise(change));
}

// The value below which `share` of the values lie, of a fixed sample where there are very many; 0
// where there are none.
double SampledQuantile(std::vector<float> values, double share);
double SampledQuantile(const cv::Mat1f& values, double share);

// Mean over the blocks of each cell of kAddedCell px.
cv::Mat1f CellMeans(const cv::Mat1f& blocks);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_DETAIL_H_
