// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/tile_loader.h
//
// Makes the pixels of tiles on a worker, the most wanted first. Each frame says anew what it wants:
// requests that nobody repeats are dropped, so a fast pan never queues up work.

#ifndef SHARPSCALE_VIEWER_CORE_TILE_LOADER_H_
#define SHARPSCALE_VIEWER_CORE_TILE_LOADER_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <opencv2/core.hpp>
#include <set>
#include <thread>
#include <tuple>
#include <vector>

#include "viewer/core/pyramid.h"

namespace sharpscale::viewer {

struct TileKey {
  uint64_t source = 0;
  int level = 0;
  int column = 0;
  int row = 0;
  bool operator<(const TileKey& other) const {
    return std::tie(source, level, column, row) <
           std::tie(other.source, other.level, other.column, other.row);
  }
  bool operator==(const TileKey& other) const {
    return std::tie(source, level, column, row) ==
           std::tie(other.source, other.level, other.column, other.row);
  }
};

struct TileRequest {
  TileKey key;
  std::shared_ptr<const TileSource> source;
  cv::Rect rect;  // of the level, with its gutter
};

struct LoadedTile {
  TileKey key;
  cv::Mat pixels;  // CV_8UC4; empty where the level is not there yet
};

// Tiles of `tile` px (without gutter) that cover `area` of a level, nearest to its middle first.
std::vector<TileRequest> TilesCovering(const std::shared_ptr<const TileSource>& source,
                                       int level,
                                       const cv::Rect& area,
                                       int tile,
                                       int gutter);

class TileLoader {
 public:
  // `wake` is called from the worker when a tile is ready; may be empty. At most `max_ready_bytes`
  // of made tiles wait for TakeReady().
  explicit TileLoader(std::function<void()> wake = {}, int64_t max_ready_bytes = 32 << 20);
  ~TileLoader();
  TileLoader(const TileLoader&) = delete;
  TileLoader& operator=(const TileLoader&) = delete;

  // Replaces all earlier requests.
  void Request(std::vector<TileRequest> wanted);
  // At most `limit` finished tiles, in the order they were made.
  std::vector<LoadedTile> TakeReady(int limit);
  // Nothing requested, in work or ready.
  bool Idle() const;
  // Blocks until a tile is ready or nothing is left; for tests and scripts.
  void Wait();

 private:
  void Work();

  const std::function<void()> wake_;
  const int64_t max_ready_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<TileRequest> wanted_;
  std::deque<LoadedTile> ready_;
  int64_t ready_bytes_ = 0;
  std::set<TileKey> in_work_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_TILE_LOADER_H_
