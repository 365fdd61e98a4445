// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/put_halo_back.h
//
// A repair of halos is meant to change the picture: beside its input, it is wrong by the halo that
// it took away. So that it can be checked as every other repair is, the halo is put back: the
// result is sharpened by the unsharp mask that brings it nearest to the input. What then still
// differs is not a halo.
//
//   const HaloBack back = PutHaloBack(input, result);
//   back.picture  // ~ input, where only halos were removed
//   UnsharpOvershoot(back.amount, back.radius, kCrispEdgeSigma)  // how much was removed, %

#ifndef SHARPSCALE_ENHANCE_PUT_HALO_BACK_H_
#define SHARPSCALE_ENHANCE_PUT_HALO_BACK_H_

#include <opencv2/core.hpp>

namespace sharpscale {

inline constexpr double kMostHaloPutBack = 5.0;  // 1 = 100 %; beyond what editors are used at

struct HaloBack {
  cv::Mat picture;      // `result` after the mask, clipped to 0..1
  double amount = 0.0;  // of the mask, 0 to kMostHaloPutBack; 1 = 100 %
  double radius = 1.0;  // px
};

// `input`, `result`: CV_32FC1 or CV_32FC3 of one size, 0..1. The radius is the best of a few from
// 0.6 to 2.6 px, the amount is by least squares on luma, leaving out px of the input that are
// clipped; channels are sharpened alike. Where no mask brings the two nearer (a softer input, a
// flat picture, 1x1 px) the picture is `result` and the amount 0.
HaloBack PutHaloBack(const cv::Mat& input, const cv::Mat& result);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_PUT_HALO_BACK_H_
