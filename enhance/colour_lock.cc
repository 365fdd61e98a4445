// SPDX-License-Identifier: Apache-2.0

#include "enhance/colour_lock.h"

#include <opencv2/imgproc.hpp>

#include "enhance/check_output.h"
#include "enhance/strip_stage.h"

namespace sharpscale {
namespace {

// Cells above and below that the correction of a pixel reads: smoothing and interpolation, one
// each.
constexpr int kReach = 2;

class ColourLockStage : public StripStage {
 public:
  ColourLockStage(std::unique_ptr<PixelSource> input,
                  std::shared_ptr<CellRows> source_means,
                  int scale,
                  double tolerance,
                  const Progress* progress)
      : StripStage(std::move(input),
                   {1, kReach * kDriftCell * scale, 4 * kDriftCell * scale},
                   "colour lock",
                   progress),
        source_(std::move(source_means)),
        cell_(kDriftCell * scale),
        tolerance_(static_cast<float>(tolerance)) {}

 protected:
  absl::Status Process(const Strip& strip, cv::Mat* colour, cv::Mat* alpha) override {
    const cv::Range rows(strip.first - strip.top, strip.last - strip.top);
    *colour = strip.colour.rowRange(rows).clone();
    if (!strip.alpha.empty()) *alpha = strip.alpha.rowRange(rows).clone();

    const int first_cell = strip.top / cell_;
    cv::Mat drift = CellMeans(strip.colour, cell_);
    if (source_->end() < first_cell + drift.rows) {
      return absl::InternalError("colour lock: the source's cells are missing");
    }
    for (int j = 0; j < drift.rows; ++j) drift.row(j) = source_->row(first_cell + j) - drift.row(j);
    source_->DropBefore((strip.last / cell_) - kReach);

    const cv::Mat kernel = (cv::Mat_<float>(1, 3) << 0.25f, 0.5f, 0.25f);
    cv::sepFilter2D(drift, drift, -1, kernel, kernel, cv::Point(-1, -1), 0.0, cv::BORDER_REPLICATE);
    bool any = false;
    for (int j = 0; j < drift.rows; ++j) {
      float* row = drift.ptr<float>(j);
      for (int i = 0; i < drift.cols * drift.channels(); ++i) {
        const float excess = std::abs(row[i]) - tolerance_;
        row[i] = excess > 0.0f ? std::copysign(excess, row[i]) : 0.0f;
        any = any || excess > 0.0f;
      }
    }
    if (any) Add(drift, strip, colour);
    return absl::OkStatus();
  }

 private:
  // Adds `correction`, bilinear between the cells' centres, to the strip.
  void Add(const cv::Mat& correction, const Strip& strip, cv::Mat* colour) const {
    cv::Mat map_x(colour->size(), CV_32F), map_y(colour->size(), CV_32F);
    for (int y = 0; y < colour->rows; ++y) {
      float* mx = map_x.ptr<float>(y);
      float* my = map_y.ptr<float>(y);
      const float v = (strip.first - strip.top + y + 0.5f) / cell_ - 0.5f;
      for (int x = 0; x < colour->cols; ++x) {
        mx[x] = (x + 0.5f) / cell_ - 0.5f;
        my[x] = v;
      }
    }
    cv::Mat field;
    cv::remap(correction, field, map_x, map_y, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::min(cv::max(*colour + field, 0.0), 1.0, *colour);
  }

  std::shared_ptr<CellRows> source_;
  int cell_;
  float tolerance_;
};

}  // namespace

cv::Mat CellMeans(const cv::Mat& image, int cell) {
  const int channels = image.channels();
  const int columns = (image.cols + cell - 1) / cell;
  const int rows = (image.rows + cell - 1) / cell;
  cv::Mat means(rows, columns, image.type());
  std::vector<double> sums(static_cast<size_t>(columns) * channels);
  for (int j = 0; j < rows; ++j) {
    std::fill(sums.begin(), sums.end(), 0.0);
    const int y0 = j * cell;
    const int y1 = std::min(image.rows, y0 + cell);
    for (int y = y0; y < y1; ++y) {
      const float* row = image.ptr<float>(y);
      for (int i = 0; i < columns; ++i) {
        const int x1 = std::min(image.cols, (i + 1) * cell);
        for (int x = i * cell; x < x1; ++x) {
          for (int c = 0; c < channels; ++c) sums[i * channels + c] += row[x * channels + c];
        }
      }
    }
    float* out = means.ptr<float>(j);
    for (int i = 0; i < columns; ++i) {
      const int width = std::min(image.cols, (i + 1) * cell) - i * cell;
      for (int c = 0; c < channels; ++c) {
        out[i * channels + c] =
            static_cast<float>(sums[i * channels + c] / (static_cast<double>(width) * (y1 - y0)));
      }
    }
  }
  return means;
}

void CellRows::Append(const cv::Mat& means) {
  for (int j = 0; j < means.rows; ++j) rows_.push_back(means.row(j).clone());
}

void CellRows::DropBefore(int row) {
  while (begin_ < row && !rows_.empty()) {
    rows_.pop_front();
    ++begin_;
  }
}

std::unique_ptr<PixelSource> LockColour(std::unique_ptr<PixelSource> input,
                                        std::shared_ptr<CellRows> source_means,
                                        int scale,
                                        double tolerance,
                                        const Progress* progress) {
  return std::make_unique<ColourLockStage>(
      std::move(input), std::move(source_means), scale, tolerance, progress);
}

}  // namespace sharpscale
