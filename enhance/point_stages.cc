// SPDX-License-Identifier: Apache-2.0

#include "enhance/point_stages.h"

#include "image/icc.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

class Wrapped : public PixelSource {
 public:
  explicit Wrapped(std::unique_ptr<PixelSource> input)
      : input_(std::move(input)), shape_(input_->shape()) {}
  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return input_->facts(); }

 protected:
  std::unique_ptr<PixelSource> input_;
  PictureShape shape_;
};

class ToFloatSource : public Wrapped {
 public:
  ToFloatSource(std::unique_ptr<PixelSource> input, bool neutral)
      : Wrapped(std::move(input)), depth_(CV_MAT_DEPTH(shape_.type)), neutral_(neutral) {
    const int channels = CV_MAT_CN(shape_.type);
    neutral_ = neutral_ && channels == 3;
    shape_.type = CV_MAKETYPE(CV_32F, neutral_ ? 1 : channels);
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    cv::Mat colour, plane;
    SHARPSCALE_RETURN_IF_ERROR(input_->ReadRows(rows, &colour, &plane));
    if (neutral_) {
      cv::Mat first;
      cv::extractChannel(colour, first, 0);
      colour = first;
    }
    const double unit = 1.0 / MaxValue(depth_);
    cv::Mat out;
    colour.convertTo(out, CV_32F, unit);
    if (depth_ == CV_32F) cv::patchNaNs(out, 0.0);
    *pixels = out;
    if (alpha != nullptr) {
      alpha->release();
      if (!plane.empty()) plane.convertTo(*alpha, CV_32F, unit);
    }
    return absl::OkStatus();
  }

 private:
  int depth_;
  bool neutral_;
};

class FromFloatSource : public Wrapped {
 public:
  FromFloatSource(std::unique_ptr<PixelSource> input, int cv_depth, int channels)
      : Wrapped(std::move(input)), depth_(cv_depth), channels_(channels) {
    shape_.type = CV_MAKETYPE(depth_, channels_);
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    cv::Mat colour, plane;
    SHARPSCALE_RETURN_IF_ERROR(input_->ReadRows(rows, &colour, &plane));
    cv::Mat out;
    const double unit = MaxValue(depth_);
    if (depth_ == CV_32F) {
      out = colour;
    } else {
      colour.convertTo(out, depth_, unit);
    }
    if (out.channels() == 1 && channels_ == 3) {
      const cv::Mat planes[] = {out, out, out};
      cv::Mat replicated;
      cv::merge(planes, 3, replicated);
      out = replicated;
    }
    *pixels = out;
    if (alpha != nullptr) {
      alpha->release();
      if (!plane.empty()) {
        if (depth_ == CV_32F) {
          *alpha = plane;
        } else {
          plane.convertTo(*alpha, depth_, unit);
        }
      }
    }
    return absl::OkStatus();
  }

 private:
  int depth_;
  int channels_;
};

class SrgbSource : public Wrapped {
 public:
  SrgbSource(std::unique_ptr<PixelSource> input, std::unique_ptr<IccTransform> transform)
      : Wrapped(std::move(input)), transform_(std::move(transform)), facts_(input_->facts()) {
    facts_.metadata.icc.clear();
  }
  const Image& facts() const override { return facts_; }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    cv::Mat colour;
    SHARPSCALE_RETURN_IF_ERROR(input_->ReadRows(rows, &colour, alpha));
    *pixels = transform_->Apply(colour);
    return absl::OkStatus();
  }

 private:
  std::unique_ptr<IccTransform> transform_;
  Image facts_;
};

class CropSource : public Wrapped {
 public:
  CropSource(std::unique_ptr<PixelSource> input, cv::Rect area)
      : Wrapped(std::move(input)), area_(area), skip_(area.y), left_(area.height) {
    shape_.width = area.width;
    shape_.height = area.height;
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    rows = std::min(rows, left_);
    if (rows <= 0) return absl::OutOfRangeError("crop: no rows left");
    cv::Mat colour, plane;
    while (skip_ > 0) {
      SHARPSCALE_RETURN_IF_ERROR(input_->ReadRows(std::min(skip_, 64), &colour, &plane));
      skip_ -= colour.rows;
    }
    SHARPSCALE_RETURN_IF_ERROR(input_->ReadRows(rows, &colour, &plane));
    left_ -= colour.rows;
    const cv::Range columns(area_.x, area_.x + area_.width);
    *pixels = colour.colRange(columns);
    if (alpha != nullptr) *alpha = plane.empty() ? cv::Mat() : plane.colRange(columns);
    return absl::OkStatus();
  }

 private:
  cv::Rect area_;
  int skip_;
  int left_;
};

}  // namespace

std::unique_ptr<PixelSource> ToFloat(std::unique_ptr<PixelSource> input, bool neutral) {
  return std::make_unique<ToFloatSource>(std::move(input), neutral);
}

std::unique_ptr<PixelSource> FromFloat(std::unique_ptr<PixelSource> input,
                                       int cv_depth,
                                       int channels) {
  return std::make_unique<FromFloatSource>(std::move(input), cv_depth, channels);
}

absl::StatusOr<std::unique_ptr<PixelSource>> ToSrgbRows(std::unique_ptr<PixelSource> input) {
  const std::vector<uint8_t>& icc = input->facts().metadata.icc;
  if (icc.empty()) return input;
  const int type = input->shape().type;
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<IccTransform> transform,
                              IccTransform::Between(icc, {}, CV_MAT_CN(type), CV_MAT_DEPTH(type)));
  return std::make_unique<SrgbSource>(std::move(input), std::move(transform));
}

std::unique_ptr<PixelSource> Crop(std::unique_ptr<PixelSource> input, cv::Rect area) {
  return std::make_unique<CropSource>(std::move(input), area);
}

}  // namespace sharpscale
