// SPDX-License-Identifier: Apache-2.0
//
// File: tests/enhance/fake_networks.h
//
// Networks with a known answer, good and bad, and a shelf to put them on.

#ifndef SHARPSCALE_TESTS_ENHANCE_FAKE_NETWORKS_H_
#define SHARPSCALE_TESTS_ENHANCE_FAKE_NETWORKS_H_

#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "enhance/network_shelf.h"
#include "enhance/resize_stage.h"
#include "models/network.h"

namespace sharpscale {

class FakeNetwork : public Network {
 public:
  using Body = std::function<
      absl::StatusOr<cv::Mat>(const cv::Mat& tile, const Conditions& conditions, cv::Point origin)>;

  FakeNetwork(int scale, int radius, Body body, Precision precision = Precision::kBf16)
      : scale_(scale), radius_(radius), body_(std::move(body)), precision_(precision) {}
  int granularity_value = 1;

  int scale() const override { return scale_; }
  int radius() const override { return radius_; }
  int granularity() const override { return granularity_value; }
  Precision precision() const override { return precision_; }
  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    ++runs;
    return body_(tile, conditions, origin);
  }
  mutable std::atomic<int> runs{0};

 private:
  int scale_;
  int radius_;
  Body body_;
  Precision precision_;
};

// Cubic convolution followed by a wide blur-and-add: a linear network of a stated radius, so that
// tiles without enough context would show.
inline FakeNetwork::Body GoodBody(int scale) {
  return [scale](const cv::Mat& tile, const Conditions&, cv::Point) -> absl::StatusOr<cv::Mat> {
    cv::Mat blurred;
    cv::GaussianBlur(
        tile, blurred, cv::Size(9, 9), 1.5, 1.5, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
    const cv::Mat sharper = tile * 1.2 - blurred * 0.2;
    return scale == 1 ? sharper : ResizeCubic(sharper, tile.cols * scale, tile.rows * scale);
  };
}

inline FakeNetwork::Body ConstantBody(int scale, float value) {
  return
      [scale, value](const cv::Mat& tile, const Conditions&, cv::Point) -> absl::StatusOr<cv::Mat> {
        return cv::Mat(tile.rows * scale, tile.cols * scale, CV_32FC3, cv::Scalar::all(value));
      };
}

inline FakeNetwork::Body NanBody(int scale) {
  return ConstantBody(scale, std::numeric_limits<float>::quiet_NaN());
}

// Moved right by `pixels` of the output.
inline FakeNetwork::Body ShiftedBody(int scale, int pixels) {
  return [=](const cv::Mat& tile, const Conditions&, cv::Point) -> absl::StatusOr<cv::Mat> {
    const cv::Mat large = ResizeCubic(tile, tile.cols * scale, tile.rows * scale);
    cv::Mat padded;
    cv::copyMakeBorder(large, padded, 0, 0, pixels, 0, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
    return padded.colRange(0, large.cols).clone();
  };
}

// Everything brighter by `offset`.
inline FakeNetwork::Body DriftingBody(int scale, cv::Scalar offset) {
  return [=](const cv::Mat& tile, const Conditions&, cv::Point) -> absl::StatusOr<cv::Mat> {
    return cv::Mat(ResizeCubic(tile, tile.cols * scale, tile.rows * scale) + offset);
  };
}

// Answers every request of a task and scale with one network; nothing else is on it.
class FakeShelf : public NetworkShelf {
 public:
  void Put(const std::string& task, int scale, std::shared_ptr<const Network> network) {
    entries_.push_back({task, scale, std::move(network), nullptr});
  }
  // The same weights in fp32.
  void PutFp32(std::shared_ptr<const Network> network) {
    entries_.back().fp32 = std::move(network);
  }

  absl::StatusOr<ShelfNetwork> Get(const NetworkRequest& request) override {
    requests.push_back(request);
    for (const Entry& entry : entries_) {
      if (entry.task != request.task || entry.scale != request.scale) continue;
      if (request.precision == Precision::kFp32 && entry.fp32 != nullptr) {
        return ShelfNetwork{"fake", entry.fp32, conditions, "", lacking};
      }
      return ShelfNetwork{"fake", entry.network, conditions, "", lacking};
    }
    return absl::NotFoundError("no such network on this shelf");
  }
  std::vector<NetworkRequest> requests;
  std::vector<std::string> conditions;  // that its networks take
  std::string lacking;                  // why its networks are not those to take first

 private:
  struct Entry {
    std::string task;
    int scale;
    std::shared_ptr<const Network> network;
    std::shared_ptr<const Network> fp32;
  };
  std::vector<Entry> entries_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ENHANCE_FAKE_NETWORKS_H_
