// SPDX-License-Identifier: Apache-2.0

#include "models/train/first_pass.h"

#include "image/status_macros.h"
#include "models/train/quality.h"
#include "models/two_passes.h"

namespace sharpscale {

absl::StatusOr<cv::Mat> AfterFirstPass(const Network* first,
                                       const cv::Mat& low,
                                       Conditions* conditions) {
  const cv::Mat bytes = ToEightBit(low);
  if (first == nullptr) return bytes;
  cv::Mat floats;
  bytes.convertTo(floats, CV_32F, 1.0 / 255.0);
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat larger, first->Run(floats, *conditions, {0, 0}));
  *conditions = ForSecondPass(*conditions);
  return ToEightBit(larger);
}

int FirstScale(const Network* first) {
  return first == nullptr ? 1 : first->scale();
}

}  // namespace sharpscale
