// SPDX-License-Identifier: Apache-2.0
//
// File: report/thumbnail.h
//
// A picture small enough to stand in a table of thousands, as text: made while its pixels are at
// hand, so that a summary needs neither the files nor the machine they lay on.

#ifndef SHARPSCALE_REPORT_THUMBNAIL_H_
#define SHARPSCALE_REPORT_THUMBNAIL_H_

#include <string>

#include "absl/status/statusor.h"
#include "image/image.h"

namespace sharpscale {

// A data URI of a JPEG of at most `longest` px (1 and more), about 2 kB at 72 px; never enlarged,
// transparent parts on white, colours as encoded (no profile travels with it). Errors:
// InvalidArgument (no pixels, `longest` below 1), Internal.
absl::StatusOr<std::string> ThumbnailUri(const Image& image, int longest);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_THUMBNAIL_H_
