// SPDX-License-Identifier: Apache-2.0

#include "image/turned_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "image/orientation.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Rows turned at a time: they become columns of that width, one write each.
constexpr int kStripRows = 256;

// A file without a name that holds a matrix row by row.
class Scratch {
 public:
  ~Scratch() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  absl::Status Open() {
    const char* named = getenv("TMPDIR");
    const std::string folder = named != nullptr && named[0] != '\0' ? named : "/var/tmp";
    descriptor_ = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
      std::string path = folder + "/sharpscale-XXXXXX";
      descriptor_ = mkostemp(path.data(), O_CLOEXEC);
      if (descriptor_ >= 0) unlink(path.c_str());
    }
    if (descriptor_ >= 0) return absl::OkStatus();
    return absl::ResourceExhaustedError(
        fmt::format("{}: a temporary file cannot be made ({}); set TMPDIR to a folder with room",
                    folder,
                    strerror(errno)));
  }

  absl::Status Write(int64_t offset, const uint8_t* data, size_t count) const {
    size_t done = 0;
    while (done < count) {
      const ssize_t put =
          pwrite(descriptor_, data + done, count - done, offset + static_cast<int64_t>(done));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) {
        return absl::ResourceExhaustedError(fmt::format(
            "the temporary file cannot be written ({}); set TMPDIR to a folder with room",
            strerror(put < 0 ? errno : ENOSPC)));
      }
      done += static_cast<size_t>(put);
    }
    return absl::OkStatus();
  }

  absl::Status Read(int64_t offset, uint8_t* data, size_t count) const {
    size_t done = 0;
    while (done < count) {
      const ssize_t got =
          pread(descriptor_, data + done, count - done, offset + static_cast<int64_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return absl::DataLossError("the temporary file cannot be read back");
      done += static_cast<size_t>(got);
    }
    return absl::OkStatus();
  }

  // Writes `part` with its top left corner at (x, y) of a matrix of `width` columns.
  absl::Status Put(const cv::Mat& part, int64_t x, int64_t y, int64_t width) const {
    const auto pixel = static_cast<int64_t>(part.elemSize());
    for (int row = 0; row < part.rows; ++row) {
      SHARPSCALE_RETURN_IF_ERROR(Write(
          ((y + row) * width + x) * pixel, part.ptr(row), static_cast<size_t>(part.cols * pixel)));
    }
    return absl::OkStatus();
  }

  // Rows from `y` on, as many as `to` has.
  absl::Status Get(int64_t y, cv::Mat* to) const {
    const auto row_bytes = static_cast<int64_t>(to->cols) * static_cast<int64_t>(to->elemSize());
    return Read(y * row_bytes, to->data, static_cast<size_t>(row_bytes * to->rows));
  }

 private:
  int descriptor_ = -1;
};

class TurnedSource : public PixelSource {
 public:
  explicit TurnedSource(Image facts) : facts_(std::move(facts)) {}

  absl::Status Fill(PixelSource* rows, int orientation) {
    const PictureShape& stored = rows->shape();
    shape_ = stored;
    if (OrientationSwapsSides(orientation)) std::swap(shape_.width, shape_.height);
    SHARPSCALE_RETURN_IF_ERROR(pixels_.Open());
    if (shape_.has_alpha) SHARPSCALE_RETURN_IF_ERROR(alpha_.Open());
    // Rows become columns with 5 to 8; from the far end with 3, 4 and with 6, 7.
    const bool swaps = OrientationSwapsSides(orientation);
    const bool from_end =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (int y = 0; y < stored.height; y += kStripRows) {
      const int count = std::min(kStripRows, stored.height - y);
      const int at = from_end ? stored.height - y - count : y;
      cv::Mat pixels;
      cv::Mat alpha;
      SHARPSCALE_RETURN_IF_ERROR(rows->ReadRows(count, &pixels, &alpha));
      SHARPSCALE_RETURN_IF_ERROR(pixels_.Put(
          ApplyOrientation(pixels, orientation), swaps ? at : 0, swaps ? 0 : at, shape_.width));
      if (!shape_.has_alpha) continue;
      SHARPSCALE_RETURN_IF_ERROR(alpha_.Put(
          ApplyOrientation(alpha, orientation), swaps ? at : 0, swaps ? 0 : at, shape_.width));
    }
    return absl::OkStatus();
  }

  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return facts_; }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    cv::Mat fresh(rows, shape_.width, shape_.type);
    SHARPSCALE_RETURN_IF_ERROR(pixels_.Get(row_, &fresh));
    *pixels = fresh;
    if (alpha != nullptr) {
      alpha->release();
      if (shape_.has_alpha) {
        cv::Mat opacity(rows, shape_.width, CV_MAKETYPE(CV_MAT_DEPTH(shape_.type), 1));
        SHARPSCALE_RETURN_IF_ERROR(alpha_.Get(row_, &opacity));
        *alpha = opacity;
      }
    }
    row_ += rows;
    return absl::OkStatus();
  }

 private:
  PictureShape shape_;
  Image facts_;
  Scratch pixels_;
  Scratch alpha_;
  int row_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PixelSource>> TurnThroughFile(PixelSource* rows,
                                                             const Image& facts,
                                                             int orientation) {
  auto source = std::make_unique<TurnedSource>(facts);
  SHARPSCALE_RETURN_IF_ERROR(source->Fill(rows, orientation));
  return source;
}

}  // namespace sharpscale
