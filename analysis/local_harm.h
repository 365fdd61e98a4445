// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/local_harm.h
//
// Harm in one place: the worst window of a pair, where shares of the whole picture would not move.
// A face that was blurred, bent or made up is a hundredth of a picture and all that people look at.

#ifndef SHARPSCALE_ANALYSIS_LOCAL_HARM_H_
#define SHARPSCALE_ANALYSIS_LOCAL_HARM_H_

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "analysis/added_statistics.h"
#include "analysis/consistency.h"

namespace sharpscale {

struct Window {
  cv::Rect box;  // px of the source's grid
  double value = 0.0;
};

// Side of a window on a grid of that size, px: a twentieth of the long side, 64 to 256.
int WindowSide(cv::Size size);

struct LocalDetailInput {
  const DetailBlocks* blocks = nullptr;  // of the source's grid
  double noise_before = 0.0;             // levels of detail that are noise, of either picture
  double noise_after = 0.0;
  // Mean squares per kDetailBlock px by which one picture leaves the other beyond what noise and
  // coding can have hidden (analysis/beyond_coding.h); empty = nothing is hidden.
  cv::Mat1f beyond_source;
  cv::Mat1f beyond_result;
};

struct LocalDetail {
  // Each worst first, apart from each other, at most 8; empty = no window could be judged.
  std::vector<Window> lost;     // %, of the detail's RMS, beyond what the whole picture lost
  std::vector<Window> changed;  // %, share of the detail's RMS that no filter of the source gives
  // Share of the places with texture (16 px) that lost more than half of it, 0-1; empty = none has.
  std::optional<double> flattened;
};

// Pictures below one window are one window.
LocalDetail MeasureLocalDetail(const LocalDetailInput& input, cv::Size size);

// px of the grid beyond the whole picture's movement, of most of the cells in the window that know.
// `a`, `b`: what `shift` was measured on. Noise, sharpening and clipping pull at gradients as a
// movement does: a window counts where `b`, moved back by it, comes nearer to `a`.
std::vector<Window> LocalShift(const ShiftMap& shift, const cv::Mat& a, const cv::Mat& b);

// True where `b`, looked at `by` px further, comes nearer to `a` in the box than at `usual`: what
// is left under free gain and offset is seen, and less than 0.7 of it is left when moved.
bool ComesNearer(const cv::Mat& a,
                 const cv::Mat& b,
                 const cv::Rect& box,
                 cv::Point2d usual,
                 cv::Point2d by);

// Mean of `drift` (per `cell` px, CIEDE2000) beyond the picture's median.
std::vector<Window> LocalColour(const cv::Mat1f& drift, int cell, cv::Size size);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_LOCAL_HARM_H_
