// SPDX-License-Identifier: Apache-2.0

#include "report/page/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "image/encode.h"
#include "image/status_macros.h"
#include "report/page/markup.h"

namespace sharpscale::page {
namespace {

// A profile larger than this would weigh more than the crop it belongs to.
constexpr size_t kLargestProfile = 16 * 1024;
constexpr double kOutside = 128.0 / 255.0;

// 8-bit RGB (or gray) of a part, alpha laid on white.
cv::Mat EightBit(const Image& image, const cv::Rect& part) {
  cv::Mat eight;
  const double scale = 255.0 / MaxValue(image.pixels.depth());
  image.pixels(part).convertTo(eight, CV_8U, scale);  // rounds and clips
  if (image.alpha.empty()) return eight;
  cv::Mat alpha;
  image.alpha(part).convertTo(alpha, CV_32F, 1.0 / MaxValue(image.alpha.depth()));
  for (int y = 0; y < eight.rows; ++y) {
    uint8_t* row = eight.ptr<uint8_t>(y);
    const float* cover = alpha.ptr<float>(y);
    const int channels = eight.channels();
    for (int x = 0; x < eight.cols * channels; ++x) {
      const float a = cover[x / channels];
      row[x] = cv::saturate_cast<uint8_t>(255.0F + a * (row[x] - 255.0F));
    }
  }
  return eight;
}

}  // namespace

cv::Rect2d Placement::Map(const cv::Rect2d& area) const {
  return {(area.x - dx) / scale_x,
          (area.y - dy) / scale_y,
          area.width / scale_x,
          area.height / scale_y};
}

Placement PlacementOf(const Registration& registration) {
  return {registration.scale_x, registration.scale_y, registration.dx, registration.dy};
}

cv::Size PreviewSize(double width, double height, int longest) {
  const double shrink = std::min(1.0, longest / std::max({width, height, 1.0}));
  return {std::max(1, static_cast<int>(std::lround(width * shrink))),
          std::max(1, static_cast<int>(std::lround(height * shrink)))};
}

absl::StatusOr<std::string> CropUri(const Image& image,
                                    const cv::Rect2d& area,
                                    cv::Size size,
                                    int quality) {
  try {
    // The whole pixels that the area touches, and where the area lies in them.
    const cv::Rect touched(
        cv::Point(static_cast<int>(std::floor(area.x)), static_cast<int>(std::floor(area.y))),
        cv::Point(static_cast<int>(std::ceil(area.x + area.width)),
                  static_cast<int>(std::ceil(area.y + area.height))));
    const cv::Rect inside = touched & cv::Rect(0, 0, image.width(), image.height());
    cv::Mat eight;
    if (inside.empty()) {
      eight = cv::Mat(touched.size(), CV_8UC3, cv::Scalar::all(255.0 * kOutside));
    } else {
      eight = EightBit(image, inside);
      if (inside != touched) {
        cv::copyMakeBorder(eight,
                           eight,
                           inside.y - touched.y,
                           touched.br().y - inside.br().y,
                           inside.x - touched.x,
                           touched.br().x - inside.br().x,
                           cv::BORDER_CONSTANT,
                           cv::Scalar::all(255.0 * kOutside));
      }
    }
    Image crop;
    const double zoom_x = size.width / area.width;
    const double zoom_y = size.height / area.height;
    const bool shrinks = zoom_x < 1.0 || zoom_y < 1.0;
    if (shrinks) {
      // Fractions of a pixel at the rim do not show at this size.
      cv::resize(eight, crop.pixels, size, 0.0, 0.0, cv::INTER_AREA);
    } else {
      const cv::Matx23d map(1.0 / zoom_x,
                            0.0,
                            area.x - touched.x + 0.5 / zoom_x - 0.5,  //
                            0.0,
                            1.0 / zoom_y,
                            area.y - touched.y + 0.5 / zoom_y - 0.5);
      cv::warpAffine(eight,
                     crop.pixels,
                     map,
                     size,
                     cv::INTER_NEAREST | cv::WARP_INVERSE_MAP,
                     cv::BORDER_REPLICATE);
    }
    if (image.metadata.icc.size() <= kLargestProfile) crop.metadata.icc = image.metadata.icc;
    EncodeOptions options;
    options.format = Container::kJpeg;
    options.quality = quality;
    options.chroma_444 = !shrinks;
    options.strip = true;
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, EncodeBytes(crop, options));
    return DataUri("image/jpeg", bytes);
  } catch (const cv::Exception& error) {
    return absl::InternalError(
        fmt::format("a crop for the report could not be made: {}", error.what()));
  }
}

}  // namespace sharpscale::page
