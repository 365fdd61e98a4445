// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/network_fault.h
//
// Is what a network made of a sample still that sample? Every network is judged so before it may
// touch the picture: ours on inputs that nobody foresaw, and those that users bring.

#ifndef SHARPSCALE_ENHANCE_NETWORK_FAULT_H_
#define SHARPSCALE_ENHANCE_NETWORK_FAULT_H_

#include <opencv2/core.hpp>
#include <string>

#include "models/conditions.h"

namespace sharpscale {

struct NetworkTrial {
  cv::Mat sample;  // CV_32FC1 or C3, 0..1
  cv::Mat result;  // `scale` times the size
  int scale = 1;
  Conditions told;       // what the network was told of the sample
  bool deblurs = false;  // it was to take away the blur that it was told of
};

// What is wrong with the result, in words ("the picture moved by (0.50, 0.00) px"); "" = nothing.
std::string NetworkFault(const NetworkTrial& trial);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_NETWORK_FAULT_H_
