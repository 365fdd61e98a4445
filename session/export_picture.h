// SPDX-License-Identifier: Apache-2.0
//
// File: session/export_picture.h
//
// A picture in memory as a file, with all that `enhance` writes: history, sidecar, byte limit.

#ifndef SHARPSCALE_SESSION_EXPORT_PICTURE_H_
#define SHARPSCALE_SESSION_EXPORT_PICTURE_H_

#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "enhance/enhance.h"
#include "image/encode.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

struct ExportRequest {
  EncodeOptions encode;               // kUnknown format: by the ending of the path
  int64_t max_bytes = 0;              // of the file; 0 = no limit
  std::optional<EnhanceResult> made;  // how it was made; nullopt = an untouched source
  std::string source_file;            // that it was made from; "" = unknown
  cv::Size source_size;               // px of that source
};

// Writes `image` to `path` in strips; a cancelled export leaves no file. What was made carries its
// history in XMP (unless `encode.strip`) and in the JSON sidecar beside it. With a limit on bytes
// the best file that fits is written (FitBytes). Errors: as Encode and FitBytes, AlreadyExists
// (the sidecar, without `encode.overwrite`; nothing is written), Cancelled.
absl::Status ExportPicture(const Image& image,
                           const std::string& path,
                           const ExportRequest& request,
                           const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_SESSION_EXPORT_PICTURE_H_
