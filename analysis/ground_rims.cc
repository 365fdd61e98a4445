// SPDX-License-Identifier: Apache-2.0

#include "analysis/ground_rims.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace sharpscale {
namespace {

constexpr int kPatch = 64;              // px
constexpr int64_t kBudget = 4'000'000;  // px looked at
constexpr int kRun = 4;                 // px of the same level that are even ground
constexpr int kReach = 5;               // px beyond it: rim and ink
constexpr float kEven = 2.0F;           // levels
constexpr float kInk = 24.0F;           // levels from the ground
constexpr float kRoom = 12.0F;          // levels to the end of the scale, else a rim is cut off
constexpr float kLeastRim = 7.0F;       // levels
constexpr float kVisible = 0.12F;       // of the ink's contrast; ringing of JPEG is lower
constexpr float kHalf = 0.5F;           // of the ink's contrast: what is more is ink itself

}  // namespace

double GroundRims::Side::share() const {
  return borders > 0 ? static_cast<double>(rims) / static_cast<double>(borders) : 0.0;
}

void GroundRims::AddTile(const Tile& tile) {
  const cv::Rect& core = tile.core();
  for (int y = core.y; y < core.br().y; y += kPatch) {
    for (int x = core.x; x < core.br().x; x += kPatch) {
      if (tile.Sampled(x, y, kBudget)) AddPatch(tile, cv::Rect(x, y, kPatch, kPatch) & core);
    }
  }
}

void GroundRims::Merge(const GroundRims& other) {
  for (size_t side = 0; side < borders_.size(); ++side) {
    borders_[side] += other.borders_[side];
    rims_[side] += other.rims_[side];
    heights_[side] += other.heights_[side];
  }
}

void GroundRims::AddPatch(const Tile& tile, const cv::Rect& box) {
  constexpr int kAround = std::max(kRun - 1, kReach);
  const cv::Rect seen(
      box.x - kAround, box.y - kAround, box.width + 2 * kAround, box.height + 2 * kAround);
  if (!tile.Visible(seen)) return;
  const cv::Mat1f& luma = tile.Luma();
  const cv::Rect inner = (box - tile.area().tl()) & cv::Rect(kAround,
                                                             kAround,
                                                             std::max(0, luma.cols - 2 * kAround),
                                                             std::max(0, luma.rows - 2 * kAround));
  const auto down = static_cast<ptrdiff_t>(luma.step1());
  for (int y = inner.y; y < inner.br().y; ++y) {
    const float* row = luma.ptr<float>(y);
    for (int x = inner.x; x < inner.br().x; ++x) {
      for (const ptrdiff_t towards : {ptrdiff_t{1}, ptrdiff_t{-1}, down, -down}) {
        Count(row + x, towards);
      }
    }
  }
}

// `ground`: perhaps the last px of even ground, before what lies `towards`.
void GroundRims::Count(const float* ground, ptrdiff_t towards) {
  const float level = *ground;
  if (std::abs(ground[towards] - level) <= kEven) return;
  for (int k = 1; k < kRun; ++k) {
    if (std::abs(ground[-k * towards] - level) > kEven) return;
  }
  for (const size_t side : {size_t{0}, size_t{1}}) {
    const float ink_sign = side == 0 ? -1.0F : 1.0F;
    if ((side == 0 ? 255.0F - level : level) < kRoom) continue;
    float contrast = 0.0F;
    for (int k = 1; k <= kReach; ++k) {
      contrast = std::max(contrast, ink_sign * (ground[k * towards] - level));
    }
    if (contrast < kInk) continue;
    float rim = 0.0F;  // before the ink begins
    for (int k = 1; k <= kReach; ++k) {
      const float out = ink_sign * (ground[k * towards] - level);
      if (out >= std::max(kInk, kHalf * contrast)) break;
      rim = std::max(rim, -out);
    }
    if (rim >= kHalf * contrast) continue;  // what is taken for a rim is the ink
    ++borders_[side];
    rims_[side] += rim >= std::max(kLeastRim, kVisible * contrast) ? 1 : 0;
    heights_[side] += std::lround(1000.0F * rim / contrast);
  }
}

GroundRims::Side GroundRims::Of(size_t side) const {
  Side found;
  found.borders = borders_[side];
  found.rims = rims_[side];
  if (found.borders > 0) {
    found.mean = 0.1 * static_cast<double>(heights_[side]) / static_cast<double>(found.borders);
  }
  return found;
}

}  // namespace sharpscale
