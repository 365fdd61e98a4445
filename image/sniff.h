// SPDX-License-Identifier: Apache-2.0
//
// File: image/sniff.h
//
// What kind of file the first bytes say it is. File names are never asked.
//
//   SniffContainer("\xff\xd8\xff\xe0...")  // Container::kJpeg

#ifndef SHARPSCALE_IMAGE_SNIFF_H_
#define SHARPSCALE_IMAGE_SNIFF_H_

#include <string>
#include <string_view>

#include "image/byte_source.h"
#include "image/image.h"

namespace sharpscale {

// From the first bytes (64 are enough for all but camera RAW that dresses as TIFF, which needs the
// first directory). kUnknown for anything else, also for an empty view.
Container SniffContainer(std::string_view head);

// The same, following a TIFF's first directory to tell camera RAW from TIFF.
Container SniffContainer(const ByteSource& bytes);

// What an unknown file seems to be, for messages: "plain text", "an HTML page", "a PDF document",
// ...
std::string DescribeUnknown(std::string_view head);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_SNIFF_H_
