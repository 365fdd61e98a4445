// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/lbp_cascade.h
//
// Runs a boosted cascade over local binary patterns (Liao, Zhu, Lei, Zhang, Li 2007) in OpenCV's
// file format. OpenCV's own class would draw its networks and calibration into every run.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(LbpCascade cascade, LbpCascade::Load(path));
//   for (const CascadeHit& hit : cascade.Find(gray)) ...

#ifndef SHARPSCALE_ANALYSIS_LBP_CASCADE_H_
#define SHARPSCALE_ANALYSIS_LBP_CASCADE_H_

#include <array>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

struct CascadeHit {
  cv::Rect box;        // px of the picture given
  int agreements = 0;  // overlapping windows that make it up
};

struct CascadeOptions {
  double growth = 1.15;  // from one window size to the next; above 1
  int agreements = 8;    // that a hit needs
  absl::Status Validate() const;
};

class LbpCascade {
 public:
  // Errors: NotFound (no such file), InvalidArgument (not a cascade of local binary patterns).
  static absl::StatusOr<LbpCascade> Load(const std::string& path);

  // Side of the smallest object found, px.
  int window() const { return window_; }
  // Windows of all sizes from window() on, overlapping ones joined. Pictures smaller than the
  // window: nothing.
  std::vector<CascadeHit> Find(const cv::Mat1b& gray, const CascadeOptions& options = {}) const;

 private:
  struct Weak {
    int feature = 0;
    std::array<int, 8> subset{};  // bit c set: pattern c goes to `in`
    float in = 0.0F;
    float out = 0.0F;
  };
  struct Stage {
    float threshold = 0.0F;
    std::vector<Weak> weak;
  };
  bool Accepts(const cv::Mat1i& integral, int x, int y) const;

  int window_ = 0;
  std::vector<Stage> stages_;
  std::vector<cv::Rect> features_;  // the top left of 3x3 equal cells
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_LBP_CASCADE_H_
