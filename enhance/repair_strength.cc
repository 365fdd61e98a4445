// SPDX-License-Identifier: Apache-2.0

#include "enhance/repair_strength.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "enhance/luma.h"
#include "image/status_macros.h"
#include "models/noise_shares.h"

namespace sharpscale {
namespace {

constexpr uint64_t kSeed = 20261121;
constexpr double kLevel = 1.0 / 255.0;
// Noise that is independent in R, G and B has so much of its sigma in luma, and in Cb and Cr.
constexpr double kInLuma = 0.669;
constexpr double kInChroma = 0.640;
// Of the noise that is there: so small that the repair goes on as it was, so large that its
// rounding does not count.
constexpr double kProbe = 0.3;

// Noise of these deviations, a part alike in all channels, a part independent.
cv::Mat Draw(const cv::Mat& picture, const WhiteNoise& noise) {
  const double own = std::min(noise.chroma_sigma / kInChroma, noise.luma_sigma / kInLuma);
  const double in_luma = kInLuma * own;
  const double gray =
      std::sqrt(std::max(0.0, noise.luma_sigma * noise.luma_sigma - in_luma * in_luma));
  cv::RNG random(kSeed);
  cv::Mat common(picture.size(), CV_32FC1);
  random.fill(common, cv::RNG::NORMAL, 0.0, gray * kLevel);
  const cv::Mat shares = NoiseShares(picture, noise.slope);
  if (picture.channels() == 1) {
    random.fill(common, cv::RNG::NORMAL, 0.0, noise.luma_sigma * kLevel);
    return common.mul(shares);
  }
  std::vector<cv::Mat> channels(3);
  for (cv::Mat& channel : channels) {
    channel.create(picture.size(), CV_32FC1);
    random.fill(channel, cv::RNG::NORMAL, 0.0, own * kLevel);
    channel += common;
    channel = channel.mul(shares);
  }
  cv::Mat drawn;
  cv::merge(channels, drawn);
  return drawn;
}

}  // namespace

absl::StatusOr<double> SolveRepairStrength(
    const cv::Mat& picture,
    const WhiteNoise& noise,
    const std::function<absl::StatusOr<cv::Mat>(const cv::Mat& picture)>& repair) {
  if (picture.empty() || !(noise.luma_sigma > 0.0)) return 1.0;
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat repaired, repair(picture));
  const cv::Mat taken = Luma(repaired - picture);
  const double energy = taken.dot(taken) / static_cast<double>(taken.total());
  if (energy <= 0.0) return 1.0;
  const cv::Mat drawn = Draw(picture, noise);
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat noisier, repair(picture + kProbe * drawn));
  // Stein's correction, with the noise of each px as it was drawn: the more of it there, the more
  // counts what the repair lets pass there.
  const cv::Mat drawn_luma = Luma(drawn);
  const double removed = drawn_luma.dot(drawn_luma - Luma(noisier - repaired) / kProbe) /
                         static_cast<double>(drawn_luma.total());
  return std::clamp(removed / energy, 0.0, 1.0);
}

}  // namespace sharpscale
