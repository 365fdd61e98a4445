// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/put_blur_back.h
//
// Taking a blur away changes every edge: beside its input, a good result is wrong by the blur that
// it took away, and the crisper the scene the more. So that it can be checked as every other repair
// is, the blur is put back: the result is blurred by the Gaussian that brings it nearest to the
// input. What then still differs is something else: invented, moved, of another colour.

#ifndef SHARPSCALE_ENHANCE_PUT_BLUR_BACK_H_
#define SHARPSCALE_ENHANCE_PUT_BLUR_BACK_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// `input`, `result`: CV_32FC1 or CV_32FC3 of one size, 0..1. `sigma`: the blur that was told, px;
// the best of a few from a quarter of it to 1.25 times it is taken. Where none brings the two
// nearer (sigma 0, a result that is no sharper, a flat picture, 1x1 px): `result`.
cv::Mat PutBlurBack(const cv::Mat& input, const cv::Mat& result, double sigma);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_PUT_BLUR_BACK_H_
