// SPDX-License-Identifier: Apache-2.0

#include "advice/repair_way.h"

namespace sharpscale {
namespace {

// An upscaler that takes conditions repairs while it enlarges, 0.3 to 1 dB better than a repair
// before it - within the damage it was trained on (fidelity_bench on Set5: noise 8 + JPEG 50, noise
// 3 + JPEG 20; at noise 20 the separate repair wins by 0.2 to 0.5 dB). Up to 2x: a 4x upscaler
// repairs strong noise itself (of four pictures with noise 20 two lost 0.6 and 1.7 dB to a separate
// repair).
constexpr double kFromFactor = 2.5;
// In compressed pictures, strong "noise" is mostly texture that compression has broken up: a repair
// on its own would smooth it away (Set14 comic, JPEG 50: measures 19 levels, loses 0.8 dB).
constexpr double kMostFusedNoiseQuality = 90.0;
constexpr double kLeastFusedQuality = 15.0;
// From this quality on a noisy picture is enlarged in two ways. On 25 pictures that is nearer by
// 0.20 dB at 2x and 4x with noise 8, 0.16 and 0.04 with noise 8 and JPEG 85, 0.20 and 0.10 with
// camera noise and JPEG 92, and further away with JPEG 50 at 2x, by 0.06. From kFromFactor on
// photographs of any quality are; drawings and charts lose up to 0.3 dB.
// Noise of cameras is alike in neighbouring pixels, which an upscaler takes for detail: five shots
// (CC15, ISO 1600 to 6400, enlarged to 2x and 4x) are nearer to their truth by 1.1 dB, 0.0 to 1.7,
// after a repair of its own.
constexpr double kFineQuality = 80.0;
// Compression is the upscaler's own business: its share of the mean.
constexpr double kToldShareOfCompressed = 2.0 / 3.0;
// Colours are coded in blocks of 16 px, of which an upscaler sees too few at once to take their
// borders away. Those of a repair, enlarged by cubic convolution, are nearer by 0.4 dB at quality
// 30 and 2x (six pictures of Set14), 0.27 at 50, 0 at 75; at 4x 0.1, 0 and -0.1.
constexpr double kCoarseChroma = 65.0;

}  // namespace

RepairWay ChooseRepairWay(const RepairProblem& problem) {
  const bool strong = problem.noise_sigma > kMostFusedNoise && problem.factor < kFromFactor &&
                      problem.jpeg_quality > kMostFusedNoiseQuality;
  const bool fine = problem.jpeg_quality >= kFineQuality;
  const bool of_camera = fine && problem.correlated && problem.noise_sigma > 0.0;
  if (strong || of_camera || problem.jpeg_quality < kLeastFusedQuality) {
    return {RepairPlace::kBefore, 1.0, false};
  }
  if (fine) {
    if (problem.noise_sigma > 0.0) return {RepairPlace::kBoth, 0.5, false};
    return {RepairPlace::kWhileEnlarging, 1.0, false};
  }
  const bool chroma = problem.colour && problem.jpeg_quality < kCoarseChroma;
  const bool mean = problem.photo && problem.factor >= kFromFactor;
  return {mean || chroma ? RepairPlace::kBoth : RepairPlace::kWhileEnlarging,
          mean ? kToldShareOfCompressed : 1.0,
          chroma};
}

}  // namespace sharpscale
