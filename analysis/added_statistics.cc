// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_statistics.h"

#include <opencv2/imgproc.hpp>

#include "analysis/fidelity_planes.h"
#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kStripRows = 64;    // a multiple of every cell above
constexpr int kRadius = 3;        // of the mean that is not detail
constexpr int kSide = 7;          // px of the local range
constexpr float kEdge = 24.0F;    // levels of contrast from which a halo can be told from texture
constexpr float kOneEdge = 1.8F;  // variation over range up to which it is one edge
constexpr float kEnd = 10.0F;     // levels from 0 or 255 within which a halo is cut off
constexpr float kSeamCap = 16.0F;
constexpr float kCalmShare = 0.5F;  // mean weight below which a piece is an edge along the line
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

SHARPSCALE_HOT void AddRows(const float* const* rows, int count, float* out) {
  const float* a = rows[0];
  const float* b = rows[1];
  const float* c = rows[2];
  const float* d = rows[3];
  const float* e = rows[4];
  const float* f = rows[5];
  const float* g = rows[6];
  for (int x = 0; x < count; ++x) {
    out[x] = ((a[x] + b[x]) + (c[x] + d[x])) + ((e[x] + f[x]) + g[x]);
  }
}

// detail[x] = row[x] - mean of the 7x7 px around; `sums` holds the column sums, padded by 3 on each
// side.
SHARPSCALE_HOT void Detail(const float* row, const float* sums, int count, float* detail) {
  for (int x = 0; x < count; ++x) {
    const float sum = ((sums[x] + sums[x + 1]) + (sums[x + 2] + sums[x + 3])) +
                      ((sums[x + 4] + sums[x + 5]) + sums[x + 6]);
    detail[x] = row[x] - sum * (1.0F / 49.0F);
  }
}

// The mean of the 7x7 px around, of column sums padded as above.
SHARPSCALE_HOT void MeanOf7(const float* sums, int count, float* mean) {
  for (int x = 0; x < count; ++x) {
    const float sum = ((sums[x] + sums[x + 1]) + (sums[x + 2] + sums[x + 3])) +
                      ((sums[x + 4] + sums[x + 5]) + sums[x + 6]);
    mean[x] = sum * (1.0F / 49.0F);
  }
}

// Sums of squares and products of the result's detail a, the foretold picture's detail b and its
// finest part f; six rows of `stride` floats.
SHARPSCALE_HOT void AddProducts(const float* a,
                                const float* b,
                                const float* f,
                                int count,
                                size_t stride,
                                float* sums) {
  float* aa = sums;
  float* bb = sums + stride;
  float* ab = sums + 2 * stride;
  float* ff = sums + 3 * stride;
  float* fb = sums + 4 * stride;
  float* fa = sums + 5 * stride;
  for (int x = 0; x < count; ++x) {
    aa[x] += a[x] * a[x];
    bb[x] += b[x] * b[x];
    ab[x] += a[x] * b[x];
    ff[x] += f[x] * f[x];
    fb[x] += f[x] * b[x];
    fa[x] += f[x] * a[x];
  }
}

// fine[x] = row[x] - mean of the 3x3 px around; the three rows are padded by 3 on each side.
SHARPSCALE_HOT void Fine(const float* above,
                         const float* here,
                         const float* below,
                         int count,
                         float* fine) {
  for (int x = 0; x < count; ++x) {
    const float sum = ((above[x + 2] + above[x + 3]) + (above[x + 4] + here[x + 2])) +
                      ((here[x + 3] + here[x + 4]) + (below[x + 2] + below[x + 3])) + below[x + 4];
    fine[x] = here[x + 3] - sum * (1.0F / 9.0F);
  }
}

SHARPSCALE_HOT void AddMoments(const float* u, int count, float* sum, float* square) {
  for (int x = 0; x < count; ++x) {
    const float value = u[x] - 128.0F;
    sum[x] += value;
    square[x] += value * value;
  }
}

SHARPSCALE_HOT void CappedDifference(const float* a,
                                     const float* u,
                                     int count,
                                     float cap,
                                     float* e) {
  for (int x = 0; x < count; ++x) {
    float value = a[x] - u[x];
    value = value > cap ? cap : value < -cap ? -cap : value;
    e[x] = value;
  }
}

