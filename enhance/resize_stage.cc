// SPDX-License-Identifier: Apache-2.0

#include "enhance/resize_stage.h"

#include <fmt/format.h>

#include <cmath>

#include "enhance/row_queue.h"
#include "image/parallel.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Rows resampled at once.
constexpr int kBlockRows = 64;

double Keys(double x) {
  x = std::abs(x);
  if (x < 1.0) return (1.5 * x - 2.5) * x * x + 1.0;
  if (x < 2.0) return ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0;
  return 0.0;
}

// For each output position the first input position and `taps` weights that add up to 1; positions
// outside the picture are folded onto the border.
struct Taps {
  int taps = 0;
  std::vector<int> first;
  std::vector<float> weights;
};

Taps MakeTaps(int in, int out) {
  const double ratio = static_cast<double>(in) / out;
  const double widen = std::max(1.0, ratio);
  const double support = 2.0 * widen;
  Taps result;
  result.taps = std::min(in, static_cast<int>(std::ceil(2.0 * support)) + 1);
  result.first.resize(out);
  result.weights.assign(static_cast<size_t>(out) * result.taps, 0.0f);
  std::vector<double> row(result.taps);
  for (int i = 0; i < out; ++i) {
    const double centre = (i + 0.5) * ratio - 0.5;
    const int low = static_cast<int>(std::floor(centre - support)) + 1;
    const int high = static_cast<int>(std::ceil(centre + support)) - 1;
    const int first = std::clamp(low, 0, in - result.taps);
    std::fill(row.begin(), row.end(), 0.0);
    double sum = 0.0;
    for (int j = low; j <= high; ++j) {
      const double weight = Keys((j - centre) / widen);
      const int at = std::clamp(std::clamp(j, 0, in - 1) - first, 0, result.taps - 1);
      row[at] += weight;
      sum += weight;
    }
    result.first[i] = first;
    for (int t = 0; t < result.taps; ++t) {
      result.weights[static_cast<size_t>(i) * result.taps + t] = static_cast<float>(row[t] / sum);
    }
  }
  return result;
}

template <int kChannels>
void ResampleRow(const float* in, float* out, int width, const Taps& taps) {
  for (int i = 0; i < width; ++i) {
    const float* weights = &taps.weights[static_cast<size_t>(i) * taps.taps];
    const float* pixel = in + static_cast<ptrdiff_t>(taps.first[i]) * kChannels;
    float sum[kChannels] = {};
    for (int t = 0; t < taps.taps; ++t) {
      for (int c = 0; c < kChannels; ++c) sum[c] += weights[t] * pixel[t * kChannels + c];
    }
    for (int c = 0; c < kChannels; ++c) out[i * kChannels + c] = sum[c];
  }
}

void ResampleColumns(const cv::Mat& in, const Taps& taps, int width, cv::Mat* out) {
  out->create(in.rows, width, in.type());
  ParallelFor(cv::Range(0, in.rows), [&](const cv::Range& range) {
    for (int y = range.start; y < range.end; ++y) {
      if (in.channels() == 3) {
        ResampleRow<3>(in.ptr<float>(y), out->ptr<float>(y), width, taps);
      } else {
        ResampleRow<1>(in.ptr<float>(y), out->ptr<float>(y), width, taps);
      }
    }
  });
}

// Output rows [first, last) from `in`, whose first row is row `top` of the picture.
void ResampleRows(const cv::Mat& in, int top, const Taps& taps, int first, int last, cv::Mat* out) {
  out->create(last - first, in.cols, in.type());
  const int count = in.cols * in.channels();
  ParallelFor(cv::Range(first, last), [&](const cv::Range& range) {
    for (int y = range.start; y < range.end; ++y) {
      const float* weights = &taps.weights[static_cast<size_t>(y) * taps.taps];
      float* row = out->ptr<float>(y - first);
      std::fill(row, row + count, 0.0f);
      for (int t = 0; t < taps.taps; ++t) {
        const float weight = weights[t];
        if (weight == 0.0f) continue;
        const float* from = in.ptr<float>(taps.first[y] + t - top);
        for (int i = 0; i < count; ++i) row[i] += weight * from[i];
      }
    }
  });
}

