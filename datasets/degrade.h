// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/degrade.h
//
// A picture's history as an ordered list of steps, each with a known strength. The same code makes
// test pictures, training batches and validation sets; the same seed makes the same picture.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(Degradation history,
//                               DegradationFromText("blur:1.2,down:2:bicubic,noise:8,jpeg:50:420"));
//   SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat low, Degrade(high, history, /*seed=*/7));

#ifndef SHARPSCALE_DATASETS_DEGRADE_H_
#define SHARPSCALE_DATASETS_DEGRADE_H_

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "datasets/jpeg_codec.h"
#include "datasets/noise.h"
#include "datasets/resample.h"

namespace sharpscale {

struct BlurStep {  // Gaussian, px; the second axis and its angle make it anisotropic
  double sigma_u = 0.0;
  double sigma_v = 0.0;
  double degrees = 0.0;
};
struct DefocusStep {  // disc, px
  double radius = 0.0;
};
struct MotionStep {  // straight shake, px
  double length = 0.0;
  double degrees = 0.0;
};
struct ResizeStep {  // factor < 1 reduces; the size is rounded, at least 1x1
  double factor = 1.0;
  ResampleOptions options;
};
struct UnsharpStep {  // amount 1 = 100 %, sigma px
  double amount = 0.0;
  double sigma = 0.0;
};
struct WebpStep {  // lossy, 0..100
  double quality = 75.0;
};
struct InkStep {  // the picture is redrawn in ink, see datasets/ink.h; px
  double sigma = 2.0;
};
struct BilevelStep {  // a scan at one bit
  double threshold = 0.5;
};

using DegradationStep = std::variant<BlurStep,
                                     DefocusStep,
                                     MotionStep,
                                     ResizeStep,
                                     UnsharpStep,
                                     NoiseOptions,
                                     JpegOptions,
                                     WebpStep,
                                     InkStep,
                                     BilevelStep>;

struct Degradation {
  std::vector<DegradationStep> steps;  // applied first to last; empty = unchanged
  absl::Status Validate() const;
};

// `picture`: CV_32FC1 or CV_32FC3 (RGB), native encoding, nominal 0..1. The result is the same
// type, resized by the product of the factors. JPEG and WebP steps clip and round to 8 bits; the
// others keep floats unclipped. WebP needs RGB. An empty picture is an InvalidArgument error.
absl::StatusOr<cv::Mat> Degrade(const cv::Mat& picture, const Degradation& history, uint64_t seed);

// What the result is to be judged against: the picture, redrawn where the history begins with ink.
absl::StatusOr<cv::Mat> TruthOf(const cv::Mat& picture, const Degradation& history);

// Steps separated by commas, parameters by colons; later parameters may be left out:
//   blur:SIGMA[:SIGMA_V[:DEGREES]]   defocus:RADIUS   motion:LENGTH[:DEGREES]
//   down:FACTOR[:KERNEL]   up:FACTOR[:KERNEL]   (kernels: datasets/resample.h; default bicubic)
//   usm:AMOUNT[:SIGMA]   noise:SIGMA[:KIND]   jpeg:QUALITY[:420|444[:GRID_X[:GRID_Y]]] webp:QUALITY
//   bilevel[:THRESHOLD]   and, as the first step, ink[:SIGMA], which changes the truth as well
// "" or "none" is no damage. Errors: InvalidArgument naming the step.
absl::StatusOr<Degradation> DegradationFromText(std::string_view text);

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_DEGRADE_H_
