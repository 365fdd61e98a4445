// SPDX-License-Identifier: Apache-2.0

#include "image/pixel_source.h"

#include <fmt/format.h>

#include <algorithm>

namespace sharpscale {
namespace {

// Everything but the pixels.
Image FactsOf(const Image& image) {
  Image facts = image;
  facts.pixels.release();
  facts.alpha.release();
  return facts;
}

class WholeImageSource : public PixelSource {
 public:
  explicit WholeImageSource(const Image& image) : image_(image), facts_(FactsOf(image)) {
    shape_ = {image.width(), image.height(), image.pixels.type(), !image.alpha.empty()};
  }

  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return facts_; }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    const int end = row_ + std::clamp(rows, 1, left);
    // Shared, as everywhere with Image: readers do not write.
    *pixels = image_.pixels.rowRange(row_, end);
    if (alpha != nullptr) {
      *alpha = shape_.has_alpha ? image_.alpha.rowRange(row_, end) : cv::Mat();
    }
    row_ = end;
    return absl::OkStatus();
  }

 private:
  Image image_;
  Image facts_;
  PictureShape shape_;
  int row_ = 0;
};

class WholeImageSink : public PixelSink {
 public:
  WholeImageSink(const PictureShape& shape, const Image& facts, Image* image)
      : shape_(shape), result_(FactsOf(facts)), image_(image) {}

  absl::Status WriteRows(const cv::Mat& pixels, const cv::Mat& alpha) override {
    if (pixels.type() != shape_.type || pixels.cols != shape_.width ||
        pixels.rows > shape_.height - row_ || alpha.empty() == shape_.has_alpha) {
      return absl::InvalidArgumentError(
          fmt::format("rows of {}x{} px (type {}, {} alpha) do not fit a picture of {}x{} px (type "
                      "{}, {} alpha) after row {}",
                      pixels.cols,
                      pixels.rows,
                      pixels.type(),
                      alpha.empty() ? "no" : "with",
                      shape_.width,
                      shape_.height,
                      shape_.type,
                      shape_.has_alpha ? "with" : "no",
                      row_));
    }
    if (result_.pixels.empty()) result_.pixels.create(shape_.height, shape_.width, shape_.type);
    if (shape_.has_alpha && result_.alpha.empty()) {
      result_.alpha.create(shape_.height, shape_.width, CV_MAKETYPE(CV_MAT_DEPTH(shape_.type), 1));
    }
    pixels.copyTo(result_.pixels.rowRange(row_, row_ + pixels.rows));
    if (shape_.has_alpha) alpha.copyTo(result_.alpha.rowRange(row_, row_ + pixels.rows));
    row_ += pixels.rows;
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    if (row_ != shape_.height) {
      return absl::FailedPreconditionError(
          fmt::format("{} of {} rows were written", row_, shape_.height));
    }
    *image_ = std::move(result_);
    return absl::OkStatus();
  }

 private:
  PictureShape shape_;
  Image result_;
  Image* image_;
  int row_ = 0;
};

}  // namespace

std::unique_ptr<PixelSource> ImageSource(const Image& image) {
  return std::make_unique<WholeImageSource>(image);
}

std::unique_ptr<PixelSink> ImageSink(const PictureShape& shape, const Image& facts, Image* image) {
  return std::make_unique<WholeImageSink>(shape, facts, image);
}

}  // namespace sharpscale
