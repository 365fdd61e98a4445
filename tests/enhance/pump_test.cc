// SPDX-License-Identifier: Apache-2.0

#include "enhance/pump.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kRows = 1000;

// Row y has the value y; from row `bad` on it fails or throws.
class Rows : public PixelSource {
 public:
  explicit Rows(int bad = kRows, bool throws = false) : bad_(bad), throws_(throws) {
    shape_.width = 3;
    shape_.height = kRows;
    shape_.type = CV_32SC1;
  }
  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return facts_; }
  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* /*alpha*/) override {
    maker = std::this_thread::get_id();
    if (read + rows > bad_) {
      if (throws_) throw std::runtime_error("thrown");
      return absl::DataLossError("bad rows");
    }
    pixels->create(rows, shape_.width, shape_.type);
    for (int y = 0; y < rows; ++y) pixels->row(y).setTo(read++);
    return absl::OkStatus();
  }
  int read = 0;
  std::thread::id maker;

 private:
  PictureShape shape_;
  Image facts_;
  int bad_;
  bool throws_;
};

class Rising : public PixelSink {
 public:
  explicit Rising(const Rows& source, int full = kRows) : source_(source), full_(full) {}
  absl::Status WriteRows(const cv::Mat& pixels, const cv::Mat& /*alpha*/) override {
    for (int y = 0; y < pixels.rows; ++y) EXPECT_EQ(pixels.at<int>(y, 2), written++);
    if (written > full_) return absl::ResourceExhaustedError("full");
    return absl::OkStatus();
  }
  absl::Status Finish() override {
    finished = true;
    EXPECT_EQ(source_.read, kRows);
    return absl::OkStatus();
  }
  int written = 0;
  bool finished = false;

 private:
  const Rows& source_;
  int full_;
};

const std::vector<int> kAhead = {0, 1, 64, 200, 5000};

PumpOptions Ahead(int rows) {
  PumpOptions options;
  options.rows_ahead = rows;
  return options;
}

TEST(PumpTest, AllRowsArriveInOrder) {
  for (const int ahead : kAhead) {
    Rows rows;
    Rising sink(rows);
    const absl::Status status = Pump(rows, sink, Ahead(ahead), nullptr);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(sink.written, kRows);
    EXPECT_TRUE(sink.finished);
    EXPECT_EQ(rows.maker == std::this_thread::get_id(), ahead == 0);
  }
}

TEST(PumpTest, ErrorsOfBothSidesEndIt) {
  for (const int ahead : kAhead) {
    Rows broken(500);
    Rising whole(broken);
    EXPECT_EQ(Pump(broken, whole, Ahead(ahead), nullptr).code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(whole.written, 448);  // the chunks before
    EXPECT_FALSE(whole.finished);

    Rows rows;
    Rising full(rows, 300);
    EXPECT_EQ(Pump(rows, full, Ahead(ahead), nullptr).code(), absl::StatusCode::kResourceExhausted);
    EXPECT_FALSE(full.finished);

    Rows throwing(500, true);
    Rising sink(throwing);
    EXPECT_THROW(Pump(throwing, sink, Ahead(ahead), nullptr).IgnoreError(), std::runtime_error);
    EXPECT_FALSE(sink.finished);
  }
}

TEST(PumpTest, NoMoreRowsWaitThanAsked) {
  // A sink that looks how far the source is: what waits, the chunk at hand, and the one being made.
  struct Looking : PixelSink {
    explicit Looking(const Rows& source) : rows(source) {}
    absl::Status WriteRows(const cv::Mat& pixels, const cv::Mat& /*alpha*/) override {
      written += pixels.rows;
      return absl::OkStatus();
    }
    absl::Status Finish() override { return absl::OkStatus(); }
    const Rows& rows;
    int written = 0;
  };
  Rows rows;
  Looking sink(rows);
  Progress progress;
  progress.Cancel();
  EXPECT_EQ(Pump(rows, sink, Ahead(128), &progress).code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(sink.written, 0);
  EXPECT_LE(rows.read, 128 + 64);
}

}  // namespace
}  // namespace sharpscale
