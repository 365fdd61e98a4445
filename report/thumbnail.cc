// SPDX-License-Identifier: Apache-2.0

#include "report/thumbnail.h"

#include <fmt/format.h>

#include "report/page/pictures.h"

namespace sharpscale {

absl::StatusOr<std::string> ThumbnailUri(const Image& image, int longest) {
  if (image.empty() || longest < 1) {
    return absl::InvalidArgumentError(
        fmt::format("thumbnail of {} x {} px at {} px: both must have at least one pixel",
                    image.width(),
                    image.height(),
                    longest));
  }
  Image plain = image;  // shares the pixels
  plain.metadata.icc.clear();
  const cv::Rect2d all(0.0, 0.0, plain.width(), plain.height());
  return page::CropUri(plain, all, page::PreviewSize(plain.width(), plain.height(), longest), 70);
}

}  // namespace sharpscale