// Weights that leave out edges and texture, where residuals step by themselves.
SHARPSCALE_HOT void CalmWeights(const float* detail_a,
                                const float* detail_u,
                                const float* e,
                                int count,
                                float* weight,
                                float* weighted) {
  for (int x = 0; x < count; ++x) {
    // Texture disturbs only where the residual is restless as well.
    const float d = detail_a[x] - detail_u[x];
    const float restless = d * d / (d * d + 1.0F);
    const float w = 1.0F / (1.0F + detail_u[x] * detail_u[x] * restless * (1.0F / 9.0F));
    weight[x] = w;
    weighted[x] = w * e[x];
  }
}

SHARPSCALE_HOT void AddTo(const float* in, int count, float* out) {
  for (int x = 0; x < count; ++x) out[x] += in[x];
}

SHARPSCALE_HOT void AddProduct(const float* a, const float* b, int count, float* out) {
  for (int x = 0; x < count; ++x) out[x] += a[x] * b[x];
}

// In sixteen lanes, which fixes the order.
SHARPSCALE_HOT float SumOf(const float* row, int count) {
  float lanes[16] = {};
  int x = 0;
  for (; x + 16 <= count; x += 16) {
    for (int k = 0; k < 16; ++k) lanes[k] += row[x + k];
  }
  for (; x < count; ++x) lanes[0] += row[x];
  for (int half = 8; half > 0; half /= 2) {
    for (int k = 0; k < half; ++k) lanes[k] += lanes[k + half];
  }
  return lanes[0];
}

// Sums over the rows of one row of cells, per column, until they are folded.
class Folder {
 public:
  explicit Folder(int width) : width_(width), sums_(cv::Mat1f::zeros(kPeriods + 2, width)) {}

  void AddRow(int y, const float* weighted, const float* weight, const float* difference) {
    AddTo(weighted, width_, sums_.ptr<float>(y % kPeriods));
    AddTo(weight, width_, sums_.ptr<float>(kPeriods));
    AddProduct(weighted, difference, width_, sums_.ptr<float>(kPeriods + 1));
  }

  void Finish(FoldedCell* folds) {
    for (int x0 = 0; x0 < width_; x0 += kAddedCell) {
      FoldedCell& fold = folds[x0 / kAddedCell];
      const int count = std::min(kAddedCell, width_ - x0);
      for (int phase = 0; phase < kPeriods; ++phase) {
        const float* row = sums_.ptr<float>(phase) + x0;
        float* four = &fold.period4[static_cast<size_t>(4 * (phase & 3))];
        float* three = &fold.period3[static_cast<size_t>(3 * (phase % 3))];
        int third = x0 % 3;
        for (int k = 0; k < count; ++k) {
          four[k & 3] += row[k];
          three[third] += row[k];
          third = third == 2 ? 0 : third + 1;
        }
      }
      fold.weight = SumOf(sums_.ptr<float>(kPeriods) + x0, count);
      fold.square = SumOf(sums_.ptr<float>(kPeriods + 1) + x0, count);
    }
    sums_.setTo(0.0F);
  }

 private:
  static constexpr int kPeriods = 12;  // both periods, 3 and 4, divide it

  int width_;
  cv::Mat1f sums_;
};

// Padded copy of a row: 3 px of its own border on each side.
void Pad(const float* row, int count, std::vector<float>* padded) {
  padded->resize(static_cast<size_t>(count) + 2 * kRadius);
  std::fill_n(padded->begin(), kRadius, row[0]);
  std::copy_n(row, count, padded->begin() + kRadius);
  std::fill_n(padded->begin() + kRadius + count, kRadius, row[count - 1]);
}

// Mean over groups of kDetailBlock columns.
SHARPSCALE_HOT void ReduceBlocks(const float* columns, int count, int rows, float* out) {
  static_assert(kDetailBlock == 4);
  const int whole = count / 4;
  const float share = 0.25F / static_cast<float>(rows);
  for (int i = 0; i < whole; ++i) {
    const float* c = columns + 4 * i;
    out[i] = ((c[0] + c[1]) + (c[2] + c[3])) * share;
  }
  if (4 * whole == count) return;
  float sum = 0.0F;
  for (int k = 4 * whole; k < count; ++k) sum += columns[k];
  out[whole] = sum / static_cast<float>(rows * (count - 4 * whole));
}

