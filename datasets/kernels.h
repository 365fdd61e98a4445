// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/kernels.h
//
// Point-spread functions with exactly known parameters, and the convolution that applies them.
// Every kernel is CV_32FC1, odd-sized, centred, non-negative, and sums to 1.
//
//   cv::Mat blurred = Convolve(picture, GaussianKernel(1.2));

#ifndef SHARPSCALE_DATASETS_KERNELS_H_
#define SHARPSCALE_DATASETS_KERNELS_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// Gaussian integrated over each pixel (not point-sampled, so that its variance is right also for
// small sigmas). Sigma in px; 0 or less, or not finite: the 1x1 identity. Larger than 50 is
// clamped.
cv::Mat GaussianKernel(double sigma);

// Gaussian with standard deviations along its own two axes, the first of which is turned by
// `degrees` counter-clockwise from the x axis (y points down).
cv::Mat GaussianKernel(double sigma_u, double sigma_v, double degrees);

// Defocus: a disc of this radius in px, edge pixels by area (8x8 sub-samples). 0 or less: identity.
cv::Mat DiscKernel(double radius);

// Straight motion of `length` px (end to end) at `degrees`, one px wide. 1 or less: identity.
cv::Mat MotionKernel(double length, double degrees);

// Convolution (kernel mirrored) with mirror border (edge pixel not repeated), any depth and channel
// count; float results are not clipped. An empty picture gives an empty one.
cv::Mat Convolve(const cv::Mat& picture, const cv::Mat& kernel);

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_KERNELS_H_
