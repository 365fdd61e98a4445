// SPDX-License-Identifier: Apache-2.0

#include "models/winograd/row_stack.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "image/parallel.h"

namespace sharpscale {
namespace winograd {
namespace {

// Rows below which a band of its own is not worth its overlap.
constexpr int kLeastBand = 64;
// Columns that are worked on at once: three pairs of rows of 48 channels in each of a dozen layers
// are 2 MB in fp32, which stays near the core; wider ones cost a tenth of the speed.
constexpr int kBlock = 128;
// Each layer is behind the one before by this many columns: it reads one px to the right, and tiles
// are two px wide.
constexpr int kShift = 2;
// Columns of the block before that a layer reads: one px to the left, and the shift.
constexpr int kMargin = 2 * kShift;

// The last pairs of rows between two layers, as far as the block of columns at hand; and of all
// rows the columns at that block's end that the next one will read.
class RowRing {
 public:
  // `margin`: columns to the left of a block. `columns`: of a block, at most. Margins are kept for
  // the rows `kept`.
  RowRing(int pairs, int margin, int columns, size_t px_bytes, const cv::Range& kept)
      : rows_(2 * pairs),
        margin_(margin),
        px_bytes_(px_bytes),
        row_bytes_((margin + columns + kZerosAfter) * px_bytes),
        margin_bytes_(margin * px_bytes),
        first_kept_(kept.start),
        values_(AllocateZeros<unsigned char>(rows_ * row_bytes_)),
        kept_(AllocateZeros<unsigned char>(kept.size() * margin_bytes_ + margin_bytes_)) {}

  // Goes to the block `columns`; all rows are zero until written.
  void Begin(const cv::Range& columns) {
    columns_ = columns;
    std::memset(values_.get(), 0, rows_ * row_bytes_);
  }
  const cv::Range& columns() const { return columns_; }
  // Row `y` from column `x` on: from `margin` before the block to its end, then zeros.
  void* row(int y, int x) const { return start(y) + (margin_ + x - columns_.start) * px_bytes_; }
  // Row `y` of the block is written: puts the columns before it in their place, and keeps its own
  // last ones for the next block.
  void EndRow(int y) {
    unsigned char* const from = start(y);
    unsigned char* const kept = kept_.get() + (y - first_kept_) * margin_bytes_;
    std::memcpy(from, kept, margin_bytes_);
    std::memcpy(kept, from + columns_.size() * px_bytes_, margin_bytes_);
  }

 private:
  unsigned char* start(int y) const { return values_.get() + (y % rows_) * row_bytes_; }

  int rows_;
  int margin_;
  size_t px_bytes_;
  size_t row_bytes_;
  size_t margin_bytes_;
  int first_kept_;
  cv::Range columns_;
  Aligned<unsigned char> values_;
  Aligned<unsigned char> kept_;
};

}  // namespace

// A band of rows; those of other bands that it needs are computed again.
class RowStack::Band {
 public:
  Band(const RowStack& stack,
       int width,
       int height,
       int band,
       int bands,
       const Fill& fill,
       const Take& take)
      : stack_(stack),
        layers_(stack.layers_),
        arithmetic_(layers_.front().arithmetic()),
        width_(width),
        height_(height),
        pairs_((height + 1) / 2),
        count_(static_cast<int>(layers_.size())),
        first_(pairs_ * band / bands),
        last_(pairs_ * (band + 1) / bands),
        fill_(fill),
        take_(take) {
    // Blocks are whole groups of tiles, and wider than the layers' shifts together.
    const int least = std::max(kBlock, 2 * kShift * count_);
    const int blocks = std::max(1, (width + least / 2) / least);
    constexpr int kGroup = 2 * kMostTiles;
    block_ = blocks == 1 ? width : ((width + blocks - 1) / blocks + kGroup - 1) / kGroup * kGroup;
    most_columns_ = std::min(width, block_ + kShift * count_);
    const size_t value_bytes = arithmetic_.value_bytes();
    const cv::Range kept(2 * std::max(0, Begin(0) - 1), 2 * std::min(pairs_, End(0) + 1));
    for (int l = 0; l < count_; ++l) {
      // Rows and columns that wait for the skip.
      const bool waits = stack.skip_from_ >= 0 && l == stack.skip_from_ + 1;
      const int lag = waits ? stack.skip_to_ - stack.skip_from_ : 0;
      rings_.emplace_back(std::max(3, lag + 1),
                          kMargin + kShift * lag,
                          most_columns_,
                          layers_[l].view().inputs * value_bytes,
                          kept);
    }
    zeros_ = AllocateZeros<unsigned char>((most_columns_ + kZerosBefore + kZerosAfter) *
                                          kMostChannels * value_bytes);
    result_ = AllocateZeros<float>(2 * RowValues());
    filled_ = AllocateZeros<float>(static_cast<size_t>(most_columns_) * stack.stride());
    scratch_ = AllocateZeros<float>(kScratchBytes / sizeof(float));
  }