class Strip {
 public:
  Strip(const RowReader& result,
        const RowReader& foretold,
        int width,
        int height,
        int begin,
        int end)
      : width_(width),
        height_(height),
        first_(std::max(0, begin - kRadius)),
        a_(result(first_, std::min(height, end + kRadius))),
        u_(foretold(first_, std::min(height, end + kRadius))) {}

  const float* A(int y) const { return a_.ptr<float>(Clamp(y)); }
  const float* U(int y) const { return u_.ptr<float>(Clamp(y)); }

  // Finest detail of row `y` of the foretold picture.
  void FineRow(int y, float* fine) {
    Pad(U(y - 1), width_, &padded_);
    Pad(U(y), width_, &here_);
    Pad(U(y + 1), width_, &below_);
    Fine(padded_.data(), here_.data(), below_.data(), width_, fine);
  }

  // Detail of row `y` of one of the two planes.
  void DetailRow(bool of_result, int y, float* detail) {
    const float* rows[7];
    for (int k = -kRadius; k <= kRadius; ++k) rows[k + kRadius] = of_result ? A(y + k) : U(y + k);
    sums_.resize(static_cast<size_t>(width_));
    AddRows(rows, width_, sums_.data());
    Pad(sums_.data(), width_, &padded_);
    Detail(rows[kRadius], padded_.data(), width_, detail);
  }

 private:
  // Rows outside the picture repeat its border.
  int Clamp(int y) const { return std::clamp(y, 0, height_ - 1) - first_; }

  int width_;
  int height_;
  int first_;
  cv::Mat1f a_;
  cv::Mat1f u_;
  std::vector<float> sums_;
  std::vector<float> padded_;
  std::vector<float> here_;
  std::vector<float> below_;
};

void LookForHalos(const LocalRange& range,
                  const Strip& strip,
                  int width,
                  int begin,
                  int end,
                  int columns,
                  std::vector<HaloCell>* cells) {
  std::vector<float> highs(static_cast<size_t>(range.largest.cols));
  std::vector<float> lows(highs.size());
  int source_row = -1;
  for (int y = begin; y < end; ++y) {
    const float* a = strip.A(y);
    const float* u = strip.U(y);
    // Rows of an enlargement share the source's.
    if (const int source = range.row[static_cast<size_t>(y)]; source != source_row) {
      ReadRow(range.largest, source, highs.data());
      ReadRow(range.smallest, source, lows.data());
      source_row = source;
    }
    const float* high = highs.data();
    const float* low = lows.data();
    HaloCell* row = cells->data() + static_cast<size_t>(y / kHaloCell) * columns;
    for (int x = 0; x < width; ++x) {
      const int s = range.column[static_cast<size_t>(x)];
      const float contrast = high[s] - low[s];
      if (contrast < kEdge) continue;
      HaloCell& cell = row[x / kHaloCell];
      const float over = (a[x] - high[s]) / contrast;
      const float under = (low[s] - a[x]) / contrast;
      const float plain = std::max(0.0F, std::max(u[x] - high[s], low[s] - u[x]));
      if (cell.contrast == 0.0F) cell.contrast = contrast;
      if (over > cell.over || under > cell.under) {
        cell.contrast = std::min(cell.contrast, contrast);
        cell.over = std::max(cell.over, over);
        cell.under = std::max(cell.under, under);
      }
      cell.bright_room = cell.bright_room || high[s] < 255.0F - kEnd;
      cell.dark_room = cell.dark_room || low[s] > kEnd;
      cell.plain = std::max(cell.plain, plain / contrast);
    }
  }
}

// |step to the right| + |step down|.
SHARPSCALE_HOT void Variation(const float* row, const float* below, int count, float* out) {
  for (int x = 0; x + 1 < count; ++x) {
    out[x] = std::abs(row[x + 1] - row[x]) + std::abs(below[x] - row[x]);
  }
  out[count - 1] = std::abs(below[count - 1] - row[count - 1]);
}

