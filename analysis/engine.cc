// SPDX-License-Identifier: Apache-2.0

#include "analysis/engine.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>
#include <utility>

#include "analysis/planes.h"
#include "image/parallel.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

using Lane = std::vector<std::unique_ptr<Estimator>>;

// Calls work(0) ... work(lanes - 1), in parallel.
template <typename Work>
void ForEachLane(int lanes, const Work& work) {
  ParallelFor(
      cv::Range(0, lanes),
      [&](const cv::Range& range) {
        for (int i = range.start; i < range.end; ++i) work(i);
      },
      lanes);
}

struct Rows {
  cv::Mat pixels;
  cv::Mat alpha;  // empty where the picture has none

  int count() const { return pixels.rows; }
  void Append(const Rows& more) {
    if (pixels.empty()) {
      *this = more;
      return;
    }
    pixels.push_back(more.pixels);
    if (!alpha.empty()) alpha.push_back(more.alpha);
  }
};

// Keeps the rows that tiles need and makes their planes once.
class BandReader {
 public:
  BandReader(PixelSource& source, int lanes, int step)
      : source_(source), lanes_(lanes), step_(step) {}

  // Rows read so far.
  int rows_read() const { return rows_read_; }
  int64_t non_finite() const { return non_finite_.load(); }
  const Band& band() const { return band_; }

  // Makes the band hold rows [first, last), of which those before rows_read() are still in it.
  absl::Status Advance(int first, int last) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Rows fresh, TakeRows(last - rows_read_));
    const int keep = std::max(0, rows_read_ - first);
    const PictureShape& shape = source_.shape();
    Band next;
    next.first_row = first;
    next.native.create(last - first, shape.width, shape.type);
    next.luma.create(last - first, shape.width);
    if (!fresh.alpha.empty()) next.visible.create(last - first, shape.width);
    next.half.create((last >> 1) - (first >> 1), shape.width / 2);
    next.quarter.create((last >> 2) - (first >> 2), shape.width / 4);
    const int known = rows_read_;  // rows before are copied, rows from here on are computed
    const int drop = first - band_.first_row;
    if (keep > 0) {
      CopyRows(band_.native, drop, keep, next.native);
      CopyRows(band_.luma, drop, keep, next.luma);
      if (!next.visible.empty()) CopyRows(band_.visible, drop, keep, next.visible);
      CopyRows(band_.half, drop >> 1, (known >> 1) - (first >> 1), next.half);
      CopyRows(band_.quarter, drop >> 2, (known >> 2) - (first >> 2), next.quarter);
    }
    const int count = last - known;
    // Pieces of whole quarter rows, so that no lane waits for another's rows.
    constexpr int kPiece = 32;
    const int pieces = (count + kPiece - 1) / kPiece;
    ForEachLane(std::min(lanes_, std::max(1, pieces)), [&](int lane) {
      const int stride = std::min(lanes_, std::max(1, pieces));
      for (int p = lane; p < pieces; p += stride) {
        const int y0 = known + p * kPiece;
        const int y1 = std::min(last, y0 + kPiece);
        cv::Mat native = next.native.rowRange(y0 - first, y1 - first);
        fresh.pixels.rowRange(y0 - known, y1 - known).copyTo(native);
        if (!fresh.alpha.empty()) {
          cv::Mat visible = next.visible.rowRange(y0 - first, y1 - first);
          cv::compare(fresh.alpha.rowRange(y0 - known, y1 - known),
                      OpaqueFrom(fresh.alpha.depth()),
                      visible,
                      cv::CMP_GE);
        }
        cv::Mat1f luma = next.luma.rowRange(y0 - first, y1 - first);
        non_finite_ += ConvertToLuma(native, luma);
      }
    });
    HalveFrom(next.luma, next.half, known >> 1, first >> 1);
    HalveFrom(next.half, next.quarter, known >> 2, first >> 2);
    band_ = std::move(next);
    rows_read_ = last;
    // Decode the next rows while the estimators work on these.
    const int left = shape.height - last;
    if (left > 0 && lanes_ > 1) {
      const int ahead = std::min(left, step_);
      ahead_ = std::async(std::launch::async, [this, ahead] { return ReadExactly(ahead); });
    }
    return absl::OkStatus();
  }

  ~BandReader() {
    if (ahead_.valid()) ahead_.wait();
  }

 private:
  // Alpha that hides nothing anybody sees: under the soft rim of a cut-out lies whatever its maker
  // left there.
  static double OpaqueFrom(int depth) {
    return depth == CV_8U ? 250.0 : depth == CV_16U ? 64250.0 : 0.98;
  }

  static void CopyRows(const cv::Mat& from, int first, int count, const cv::Mat& to) {
    if (count <= 0) return;
    cv::Mat target = to.rowRange(0, count);
    from.rowRange(first, first + count).copyTo(target);
  }

  // Fills the rows of `half` from row `known` on (both in rows of that level of the picture).
  static void HalveFrom(const cv::Mat1f& plane, const cv::Mat1f& half, int known, int first) {
    if (known - first >= half.rows || half.cols == 0) return;
    const int from = known - first;
    HalveBox(plane.rowRange(2 * from, plane.rows), half.rowRange(from, half.rows));
  }

  absl::StatusOr<Rows> ReadExactly(int rows) {
    Rows all;
    const bool has_alpha = source_.shape().has_alpha;
    while (all.count() < rows) {
      Rows some;
      SHARPSCALE_RETURN_IF_ERROR(
          source_.ReadRows(rows - all.count(), &some.pixels, has_alpha ? &some.alpha : nullptr));
      if (some.count() == 0) return absl::DataLossError("the picture ended before its last row");
      all.Append(some);
    }
    return all;
  }

  absl::StatusOr<Rows> TakeRows(int rows) {
    Rows all;
    if (ahead_.valid()) {
      SHARPSCALE_ASSIGN_OR_RETURN(all, ahead_.get());
    }
    if (all.count() < rows) {
      SHARPSCALE_ASSIGN_OR_RETURN(const Rows more, ReadExactly(rows - all.count()));
      all.Append(more);
    }
    return all;
  }

  PixelSource& source_;
  int lanes_;
  int step_;  // rows that each Advance but the first adds
  int rows_read_ = 0;
  std::atomic<int64_t> non_finite_{0};
  Band band_;
  std::future<absl::StatusOr<Rows>> ahead_;
};

}  // namespace

