// SPDX-License-Identifier: Apache-2.0
//
// File: models/repcond.h
//
// The shape of our own networks ("RepCond"), shared by the runtime and the trainer so that both
// feed and read the same numbers. No LibTorch here.
//
//   input [cells_h, cells_w, InputChannels]: per cell of `unshuffle` x `unshuffle` pixels the pixel
//          values (RGB, minus 0.5), then seven condition planes
//   head, `body` and tail: 3x3 convolutions, leaky ReLU 0.1, one skip around the body
//   output: [cells_h, cells_w, 3 * factor^2], factor = scale * unshuffle, in the order of
//          torch.pixel_shuffle, added to the Catmull-Rom enlargement of the input
//
// One file may hold several sets of kernels: experts for a range of conditions ("crisp", "light"
// damage), beside the set without a name that serves everything else. What is nearly clean and what
// is badly damaged ask opposite things of a small network; with one set for each, both are better
// at the cost of one set per picture. A set may have a body of its own width.

#ifndef SHARPSCALE_MODELS_REPCOND_H_
#define SHARPSCALE_MODELS_REPCOND_H_

#include <array>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/conditions.h"

namespace sharpscale {

// Of the leaky ReLU.
constexpr double kRepCondSlope = 0.1;

// A set of kernels of its own, tensors "NAME.head.weight" and so on, for pictures no worse than
// this.
struct RepCondExpert {
  std::string name;             // lower-case letters
  double noise_sigma = 0.0;     // largest, as in Conditions
  double jpeg_quality = 100.0;  // smallest
  int channels = 0;             // of the body; 0 = the network's
  int body = 0;                 // convolutions between head and tail; 0 = the network's
  bool Serves(const Conditions& conditions) const;
  nlohmann::json ToJson() const;
};

// {"name": "light", "noise_sigma": 2, "jpeg_quality": 85}, and "channels" or "body" where it has
// its own width or depth. Errors: InvalidArgument.
absl::StatusOr<RepCondExpert> RepCondExpertFromJson(const nlohmann::json& json);

struct RepCondConfig {
  std::string task = "upscale";  // "upscale", "restore", "sharpen"
  int scale = 2;                 // 1..4
  int unshuffle = 1;             // 1 or 2
  int channels = 48;             // of the body
  int body = 10;                 // convolutions between head and tail
  std::vector<RepCondExpert> experts = {};

  static constexpr int kPlanes = 7;
  int InputChannels() const { return 3 * unshuffle * unshuffle + kPlanes; }
  int OutputChannels() const { return 3 * Factor() * Factor(); }
  int Factor() const { return scale * unshuffle; }
  int Radius() const;  // px of the input, of the deepest set
  // What the tensors' names of each set begin with: "" first, then "NAME." of each expert.
  std::vector<std::string> Prefixes() const;
  // Of the set with this index into Prefixes().
  int Channels(size_t set) const;
  int Body(size_t set) const;
  int64_t Parameters(size_t set = 0) const;
  // Index into Prefixes() of the set that serves: of the experts that do the one for the least
  // noise (of those the first), else 0.
  size_t Serving(const Conditions& conditions) const;
  absl::Status Validate() const;
  nlohmann::json ToJson() const;
};

// Errors: InvalidArgument where a field is missing, of the wrong type or out of range.
absl::StatusOr<RepCondConfig> RepCondConfigFromJson(const nlohmann::json& json);

// What a network is given of a tile, row of cells by row of cells.
class InputPacker {
 public:
  // `tile`: CV_32FC3 RGB whose size is a multiple of `unshuffle`; must outlive the packer.
  // `origin`: the tile's place in the whole picture, for the grid phase.
  InputPacker(const RepCondConfig& config,
              const cv::Mat& tile,
              const Conditions& conditions,
              cv::Point origin);
  int cells_wide() const { return static_cast<int>(phase_x_.size()); }
  int cells_high() const { return static_cast<int>(phase_y_.size()); }
  // `columns` of row `y` of cells: InputChannels() floats each, `stride` floats apart.
  void PackRow(int y, const cv::Range& columns, int stride, float* out) const;

 private:
  const int unshuffle_;
  const cv::Mat tile_;
  std::array<float, 5> constant_;
  std::vector<float> phase_x_;
  std::vector<float> phase_y_;
  cv::Mat shares_;  // of the noise at each px; empty = everywhere 1
};

// All rows of `InputPacker`, tightly packed.
void PackInput(const RepCondConfig& config,
               const cv::Mat& tile,
               const Conditions& conditions,
               cv::Point origin,
               float* out);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_REPCOND_H_
