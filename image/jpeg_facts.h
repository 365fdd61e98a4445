// SPDX-License-Identifier: Apache-2.0
//
// File: image/jpeg_facts.h
//
// What a JPEG file says about its own compression: quantisation tables, chroma subsampling, coding
// process. Read by libjpeg from the headers alone; no pixel is decoded.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(JpegFacts facts, ReadJpegFacts(bytes, name));

#ifndef SHARPSCALE_IMAGE_JPEG_FACTS_H_
#define SHARPSCALE_IMAGE_JPEG_FACTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "image/image.h"

namespace sharpscale {

// `bytes`: a whole JPEG file or at least its headers. Errors: InvalidArgument (not a JPEG,
// damaged).
absl::StatusOr<JpegFacts> ReadJpegFacts(const std::string& bytes, const std::string& name);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_JPEG_FACTS_H_
