// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/export.h
//
// The last step: the file. Chooses container, quality and resolution tag, and treats a limit on
// bytes as hard: quality is searched until the file fits, and where that would spoil the picture
// the numbers of what else would fit are told.

#ifndef SHARPSCALE_ENHANCE_EXPORT_H_
#define SHARPSCALE_ENHANCE_EXPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "image/encode.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

// What the export step of `plan` (its last one, if any) and `given` ask for: `given` wins where it
// was set by the user (format by the file's ending, strip, bits, overwrite).
EncodeOptions ExportOptions(const Plan& plan, const std::string& path, const EncodeOptions& given);

// The tightest limit on bytes that the plan names; 0 = none.
int64_t MaxBytes(const Plan& plan);

// The resolution tag to write: of the export step, else of the plan's print, else the source's own.
Ppi ExportPpi(const Plan& plan, const Ppi& source);

struct FittedFile {
  std::string bytes;  // of the file
  EncodeOptions options;
  bool under_floor = false;        // it fits only at a quality that shows
  std::vector<std::string> notes;  // sentences for people, with the numbers
};

// The quality under which a lossy format visibly damages a picture viewed at 100 %, 1..100; 0 where
// the format has no quality.
int QualityFloor(Container format);

// The best file of at most `max_bytes`: 4:4:4 chroma at the highest quality not above
// `options.quality`, 4:2:0 before quality falls under the floor. Errors: ResourceExhausted where
// even the lowest quality is too large or the format is lossless: names the size reached and what
// would fit.
absl::StatusOr<FittedFile> FitBytes(const Image& image,
                                    const EncodeOptions& options,
                                    int64_t max_bytes,
                                    const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_EXPORT_H_
