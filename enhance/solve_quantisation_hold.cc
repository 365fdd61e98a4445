// SPDX-License-Identifier: Apache-2.0

#include "enhance/solve_quantisation_hold.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "analysis/planes.h"
#include "enhance/block_dct.h"
#include "enhance/luma.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr double kLevel = 1.0 / 255.0;
constexpr int kLeastBlocks = 64;
// Reaches that are tried, half steps.
constexpr std::array<float, 10> kReaches =
    {0.15F, 0.25F, 0.35F, 0.5F, 0.65F, 0.8F, 1.0F, 1.3F, 2.0F, 100.0F};
// A block with so few coefficients that are not zero is empty but for them.
constexpr int kFewCoefficients = 3;
// Coefficients of one step in such blocks that the repair takes for zero, of all such: 0 to 0.5
// where nothing but compression is wrong (25 pictures, quality 20 to 90; one above 0.4), 0.43 to 1
// with noise of 8 levels before it, where holding would cost more than 0.2 dB.
constexpr double kMostDenied = 0.42;
constexpr int kLeastTold = 20;

// Coefficients of the blocks of a plane that begins on the grid, in half steps.
using Coefficients = std::vector<std::array<float, 64>>;

Coefficients Transform(const cv::Mat& plane, const JpegFacts::Table& steps) {
  Coefficients all;
  for (int y = 0; y + kDctBlock <= plane.rows; y += kDctBlock) {
    for (int x = 0; x + kDctBlock <= plane.cols; x += kDctBlock) {
      std::array<float, 64> block;
      BlockDct8x8(plane.ptr<float>(y) + x, plane.step1(), 0.0F, block.data());
      for (size_t k = 0; k < block.size(); ++k) {
        block[k] /= static_cast<float>(0.5 * kLevel * std::max<int>(1, steps[k]));
      }
      all.push_back(block);
    }
  }
  return all;
}

// The part of a picture that consists of whole blocks, the first at (x, y).
cv::Mat WholeBlocks(const cv::Mat& picture, int x, int y) {
  const int width = (picture.cols - x) / kDctBlock * kDctBlock;
  const int height = (picture.rows - y) / kDctBlock * kDctBlock;
  return width > 0 && height > 0 ? picture(cv::Rect(x, y, width, height)) : cv::Mat();
}

// The luma as these steps leave it, in 8 bits; the colour differences stay.
cv::Mat Requantised(const cv::Mat& picture, const JpegFacts::Table& steps) {
  const cv::Mat luma = Luma(picture);
  cv::Mat coded(luma.size(), CV_32FC1);
  constexpr auto kMiddle = static_cast<float>(128.0 * kLevel);
  for (int y = 0; y < luma.rows; y += kDctBlock) {
    for (int x = 0; x < luma.cols; x += kDctBlock) {
      float block[64];
      BlockDct8x8(luma.ptr<float>(y) + x, luma.step1(), kMiddle, block);
      for (size_t k = 0; k < 64; ++k) {
        const auto step = static_cast<float>(kLevel * std::max<int>(1, steps[k]));
        block[k] = step * std::round(block[k] / step);
      }
      InverseBlockDct8x8(block, kMiddle, coded.ptr<float>(y) + x, coded.step1());
    }
  }
  cv::Mat change = coded - luma;
  if (picture.channels() == 3) {
    const cv::Mat planes[] = {change, change, change};
    cv::Mat joined;
    cv::merge(planes, 3, joined);
    change = joined;
  }
  cv::Mat rounded;
  cv::Mat(picture + change).convertTo(rounded, CV_8U, 255.0);
  cv::Mat back;
  rounded.convertTo(back, CV_32F, kLevel);
  return back;
}

