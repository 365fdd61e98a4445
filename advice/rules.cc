// SPDX-License-Identifier: Apache-2.0
//
// The rules of the advisor. Sources: R-nnn and C-nn are the project's requirement and contradiction
// ids (listed with their reasons in docs/advice.md).
// Columns: id, effect, metric, above, threshold, unit, decimals, when, content, scale, text,
// source; and where they differ from "the value decides, always": proof, unless.

#include "advice/rules.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "advice/text.h"

namespace sharpscale {
namespace {

using Effect = RuleEffect;
using When = RuleWhen;
using Content = RuleContent;
using Scale = RuleScale;
using Proof = RuleProof;
using Unless = RuleUnless;

}  // namespace

const char* RuleEffectName(RuleEffect effect) {
  switch (effect) {
    case RuleEffect::kShrinkToNative:
      return "shrink to native size";
    case RuleEffect::kRestore:
      return "restore";
    case RuleEffect::kRepairHalos:
      return "restore, halos too";
    case RuleEffect::kDeblur:
      return "restore, its blur";
    case RuleEffect::kUpscale:
      return "upscale";
    case RuleEffect::kResize:
      return "resize";
    case RuleEffect::kSharpen:
      return "sharpen";
    case RuleEffect::kExport:
      return "export";
    case RuleEffect::kNotFixable:
      return "NOT_FIXABLE";
    case RuleEffect::kRaiseRisk:
      return "risk one grade up";
    case RuleEffect::kCaution:
      return "caution";
  }
  return "";
}

const char* RuleWhenName(RuleWhen when) {
  switch (when) {
    case RuleWhen::kAlways:
      return "always";
    case RuleWhen::kEnlarging:
      return "enlarging";
    case RuleWhen::kNotEnlarging:
      return "not enlarging";
  }
  return "";
}

const char* RuleContentName(RuleContent content) {
  switch (content) {
    case RuleContent::kAny:
      return "any";
    case RuleContent::kPhoto:
      return "photo, render";
    case RuleContent::kScreen:
      return "screenshot, text, line art";
  }
  return "";
}

const char* RuleUnlessName(RuleUnless unless) {
  switch (unless) {
    case RuleUnless::kNever:
      return "";
    case RuleUnless::kSoft:
      return "soft or shaken";
    case RuleUnless::kCrests:
      return "soft, and all edges together deny it";
    case RuleUnless::kRough:
      return "soft or shaken, grain, compression";
    case RuleUnless::kMoved:
      return "shaken or moved";
    case RuleUnless::kUnseen:
      return "no clear edges";
    case RuleUnless::kNoNoise:
      return "no noise of any kind";
    case RuleUnless::kFine:
      return "JPEG of quality 90 or more";
    case RuleUnless::kBrokenDetail:
      return "texture broken up by compression";
  }
  return "";
}

// One row is read as one block, which the formatter would tear apart.
// clang-format off
const std::vector<Rule>& RuleTable() {
  static const std::vector<Rule> table = {
      // ---- cannot be repaired: asked first, of the picture as it will be worked on
      {"R-060", Effect::kNotFixable, "blur.sigma", true, 4.0, "px", 1,
       When::kAlways, Content::kAny, Scale::kLength,
       "Blur {value} px, limit {limit} px: what a blur this wide removed cannot be brought "
       "back; enlarging gives a larger blur.",
       "S3; C-12"},
      {"R-060m", Effect::kNotFixable, "blur.motion_length", true, 8.0, "px", 1,
       When::kAlways, Content::kAny, Scale::kLength,
       "Motion blur {value} px long, limit {limit} px: the doubled contours stay whatever is "
       "done.",
       "S3; C-12", Proof::kValue, Unless::kUnseen},
      {"R-061", Effect::kNotFixable, "content.face_min_width", false, 24.0, "px", 0,
       When::kEnlarging, Content::kAny, Scale::kNone,
       "The smallest face is {value} px wide; under 24 px no identity can be recovered, only "
       "invented.",
       "S3 R-061; IEC 62676-4"},
      {"R-062", Effect::kNotFixable, "content.text_x_height", false, 5.0, "px", 1,
       When::kEnlarging, Content::kScreen, Scale::kNone,
       "Small letters (an x) are {value} px high; under 5 px the letters are not in the picture.",
       "S3 R-062"},

      // ---- enlarged before
      {"R-011", Effect::kShrinkToNative, "resolution.native_scale", false, 0.8, "", 2,
       When::kEnlarging, Content::kPhoto, Scale::kNone,
       "The picture was enlarged before: its real detail fits {value} of its width. From its "
       "own size a model adds more than on top of an old enlargement.",
       "R-011; M07"},

      // ---- restore first
      {"R-013", Effect::kRestore, "noise.luma_sigma", true, 3.0, "levels", 1,
       When::kEnlarging, Content::kAny, Scale::kNoise,
       "Grain of {value} levels, limit {limit} before enlarging: an enlargement makes it "
       "coarser, and sharpening makes it worse.",
       "S0; R-046; E1", Proof::kValue, Unless::kBrokenDetail},
      {"R-013s", Effect::kRestore, "noise.luma_sigma", true, 4.5, "levels", 1,
       When::kNotEnlarging, Content::kAny, Scale::kNoise,
       "Grain of {value} levels, limit {limit}: it is visible, and a repair gains more than it costs.",
       "S0; R-041; study", Proof::kInterval, Unless::kBrokenDetail},
      {"R-013t", Effect::kRestore, "noise.luma_sigma", true, 2.0, "levels", 1,
       When::kNotEnlarging, Content::kScreen, Scale::kNoise,
       "Grain of {value} levels, limit {limit} in drawings, charts and text: even ground shows it, and "
       "there is no texture that a repair would take.",
       "R-041; study", Proof::kInterval},
      {"R-013c", Effect::kRestore, "noise.chroma_sigma", true, 3.0, "levels", 1,
       When::kEnlarging, Content::kAny, Scale::kNoise,
       "Colour noise {value} levels, limit {limit} before enlarging: speckle grows to "
       "blotches.",
       "R-013", Proof::kValue, Unless::kNoNoise},
      {"R-013d", Effect::kRestore, "noise.chroma_sigma", true, 4.5, "levels", 1,
       When::kNotEnlarging, Content::kAny, Scale::kNoise,
       "Colour noise {value} levels, limit {limit}: speckle is visible.",
       "R-013", Proof::kInterval, Unless::kNoNoise},
      {"R-013i", Effect::kRestore, "noise.impulse_share", true, 1.0, "%", 2,
       When::kAlways, Content::kPhoto, Scale::kNone,
       "Stray pixels {value} % of the picture, limit {limit} %.",
       "R-013"},
      {"R-014", Effect::kRestore, "compression.jpeg_quality", false, 75.0, "", 0,
       When::kEnlarging, Content::kAny, Scale::kArtefact,
       "JPEG quality {value}, limit {limit} before enlarging: rims and blocks would be "
       "enlarged as if they were detail.",
       "S1; R-070; C-10"},
      {"R-014s", Effect::kRestore, "compression.jpeg_quality", false, 65.0, "", 0,
       When::kNotEnlarging, Content::kAny, Scale::kArtefact,
       "JPEG quality {value}, limit {limit}: blocks and shadows along edges are visible at 100 %.",
       "S0; C-09; study", Proof::kInterval},
      {"R-014f", Effect::kRestore, "compression.first_quality", false, 75.0, "", 0,
       When::kEnlarging, Content::kAny, Scale::kArtefact,
       "The file was saved as JPEG twice, first at quality {value}, limit {limit} before enlarging: "
       "saving it again finer hid the number, not the damage.",
       "S1; R-070; C-10"},
      {"R-014g", Effect::kRestore, "compression.first_quality", false, 65.0, "", 0,
       When::kNotEnlarging, Content::kAny, Scale::kArtefact,
       "The file was saved as JPEG twice, first at quality {value}, limit {limit}: saving it again "
       "finer hid the number, not the damage.",
       "S0; C-09; C-10", Proof::kInterval},
      {"R-014b", Effect::kRestore, "compression.blockiness", true, 1.0, "levels", 2,
       When::kEnlarging, Content::kAny, Scale::kArtefact,
       "JPEG blocks: their edges stand out by {value} levels, limit {limit} before enlarging.",
       "R-014; C-10", Proof::kInterval, Unless::kFine},
      {"R-014d", Effect::kRestore, "compression.blockiness", true, 2.5, "levels", 2,
       When::kNotEnlarging, Content::kAny, Scale::kArtefact,
       "JPEG blocks: their edges stand out by {value} levels, limit {limit}: visible at 100 %.",
       "R-014; C-09", Proof::kInterval},
      {"R-072", Effect::kRestore, "compression.webp_quality", false, 60.0, "", 0,
       When::kEnlarging, Content::kAny, Scale::kArtefact,
       "WebP quality {value}, limit {limit} before enlarging.",
       "S1; R-072"},
      {"R-072s", Effect::kRestore, "compression.webp_quality", false, 35.0, "", 0,
       When::kNotEnlarging, Content::kAny, Scale::kArtefact,
       "WebP quality {value}, limit {limit}.",
       "S1; R-072", Proof::kInterval},
      {"R-016", Effect::kRepairHalos, "halo.affected", true, 10.0, "%", 0,
       When::kEnlarging, Content::kPhoto, Scale::kNone,
       "{value} % of the edges carry a halo, limit {limit} % before enlarging: the "
       "picture was over-sharpened, and halos grow with it.",
       "S1; R-016; R-045; study", Proof::kInterval, Unless::kSoft},
      {"R-016s", Effect::kRepairHalos, "halo.affected", true, 10.0, "%", 0,
       When::kNotEnlarging, Content::kPhoto, Scale::kNone,
       "{value} % of the edges carry a halo, limit {limit} %: the picture was "
       "over-sharpened.",
       "S2; R-016; study", Proof::kInterval, Unless::kSoft},
      {"R-016t", Effect::kRepairHalos, "halo.affected", true, 50.0, "%", 0,
       When::kAlways, Content::kScreen, Scale::kNone,
       "{value} % of the edges carry a halo, limit {limit} % in screens and drawings, where some have "
       "rims by design: the picture was over-sharpened.",
       "R-016; study", Proof::kInterval, Unless::kSoft},
      {"R-016p", Effect::kRepairHalos, "halo.oversharpened", true, 85.0, "%", 0,
       When::kNotEnlarging, Content::kPhoto, Scale::kNone,
       "All edges together look over-sharpened, {value} % sure (limit {limit} %).",
       "R-016; study", Proof::kValue, Unless::kRough},
      {"R-016e", Effect::kRepairHalos, "halo.oversharpened", true, 70.0, "%", 0,
       When::kEnlarging, Content::kPhoto, Scale::kNone,
       "All edges together look over-sharpened, {value} % sure (limit {limit} % before enlarging: "
       "halos grow with the picture).",
       "R-016; study", Proof::kValue, Unless::kRough},

      // ---- size
      {"R-030", Effect::kUpscale, "target.factor", true, kPlainResizeLimit, "x", 3,
       When::kAlways, Content::kAny, Scale::kNone,
       "The target needs {value}x the pixels per side; beyond {limit}x a plain resize looks softer than "
       "need be.",
       "S1, S2; R-036"},
      {"R-036", Effect::kResize, "target.mismatch", true, 0.0, "px", 0,
       When::kAlways, Content::kAny, Scale::kNone,
       "The target needs exact pixels; {value} px are left to change.",
       "S1 mistake 3; R-036"},

      // ---- sharpness, at the size that the picture has ...
      {"R-033", Effect::kDeblur, "blur.sigma", true, 0.4, "px", 2,
       When::kEnlarging, Content::kPhoto, Scale::kLength,
       "Blur {value} px in the source, limit {limit} px: taken away before the enlargement makes it "
       "too wide to take away.",
       "R-032; study", Proof::kInterval, Unless::kMoved},
      {"R-033s", Effect::kDeblur, "blur.sigma", true, 0.5, "px", 2,
       When::kNotEnlarging, Content::kPhoto, Scale::kLength,
       "Blur {value} px, limit {limit} px: large enough, but soft, so its blur is taken away.",
       "S1, S2; R-031; study", Proof::kInterval, Unless::kMoved},

      // ---- ... and, where that cannot be, after the last change of size
      {"R-031", Effect::kSharpen, "blur.sigma", true, 0.65, "px", 2,
       When::kNotEnlarging, Content::kPhoto, Scale::kLength,
       "Blur {value} px, limit {limit} px: large enough, but soft.",
       "S1, S2; R-031", Proof::kInterval},
      {"R-032", Effect::kSharpen, "blur.sigma", true, 1.0, "px", 2,
       When::kEnlarging, Content::kPhoto, Scale::kLength,
       "Blur {value} px in the source, limit {limit} px: small and soft, so sharpen after "
       "enlarging.",
       "S1, S2; R-032; R-040"},
      {"R-05A", Effect::kSharpen, "blur.sigma", true, 1.6, "px", 2,
       When::kEnlarging, Content::kScreen, Scale::kLength,
       "Blur {value} px, limit {limit} px before enlarging: this text or drawing was resampled; "
       "crisp text is never sharpened.",
       "S1; C-11"},
      {"R-05As", Effect::kSharpen, "blur.sigma", true, 1.0, "px", 2,
       When::kNotEnlarging, Content::kScreen, Scale::kLength,
       "Blur {value} px, limit {limit} px: this text or drawing was resampled; crisp text is "
       "never sharpened.",
       "S1; C-11; study"},

      // ---- the file, last
      {"R-076", Effect::kExport, "target.ppi", true, 0.0, "ppi", 0,
       When::kAlways, Content::kAny, Scale::kNone,
       "The file carries {value} ppi, so that it prints at the size asked; lossless or high "
       "quality.",
       "S1, S3; R-076; R-05G"},
      {"R-043", Effect::kExport, "target.max_bytes", true, 0.0, "bytes", 0,
       When::kAlways, Content::kAny, Scale::kNone,
       "The file may have {value}; it is compressed last, once.",
       "S3; R-043; C-08"},

      // ---- risk
      {"R-05H", Effect::kRaiseRisk, "target.factor", true, 2.0, "x", 2,
       When::kEnlarging, Content::kAny, Scale::kNone,
       "More than 2x: detail finer than the source's pixels is predicted, not seen.",
       "S1; R-05H; R-065"},
      {"R-098", Effect::kRaiseRisk, "target.factor", true, kMostOnePass, "x", 2,
       When::kEnlarging, Content::kAny, Scale::kNone,
       "{value}x needs more than one pass (at most 4x each): expect invented texture, look at "
       "faces and text at 100 %.",
       "S3; R-098; C-18"},
      {"R-060p", Effect::kRaiseRisk, "blur.sigma", true, 2.0, "px", 1,
       When::kAlways, Content::kPhoto, Scale::kLength,
       "Out of focus or shaken: blur {value} px, and beyond {limit} px no step makes it sharp. The "
       "size can be reached, the picture stays soft.",
       "C-12; R-064"},
      {"R-060q", Effect::kRaiseRisk, "blur.motion_length", true, 4.0, "px", 1,
       When::kAlways, Content::kPhoto, Scale::kLength,
       "Shaken: motion blur {value} px long. The size can be reached, contours stay soft along the "
       "movement.",
       "C-12", Proof::kValue, Unless::kUnseen},
      {"R-061f", Effect::kRaiseRisk, "content.face_min_width", false, 64.0, "px", 0,
       When::kEnlarging, Content::kAny, Scale::kNone,
       "The smallest face is {value} px wide: under 64 px an enlargement may change who it is.",
       "R-061; R-063"},
      {"R-062t", Effect::kRaiseRisk, "content.text_x_height", false, 10.0, "px", 1,
       When::kEnlarging, Content::kPhoto, Scale::kNone,
       "Small letters (an x) are {value} px high: under 10 px they may come out wrong, and under 5 "
       "px they stay unreadable.",
       "R-062"},
      {"R-064", Effect::kRaiseRisk, "compression.jpeg_quality", false, 30.0, "", 0,
       When::kAlways, Content::kAny, Scale::kArtefact,
       "JPEG quality {value}: much of the fine detail is gone; a weak picture stays weak.",
       "S2; R-064"},

      // ---- cautions
      {"R-061c", Effect::kCaution, "content.face_min_width", false, 128.0, "px", 0,
       When::kEnlarging, Content::kAny, Scale::kNone,
       "The smallest face is {value} px wide: compare it with the source at 100 %.",
       "R-061"},
      {"R-092", Effect::kCaution, "halo.overshoot", true, 5.0, "%", 1,
       When::kAlways, Content::kPhoto, Scale::kNone,
       "Edges already carry bright and dark rims of {value} % of their contrast (at most {limit} %): no "
       "more sharpening.",
       "S1 mistake 2; R-092; R-05E", Proof::kInterval, Unless::kCrests},
      {"R-093a", Effect::kCaution, "target.factor", true, kMostSensibleFactor, "x", 0,
       When::kEnlarging, Content::kAny, Scale::kNone,
       "Too far: {value}x; beyond {limit}x hardly anything of the result was seen by a camera. A "
       "larger source, or a smaller print.",
       "S2; R-093"},
      {"R-060r", Effect::kCaution, "result.blur", true, 2.1, "px", 1,
       When::kEnlarging, Content::kAny, Scale::kNone,
       "The edges of the result will be about {value} px soft, limit {limit} px: soft at 100 % and in "
       "the hand. Smaller, or seen from further away, it looks crisp.",
       "R-064; C-12"},
      {"R-05C", Effect::kCaution, "target.megapixels", true, 30.0, "megapixels", 0,
       When::kEnlarging, Content::kAny, Scale::kNone,
       "The result has {value} megapixels: twice the side is four times the pixels and a much "
       "larger file. See the predicted size.",
       "S1; R-05C; R-05F"},
      {"R-013v", Effect::kCaution, "noise.luma_sigma", true, 2.0, "levels", 1,
       When::kNotEnlarging, Content::kPhoto, Scale::kNoise,
       "Fine grain of {value} levels stays: it shows in even areas at 100 %. --steps restore:auto "
       "takes it away.",
       "R-013; S0"},
      {"R-019u", Effect::kCaution, "tone.clipped_shadows", true, 5.0, "%", 1,
       When::kAlways, Content::kPhoto, Scale::kNone,
       "Black holds {value} % of the picture (limit {limit} %): no step brings detail back "
       "there.",
       "R-019"},
      {"R-019o", Effect::kCaution, "tone.clipped_highlights", true, 5.0, "%", 1,
       When::kAlways, Content::kPhoto, Scale::kNone,
       "White holds {value} % of the picture (limit {limit} %): no step brings detail back "
       "there.",
       "R-019"},
  };
  return table;
}
// clang-format on

const Rule* FindRule(std::string_view id) {
  for (const Rule& rule : RuleTable()) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

bool RuleHolds(const Rule& rule, double value) {
  return rule.above ? value > rule.threshold : value < rule.threshold;
}

std::string RuleText(const Rule& rule, double value) {
  std::string number = NumberBeside(value, rule.threshold, rule.decimals);
  // A factor is exact: "8x", not "8.000x".
  if (rule.metric == "target.factor") number = WithoutZeros(std::move(number));
  if (rule.unit == "bytes") number = ByteText(std::llround(value));
  return fmt::format(fmt::runtime(rule.text),
                     fmt::arg("value", number),
                     fmt::arg("limit", ShortNumber(rule.threshold, rule.decimals)));
}

const std::vector<MissedMetric>& MissedMetricTable() {
  static const std::vector<MissedMetric> table = {
      {"U-blur",
       "blur.sigma",
       When::kAlways,
       "Blur is unknown: {why}. No sharpening is advised; look at 100 % yourself."},
      {"U-noise",
       "noise.luma_sigma",
       When::kEnlarging,
       "Noise is unknown: {why}. No repair is advised before enlarging."},
      {"U-native",
       "resolution.native_scale",
       When::kEnlarging,
       "Whether the picture was enlarged before is unknown: {why}. Its pixels are taken as real."},
  };
  return table;
}

const std::vector<Remark>& RemarkTable() {
  static const std::vector<Remark> table = {
      {"R-059",
       "the passes of a print fall a little short of its ppi and another pass is not worth it",
       "S1; R-051; R-059"},
      {"R-045",
       "halos are taken back: what is told from detail goes, the rest stays, and the risk is "
       "raised",
       "R-045; study"},
      {"R-05T",
       "a print of text or line art without a named ppi: twice a photograph's are wanted",
       "R-05A; R-050"},
      {"R-095", "px are missing and no network that enlarges is installed", "R-095"},
      {"R-095m", "a network that belongs to the installation cannot be used", "R-095"},
      {"C-08", "a limit on bytes leaves so few bits per px that compression will show", "C-08; E4"},
      {"M19", "the picture's history says that steps were done before", "M19"},
      {"R-096", "such a picture is to be enlarged once more", "R-038; R-096; M19"},
      {"R-01A", "without a target: the picture was enlarged before", "R-011; R-038"},
      {"C-02", "the file is RAW", "C-02; R-044; R-073"},
      {"R-026", "a preset asks for more than a size: bytes, format, quality, background", "M26"},
  };
  return table;
}

}  // namespace sharpscale
