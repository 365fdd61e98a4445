// SPDX-License-Identifier: Apache-2.0
//
// File: advice/presets.h
//
// What marketplaces, networks, displays and papers ask for, as dated data that a user can edit
// (advice/data/presets.json; own ones in $XDG_CONFIG_HOME/sharpscale/presets.json).
//
//   SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<Preset> presets, LoadPresets());
//   const Preset* amazon = FindPreset(presets, "amazon");
//   const Target target = TargetOf(*amazon);

#ifndef SHARPSCALE_ADVICE_PRESETS_H_
#define SHARPSCALE_ADVICE_PRESETS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

// One kind of size: a box, one side, or megapixels.
struct PresetSize {
  std::optional<int> width;  // px
  std::optional<int> height;
  std::optional<int> long_side;
  std::optional<int> short_side;
  std::optional<double> megapixels;

  bool empty() const { return !(width || height || long_side || short_side || megapixels); }
};

struct Preset {
  std::string id;          // "amazon"
  std::string title;       // "Amazon main picture"
  std::string date;        // of the figures, YYYY-MM-DD
  std::string source;      // where they come from
  std::string note;        // for people, one sentence
  PresetSize minimum;      // refused below
  PresetSize recommended;  // the target for smaller pictures
  PresetSize maximum;      // the target for larger ones; same kind as `recommended`
  PresetSize exactly;      // always the target
  std::string print;       // as ParsePrint reads it
  FitMode fit = FitMode::kFit;
  std::optional<double> viewing_distance_in;
  std::optional<int64_t> max_bytes;
  std::vector<std::string> formats;  // allowed, the preferred first; empty = any
  std::optional<int> quality;        // to export with, 1..100
  std::optional<int> min_quality;    // the least accepted
  bool white_background = false;     // pure white around the product
  std::optional<int> product_fill;   // % of the picture that the product should fill
  std::string gate;                  // gate profile for results
};

// The built-in presets, then those of the user's file, which replace built-in ones of the same id.
// `path` empty: $XDG_CONFIG_HOME/sharpscale/presets.json, else ~/.config/…; absent is no error
// there. A path that is given must exist. Errors name the file, the preset and the field.
absl::StatusOr<std::vector<Preset>> LoadPresets(const std::string& path = "");
// The built-in ones alone.
absl::StatusOr<std::vector<Preset>> BuiltInPresets();
// From the text of a presets file; `name` appears in errors.
absl::StatusOr<std::vector<Preset>> ParsePresets(std::string_view json, const std::string& name);
// Null where there is none.
const Preset* FindPreset(const std::vector<Preset>& presets, std::string_view id);
// FindPreset among LoadPresets(); the error names what there is.
absl::StatusOr<Preset> LoadPreset(std::string_view id, const std::string& path = "");

Target TargetOf(const Preset& preset);

// What the preset asks for beyond the size, checked on a picture: least size, bytes, format,
// quality, background (from the measurement "tone.border_white" where there is one). Each with rule
// "R-026". Empty = all is well.
std::vector<Caution> CheckPreset(const Preset& preset, const Report& report);
// What of it the steps of `plan` do not settle: its result has the size and is written anew.
std::vector<Caution> CheckPreset(const Preset& preset, const Report& report, const Plan& plan);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PRESETS_H_