// The repair takes for zero what was stored as one step, in blocks with hardly anything else.
bool NoisyBeforeCoding(const Coefficients& stored, const Coefficients& repaired) {
  int told = 0;
  int denied = 0;
  for (size_t i = 0; i < stored.size(); ++i) {
    const int held = static_cast<int>(std::count_if(
        stored[i].begin() + 1, stored[i].end(), [](float c) { return std::abs(c) > 1.0F; }));
    if (held > kFewCoefficients) continue;
    for (size_t k = 1; k < 64; ++k) {
      const float c = stored[i][k];
      if (std::abs(c) <= 1.0F || std::abs(c) >= 3.0F) continue;
      ++told;
      denied += std::copysign(1.0F, c) * repaired[i][k] < 1.0F ? 1 : 0;
    }
  }
  return told >= kLeastTold && denied > kMostDenied * told;
}

// Squares and products of what a repair does to known damage, by reach, class and band.
struct Sums {
  double held = 0.0;    // (change, held)^2
  double shared = 0.0;  // (change, held) x (truth - stored)
};
using Tally = std::array<std::array<std::array<Sums, kHoldBands>, 2>, kReaches.size()>;

// Adds what the repair does where `truth` is compressed with these steps on a new grid.
absl::Status AddExperiment(const cv::Mat& truth,
                           const JpegFacts::Table& steps,
                           const RepairOnGrid& repair,
                           Tally* tally) {
  const cv::Mat coded = Requantised(truth, steps);
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat repaired, repair(coded, cv::Point()));
  const Coefficients stored = Transform(Luma(coded), steps);
  const Coefficients changed = Transform(Luma(repaired), steps);
  const Coefficients right = Transform(Luma(truth), steps);
  for (size_t i = 0; i < stored.size(); ++i) {
    for (size_t k = 0; k < 64; ++k) {
      const double step = std::max<int>(1, steps[k]);
      const size_t coded_as = std::abs(stored[i][k]) > 1.0F ? 1 : 0;
      const double wanted = step * (right[i][k] - stored[i][k]);
      for (size_t r = 0; r < kReaches.size(); ++r) {
        const double held =
            step * std::clamp(changed[i][k] - stored[i][k], -kReaches[r], kReaches[r]);
        Sums& sums = (*tally)[r][coded_as][static_cast<size_t>(HoldBand(static_cast<int>(k)))];
        sums.held += held * held;
        sums.shared += held * wanted;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<QuantisationHold>> SolveQuantisationHold(const cv::Mat& picture,
                                                                      QuantisationHold known,
                                                                      const RepairOnGrid& repair) {
  known.reach = 1.0F;
  known.shares = QuantisationHold::kAll;
  const cv::Mat own =
      WholeBlocks(picture, FirstBlock(known.grid_x, 0), FirstBlock(known.grid_y, 0));
  if (own.empty() || own.total() < static_cast<size_t>(kLeastBlocks * kDctBlock * kDctBlock)) {
    return known;
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat repaired, repair(own.clone(), cv::Point()));
  if (NoisyBeforeCoding(Transform(Luma(own), known.steps),
                        Transform(Luma(repaired), known.steps))) {
    return std::nullopt;
  }
  Tally tally{};
  constexpr int kElsewhere = kDctBlock / 2;
  for (const cv::Mat& truth : {own, repaired}) {
    const cv::Mat moved = WholeBlocks(truth, kElsewhere, kElsewhere).clone();
    SHARPSCALE_RETURN_IF_ERROR(AddExperiment(moved, known.steps, repair, &tally));
  }
  double least = 0.0;  // squared error, less that of the stored picture
  for (size_t r = 0; r < kReaches.size(); ++r) {
    QuantisationHold::Shares shares = QuantisationHold::kAll;
    double error = 0.0;
    for (size_t c = 0; c < shares.size(); ++c) {
      for (size_t b = 0; b < kHoldBands; ++b) {
        const Sums& sums = tally[r][c][b];
        const double share = sums.held > 0.0 ? std::clamp(sums.shared / sums.held, 0.0, 1.0) : 1.0;
        shares[c][b] = static_cast<float>(share);
        error += share * share * sums.held - 2.0 * share * sums.shared;
      }
    }
    if (r > 0 && error >= least) continue;
    least = error;
    known.reach = kReaches[r];
    known.shares = shares;
  }
  return known;
}

}  // namespace sharpscale
