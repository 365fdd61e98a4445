// SPDX-License-Identifier: Apache-2.0

#include "analysis/lbp_cascade.h"

#include <cmath>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

namespace sharpscale {
namespace {

constexpr float kThresholdSlack = 1e-5F;  // as OpenCV reads its files
constexpr double kOverlap = 0.2;          // of the side: windows that belong together

// Sum of the cell whose corners in the integral picture are given by rows a, b and columns l, r.
int CellSum(const int* a, const int* b, int l, int r) {
  return b[r] - b[l] - a[r] + a[l];
}

// Which of the eight cells around are at least as bright as the middle one.
int Pattern(const cv::Mat1i& integral, const cv::Rect& cell, int x, int y) {
  const int* row[4];
  int column[4];
  for (int k = 0; k < 4; ++k) {
    row[k] = integral[y + cell.y + k * cell.height];
    column[k] = x + cell.x + k * cell.width;
  }
  const auto sum = [&](int i, int j) {
    return CellSum(row[j], row[j + 1], column[i], column[i + 1]);
  };
  const int middle = sum(1, 1);
  return (sum(0, 0) >= middle ? 128 : 0) | (sum(1, 0) >= middle ? 64 : 0) |
         (sum(2, 0) >= middle ? 32 : 0) | (sum(2, 1) >= middle ? 16 : 0) |
         (sum(2, 2) >= middle ? 8 : 0) | (sum(1, 2) >= middle ? 4 : 0) |
         (sum(0, 2) >= middle ? 2 : 0) | (sum(0, 1) >= middle ? 1 : 0);
}

bool Alike(const cv::Rect& a, const cv::Rect& b) {
  const double most = kOverlap * 0.5 * (std::min(a.width, b.width) + std::min(a.height, b.height));
  return std::abs(a.x - b.x) <= most && std::abs(a.y - b.y) <= most &&
         std::abs(a.br().x - b.br().x) <= most && std::abs(a.br().y - b.br().y) <= most;
}

}  // namespace

absl::Status CascadeOptions::Validate() const {
  if (!(growth > 1.0) || agreements < 1) {
    return absl::InvalidArgumentError("growth is " + std::to_string(growth) + ", agreements is " +
                                      std::to_string(agreements) +
                                      "; give more than 1, and at least 1");
  }
  return absl::OkStatus();
}

absl::StatusOr<LbpCascade> LbpCascade::Load(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return absl::NotFoundError("no file " + path);
  }
  const auto wrong = [&](const std::string& what) {
    return absl::InvalidArgumentError(path + ": " + what +
                                      "; give a cascade of local binary patterns");
  };
  try {
    const cv::FileStorage file(path, cv::FileStorage::READ);
    const cv::FileNode root = file["cascade"];
    if (std::string(root["featureType"]) != "LBP") return wrong("not of the type LBP");
    LbpCascade cascade;
    cascade.window_ = int(root["width"]);
    if (cascade.window_ < 8 || int(root["height"]) != cascade.window_) return wrong("not square");
    for (const cv::FileNode& node : root["features"]) {
      const cv::FileNode rect = node["rect"];
      const cv::Rect cell{int(rect[0]), int(rect[1]), int(rect[2]), int(rect[3])};
      const cv::Rect all(cell.x, cell.y, 3 * cell.width, 3 * cell.height);
      const cv::Rect window(0, 0, cascade.window_, cascade.window_);
      if ((all & window) != all || all.area() == 0) return wrong("a feature leaves the window");
      cascade.features_.push_back(cell);
    }
    for (const cv::FileNode& node : root["stages"]) {
      Stage stage;
      stage.threshold = float(node["stageThreshold"]) - kThresholdSlack;
      for (const cv::FileNode& weak : node["weakClassifiers"]) {
        const cv::FileNode inner = weak["internalNodes"];
        const cv::FileNode leaves = weak["leafValues"];
        if (inner.size() != 11 || leaves.size() != 2) return wrong("not made of stumps");
        Weak stump;
        stump.feature = int(inner[2]);
        if (stump.feature < 0 || stump.feature >= int(cascade.features_.size())) {
          return wrong("a feature is missing");
        }
        for (int k = 0; k < 8; ++k) stump.subset[size_t(k)] = int(inner[3 + k]);
        stump.in = float(leaves[0]);
        stump.out = float(leaves[1]);
        stage.weak.push_back(stump);
      }
      cascade.stages_.push_back(std::move(stage));
    }
    if (cascade.stages_.empty()) return wrong("without stages");
    return cascade;
  } catch (const cv::Exception& e) {
    return wrong(e.err);
  }
}

bool LbpCascade::Accepts(const cv::Mat1i& integral, int x, int y) const {
  for (const Stage& stage : stages_) {
    float sum = 0.0F;
    for (const Weak& weak : stage.weak) {
      const int pattern = Pattern(integral, features_[size_t(weak.feature)], x, y);
      const auto bits = static_cast<unsigned>(weak.subset[size_t(pattern >> 5)]);
      sum += (bits >> (pattern & 31) & 1U) != 0 ? weak.in : weak.out;
    }
    if (sum < stage.threshold) return false;
  }
  return true;
}

std::vector<CascadeHit> LbpCascade::Find(const cv::Mat1b& gray,
                                         const CascadeOptions& options) const {
  std::vector<CascadeHit> hits;
  if (!options.Validate().ok()) return hits;
  std::vector<cv::Rect> boxes;
  for (double scale = 1.0;; scale *= options.growth) {
    const cv::Size size(int(std::lround(gray.cols / scale)), int(std::lround(gray.rows / scale)));
    if (size.width < window_ || size.height < window_) break;
    cv::Mat1b small;
    cv::resize(gray, small, size, 0, 0, cv::INTER_LINEAR);
    cv::Mat1i integral;
    cv::integral(small, integral, CV_32S);
    const int step = scale > 2.0 ? 1 : 2;
    for (int y = 0; y + window_ <= size.height; y += step) {
      for (int x = 0; x + window_ <= size.width; x += step) {
        if (!Accepts(integral, x, y)) continue;
        boxes.emplace_back(int(std::lround(x * scale)),
                           int(std::lround(y * scale)),
                           int(std::lround(window_ * scale)),
                           int(std::lround(window_ * scale)));
      }
    }
  }
  std::vector<int> labels;
  const int count = cv::partition(boxes, labels, Alike);
  std::vector<cv::Vec4d> sums(static_cast<size_t>(count), cv::Vec4d::all(0.0));
  std::vector<int> members(static_cast<size_t>(count), 0);
  for (size_t i = 0; i < boxes.size(); ++i) {
    const auto k = static_cast<size_t>(labels[i]);
    sums[k] += cv::Vec4d(boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height);
    ++members[k];
  }
  for (size_t k = 0; k < sums.size(); ++k) {
    if (members[k] < options.agreements) continue;
    const cv::Vec4d mean = sums[k] / members[k];
    hits.push_back({cv::Rect(int(mean[0]), int(mean[1]), int(mean[2]), int(mean[3])), members[k]});
  }
  return hits;
}

}  // namespace sharpscale
