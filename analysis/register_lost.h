// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/register_lost.h
//
// Places that a result has lost: a tile that was never written, a stripe of padding. Their borders
// are the strongest edges of the picture and pull a registration anywhere.

#ifndef SHARPSCALE_ANALYSIS_REGISTER_LOST_H_
#define SHARPSCALE_ANALYSIS_REGISTER_LOST_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// `after` (luma, CV_8U or CV_32F levels) with what `before`, stretched over it, has in the places
// that were lost: of one level, where `before` has others. Itself where there are none, where they
// are more than a third of it, and where the rest is not the same scene upright and in full.
cv::Mat FillLostPlaces(const cv::Mat& before, const cv::Mat& after);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_REGISTER_LOST_H_