SHARPSCALE_HOT void KeepOneEdge(const float* mean, const uint8_t* high, int count, uint8_t* low) {
  for (int x = 0; x < count; ++x) {
    const auto span = static_cast<float>(high[x] - low[x]);
    low[x] = mean[x] * (kSide - 1) > kOneEdge * span ? high[x] : low[x];
  }
}
SHARPSCALE_HOT void KeepOneEdge(const float* mean, const float* high, int count, float* low) {
  for (int x = 0; x < count; ++x) {
    low[x] = mean[x] * (kSide - 1) > kOneEdge * (high[x] - low[x]) ? high[x] : low[x];
  }
}

}  // namespace

LocalRange MeasureLocalRange(const cv::Mat& luma, const Progress* progress) {
  LocalRange range;
  const cv::Mat square = cv::getStructuringElement(cv::MORPH_RECT, {kSide, kSide});
  cv::dilate(luma, range.largest, square);
  cv::erode(luma, range.smallest, square);
  // One edge crosses its range about once: the mean variation along rows and columns together stays
  // below twice the range. Lines and texture cross it more often, and detail that a good
  // enlargement adds to them is no halo.
  const auto strip_ranges = [&](int, int begin, int end) {
    const int first = std::max(0, begin - kSide);
    const int last = std::min(luma.rows, end + kSide);
    cv::Mat1f part;
    luma.rowRange(first, last).convertTo(part, CV_32F);
    cv::Mat1f variation(part.size());
    for (int y = 0; y < part.rows; ++y) {
      const float* row = part.ptr<float>(y);
      const float* below = part.ptr<float>(std::min(part.rows - 1, y + 1));
      Variation(row, below, part.cols, variation.ptr<float>(y));
    }
    std::vector<float> sums(static_cast<size_t>(part.cols));
    std::vector<float> padded;
    std::vector<float> means(sums.size());
    for (int y = begin; y < end; ++y) {
      const float* rows[kSide];
      for (int k = 0; k < kSide; ++k) {
        rows[k] = variation.ptr<float>(std::clamp(y - first + k - kRadius, 0, part.rows - 1));
      }
      AddRows(rows, part.cols, sums.data());
      Pad(sums.data(), part.cols, &padded);
      MeanOf7(padded.data(), part.cols, means.data());
      const float* mean = means.data();
      if (luma.depth() == CV_8U) {
        KeepOneEdge(mean, range.largest.ptr<uint8_t>(y), luma.cols, range.smallest.ptr<uint8_t>(y));
      } else {
        KeepOneEdge(mean, range.largest.ptr<float>(y), luma.cols, range.smallest.ptr<float>(y));
      }
    }
  };
  ForEachStrip(luma.rows, kStripRows, strip_ranges, progress);
  return range;
}

RowReader RowsOf(const cv::Mat& plane) {
  return [&plane](int begin, int end) {
    cv::Mat1f rows;
    plane.rowRange(begin, end).convertTo(rows, CV_32F);
    return rows;
  };
}

