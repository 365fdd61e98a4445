// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/oversharpening_weights.h
//
// The regression behind halo.oversharpened, a row a feature in the order of
// OversharpeningStatistics::Features. Set on 230 pictures (photographs, graphics, text: the
// training folder without models/recipes/validation.txt), their richest 512 x 512 px, reduced 1, 2
// and 4 times: 7852 cases not sharpened (blur 0.6 and 1.2, noise 3 to 15, JPEG 50 and 80, WebP 75,
// masks of 30 %, bicubic, area and Lanczos reductions) and 4706 sharpened (masks of 80 to 200 %,
// 0.7 to 2 px, some as JPEG 90). Ridge 1. Cross-validated by picture: area under the curve 0.976,
// 70 % found at 1 % false ones. tests/bench/oversharpening_fit.cc fits such weights and judges
// both.

#ifndef SHARPSCALE_ANALYSIS_OVERSHARPENING_WEIGHTS_H_
#define SHARPSCALE_ANALYSIS_OVERSHARPENING_WEIGHTS_H_

#include <array>

#include "analysis/oversharpening_statistics.h"

namespace sharpscale {

struct OversharpeningWeight {
  double mean;       // of the feature over the cases
  double deviation;  // its standard deviation
  double weight;     // of the feature in standard deviations from its mean
};

inline constexpr double kOversharpeningBias = -1.9998;
// clang-format off
inline constexpr std::array<OversharpeningWeight, OversharpeningStatistics::kFeatures>
    kOversharpeningWeights = {{
        {0.1352, 0.2855, 0.1611},  // gradients 1 px apart
        {-0.1424, 0.1894, 1.855},  // gradients 2 px apart
        {-0.05246, 0.09874, -0.9031},  // gradients 3 px apart
        {-0.03925, 0.07279, 0.7884},  // gradients 4 px apart
        {-0.02794, 0.06682, 0.4034},  // gradients 5 px apart
        {-0.0233, 0.05389, -0.06434},  // gradients 6 px apart
        {-0.02146, 0.04528, 0.5051},  // gradients 7 px apart
        {-0.01731, 0.04286, 0.3417},  // gradients 8 px apart
        {0.1591, 0.2821, 3.526},  // gradients 1 px apart, cut
        {-0.06913, 0.1915, -1.676},  // gradients 2 px apart, cut
        {-0.01323, 0.1035, 0.5686},  // gradients 3 px apart, cut
        {-0.01088, 0.07441, 0.02993},  // gradients 4 px apart, cut
        {-0.01104, 0.06157, -0.1073},  // gradients 5 px apart, cut
        {-0.01127, 0.05099, 0.07326},  // gradients 6 px apart, cut
        {-0.01243, 0.04314, -0.1868},  // gradients 7 px apart, cut
        {-0.01123, 0.04075, -0.2339},  // gradients 8 px apart, cut
        {-3.278, 0.9449, -1.235},  // returns, strong edges, pair 0
        {-3.359, 0.9225, -1.043},  // returns, strong edges, pair 1
        {-3.153, 0.6895, -0.8981},  // returns, strong edges, pair 2
        {-2.84, 0.569, -0.8743},  // returns, strong edges, pair 3
        {-1.876, 0.5239, -1.506},  // returns, strong edges, pair 4
        {-4.68, 0.981, -0.4364},  // returns, strong edges, pair 5
        {-3.825, 0.7884, 1.687},  // returns, strong edges, pair 6
        {-3.55, 0.5559, -0.7865},  // returns, strong edges, pair 7
        {-2.697, 0.5587, 0.507},  // returns, strong edges, pair 8
        {-4.277, 0.7684, 1.169},  // returns, strong edges, pair 9
        {-3.298, 0.6443, -0.1644},  // returns, strong edges, pair 10
        {-2.464, 0.5788, -0.1425},  // returns, strong edges, pair 11
        {-3.614, 0.7536, -0.5558},  // returns, strong edges, pair 12
        {-2.198, 0.7445, 0.3274},  // returns, strong edges, pair 13
        {-2.24, 0.8463, 0.642},  // returns, strong edges, pair 14
        {-2.875, 0.7553, 1.362},  // returns, all edges, pair 0
        {-3.381, 0.7261, -0.4338},  // returns, all edges, pair 1
        {-3.137, 0.5399, 1.063},  // returns, all edges, pair 2
        {-2.74, 0.4202, 1.139},  // returns, all edges, pair 3
        {-1.682, 0.35, 1},  // returns, all edges, pair 4
        {-5.02, 0.791, -0.4609},  // returns, all edges, pair 5
        {-4.105, 0.6282, -0.5165},  // returns, all edges, pair 6
        {-3.747, 0.4293, 0.2187},  // returns, all edges, pair 7
        {-2.858, 0.4315, -0.9304},  // returns, all edges, pair 8
        {-4.498, 0.6247, 0.424},  // returns, all edges, pair 9
        {-3.406, 0.4953, 0.4612},  // returns, all edges, pair 10
        {-2.546, 0.434, 0.7987},  // returns, all edges, pair 11
        {-3.602, 0.5909, 0.8407},  // returns, all edges, pair 12
        {-2.108, 0.5311, -0.09258},  // returns, all edges, pair 13
        {-1.965, 0.5751, -0.5872},  // returns, all edges, pair 14
        {-3.242, 1.229, -0.1883},  // returns by the next px, strong edges, pair 0
        {-2.62, 0.8142, 0.2327},  // returns by the next px, strong edges, pair 1
        {-2.781, 0.5446, -0.1557},  // returns by the next px, strong edges, pair 2
        {-2.886, 0.5315, -0.2841},  // returns by the next px, strong edges, pair 3
        {-3.172, 0.9238, -0.7092},  // returns by the next px, strong edges, pair 4
        {-3.295, 0.6127, 0.09849},  // returns by the next px, strong edges, pair 5
        {-2.719, 0.5031, 0.5535},  // returns by the next px, strong edges, pair 6
        {-2.761, 0.5996, 0.04988},  // returns by the next px, strong edges, pair 7
        {-2.973, 1.003, 0.2433},  // returns by the next px, strong edges, pair 8
        {-3.433, 0.6213, 0.1138},  // returns by the next px, strong edges, pair 9
        {-2.756, 0.7794, 0.08399},  // returns by the next px, strong edges, pair 10
        {-2.912, 1.084, -0.6383},  // returns by the next px, strong edges, pair 11
        {-3.363, 0.9515, -0.01042},  // returns by the next px, strong edges, pair 12
        {-2.803, 1.216, 0.1721},  // returns by the next px, strong edges, pair 13
        {-3.502, 1.261, -2.071},  // returns by the next px, strong edges, pair 14
        {-0.5161, 0.643, 3.815},  // energy of scale 0 over the next
        {-0.1774, 0.5438, 1.748},  // energy of scale 1 over the next
        {1.171, 0.4552, -0.1439},  // kurtosis at scale 0
        {1.113, 0.3983, 0.01864},  // kurtosis at scale 1
        {0.9823, 0.3456, 1.502},  // kurtosis at scale 2
        {7.141, 1.622, 2.062},  // energy at scale 0
        {-6.33, 3.498, -2.473},  // px at the ends of the scale
        {-7.459, 3.224, 4.805},  // of them, beside an edge
    }};
// clang-format on

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_OVERSHARPENING_WEIGHTS_H_
