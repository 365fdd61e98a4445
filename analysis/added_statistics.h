// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_statistics.h
//
// One pass over a result and what its source foretells on the same grid (a plain enlargement or
// reduction of the source): sums from which everything that was added is judged.

#ifndef SHARPSCALE_ANALYSIS_ADDED_STATISTICS_H_
#define SHARPSCALE_ANALYSIS_ADDED_STATISTICS_H_

#include <array>
#include <functional>
#include <opencv2/core.hpp>
#include <vector>

#include "image/progress.h"

namespace sharpscale {

inline constexpr int kDetailBlock = 4;   // px
inline constexpr int kAddedCell = 32;    // px
inline constexpr int kSeamSegment = 64;  // px along a seam
inline constexpr int kHaloCell = 16;     // px

// Per block of kDetailBlock px: second moments of detail, which is a plane less its 7x7 mean.
// Levels.
struct DetailBlocks {
  cv::Mat1f result;    // mean square of the result's detail
  cv::Mat1f foretold;  // and of the foretold picture's
  cv::Mat1f product;   // mean product of the two
  // The finest part of the foretold picture's detail (less its 3x3 mean): its mean square and its
  // products with the foretold and the result's detail. Linear filters of the source, such as
  // sharpening and smoothing, are nearly combinations of the two bands.
  cv::Mat1f fine;
  cv::Mat1f fine_foretold;
  cv::Mat1f fine_result;
  cv::Mat1f spread;  // standard deviation of the foretold picture itself within the block
};

// Per kHaloCell px: how far the result leaves the range that the source holds nearby.
struct HaloCell {
  float over = 0.0F;      // largest excess above the range, share of the contrast there
  float under = 0.0F;     // and below it
  float contrast = 0.0F;  // levels, smallest of the two places; 0 = no edge in the cell
  float plain = 0.0F;  // larger of the foretold picture's own two (ringing of a plain enlargement)
  bool bright_room = false;  // the range ends far enough from white for an excess to show
  bool dark_room = false;
};

// Weighted sums of (result - foretold), folded over periods 4 and 3 of both axes, per kAddedCell
// px.
struct FoldedCell {
  std::array<float, 16> period4{};  // [4 * (y % 4) + x % 4]
  std::array<float, 9> period3{};
  float square = 0.0F;  // sum of squares
  float weight = 0.0F;  // px, edges and texture counting less
};

struct AddedStatistics {
  int width = 0;
  int height = 0;
  DetailBlocks blocks;
  std::vector<HaloCell> halos;
  int halo_columns = 0;
  std::vector<FoldedCell> folds;
  int fold_columns = 0;
  // Means of (result - foretold), capped at 16 levels, over kSeamSegment px, edges and texture of
  // the foretold picture weighted down: row = segment; NaN = nothing but edges.
  cv::Mat1f column_means;  // one column per picture column
  cv::Mat1f row_means;     // one column per picture row
};

// Rows [begin, end) of a luma plane, levels.
using RowReader = std::function<cv::Mat1f(int begin, int end)>;
// Of a plane as LumaLevels gives it, which must outlive the reader.
RowReader RowsOf(const cv::Mat& plane);

// The source's local range: largest and smallest value in 7x7 px of the source (CV_8U or CV_32F, as
// the source) where they hold one edge, equal elsewhere; and the source px under each px of the
// grid.
struct LocalRange {
  cv::Mat largest;
  cv::Mat smallest;
  std::vector<int> column;  // source column of each grid column
  std::vector<int> row;
};
// A cancel leaves it undefined.
LocalRange MeasureLocalRange(const cv::Mat& luma, const Progress* progress = nullptr);

// A cancel gives empty statistics.
AddedStatistics CollectAdded(int width,
                             int height,
                             const RowReader& result,
                             const RowReader& foretold,
                             const LocalRange& range,
                             const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_STATISTICS_H_
