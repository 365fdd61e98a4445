// SPDX-License-Identifier: Apache-2.0

#include "advice/grain.h"

#include <algorithm>
#include <string>

#include "image/channel_noise.h"

namespace sharpscale {
namespace {

constexpr double kColourOfGrain = 1.1;  // chroma sigma over luma sigma
constexpr double kLeastColour = 3.0;    // levels; rule R-013c of the advice

}  // namespace

double Grain(const Report& report, bool lifted) {
  const std::string kind = report.Word("noise.kind");
  if (kind == "none" && !lifted) return 0.0;
  const double luma = report.ValueOr("noise.luma_sigma", 0.0);
  double chroma = report.ValueOr("noise.chroma_sigma", 0.0);
  // Grain of single px has about as much of its sigma in colour as in luma (0.64 and 0.67 of each
  // channel's); what is beyond is colour texture. A picture with nothing but a little colour noise
  // has none in luma to take away.
  if (kind == "white" || kind == "signal-dependent" || lifted) {
    chroma = std::min(chroma, kColourOfGrain * luma);
  }
  if (kind == "chroma" && chroma < kLeastColour) chroma = 0.0;
  return ChannelNoise(luma, chroma);
}

}  // namespace sharpscale
