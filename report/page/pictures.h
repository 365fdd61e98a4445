// SPDX-License-Identifier: Apache-2.0
//
// File: report/page/pictures.h
//
// Pictures for the page: previews of limited size, crops at 100 %, all in register, encoded so that
// the page of a 24 MP photo stays under 3 MB.

#ifndef SHARPSCALE_REPORT_PAGE_PICTURES_H_
#define SHARPSCALE_REPORT_PAGE_PICTURES_H_

#include <opencv2/core.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "analysis/compare.h"
#include "image/image.h"

namespace sharpscale::page {

// Where a picture lies in the coordinates of the page's lead picture (the result, or the only one).
struct Placement {
  double scale_x = 1.0;  // lead px per px of this picture
  double scale_y = 1.0;
  double dx = 0.0;  // lead px
  double dy = 0.0;
  // The rectangle of this picture that shows `area` of the lead, in px edges (0 = left edge).
  cv::Rect2d Map(const cv::Rect2d& area) const;
};
Placement PlacementOf(const Registration& registration);

// `area` (px edges, may reach beyond the picture) as a data URI of a JPEG of exactly `size`. Smooth
// when it shrinks; when it enlarges, each pixel stays a hard square ("without smoothing").
// Transparent pixels are laid on white, what is outside the picture is gray. Errors: Internal.
absl::StatusOr<std::string> CropUri(const Image& image,
                                    const cv::Rect2d& area,
                                    cv::Size size,
                                    int quality);

// The size of a preview of a picture of width x height: at most `longest` px, never enlarged.
cv::Size PreviewSize(double width, double height, int longest);

}  // namespace sharpscale::page

#endif  // SHARPSCALE_REPORT_PAGE_PICTURES_H_
