// SPDX-License-Identifier: Apache-2.0
//
// File: advice/situation.h
//
// A picture and its target, put together: what the rules are asked about.

#ifndef SHARPSCALE_ADVICE_SITUATION_H_
#define SHARPSCALE_ADVICE_SITUATION_H_

#include <optional>

#include "absl/status/statusor.h"
#include "advice/history.h"
#include "advice/rules.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

struct Situation {
  int width = 0;  // px of the file
  int height = 0;
  TargetPixels asked;         // as the target says
  TargetPixels wanted;        // as it will be made: a print with more px than asked keeps them
  bool keeps_pixels = false;  // ... and this is such a print
  double file_factor = 1.0;   // linear; asked / file
  double native_scale = 1.0;  // real detail / file; 1 where unknown or not enlarged before
  bool shrink_first = false;  // to the native size, because more is asked than that holds
  double factor = 1.0;        // linear; asked / what is enlarged
  bool enlarging = false;     // factor is beyond a plain resize
  bool screen_content = false;
  bool finer_ppi = false;  // the print's ppi is text's and line art's, not a photograph's
  double scale = 1.0;      // px worked on / file, linear, at most 1
  // Edges of the plan's result, sigma in px of the result; empty before there is a plan, where it
  // does not enlarge, and where the source's blur is unknown.
  std::optional<double> result_blur;
};

// Errors: those of ResolveTarget; InvalidArgument above kMostTotalFactor.
absl::StatusOr<Situation> DescribeSituation(const Report& report,
                                            const Target& target,
                                            const History& history);

// The value the rule is asked about, carried to the px that are worked on; empty where it is
// unknown or means nothing there. Quantities of the target: "target.factor",
// "target.megapixels", "target.ppi", "target.max_bytes"; of the plan: "result.blur".
std::optional<double> RuleValue(const Rule& rule,
                                const Report& report,
                                const Target& target,
                                const Situation& situation);

// `value` is RuleValue's; true where the rule holds at the near end of the measurement's 90 %
// interval, too. Without an interval, as RuleHolds.
bool SurelyHolds(const Rule& rule, double value, const Report& report);

// RuleValue where the rule is for this situation and holds beyond the doubt that it allows, and
// nothing else explains what it reads; empty otherwise.
std::optional<double> HoldingValue(const Rule& rule,
                                   const Report& report,
                                   const Target& target,
                                   const Situation& situation);

// True where something else explains what the rule reads (RuleUnless).
bool IsExplained(const Rule& rule, const Report& report);

// Whether the rule is for this content, target and situation.
bool RuleApplies(const Rule& rule, const Situation& situation);

// Sigma of the grain in each of R, G and B, levels, without the texture that is measured along in
// its colours; 0 where the picture's noise is of no kind. `lifted`: what is measured there was
// lifted by sharpening and is no texture.
double GrainPerChannel(const Report& report, bool lifted = false);

// False: no clear edge tells how much of the px is detail, and `detail_scale` (DetailScale) of 1 is
// only the most that it may be.
bool KnowsDetail(const Report& report, double detail_scale);

// Real detail / file px, linear, of an enlargement that the whole interval of the measurement
// agrees on. 1 otherwise.
double SuspectedNativeScale(const Report& report);

// The same where it is beyond doubt: the softness of the edges agrees too. 1 otherwise.
double SureNativeScale(const Report& report);

// Real detail / file px, linear, at most 1, however slight the old enlargement: what is promised on
// paper, and which of two sources is the original. As measured, where the whole interval is below
// 1 (networks leave crisp edges, so these clear only screen content), or as `history` tells.
double EnlargedBefore(const Report& report, const History& history);

// True where a network made the edges of an old enlargement, or sharpening those of a soft picture:
// `history` says so, or they are crisper than interpolation leaves them. Then they may look sharp
// though no camera saw their detail.
bool EdgesWereMade(const Report& report, const History& history);

// kCrispBlur / EdgeBlur, at most 1: what softness leaves of the px, per px of the file.
// 1 where blur is unknown.
double EdgeScale(const Report& report);

// Softness of the edges, px: the blur, wider by what a movement adds along itself. Empty where the
// blur is unknown.
std::optional<double> EdgeBlur(const Report& report);

// Real detail / file px, linear, at most 1: what is left of the file's px once an old enlargement
// (measured, or told by `history`) and blur are taken off, which are not multiplied: an old
// enlargement shows as blur as well. Of a recorded result what its source held counts, unless its
// px are softer by more than half: then something was done to it since. 1 where neither is known.
// No step of a plan raises it: sharpening shows better what is there.
double DetailScale(const Report& report, const History& history);

bool IsScreenContent(const Report& report);

// The worst JPEG quality that the picture went through, 1 to 100: its own (from the file's tables
// or its pixels) or that of an earlier saving, which saving it again finer does not mend. Empty
// where neither is known.
std::optional<double> WorstJpegQuality(const Report& report);

// False where what reads as halos is something else: the doubled contours of a shaken camera,
// crests beside soft edges. Sharpening leaves crisp ones.
bool MayBeHalos(const Report& report);

// True where single edges read as halos and nothing else does: a soft picture of which all edges
// together say that it was not sharpened (halo.oversharpened under 50 %; unknown = false). What
// overshoots there are crests of the scene, and no reason against sharpening. So are rims that only
// bright sides can show, where the edges one by one tell of none (a moon before black).
bool AreCrests(const Report& report);

// Grain of single px that sharpening did not make of texture (all of the interval of
// halo.oversharpened within its rule is its sign), or blocks: both are to be repaired anyway, and
// edges beside them tell little.
bool IsRough(const Report& report);

// True where all edges of a photograph together tell of over-sharpening (rule R-016e), and neither
// softness, grain nor compression explains it. Without the measurement: false.
bool LooksOversharpened(const Report& report);

// The target with the ppi that this picture's content wants: a print of text or line art without a
// named ppi wants kLineArtPpiFactor times a photograph's.
Target TargetForContent(const Report& report, Target target);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_SITUATION_H_