AddedStatistics CollectAdded(int width,
                             int height,
                             const RowReader& result,
                             const RowReader& foretold,
                             const LocalRange& range,
                             const Progress* progress) {
  AddedStatistics out;
  out.width = width;
  out.height = height;
  const auto up = [](int value, int unit) { return (value + unit - 1) / unit; };
  const int block_rows = up(height, kDetailBlock);
  const int block_columns = up(width, kDetailBlock);
  for (cv::Mat1f* plane : {&out.blocks.result,
                           &out.blocks.foretold,
                           &out.blocks.product,
                           &out.blocks.fine,
                           &out.blocks.fine_foretold,
                           &out.blocks.fine_result,
                           &out.blocks.spread}) {
    plane->create(block_rows, block_columns);
  }
  out.halo_columns = up(width, kHaloCell);
  out.halos.resize(static_cast<size_t>(out.halo_columns) * up(height, kHaloCell));
  out.fold_columns = up(width, kAddedCell);
  out.folds.resize(static_cast<size_t>(out.fold_columns) * up(height, kAddedCell));
  out.column_means = cv::Mat1f::zeros(up(height, kSeamSegment), width);
  out.row_means = cv::Mat1f::zeros(up(width, kSeamSegment), height);

  const auto strip_statistics = [&](int index, int begin, int end) {
    Strip strip(result, foretold, width, height, begin, end);
    std::vector<float> column_weights(static_cast<size_t>(width), 0.0F);
    cv::Mat1f work(8, width);
    float* detail_a = work.ptr<float>(0);
    float* detail_u = work.ptr<float>(1);
    float* fine_u = work.ptr<float>(2);
    float* difference = work.ptr<float>(3);
    float* weight = work.ptr<float>(6);
    float* weighted = work.ptr<float>(7);
    cv::Mat1f sums = cv::Mat1f::zeros(8, width);
    Folder folder(width);
    for (int y = begin; y < end; ++y) {
      strip.DetailRow(true, y, detail_a);
      strip.DetailRow(false, y, detail_u);
      strip.FineRow(y, fine_u);
      AddProducts(detail_a, detail_u, fine_u, width, sums.step1(), sums.ptr<float>(0));
      AddMoments(strip.U(y), width, sums.ptr<float>(6), sums.ptr<float>(7));
      if (y % kDetailBlock == kDetailBlock - 1 || y + 1 == end) {
        const int j = y / kDetailBlock;
        const int rows = y - j * kDetailBlock + 1;
        ReduceBlocks(sums.ptr<float>(0), width, rows, out.blocks.result.ptr<float>(j));
        ReduceBlocks(sums.ptr<float>(1), width, rows, out.blocks.foretold.ptr<float>(j));
        ReduceBlocks(sums.ptr<float>(2), width, rows, out.blocks.product.ptr<float>(j));
        ReduceBlocks(sums.ptr<float>(3), width, rows, out.blocks.fine.ptr<float>(j));
        ReduceBlocks(sums.ptr<float>(4), width, rows, out.blocks.fine_foretold.ptr<float>(j));
        ReduceBlocks(sums.ptr<float>(5), width, rows, out.blocks.fine_result.ptr<float>(j));
        float* mean = work.ptr<float>(4);
        float* square = work.ptr<float>(5);
        ReduceBlocks(sums.ptr<float>(6), width, rows, mean);
        ReduceBlocks(sums.ptr<float>(7), width, rows, square);
        float* spread = out.blocks.spread.ptr<float>(j);
        for (int i = 0; i < block_columns; ++i) {
          spread[i] = std::sqrt(std::max(0.0F, square[i] - mean[i] * mean[i]));
        }
        sums.setTo(0.0F);
      }

      CappedDifference(strip.A(y), strip.U(y), width, kSeamCap, difference);
      CalmWeights(detail_a, detail_u, difference, width, weight, weighted);
      AddTo(weighted, width, out.column_means.ptr<float>(index));
      AddTo(weight, width, column_weights.data());
      for (int s = 0; s < out.row_means.rows; ++s) {
        const int x0 = s * kSeamSegment;
        const int count = std::min(width - x0, kSeamSegment);
        const float weights = SumOf(weight + x0, count);
        out.row_means(s, y) = weights < kCalmShare * static_cast<float>(count)
                                  ? kNan
                                  : SumOf(weighted + x0, count) / weights;
      }
      folder.AddRow(y, weighted, weight, difference);
      if (y % kAddedCell == kAddedCell - 1 || y + 1 == end) {
        folder.Finish(out.folds.data() + static_cast<size_t>(y / kAddedCell) * out.fold_columns);
      }
    }
    float* means = out.column_means.ptr<float>(index);
    const float least = kCalmShare * static_cast<float>(end - begin);
    for (int x = 0; x < width; ++x) {
      means[x] = column_weights[x] < least ? kNan : means[x] / column_weights[x];
    }
    if (!range.largest.empty()) {
      LookForHalos(range, strip, width, begin, end, out.halo_columns, &out.halos);
    }
  };
  if (!ForEachStrip(height, kStripRows, strip_statistics, progress)) return {};
  return out;
}

}  // namespace sharpscale
