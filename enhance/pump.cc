// SPDX-License-Identifier: Apache-2.0

#include "enhance/pump.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kChunkRows = 64;

struct Chunk {
  cv::Mat pixels;
  cv::Mat alpha;
};

// The next rows of a source of which `read` are read already.
absl::Status ReadChunk(PixelSource& source, int read, Chunk* chunk) {
  return source.ReadRows(
      std::min(kChunkRows, source.shape().height - read), &chunk->pixels, &chunk->alpha);
}

// Chunks in order, made on a thread of their own.
class ChunksAhead {
 public:
  ChunksAhead(PixelSource& source, size_t most) : most_(most), thread_([&] { Make(source); }) {}
  ~ChunksAhead() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      unwanted_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  ChunksAhead(const ChunksAhead&) = delete;
  ChunksAhead& operator=(const ChunksAhead&) = delete;

  absl::Status Take(Chunk* chunk) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return !chunks_.empty() || ended_; });
    if (chunks_.empty()) {
      if (thrown_ != nullptr) std::rethrow_exception(thrown_);
      if (!status_.ok()) return status_;
      return absl::OutOfRangeError("a picture ended before its last row");
    }
    *chunk = std::move(chunks_.front());
    chunks_.pop_front();
    changed_.notify_all();
    return absl::OkStatus();
  }

 private:
  void Make(PixelSource& source) {
    absl::Status status;
    std::exception_ptr thrown;
    try {
      status = MakeAll(source);
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    status_ = std::move(status);
    thrown_ = thrown;
    ended_ = true;
    changed_.notify_all();
  }

  absl::Status MakeAll(PixelSource& source) {
    for (int y = 0; y < source.shape().height;) {
      Chunk chunk;
      SHARPSCALE_RETURN_IF_ERROR(ReadChunk(source, y, &chunk));
      y += chunk.pixels.rows;
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [&] { return chunks_.size() < most_ || unwanted_; });
      if (unwanted_) return absl::OkStatus();
      chunks_.push_back(std::move(chunk));
      changed_.notify_all();
    }
    return absl::OkStatus();
  }

  const size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chunk> chunks_;
  bool ended_ = false;     // no chunk will be added
  bool unwanted_ = false;  // none is to be added
  absl::Status status_;
  std::exception_ptr thrown_;
  std::thread thread_;  // last: it uses the others
};

// `next(y, chunk)` makes the rows from `y` on.
template <typename Next>
absl::Status Write(const PictureShape& shape,
                   PixelSink& sink,
                   bool announce,
                   const Progress* progress,
                   const Next& next) {
  for (int y = 0; y < shape.height;) {
    if (progress != nullptr && progress->cancelled()) return absl::CancelledError("cancelled");
    Chunk chunk;
    SHARPSCALE_RETURN_IF_ERROR(next(y, &chunk));
    SHARPSCALE_RETURN_IF_ERROR(sink.WriteRows(chunk.pixels, chunk.alpha));
    y += chunk.pixels.rows;
    if (announce && progress != nullptr) {
      const double done = static_cast<double>(y) / shape.height;
      progress->Report({"write", done, done * shape.width * shape.height * 1e-6});
    }
  }
  if (progress != nullptr && progress->cancelled()) return absl::CancelledError("cancelled");
  return absl::OkStatus();
}

}  // namespace

absl::Status Pump(PixelSource& source,
                  PixelSink& sink,
                  const PumpOptions& options,
                  const Progress* progress) {
  const PictureShape shape = source.shape();
  if (options.rows_ahead == 0) {
    SHARPSCALE_RETURN_IF_ERROR(
        Write(shape, sink, options.announce, progress, [&](int y, Chunk* chunk) {
          return ReadChunk(source, y, chunk);
        }));
  } else {
    // The thread has ended before Finish(): what it tells is complete.
    ChunksAhead ahead(source, std::max(1, options.rows_ahead / kChunkRows));
    SHARPSCALE_RETURN_IF_ERROR(
        Write(shape, sink, options.announce, progress, [&](int /*y*/, Chunk* chunk) {
          return ahead.Take(chunk);
        }));
  }
  return sink.Finish();
}

}  // namespace sharpscale
