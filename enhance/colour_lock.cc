// SPDX-License-Identifier: Apache-2.0

#include "enhance/colour_lock.h"

#include <opencv2/imgproc.hpp>

#include "enhance/check_output.h"
#include "enhance/cut_off_noise.h"
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
                  double noise,
                  const Progress* progress)
      : StripStage(std::move(input),
                   {1, kReach * kDriftCell * scale, 4 * kDriftCell * scale},
                   "colour lock",
                   progress),
        source_(std::move(source_means)),
        cell_(kDriftCell * scale),
        tolerance_(static_cast<float>(tolerance)),
        noise_(noise) {}

 protected:
  absl::Status Process(const Strip& strip, cv::Mat* colour, cv::Mat* alpha) override {
    const cv::Range rows(strip.first - strip.top, strip.last - strip.top);
    *colour = strip.colour.rowRange(rows).clone();
    if (!strip.alpha.empty()) *alpha = strip.alpha.rowRange(rows).clone();

    // Windows overlap; the cells of the last one are known.
    const int first_cell = strip.top / cell_;
    const int known = result_.end() - first_cell;
    if (known * cell_ < strip.colour.rows) {
      const cv::Mat fresh = strip.colour.rowRange(known * cell_, strip.colour.rows);
      result_.Append(CellMeans(fresh, cell_));
      under_noise_.Append(CellMeans(MeanUnderCutOffNoise(fresh, noise_), cell_));
    }
    const int cells = result_.end() - first_cell;
    if (source_->end() < first_cell + cells) {
      return absl::InternalError("colour lock: the source's cells are missing");
    }
    const cv::Mat& any_row = result_.row(first_cell);
    cv::Mat drift(cells, any_row.cols, any_row.type());
    for (int j = 0; j < cells; ++j) {
      const int row = first_cell + j;
      DriftBeyondCutOff(source_->row(row), result_.row(row), under_noise_.row(row))
          .copyTo(drift.row(j));
    }
    source_->DropBefore((strip.last / cell_) - kReach);
    result_.DropBefore((strip.last / cell_) - kReach);
    under_noise_.DropBefore((strip.last / cell_) - kReach);

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
  CellRows result_;
  CellRows under_noise_;
  int cell_;
  float tolerance_;
  double noise_;
};

}  // namespace

cv::Mat CellMeans(const cv::Mat& image, int cell) {
  const int channels = image.channels();
  const int columns = (image.cols + cell - 1) / cell;
  const int rows = (image.rows + cell - 1) / cell;
  cv::Mat means(rows, columns, image.type());
  // First down the rows of a cell, which the compiler vectorises, then along.
  std::vector<float> sums(static_cast<size_t>(image.cols) * channels);
  for (int j = 0; j < rows; ++j) {
    const int y0 = j * cell;
    const int y1 = std::min(image.rows, y0 + cell);
    std::copy_n(image.ptr<float>(y0), sums.size(), sums.begin());
    for (int y = y0 + 1; y < y1; ++y) {
      const float* row = image.ptr<float>(y);
      for (size_t i = 0; i < sums.size(); ++i) sums[i] += row[i];
    }
    float* out = means.ptr<float>(j);
    for (int i = 0; i < columns; ++i) {
      const int x0 = i * cell;
      const int x1 = std::min(image.cols, x0 + cell);
      const double area = static_cast<double>(x1 - x0) * (y1 - y0);
      for (int c = 0; c < channels; ++c) {
        double sum = 0.0;
        for (int x = x0; x < x1; ++x) sum += sums[x * channels + c];
        out[i * channels + c] = static_cast<float>(sum / area);
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
                                        double noise,
                                        const Progress* progress) {
  return std::make_unique<ColourLockStage>(
      std::move(input), std::move(source_means), scale, tolerance, noise, progress);
}

}  // namespace sharpscale
