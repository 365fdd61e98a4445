// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/tile_loader.h"

#include <algorithm>
#include <cmath>

namespace sharpscale::viewer {

std::vector<TileRequest> TilesCovering(const std::shared_ptr<const TileSource>& source,
                                       int level,
                                       const cv::Rect& area,
                                       int tile,
                                       int gutter) {
  std::vector<TileRequest> requests;
  if (source == nullptr) return requests;
  const cv::Rect all(0, 0, LevelSide(source->width(), level), LevelSide(source->height(), level));
  const cv::Rect seen = area & all;
  if (seen.empty()) return requests;
  for (int row = seen.y / tile; row * tile < seen.br().y; ++row) {
    for (int column = seen.x / tile; column * tile < seen.br().x; ++column) {
      const cv::Rect inner = cv::Rect(column * tile, row * tile, tile, tile) & all;
      const cv::Rect outer(
          inner.x - gutter, inner.y - gutter, inner.width + 2 * gutter, inner.height + 2 * gutter);
      requests.push_back({{source->id(), level, column, row}, source, outer});
    }
  }
  const double cx = seen.x + seen.width / 2.0;
  const double cy = seen.y + seen.height / 2.0;
  const auto distance = [&](const TileRequest& r) {
    return std::hypot(r.rect.x + r.rect.width / 2.0 - cx, r.rect.y + r.rect.height / 2.0 - cy);
  };
  std::stable_sort(requests.begin(), requests.end(), [&](const auto& a, const auto& b) {
    return distance(a) < distance(b);
  });
  return requests;
}

TileLoader::TileLoader(std::function<void()> wake, int64_t max_ready_bytes)
    : wake_(std::move(wake)), max_ready_bytes_(max_ready_bytes), thread_([this] { Work(); }) {}

TileLoader::~TileLoader() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void TileLoader::Request(std::vector<TileRequest> wanted) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    wanted_.clear();
    for (TileRequest& request : wanted) {
      const bool made = in_work_.count(request.key) != 0 ||
                        std::any_of(ready_.begin(), ready_.end(), [&](const LoadedTile& tile) {
                          return tile.key == request.key;
                        });
      if (!made) wanted_.push_back(std::move(request));
    }
  }
  changed_.notify_all();
}

std::vector<LoadedTile> TileLoader::TakeReady(int limit) {
  std::vector<LoadedTile> taken;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    while (!ready_.empty() && static_cast<int>(taken.size()) < limit) {
      const cv::Mat& pixels = ready_.front().pixels;
      ready_bytes_ -= static_cast<int64_t>(pixels.total() * pixels.elemSize());
      taken.push_back(std::move(ready_.front()));
      ready_.pop_front();
    }
  }
  changed_.notify_all();
  return taken;
}

bool TileLoader::Idle() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return wanted_.empty() && in_work_.empty() && ready_.empty();
}

void TileLoader::Wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return !ready_.empty() || (wanted_.empty() && in_work_.empty()); });
}

void TileLoader::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(
        lock, [&] { return stopping_ || (!wanted_.empty() && ready_bytes_ < max_ready_bytes_); });
    if (stopping_) return;
    TileRequest request = std::move(wanted_.front());
    wanted_.pop_front();
    in_work_.insert(request.key);
    lock.unlock();
    LoadedTile tile{request.key, request.source->Tile(request.key.level, request.rect)};
    request.source.reset();
    lock.lock();
    in_work_.erase(tile.key);
    ready_bytes_ += static_cast<int64_t>(tile.pixels.total() * tile.pixels.elemSize());
    ready_.push_back(std::move(tile));
    changed_.notify_all();
    lock.unlock();
    if (wake_) wake_();
    lock.lock();
  }
}

}  // namespace sharpscale::viewer