absl::Status EngineOptions::Validate() const {
  if (threads < 0) {
    return absl::InvalidArgumentError("threads is " + std::to_string(threads) +
                                      "; give 0 (all cores) or more");
  }
  if (tile <= 0 || tile % 64 != 0) {
    return absl::InvalidArgumentError("tile is " + std::to_string(tile) +
                                      " px; give a positive multiple of 64");
  }
  return absl::OkStatus();
}

absl::StatusOr<Findings> RunEstimators(PixelSource& source,
                                       const std::vector<const EstimatorInfo*>& estimators,
                                       const EngineOptions& options,
                                       const Progress* progress) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  const PictureShape shape = source.shape();
  if (shape.width <= 0 || shape.height <= 0) {
    return absl::InvalidArgumentError("the picture has no pixels");
  }
  PictureFacts facts;
  facts.width = shape.width;
  facts.height = shape.height;
  facts.channels = CV_MAT_CN(shape.type);
  facts.depth = CV_MAT_DEPTH(shape.type);
  facts.has_alpha = shape.has_alpha;
  facts.source = source.facts().source;
  facts.maps = options.maps;
  facts.faces = options.faces;

  const int lanes = options.threads > 0 ? options.threads : std::max(1, cv::getNumThreads());
  std::vector<Lane> workers(static_cast<size_t>(lanes));
  for (Lane& lane : workers) {
    for (const EstimatorInfo* info : estimators) lane.push_back(info->make(facts));
  }

  const auto cancelled = [progress] { return progress != nullptr && progress->cancelled(); };
  BandReader reader(source, lanes, options.tile);
  for (int y = 0; y < facts.height; y += options.tile) {
    if (cancelled()) return absl::CancelledError("measuring was cancelled");
    const int first = std::max(0, y - kTileMargin);
    const int last = std::min(facts.height, y + options.tile + kTileMargin);
    SHARPSCALE_RETURN_IF_ERROR(reader.Advance(first, std::max(last, reader.rows_read())));
    const int tiles = (facts.width + options.tile - 1) / options.tile;
    std::atomic<int> next{0};
    ForEachLane(std::min(lanes, tiles), [&](int lane) {
      for (int t = next++; t < tiles && !cancelled(); t = next++) {
        const int x = t * options.tile;
        const Tile tile(facts,
                        reader.band(),
                        cv::Rect(x,
                                 y,
                                 std::min(options.tile, facts.width - x),
                                 std::min(options.tile, facts.height - y)));
        for (const auto& estimator : workers[static_cast<size_t>(lane)]) {
          if (cancelled()) break;
          estimator->AddTile(tile);
        }
      }
    });
    if (progress != nullptr) {
      const double done = static_cast<double>(std::min(facts.height, y + options.tile));
      progress->Report({"measure", done / facts.height, done * facts.width / 1e6});
    }
  }
  facts.non_finite = reader.non_finite();

  Findings findings;
  for (size_t e = 0; e < estimators.size(); ++e) {
    if (cancelled()) return absl::CancelledError("measuring was cancelled");
    if (facts.non_finite > 0) {
      for (const std::string_view id : estimators[e]->metrics) {
        findings.Unknown(id,
                         "the picture holds " + std::to_string(facts.non_finite) +
                             " values that are not finite numbers");
      }
      continue;
    }
    for (size_t lane = 1; lane < workers.size(); ++lane) {
      workers[0][e]->Merge(*workers[lane][e]);
    }
    workers[0][e]->Finish(facts, &findings);
  }
  return findings;
}

}  // namespace sharpscale
