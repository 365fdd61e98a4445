// SPDX-License-Identifier: Apache-2.0

#include "enhance/network_stage.h"

#include <fmt/format.h>

#include <mutex>
#include <opencv2/imgproc.hpp>

#include "enhance/check_output.h"
#include "enhance/colour_lock.h"
#include "enhance/lanes.h"
#include "enhance/resize_stage.h"
#include "enhance/strip_stage.h"
#include "enhance/tiles.h"
#include "image/status_macros.h"
#include "models/noise_shares.h"
#include "models/tile_unit.h"
#include "models/whole_cells.h"

namespace sharpscale {
namespace {

// Pieces of a tile that failed, px: small enough for any machine.
constexpr int kSmallTile = 64;
// Share of the network in a gentle blend.
constexpr double kGentleBlend = 0.5;
constexpr size_t kMostMessages = 8;

cv::Mat ToRgb(const cv::Mat& tile) {
  if (tile.channels() == 3) return tile;
  const cv::Mat planes[] = {tile, tile, tile};
  cv::Mat rgb;
  cv::merge(planes, 3, rgb);
  return rgb;
}

cv::Mat ToGray(const cv::Mat& rgb) {
  cv::Mat gray;
  cv::transform(rgb, gray, cv::Matx13f(1.0f / 3.0f, 1.0f / 3.0f, 1.0f / 3.0f));
  return gray;
}

int Overlap(const NetworkStageOptions& options) {
  const Network& network = *options.network;
  const int reach = network.radius() + (options.conditions.noise_slope != 0.0 ? kNoiseContext : 0);
  return RoundUp(std::max({reach, kCubicRadius, options.context}), TileUnit(network.granularity()));
}

// Clips to 0..1 on the way.
void ClipInto(const cv::Mat& from, cv::Mat to) {
  const int count = from.cols * from.channels();
  for (int y = 0; y < from.rows; ++y) {
    const float* in = from.ptr<float>(y);
    float* out = to.ptr<float>(y);
    for (int i = 0; i < count; ++i) out[i] = std::min(std::max(in[i], 0.0f), 1.0f);
  }
}

// Strips hold whole cells of the colour lock, and whole units of the network.
int StripUnit(const Network& network) {
  return kDriftCell * network.granularity();
}

class NetworkStage : public StripStage {
 public:
  NetworkStage(std::unique_ptr<PixelSource> input,
               NetworkStageOptions options,
               NetworkStageLog* log,
               std::shared_ptr<CellRows> source_means,
               const Progress* progress)
      : StripStage(std::move(input),
                   {options.network->scale(),
                    Overlap(options),
                    RoundUp(options.strip_rows, StripUnit(*options.network))},
                   options.name,
                   progress),
        options_(std::move(options)),
        log_(log),
        source_means_(std::move(source_means)),
        expected_drift_(ExpectedDrift(options_.conditions)) {}