  void Run() {
    for (int start = 0; start < width_; start += block_) {
      for (int l = 0; l < count_; ++l) rings_[l].Begin(Columns(start, l));
      results_ = Columns(start, count_);
      RunBlock();
    }
  }

 private:
  // Layer l makes the pairs [Begin(l), End(l)): one row more on both sides than the next one. Where
  // that is half a pair, its other half is made of what happens to be there, and read by nobody.
  int Begin(int l) const { return std::max(0, first_ - (count_ - l) / 2); }
  int End(int l) const { return std::min(pairs_, last_ + (count_ - l) / 2); }

  size_t RowValues() const { return static_cast<size_t>(most_columns_) * stack_.out_stride(); }

  // Of what layer `l` reads, in the block that begins with column `start` of the input.
  cv::Range Columns(int start, int l) const {
    const int end = start + block_ >= width_ ? width_ : start + block_ - kShift * l;
    return {std::max(0, start - kShift * l), end};
  }

  void FillPair(int pair) {
    RowRing& ring = rings_.front();
    const cv::Range& columns = ring.columns();
    for (int y = std::max(0, 2 * pair); y < std::min(2 * pair + 2, height_); ++y) {
      fill_(y, columns, filled_.get());
      arithmetic_.convert(filled_.get(),
                          static_cast<size_t>(columns.size()) * stack_.stride(),
                          ring.row(y, columns.start));
      ring.EndRow(y);
    }
  }

  void RunBlock() {
    FillPair(Begin(0) - 1);
    FillPair(Begin(0));
    for (int step = Begin(0); step < last_ + count_ - 1; ++step) {
      if (step < End(0)) FillPair(step + 1);
      // Layer l is l pairs behind the first: what it reads was made in this step at the latest.
      for (int l = 0; l < count_; ++l) {
        const int pair = step - l;
        if (pair >= Begin(l) && pair < End(l)) RunPair(l, pair);
      }
    }
  }

  void RunPair(int l, int pair) {
    const cv::Range& columns = l + 1 < count_ ? rings_[l + 1].columns() : results_;
    const int x = columns.start;
    RowPair rows;
    rows.width = columns.size();
    for (int i = 0; i < 4; ++i) {
      const int y = 2 * pair - 1 + i;
      rows.in[i] = y >= 0 && y < height_
                       ? rings_[l].row(y, x)
                       : zeros_.get() + kZerosBefore * kMostChannels * arithmetic_.value_bytes();
    }
    const int present = std::min(2, height_ - 2 * pair);
    for (int i = 0; i < present; ++i) {
      const int y = 2 * pair + i;
      if (l + 1 < count_) {
        rows.out[i] = rings_[l + 1].row(y, x);
      } else {
        rows.out_fp32[i] = result_.get() + i * RowValues();
      }
      if (l == stack_.skip_to_) rows.skip[i] = rings_[stack_.skip_from_ + 1].row(y, x);
    }
    arithmetic_.run(layers_[l].view(), rows, scratch_.get());
    for (int i = 0; i < present; ++i) {
      const int y = 2 * pair + i;
      if (l + 1 < count_) {
        rings_[l + 1].EndRow(y);
      } else {
        take_(y, results_, result_.get() + i * RowValues());
      }
    }
  }

  const RowStack& stack_;
  const std::vector<PackedLayer>& layers_;
  const Arithmetic& arithmetic_;
  const int width_;
  const int height_;
  const int pairs_;  // of rows
  const int count_;  // of layers
  const int first_;  // pairs of the result
  const int last_;
  const Fill& fill_;
  const Take& take_;
  int block_;                   // columns
  int most_columns_;            // of a block in any layer
  std::vector<RowRing> rings_;  // rings_[l] is what layer l reads
  cv::Range results_;           // columns of the block that the last layer makes
  Aligned<unsigned char> zeros_;
  Aligned<float> result_;
  Aligned<float> filled_;
  Aligned<float> scratch_;
};

RowStack::RowStack(std::vector<PackedLayer> layers, int skip_from, int skip_to)
    : layers_(std::move(layers)), skip_from_(skip_from), skip_to_(skip_to) {}

int RowStack::Bands(int height, int threads) {
  if (threads <= 0) threads = std::max(1, cv::getNumThreads());
  return std::clamp(height / kLeastBand, 1, threads);
}

void RowStack::Run(int width, int height, int bands, const Fill& fill, const Take& take) const {
  if (bands == 1) return Band(*this, width, height, 0, 1, fill, take).Run();
  ParallelFor(
      cv::Range(0, bands),
      [&](const cv::Range& part) {
        for (int i = part.start; i < part.end; ++i) {
          Band(*this, width, height, i, bands, fill, take).Run();
        }
      },
      bands);
}

}  // namespace winograd
}  // namespace sharpscale
