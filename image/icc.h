// SPDX-License-Identifier: Apache-2.0
//
// File: image/icc.h
//
// Colours between ICC profiles (Little CMS). Relative colorimetric intent with black point
// compensation, the choice of print and web tools: colours that both can show stay what they are.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(Image web, ConvertToSrgb(image));

#ifndef SHARPSCALE_IMAGE_ICC_H_
#define SHARPSCALE_IMAGE_ICC_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "image/image.h"

namespace sharpscale {

// `image` in sRGB, same depth, channels and alpha; its metadata.icc is empty (= sRGB). No profile
// or an sRGB one: the pixels are shared, not copied. A gray profile gives gray with sRGB's tone
// curve. Errors: InvalidArgument (the profile is damaged or is for another number of channels),
// FailedPrecondition (linear encoding).
absl::StatusOr<Image> ConvertToSrgb(const Image& image);

// The same for a display's profile (`display_icc` empty = sRGB). RGB profiles only.
absl::StatusOr<Image> ConvertForDisplay(const Image& image,
                                        const std::vector<uint8_t>& display_icc);

// The description that the profile carries, for instance "Display P3"; "" when it has none or
// cannot be read.
std::string IccDescription(const std::vector<uint8_t>& icc);

// The colour space of the profile's device side: "RGB ", "GRAY", "CMYK", ...; "" when damaged.
std::string IccColourSpace(const std::vector<uint8_t>& icc);

// A transform that is used for strip after strip. Not shared between threads.
class IccTransform {
 public:
  // From `icc` to sRGB. `source_channels`: 1 gray, 3 RGB, 4 CMYK; `cv_depth`: CV_8U, CV_16U or
  // CV_32F. `inverted`: CMYK as Adobe stores it in JPEG (0 = full ink).
  static absl::StatusOr<std::unique_ptr<IccTransform>> ToSrgb(const std::vector<uint8_t>& icc,
                                                              int source_channels,
                                                              int cv_depth,
                                                              bool inverted);
  // Between two RGB or gray profiles; empty = sRGB (gray: sRGB's tone curve).
  static absl::StatusOr<std::unique_ptr<IccTransform>> Between(const std::vector<uint8_t>& from,
                                                               const std::vector<uint8_t>& to,
                                                               int channels,
                                                               int cv_depth);
  ~IccTransform();

  // `source` of the declared type; the result has 1 channel for gray, otherwise 3.
  cv::Mat Apply(const cv::Mat& source) const;

 private:
  IccTransform() = default;
  void* transform_ = nullptr;  // cmsHTRANSFORM
  int result_channels_ = 3;
  bool percent_ = false;  // Little CMS counts float ink from 0 to 100
};

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_ICC_H_