 protected:
  absl::Status Process(const Strip& strip, cv::Mat* colour, cv::Mat* alpha) override {
    const Network& network = *options_.network;
    const int scale = network.scale();
    const PictureShape& shape = input_shape();
    colour->create((strip.last - strip.first) * scale, shape.width * scale, shape.type);
    if (source_means_ != nullptr) {
      const cv::Range rows(strip.first - strip.top, strip.last - strip.top);
      source_means_->Append(CellMeans(strip.colour.rowRange(rows), kDriftCell));
    }
    if (!strip.alpha.empty()) EnlargeAlpha(strip, scale, alpha);
    const std::vector<NetworkTile> tiles =
        TilesOfStrip(shape.width,
                     shape.height,
                     strip.first,
                     strip.last,
                     TileForLanes({shape.width, strip.last - strip.first},
                                  options_.tile,
                                  Overlap(options_),
                                  options_.lanes),
                     Overlap(options_),
                     TileUnit(network.granularity()));
    const auto window_of = [&](const NetworkTile& tile) {
      cv::Rect place = tile.window;
      place.y -= strip.top;
      return strip.colour(place);
    };
    const auto keep = [&](const NetworkTile& tile, const cv::Mat& result) {
      const cv::Rect inner((tile.core.tl() - tile.window.tl()) * scale, tile.core.size() * scale);
      const cv::Point to(tile.core.x * scale, (tile.core.y - strip.first) * scale);
      ClipInto(result(inner), (*colour)(cv::Rect(to, inner.size())));
    };
    std::vector<std::string> faults(tiles.size());
    std::mutex telling;
    RunInLanes(options_.lanes, static_cast<int>(tiles.size()), [&](int i) {
      if (cancelled()) return;
      const NetworkTile& tile = tiles[i];
      const cv::Mat window = window_of(tile);
      cv::Mat result;
      faults[i] = TryTile(window, tile.window.tl(), &result);
      if (faults[i].empty()) keep(tile, Finish(window, result, tile.window.tl()));
      const std::lock_guard<std::mutex> lock(telling);
      done_ += static_cast<double>(tile.core.area());
      if (options_.announce && progress() != nullptr) {
        const double fraction = done_ / (static_cast<double>(shape.width) * shape.height);
        progress()->Report({options_.name, fraction, done_ * scale * scale * 1e-6});
      }
    });
    if (cancelled()) return absl::CancelledError(fmt::format("{}: cancelled", options_.name));
    if (log_ != nullptr) log_->tiles += static_cast<int>(tiles.size());
    // What failed is mended afterwards, in order: what is said does not depend on the lanes.
    for (size_t i = 0; i < tiles.size(); ++i) {
      if (faults[i].empty()) continue;
      if (log_ != nullptr) ++log_->fallback_tiles;
      const cv::Mat window = window_of(tiles[i]);
      const cv::Point at = tiles[i].window.tl();
      keep(tiles[i], Finish(window, Recover(window, at, faults[i]), at));
    }
    return absl::OkStatus();
  }

 private:
  static void EnlargeAlpha(const Strip& strip, int scale, cv::Mat* alpha) {
    cv::Mat enlarged = strip.alpha;
    if (scale > 1) {
      enlarged = ResizeCubic(strip.alpha, strip.alpha.cols * scale, strip.alpha.rows * scale);
    }
    const int top = (strip.first - strip.top) * scale;
    cv::min(cv::max(enlarged.rowRange(top, top + (strip.last - strip.first) * scale), 0.0),
            1.0,
            *alpha);
  }

  // The network's raw result on a window, in the picture's channels.
  absl::StatusOr<cv::Mat> RunRaw(const Network& network,
                                 const cv::Mat& window,
                                 cv::Point origin) const {
    cv::Mat rgb = WholeCells(ToRgb(window), network.granularity());
    if (!rgb.isContinuous() || rgb.isSubmatrix()) rgb = rgb.clone();
    SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat out,
                                network.Run(rgb, options_.conditions, origin + options_.origin));
    if (out.type() != CV_32FC3 || out.size() != rgb.size() * network.scale()) {
      return absl::InternalError(fmt::format("{}: the network returned {}x{} px for a {}x{} tile",
                                             options_.name,
                                             out.cols,
                                             out.rows,
                                             rgb.cols,
                                             rgb.rows));
    }
    out = out(cv::Rect(0, 0, window.cols * network.scale(), window.rows * network.scale()));
    return window.channels() == 1 ? ToGray(out) : out;
  }

  cv::Mat Classical(const cv::Mat& window) const {
    if (options_.classical) return options_.classical(window);
    const int scale = options_.network->scale();
    return scale == 1 ? window.clone()
                      : ResizeCubic(window, window.cols * scale, window.rows * scale);
  }

  // What is wrong with a result, or "".
  std::string Check(const cv::Mat& window, const cv::Mat& result) const {
    const cv::Mat drift =
        MeasureDrift(window, result, options_.network->scale(), options_.conditions.noise_sigma);
    return FindFault(result, drift, expected_drift_);
  }

  void Say(const std::string& message) {
    if (log_ == nullptr) return;
    if (log_->fallbacks.size() < kMostMessages) {
      log_->fallbacks.push_back(fmt::format("{}: {}", options_.name, message));
    }
  }

  // What is wrong with the network's result on a window, or "".
  std::string TryTile(const cv::Mat& window, cv::Point origin, cv::Mat* result) const {
    absl::StatusOr<cv::Mat> raw = RunRaw(*options_.network, window, origin);
    if (!raw.ok()) return std::string(raw.status().message());
    *result = *std::move(raw);
    return Check(window, *result);
  }

