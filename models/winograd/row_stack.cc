// SPDX-License-Identifier: Apache-2.0

#include "models/winograd/row_stack.h"

#include <algorithm>
#include <utility>

#include "image/parallel.h"

namespace sharpscale {
namespace winograd {
namespace {

// Rows below which a band of its own is not worth its overlap.
constexpr int kLeastBand = 64;

// The last pairs of rows of one layer, all zero until written.
class RowRing {
 public:
  RowRing(int pairs, int width, size_t px_bytes)
      : rows_(2 * pairs),
        px_bytes_(px_bytes),
        row_bytes_((kZerosBefore + width + kZerosAfter) * px_bytes),
        values_(AllocateZeros<unsigned char>(rows_ * row_bytes_)) {}
  void* row(int y) const {
    return values_.get() + (y % rows_) * row_bytes_ + kZerosBefore * px_bytes_;
  }

 private:
  int rows_;
  size_t px_bytes_;
  size_t row_bytes_;
  Aligned<unsigned char> values_;
};

}  // namespace

RowStack::RowStack(std::vector<PackedLayer> layers, int skip_from, int skip_to)
    : layers_(std::move(layers)), skip_from_(skip_from), skip_to_(skip_to) {}

int RowStack::Bands(int height, int threads) {
  if (threads <= 0) threads = std::max(1, cv::getNumThreads());
  return std::clamp(height / kLeastBand, 1, threads);
}

void RowStack::Run(int width, int height, int bands, const Fill& fill, const Take& take) const {
  if (bands == 1) return RunBand(width, height, 0, 1, fill, take);
  ParallelFor(
      cv::Range(0, bands),
      [&](const cv::Range& part) {
        for (int i = part.start; i < part.end; ++i) RunBand(width, height, i, bands, fill, take);
      },
      bands);
}

// Rows of other bands that this one needs are computed again.
void RowStack::RunBand(int width,
                       int height,
                       int band,
                       int bands,
                       const Fill& fill,
                       const Take& take) const {
  const int pairs = (height + 1) / 2;
  const int first = pairs * band / bands;
  const int last = pairs * (band + 1) / bands;
  const int count = static_cast<int>(layers_.size());
  const Arithmetic& arithmetic = layers_.front().arithmetic();
  // Layer l makes the pairs [begin(l), end(l)): one row more on both sides than the next one. Where
  // that is half a pair, its other half is made of what happens to be there, and read by nobody.
  const auto begin = [&](int l) { return std::max(0, first - (count - l) / 2); };
  const auto end = [&](int l) { return std::min(pairs, last + (count - l) / 2); };
  // rings[l] is what layer l reads: three pairs, or as many as wait for the skip.
  std::vector<RowRing> rings;
  for (int l = 0; l < count; ++l) {
    const int lag = skip_from_ >= 0 && l == skip_from_ + 1 ? skip_to_ - skip_from_ : 0;
    rings.emplace_back(
        std::max(3, lag + 1), width, layers_[l].view().inputs * arithmetic.value_bytes());
  }
  const RowRing zeros(1, width, kMostChannels * arithmetic.value_bytes());
  const size_t row_values = static_cast<size_t>(width) * out_stride();
  const Aligned<float> result = AllocateZeros<float>(2 * row_values);
  const Aligned<float> scratch = AllocateZeros<float>(kScratchBytes / sizeof(float));
  const size_t fill_values = static_cast<size_t>(width) * stride();
  const Aligned<float> filled = AllocateZeros<float>(fill_values);
  const auto fill_pair = [&](int pair) {
    for (int y = std::max(0, 2 * pair); y < std::min(2 * pair + 2, height); ++y) {
      fill(y, filled.get());
      arithmetic.convert(filled.get(), fill_values, rings[0].row(y));
    }
  };

  fill_pair(begin(0) - 1);
  fill_pair(begin(0));
  for (int step = begin(0); step < last + count - 1; ++step) {
    fill_pair(step + 1);
    // Layer l is l pairs behind the first: what it reads was made in this step at the latest.
    for (int l = 0; l < count; ++l) {
      const int pair = step - l;
      if (pair < begin(l) || pair >= end(l)) continue;
      RowPair rows;
      rows.width = width;
      for (int i = 0; i < 4; ++i) {
        const int y = 2 * pair - 1 + i;
        rows.in[i] = y >= 0 && y < height ? rings[l].row(y) : zeros.row(0);
      }
      const int present = std::min(2, height - 2 * pair);
      for (int i = 0; i < present; ++i) {
        const int y = 2 * pair + i;
        if (l + 1 < count) {
          rows.out[i] = rings[l + 1].row(y);
        } else {
          rows.out_fp32[i] = result.get() + i * row_values;
        }
        if (l == skip_to_) rows.skip[i] = rings[skip_from_ + 1].row(y);
      }
      arithmetic.run(layers_[l].view(), rows, scratch.get());
      if (l + 1 < count) continue;
      for (int i = 0; i < present; ++i) take(band, 2 * pair + i, result.get() + i * row_values);
    }
  }
}

}  // namespace winograd
}  // namespace sharpscale
