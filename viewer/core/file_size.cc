// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/file_size.h"

#include <algorithm>

#include "image/status_macros.h"

namespace sharpscale::viewer {
namespace {

constexpr int64_t kWholeUpTo = 2 << 20;  // px
constexpr int kTile = 256;               // px, a multiple of every coder's block
constexpr int kTilesAcross = 4;

Image Piece(const Image& image, const cv::Rect& area, bool metadata) {
  Image piece;
  piece.pixels = image.pixels(area).clone();
  if (!image.alpha.empty()) piece.alpha = image.alpha(area).clone();
  piece.encoding = image.encoding;
  piece.ppi = image.ppi;
  if (metadata) piece.metadata = image.metadata;
  return piece;
}

}  // namespace

absl::StatusOr<FileSize> EstimateFileSize(const Image& image,
                                          const EncodeOptions& options,
                                          const EncodeBytesFunction& encode,
                                          const Progress* progress) {
  const int64_t px = static_cast<int64_t>(image.width()) * image.height();
  const auto size_of = [&](const Image& piece) -> absl::StatusOr<int64_t> {
    if (progress != nullptr && progress->cancelled()) return absl::CancelledError("Cancelled");
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, encode(piece, options));
    return static_cast<int64_t>(bytes.size());
  };
  if (px <= kWholeUpTo || image.width() < 2 * kTile || image.height() < 2 * kTile) {
    SHARPSCALE_ASSIGN_OR_RETURN(const int64_t bytes, size_of(image));
    return FileSize{bytes, true};
  }
  const cv::Rect corner(0, 0, 8, 8);
  SHARPSCALE_ASSIGN_OR_RETURN(const int64_t bare, size_of(Piece(image, corner, false)));
  SHARPSCALE_ASSIGN_OR_RETURN(const int64_t described, size_of(Piece(image, corner, true)));
  int64_t coded = 0;
  int64_t sampled = 0;
  const int across = std::min(kTilesAcross, image.width() / kTile);
  const int down = std::min(kTilesAcross, image.height() / kTile);
  for (int row = 0; row < down; ++row) {
    for (int column = 0; column < across; ++column) {
      // The middle of each cell of the grid, on the coders' block grid.
      const int x = ((2 * column + 1) * image.width() / (2 * across) - kTile / 2) & ~15;
      const int y = ((2 * row + 1) * image.height() / (2 * down) - kTile / 2) & ~15;
      const cv::Rect tile(std::max(0, x), std::max(0, y), kTile, kTile);
      SHARPSCALE_ASSIGN_OR_RETURN(const int64_t bytes, size_of(Piece(image, tile, false)));
      coded += std::max<int64_t>(0, bytes - bare);
      sampled += kTile * kTile;
    }
  }
  const double rate = static_cast<double>(coded) / static_cast<double>(sampled);
  return FileSize{described + static_cast<int64_t>(rate * static_cast<double>(px)), false};
}

}  // namespace sharpscale::viewer
