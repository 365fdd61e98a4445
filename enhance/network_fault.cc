// SPDX-License-Identifier: Apache-2.0

#include "enhance/network_fault.h"

#include <fmt/format.h>

#include <cmath>

#include "advice/sharpening.h"
#include "enhance/check_output.h"
#include "enhance/put_blur_back.h"
#include "enhance/put_halo_back.h"
#include "enhance/resize_stage.h"

namespace sharpscale {
namespace {

constexpr double kLevel = 1.0 / 255.0;
// A network may not move the picture by more than this, px of its input.
constexpr double kMostShift = 0.15;
// Levels that a repair of halos may differ by once they are put back, for each % told: 70 clean and
// over-sharpened crops of 256 to 512 px, told 8 to 25 %, needed 0.15 (flat graphics, whose clipped
// px no mask explains; photographs 0.05), crops of 40 px up to 0.37.
constexpr double kHaloLeft = 0.4;
// Levels that a result may differ by for each px of blur that was told: where it stays in the
// picture, and where it was taken away and put back. 148 results of the sharpening network on 49
// pictures differed by 0.5 to 4.3 levels with the blur back (without, by up to 19).
constexpr double kBlurThere = 6.0;
constexpr double kBlurLeft = 2.0;
// Of what a repair of halos was told, so much at most may be missing in its result, as overshoot of
// the mask that puts it back: networks take 0.4 to 1.5 times what they are told; one that takes
// more has taken edges for halos.
constexpr double kMostHaloTaken = 2.0;

double RmsLevels(const cv::Mat& a, const cv::Mat& b) {
  return std::sqrt(cv::norm(a, b, cv::NORM_L2SQR) / (a.total() * a.channels())) / kLevel;
}

// Root mean square difference between the input and the output brought back to its size, levels.
double BackProjectionError(const cv::Mat& input, const cv::Mat& output) {
  if (input.size() == output.size()) return RmsLevels(input, output);
  return RmsLevels(input, ResizeCubic(output, input.cols, input.rows));
}

}  // namespace

std::string NetworkFault(const NetworkTrial& trial) {
  const int scale = trial.scale;
  const Conditions& c = trial.told;
  const cv::Mat& sample = trial.sample;
  // What is compared: the result, with the blur or the halos back that it was told to take away.
  cv::Mat result = trial.result;
  if (trial.deblurs) result = PutBlurBack(sample, trial.result, c.blur_sigma);
  if (c.halo > 0.0 && scale == 1) {
    const HaloBack back = PutHaloBack(sample, trial.result);
    const double taken = UnsharpOvershoot(back.amount, back.radius, kCrispEdgeSigma);
    if (taken > kMostHaloTaken * c.halo) {
      return fmt::format("told of halos of {:.0f} % it took edges away ({:.0f} %)", c.halo, taken);
    }
    result = back.picture;
  }
  const cv::Point2d shift = MeasureShift(sample, result, scale);
  if (std::hypot(shift.x, shift.y) > kMostShift) {
    return fmt::format("the picture moved by ({:.2f}, {:.2f}) px", shift.x, shift.y);
  }
  // Brought back to its size, an enlargement must be the picture it came from, a repair must not
  // differ by more than the damage it was told of.
  double allowed = 4.0 + 1.5 * c.noise_sigma + 15.0 * (1.0 - c.jpeg_quality / 100.0) +
                   (trial.deblurs ? kBlurLeft : kBlurThere) * c.blur_sigma + kHaloLeft * c.halo;
  if (scale > 1) {
    const cv::Mat classical = ResizeCubic(sample, trial.result.cols, trial.result.rows);
    allowed += 1.5 * BackProjectionError(sample, classical);
  }
  const double error = BackProjectionError(sample, result);
  if (error > allowed) {
    return fmt::format(
        "its result is not the source (differs by {:.1f} levels, {:.1f} allowed)", error, allowed);
  }
  return "";
}

}  // namespace sharpscale
