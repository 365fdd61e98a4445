// SPDX-License-Identifier: Apache-2.0
//
// File: advice/rules.h
//
// What calls for which step, as data: one row a rule, with a stable id, the measurement it reads,
// its threshold and the sentence that people read. The advisor, its documentation and the property
// tests all walk this table; adding a rule = one row.

#ifndef SHARPSCALE_ADVICE_RULES_H_
#define SHARPSCALE_ADVICE_RULES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sharpscale {

// What a rule does when it holds.
enum class RuleEffect {
  kShrinkToNative,
  kRestore,
  kRepairHalos,  // restore, told of halos
  kDeblur,       // restore, of the picture's own blur and of nothing else
  kUpscale,
  kResize,
  kSharpen,
  kExport,
  kNotFixable,
  kRaiseRisk,  // one grade up, and says why
  kCaution,
};
const char* RuleEffectName(RuleEffect effect);

// In which situation a rule is asked.
enum class RuleWhen {
  kAlways,
  kEnlarging,     // pixels are to be predicted (beyond a plain resize)
  kNotEnlarging,  // the size stays or shrinks
};
const char* RuleWhenName(RuleWhen when);

// Which content it is for. Screen content: screenshots, text, line art.
enum class RuleContent { kAny, kPhoto, kScreen };
const char* RuleContentName(RuleContent content);

// How a measured value is carried from the file's px to the px that are worked on, which are fewer
// where the picture is to shrink: `scale` = worked on / file, at most 1.
enum class RuleScale {
  kNone,      // percentages, counts, words
  kLength,    // px: value * scale
  kNoise,     // 8-bit levels of grain: averaging lowers it, value * scale
  kArtefact,  // judged only where at least half of the px remain per side
};

// How certain a measurement must be. Where the size stays, doing nothing is safe; and a repair of
// halos that are none takes 2 to 7 dB of true edges away.
enum class RuleProof {
  kValue,     // the measured value decides
  kInterval,  // the near end of its 90 % interval must be beyond the threshold, too
};

// What else may explain the measurement: then the rule does not hold.
enum class RuleUnless {
  kNever,
  kSoft,          // soft or shaken: sharpening leaves crisp edges, doubled contours read as halos
  kCrests,        // that, and all edges together deny that it was sharpened
  kRough,         // that; white grain and compression move the statistics of edges, too
  kMoved,         // shaken or moved: its blur is no lens's, which is what the network undoes
  kUnseen,        // no edge clear enough to see it on: regular lines alone look like motion
  kNoNoise,       // the picture's noise is of no kind: colour texture reads as colour noise
  kFine,          // JPEG too fine for blocks: what lies on the grid is the picture's
  kBrokenDetail,  // coarse grain in a compressed picture is its texture, broken up
};
const char* RuleUnlessName(RuleUnless unless);

struct Rule {
  std::string_view id;  // stable, never reused: "R-032"
  RuleEffect effect = RuleEffect::kCaution;
  std::string_view metric;  // metric table id, or a quantity of the target: "target.factor"
  bool above = true;        // true: holds above the threshold; false: below it
  double threshold = 0.0;
  std::string_view unit;  // of value and threshold; "" = a bare number
  int decimals = 1;
  RuleWhen when = RuleWhen::kAlways;
  RuleContent content = RuleContent::kAny;
  RuleScale scale = RuleScale::kNone;
  // One sentence with {value} and {limit}.
  std::string_view text;
  std::string_view source;  // requirement, contradiction or measurement it comes from
  RuleProof proof = RuleProof::kValue;
  RuleUnless unless = RuleUnless::kNever;
};

const std::vector<Rule>& RuleTable();
const Rule* FindRule(std::string_view id);

// True where `value` is beyond the threshold; on it, it is not. NaN never holds.
bool RuleHolds(const Rule& rule, double value);
// The rule's sentence with the numbers in.
std::string RuleText(const Rule& rule, double value);

// Measurements without which the advice is weaker: when one is unknown or was not made, the plan
// carries the sentence as a caution.
struct MissedMetric {
  std::string_view id;  // of the caution
  std::string_view metric;
  RuleWhen when = RuleWhen::kAlways;
  std::string_view text;
};
const std::vector<MissedMetric>& MissedMetricTable();

// Things the advice says that no measurement threshold triggers: history, order, arithmetic. Their
// ids live here so that each id has one owner.
struct Remark {
  std::string_view id;
  std::string_view text;  // when it is said
  std::string_view source;
};
const std::vector<Remark>& RemarkTable();

// The numbers of the decision that are no metric's threshold.
inline constexpr double kPlainResizeLimit = 1.1;  // linear; up to here a plain resize is enough
inline constexpr double kMostPassFactor = 4.0;    // linear; of the shipped networks
inline constexpr double kMostOnePass = kMostPassFactor * kPlainResizeLimit;  // 4.4
inline constexpr double kMostTotalFactor = 100.0;    // linear, all passes together: more is refused
inline constexpr double kMostSensibleFactor = 16.0;  // linear: more is planned, but called too far
// Text and line art show stairs that photographs hide: so many times the ppi, unless it is named.
inline constexpr double kLineArtPpiFactor = 2.0;
inline constexpr double kCrispBlur = 1.0;  // px; the px of a sharper picture all carry detail
// What the sharpening network undoes, px of blur.sigma: crisp pictures have the lower.
inline constexpr double kLeastDeblurred = 0.6;
inline constexpr double kMostDeblurred = 2.0;
// The same right after an enlargement, whose px hold no noise or detail finer than the blur.
inline constexpr double kMostDeblurredEnlarged = 2.4;
// Up to so much blur in the source it is taken away after a first enlargement by 2, where its edges
// are finer drawn, beyond it before: study.
inline constexpr double kMostDeblurredAfter = 1.05;
// Beyond these it would bring noise and blocks back as texture.
inline constexpr double kMostDeblurredNoise = 4.5;      // levels, of each channel
inline constexpr double kLeastDeblurredQuality = 70.0;  // JPEG
inline constexpr double kLeastStrength = 0.30;          // of output sharpening, and
inline constexpr double kMostStrength = 0.50;           // the most (R-05E)

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_RULES_H_
