// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/result_history.h
//
// What was really done, as the history that travels with the file: the plan's steps with the models
// and strengths that were used, not those that were asked for.

#ifndef SHARPSCALE_ENHANCE_RESULT_HISTORY_H_
#define SHARPSCALE_ENHANCE_RESULT_HISTORY_H_

#include <opencv2/core.hpp>
#include <string>

#include "absl/status/status.h"
#include "advice/history.h"
#include "enhance/enhance.h"
#include "image/image.h"

namespace sharpscale {

// `result.stages` must hold one entry per plan step (export left out), as EnhanceFile fills it.
// `source_sha256`: of the source file, "" = unknown; sizes in px: those that really came out.
History ResultHistory(const EnhanceResult& result,
                      const std::string& source_sha256,
                      cv::Size source,
                      cv::Size output);

// Puts `history` into the picture's XMP. An XMP packet that cannot be understood stays as it is and
// is an InvalidArgument error.
absl::Status RecordHistory(const History& history, Image* picture);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_RESULT_HISTORY_H_
