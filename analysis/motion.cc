// SPDX-License-Identifier: Apache-2.0

#include "analysis/motion.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "analysis/blur.h"

namespace sharpscale {
namespace {

// Limits from photographs moved, defocused and blurred by known amounts and from untouched ones
// (tuning half of the accuracy bench).
constexpr double kMotionMatch = 0.8;
constexpr double kCertainMatch = 0.87;  // whatever the edges across it say
constexpr double kWitnessedMatch = 0.65;
// How much wider the edges of one direction are than those of another. Of photographs that are
// blurred alike in all directions 90 % stay below 1.26; those that moved by 7 px and more reach
// 1.4, if they have edges of all directions.
constexpr double kEven = 1.3;
constexpr double kUneven = 1.4;
constexpr double kPlainlyUneven = 1.9;
constexpr double kStreaks = 3.5;
constexpr int kAllDirections = 7;      // of eight
constexpr double kAlongWidest = 25.0;  // degrees between the movement and the widest edges
// Cosine between an edge's gradient and the movement from which the edge is a witness: across it,
// and merely not along it (a scene of parallel lines has no others).
constexpr double kAcross = 0.82;
constexpr double kNotAlong = 0.25;
constexpr double kMotionRms = 0.3;
// Of the zeros alone, rising as the pieces get fewer: straight movements reach 0.3 and more (0.22
// under JPEG 30), water, blinds and the horizon 0.12, of 4 to 8 pieces 0.4.
constexpr double kLeastZeros = 0.17;
constexpr double kZerosOfOnePiece = 2.5;
// Along an axis, blocks of 8 px that coarse quantisation left even have the zeros of a movement.
constexpr double kAxisDegrees = 6.0;
constexpr double kBlockZeros = 0.5;
constexpr double kZerosWithoutEdges = 0.4;
// Of a disc. What tells it is the light that comes back beyond its first zero: Gaussians,
// movements, enlargements and JPEG reach 0.05, under noise 0.08. And it is round, whereas movements
// are not.
constexpr double kDiscMatch = 0.75;
constexpr double kDiscRms = 0.15;
constexpr double kDiscRevival = 0.12;
constexpr double kDiscRound = 0.5;
// The pattern of a shake with soft edges, and without such a witness; and those with uneven edges.
constexpr double kShakeMatch = 0.09;
constexpr double kCertainShakeMatch = 0.14;
constexpr double kWitnessedShakeMatch = 0.065;
constexpr double kParallelThings = 1.1;  // skewness: what all pieces share was added, not taken
constexpr int kShakePieces = 12;         // fewer have other things in common
constexpr double kMostPieces = 48.0;     // on which the limits were set
constexpr double kShakeBlur = 0.8;       // px
// px; edges that are called crisp at 100 % never moved, unless they are the ones along the movement
constexpr double kCrispBlur = 0.66;
constexpr double kCrispAlong = 0.5;
constexpr double kEnlarged = 0.95;      // native scale below which the pattern may be interpolation
constexpr size_t kFewest = 8;           // edges
constexpr double kLeastMotion = 6.0;    // px; shorter ones go unnamed
constexpr double kSoft = 1.0;           // px of blur, whose cause is to be told
constexpr double kCoveringNoise = 5.0;  // levels

// Edges whose gradient has at least this cosine with the movement, which widens them by that much
// of its length, are less than half as wide.
bool SharpAcross(const std::vector<EdgeMeasure>& edges,
                 double noise,
                 double degrees,
                 double length,
                 double cosine) {
  std::vector<EdgeMeasure> across;
  for (const EdgeMeasure& edge : edges) {
    // `angle` is that of the gradient, y down.
    const double between = -static_cast<double>(edge.angle) - degrees * CV_PI / 180.0;
    if (std::abs(std::cos(between)) > cosine) across.push_back(edge);
  }
  const EdgeWidth width = SharpestEdges(across, noise, kFewest);
  return width.edges >= kFewest && width.sigma < 0.55 * cosine * length / std::sqrt(12.0);
}

// `witnessed` by edges: neither few pieces nor what JPEG evened widen those.
bool HasZeros(const BlurPattern& pattern, bool witnessed) {
  if (witnessed) return pattern.motion_zeros > kLeastZeros;
  const double from_axis = std::abs(std::remainder(pattern.degrees, 90.0));
  const bool like_blocks =
      from_axis < kAxisDegrees && pattern.length > 7.0 && pattern.length < 10.5;
  const double least = kLeastZeros + kZerosOfOnePiece / std::max(1, pattern.pieces);
  return pattern.motion_zeros > (like_blocks ? std::max(kBlockZeros, least) : least);
}

// A straight movement. `blur`: px, none where it is unknown.
bool MovedStraight(const std::vector<EdgeMeasure>& edges,
                   const WidthsByDirection& widths,
                   const BlurPattern& pattern,
                   std::optional<double> blur,
                   double noise) {
  const double ratio = widths.ratio();
  const bool witnessed =
      ratio > kPlainlyUneven &&
      std::abs(std::remainder(widths.degrees - pattern.degrees, 180.0)) <= kAlongWidest;
  const bool denied = widths.directions >= kAllDirections && ratio < kEven;
  if (denied || pattern.length < kLeastMotion || pattern.motion_rms < kMotionRms ||
      !HasZeros(pattern, witnessed) ||
      pattern.motion_match < (witnessed ? kWitnessedMatch : kMotionMatch) ||
      // Rows of like things have zeros as well, and where they fill the picture no edge that stands
      // alone.
      (!blur && pattern.motion_zeros < kZerosWithoutEdges)) {
    return false;
  }
  return !SharpAcross(edges, noise, pattern.degrees, pattern.length, kNotAlong) &&
         (pattern.motion_match > kCertainMatch ||
          !SharpAcross(edges, noise, pattern.degrees, pattern.length, kAcross));
}

// A movement along any path.
bool Shook(const WidthsByDirection& widths, const BlurPattern& pattern, double blur) {
  // Few pieces have more in common by chance.
  const double few = std::max(1.0, kMostPieces / std::max(1, pattern.pieces));
  const double match = pattern.shake_match / few;
  const double ratio = widths.ratio();
  if (pattern.skew > kParallelThings && ratio < kEven) return false;
  if (blur >= kShakeBlur) {
    return match > kShakeMatch || (match > kWitnessedShakeMatch && ratio > kUneven);
  }
  return (match > kCertainShakeMatch &&
          (blur >= kCrispBlur || (blur >= kCrispAlong && ratio > kPlainlyUneven))) ||
         (match > kWitnessedShakeMatch && ratio > kStreaks);
}

}  // namespace

void FindMotion(const std::vector<EdgeMeasure>& edges,
                const BlurPattern& pattern,
                Findings* findings) {
  const auto no_motion = [&](const char* why) {
    findings->Unknown("blur.motion_length", why);
    findings->Unknown("blur.motion_angle", why);
  };
  const Measurement* blur = findings->Find("blur.sigma");
  const bool blur_known = blur != nullptr && blur->value;
  const double noise = findings->ValueOr("noise.luma_sigma", 0.0);
  // Far out of focus there may be no edge left to measure; rings are then the only witness.
  const bool disc = pattern.known && pattern.disc_match > kDiscMatch &&
                    pattern.disc_rms > kDiscRms && pattern.disc_revival > kDiscRevival &&
                    pattern.motion_rms < kDiscRound && (!blur_known || *blur->value >= 0.8);
  const bool may_have_moved = pattern.known && !disc;
  const WidthsByDirection widths =
      may_have_moved ? WidthsOfDirections(edges, noise) : WidthsByDirection();
  const bool motion =
      may_have_moved &&
      MovedStraight(edges, widths, pattern, blur_known ? blur->value : std::nullopt, noise);
  // What repeats in a drawing was drawn so; bricks and tiles leave no edge to know the blur by.
  const std::string kind = findings->WordOr("content.kind", "photo");
  const bool shake = may_have_moved && !motion && blur_known && pattern.pieces >= kShakePieces &&
                     kind != "line-art" && kind != "screenshot" &&
                     Shook(widths, pattern, *blur->value) &&
                     findings->ValueOr("resolution.native_scale", 1.0) >= kEnlarged;
  if (!blur_known && !disc && !motion) {
    findings->Unknown("blur.kind", "the blur is unknown");
    no_motion("the blur is unknown");
    return;
  }
  findings->Word("blur.kind",
                 motion || shake         ? "motion"
                 : disc                  ? "defocus"
                 : *blur->value >= kSoft ? "soft"
                                         : "none");
  if (shake) {
    // A path of any form: how far it spreads, as a straight line of that length would. Streaks may
    // be longer than the pieces can tell: then the edges across them.
    double length = pattern.shake_length;
    if (widths.ratio() > kStreaks) length = std::max(length, std::sqrt(12.0) * widths.widest);
    findings->Number("blur.motion_length", length, 0.68 * length, 1.42 * length);
    findings->Number("blur.motion_angle",
                     pattern.shake_degrees,
                     pattern.shake_degrees - 27.0,
                     pattern.shake_degrees + 27.0);
    return;
  }
  if (!motion) {
    // What would have shown is known not to be there.
    if (!pattern.known) {
      no_motion("too little contents to tell a movement by");
    } else if (findings->ValueOr("resolution.native_scale", 1.0) < kEnlarged) {
      no_motion("none found, but an enlargement may hide one");
    } else if (noise > kCoveringNoise) {
      no_motion("none found, but the noise may hide one");
    } else if (!disc && *blur->value >= kSoft) {
      no_motion(
          "soft without the pattern of a movement; a small or uneven one cannot be ruled out");
    } else {
      findings->Number("blur.motion_length", 0.0, 0.0, kLeastMotion);
      findings->Unknown("blur.motion_angle", "no motion blur found");
    }
    return;
  }
  const double length = pattern.length;
  findings->Number("blur.motion_length", length, 0.88 * length, 1.12 * length);
  findings->Number(
      "blur.motion_angle", pattern.degrees, pattern.degrees - 5.0, pattern.degrees + 5.0);
}

}  // namespace sharpscale
