// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/file_size.h
//
// How large a file will be, from coding pieces of this very picture: the model of the plan knows
// only typical photographs.

#ifndef SHARPSCALE_VIEWER_CORE_FILE_SIZE_H_
#define SHARPSCALE_VIEWER_CORE_FILE_SIZE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "image/encode.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale::viewer {

struct FileSize {
  int64_t bytes = 0;
  bool exact = false;  // the whole picture was coded, not pieces
};

using EncodeBytesFunction =
    std::function<absl::StatusOr<std::string>(const Image&, const EncodeOptions&)>;

// Pictures up to 2 MP are coded whole; of larger ones 16 tiles of 256 px, spread evenly, with the
// bytes that metadata and headers take counted once. `options.format` must be set. Errors: those of
// `encode`, Cancelled.
absl::StatusOr<FileSize> EstimateFileSize(const Image& image,
                                          const EncodeOptions& options,
                                          const EncodeBytesFunction& encode,
                                          const Progress* progress = nullptr);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_FILE_SIZE_H_