class ResizeSource : public PixelSource {
 public:
  ResizeSource(std::unique_ptr<PixelSource> input,
               int width,
               int height,
               std::string name,
               const Progress* progress)
      : input_(std::move(input)), name_(std::move(name)), progress_(progress) {
    shape_ = input_->shape();
    columns_ = MakeTaps(shape_.width, width);
    rows_ = MakeTaps(shape_.height, height);
    same_width_ = shape_.width == width;
    shape_.width = width;
    shape_.height = height;
  }

  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return input_->facts(); }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    rows = std::min(rows, shape_.height - delivered_);
    if (rows <= 0) return absl::OutOfRangeError(fmt::format("{}: no rows left", name_));
    cv::Mat colour(rows, shape_.width, shape_.type);
    cv::Mat plane;
    if (shape_.has_alpha) plane.create(rows, shape_.width, CV_32FC1);
    for (int done = 0; done < rows;) {
      if (progress_ != nullptr && progress_->cancelled()) {
        return absl::CancelledError(fmt::format("{}: cancelled", name_));
      }
      const int count = std::min(kBlockRows, rows - done);
      const int first = delivered_;
      const int last = first + count;
      SHARPSCALE_RETURN_IF_ERROR(Pull(rows_.first[last - 1] + rows_.taps));
      const int top = rows_.first[first];
      const int bottom = rows_.first[last - 1] + rows_.taps;
      cv::Mat block = colour.rowRange(done, done + count);
      ResampleRows(queue_.Colour(top, bottom), top, rows_, first, last, &block);
      if (shape_.has_alpha) {
        cv::Mat alpha_block = plane.rowRange(done, done + count);
        ResampleRows(queue_.Alpha(top, bottom), top, rows_, first, last, &alpha_block);
        cv::min(cv::max(alpha_block, 0.0), 1.0, alpha_block);
      }
      done += count;
      delivered_ = last;
      if (last < shape_.height) queue_.DropBefore(rows_.first[last]);
    }
    *pixels = colour;
    if (alpha != nullptr) *alpha = plane;
    return absl::OkStatus();
  }

 private:
  absl::Status Pull(int end) {
    while (queue_.end() < end) {
      cv::Mat colour, plane;
      SHARPSCALE_RETURN_IF_ERROR(
          input_->ReadRows(std::min(kBlockRows, end - queue_.end()), &colour, &plane));
      if (!same_width_) {
        cv::Mat resampled, resampled_alpha;
        ResampleColumns(colour, columns_, shape_.width, &resampled);
        if (!plane.empty()) ResampleColumns(plane, columns_, shape_.width, &resampled_alpha);
        colour = resampled;
        plane = resampled_alpha;
      }
      queue_.Append(colour, plane);
    }
    return absl::OkStatus();
  }

  std::unique_ptr<PixelSource> input_;
  std::string name_;
  const Progress* progress_;
  PictureShape shape_;
  Taps columns_;
  Taps rows_;
  bool same_width_ = false;
  RowQueue queue_;  // rows of the new width
  int delivered_ = 0;
};

}  // namespace

std::unique_ptr<PixelSource> Resize(std::unique_ptr<PixelSource> input,
                                    int width,
                                    int height,
                                    std::string name,
                                    const Progress* progress) {
  if (input->shape().width == width && input->shape().height == height) return input;
  return std::make_unique<ResizeSource>(std::move(input), width, height, std::move(name), progress);
}

cv::Mat ResizeCubic(const cv::Mat& pixels, int width, int height) {
  const Taps columns = MakeTaps(pixels.cols, width);
  const Taps rows = MakeTaps(pixels.rows, height);
  cv::Mat wide, out;
  ResampleColumns(pixels, columns, width, &wide);
  ResampleRows(wide, 0, rows, 0, height, &out);
  return out;
}

}  // namespace sharpscale