  // What goes on of a good result.
  cv::Mat Finish(const cv::Mat& window, cv::Mat result, cv::Point origin) const {
    if (options_.blend) return options_.blend(window, result, origin + options_.origin);
    if (options_.strength < 1.0) {
      const cv::Mat classical = Classical(window);
      cv::addWeighted(result, options_.strength, classical, 1.0 - options_.strength, 0.0, result);
    }
    return result;
  }

  cv::Mat Recover(const cv::Mat& window, cv::Point origin, const std::string& fault) {
    const std::string where =
        fmt::format("tile at ({}, {}) came back {}", origin.x, origin.y, fault);
    // The same weights in fp32: overflow and rounding of reduced precision.
    std::shared_ptr<const Network> network = options_.network;
    if (options_.network->precision() != Precision::kFp32 && options_.fp32) {
      if (absl::StatusOr<std::shared_ptr<const Network>> fp32 = options_.fp32();
          fp32.ok() && *fp32 != nullptr && (*fp32)->scale() == network->scale()) {
        network = *fp32;
        absl::StatusOr<cv::Mat> again = RunRaw(*network, window, origin);
        if (again.ok()) {
          if (Check(window, *again).empty()) {
            Say(where + "; done again in fp32");
            return *again;
          }
        }
      }
    }
    // Smaller pieces: not enough memory.
    if (cv::Mat pieces; RunInPieces(*network, window, origin, &pieces)) {
      Say(where + "; done again in smaller tiles");
      return pieces;
    }
    const cv::Mat classical = Classical(window);
    // A gentler blend, where the network's result is a picture at all.
    if (absl::StatusOr<cv::Mat> raw = RunRaw(*network, window, origin);
        raw.ok() && cv::checkRange(raw->reshape(1), true, nullptr, -1.0, 2.0)) {
      cv::Mat blend;
      cv::addWeighted(*raw, kGentleBlend, classical, 1.0 - kGentleBlend, 0.0, blend);
      if (Check(window, blend).empty()) {
        Say(where + "; blended half and half with the classical result");
        return blend;
      }
    }
    Say(where + "; the classical operator was used");
    return classical;
  }

  bool RunInPieces(const Network& network, const cv::Mat& window, cv::Point origin, cv::Mat* out) {
    if (window.cols <= kSmallTile && window.rows <= kSmallTile) return false;
    const int scale = network.scale();
    out->create(window.rows * scale, window.cols * scale, window.type());
    for (int y = 0; y < window.rows; y += kSmallTile) {
      for (const NetworkTile& tile : TilesOfStrip(window.cols,
                                                  window.rows,
                                                  y,
                                                  std::min(window.rows, y + kSmallTile),
                                                  {kSmallTile, kSmallTile},
                                                  Overlap(options_),
                                                  network.granularity())) {
        const cv::Mat piece = window(tile.window);
        absl::StatusOr<cv::Mat> result = RunRaw(network, piece, origin + tile.window.tl());
        if (!result.ok()) return false;
        if (!Check(piece, *result).empty()) return false;
        const cv::Rect inner((tile.core.tl() - tile.window.tl()) * scale, tile.core.size() * scale);
        (*result)(inner).copyTo((*out)(cv::Rect(tile.core.tl() * scale, inner.size())));
      }
    }
    return true;
  }

  NetworkStageOptions options_;
  NetworkStageLog* log_;
  std::shared_ptr<CellRows> source_means_;  // null = nobody asks
  double expected_drift_;
  double done_ = 0.0;  // input px finished
};

}  // namespace

std::unique_ptr<PixelSource> RunNetwork(std::unique_ptr<PixelSource> input,
                                        NetworkStageOptions options,
                                        NetworkStageLog* log,
                                        const Progress* progress) {
  const int scale = options.network->scale();
  const double tolerance = ExpectedDrift(options.conditions);
  const double noise = options.conditions.noise_sigma / 255.0;
  std::shared_ptr<CellRows> means;
  if (options.colour_lock) means = std::make_shared<CellRows>();
  std::unique_ptr<PixelSource> rows =
      std::make_unique<NetworkStage>(std::move(input), std::move(options), log, means, progress);
  return means == nullptr ? std::move(rows)
                          : LockColour(std::move(rows), means, scale, tolerance, noise, progress);
}

}  // namespace sharpscale
