// SPDX-License-Identifier: Apache-2.0
//
// File: advice/plan.h
//
// The minimal ordered steps, each with the measurements that call for it.

#ifndef SHARPSCALE_ADVICE_PLAN_H_
#define SHARPSCALE_ADVICE_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "advice/target.h"

namespace sharpscale {

enum class StepKind { kRestore, kUpscale, kDownscale, kResize, kSharpen, kAdjust, kExport };
const char* StepKindName(StepKind kind);  // "restore", "upscale", ...

struct Evidence {
  std::string rule;    // stable id from the rule table
  std::string metric;  // metric id, or a quantity of the target ("target.factor")
  std::optional<double> value;
  std::optional<double> threshold;
  std::string word;  // for metrics whose value is a word
  std::string text;  // one sentence for people, with value and limit
};

// Exposure, contrast and white balance as the user asks for them; never advised. Neutral by
// default.
struct Adjustment {
  double exposure_ev = 0.0;         // stops, -5..5
  double contrast = 0.0;            // -1..1
  bool auto_white_balance = false;  // gains estimated from the picture
  double red = 1.0;                 // gains in linear light, 0.25..4
  double green = 1.0;
  double blue = 1.0;
};

struct Step {
  StepKind kind = StepKind::kExport;
  double factor = 1.0;  // upscale: 2, 3 or 4; downscale: < 1
  int width = 0;        // px after this step
  int height = 0;
  double strength = 1.0;  // sharpen, restore: 0..1
  double radius = 0.0;    // sharpen: px of the final picture; 0 = from the scale
  std::string model;      // catalogue id, "" = chosen when run; "classical" = none
  bool measured = true;   // conditions from the analyzer ("auto"); false = fixed by `conditions`
  // "auto", "clean", "none"; "halo": auto, and halos are taken away; "blur": the picture's own blur
  // is taken away, and nothing else; one of kReductions: clean, and known to have been made smaller
  // by that kernel, to which the enlargement is held.
  std::string conditions;
  Adjustment adjustment;  // adjust
  // export
  std::string format;  // "jpeg", "png", "tiff", "webp", ...; "" = as the output file's ending says
  int quality = 0;     // 1..100; 0 = the format's default
  double ppi = 0.0;    // tag to write; 0 = keep
  std::optional<int64_t> max_bytes;
  std::vector<Evidence> evidence;  // at least one in an advised plan
};

// The kernels that people make pictures smaller by, under their names in datasets/resample.h.
constexpr std::string_view kReductions[] = {"bicubic", "lanczos3", "area", "bilinear", "cv-cubic"};
bool IsReduction(std::string_view conditions);

enum class PlanVerdict { kPlan, kNothingToDo, kNotFixable };
const char* PlanVerdictName(PlanVerdict verdict);  // "PLAN", "NOTHING_TO_DO", "NOT_FIXABLE"

enum class Risk { kLow, kMedium, kHigh };
const char* RiskName(Risk risk);

struct Caution {
  std::string rule;
  std::string text;
};

// How often low and high hold: docs/advice.md.
struct Prediction {
  int64_t bytes = 0;     // of the output file; 0 = unknown
  double seconds = 0.0;  // on an idle machine of `cores`
  int cores = 2;
  int64_t memory_bytes = 0;  // at most
  int64_t bytes_low = 0;
  int64_t bytes_high = 0;
  double seconds_low = 0.0;
  double seconds_high = 0.0;
  std::string format;  // of the file that `bytes` is of: "jpeg", "png", ...
};

struct Plan {
  Target target;
  PlanVerdict verdict = PlanVerdict::kNothingToDo;
  Risk risk = Risk::kLow;
  std::vector<Step> steps;  // in the order they run
  std::vector<Caution> cautions;
  std::string headline;        // <= 5 words: "Enlarge 4x, then sharpen"
  std::string why;             // prose with the numbers, one paragraph a step
  std::string counterfactual;  // "No enlargement is needed up to 5.1 in wide."
  int target_width = 0;        // px
  int target_height = 0;
  double factor_needed = 1.0;   // linear
  double factor_product = 1.0;  // of the upscale steps
  // Real detail / px of the file, linear, at most 1: an old enlargement and blur are taken off. The
  // result holds no more of the source than this.
  double detail_scale = 1.0;
  bool detail_known = true;  // false: no clear edge tells, and detail_scale is as if all px had it
  double ppi_before = 0.0;   // on the target paper; 0 = not a print
  double ppi_true = 0.0;     // the same counting only pixels that carry detail
  double ppi_after = 0.0;
  Prediction predicted;
};

// "restore:auto,upscale:4,sharpen:40%"; items: restore[:auto|halo|blur|none|0..100%],
// upscale:2|3|4[@clean|@KERNEL], downscale:F, resize:WxH, sharpen:P%,
// adjust[:exposure=EV][:contrast=C][:wb=auto|R/G/B], export:FORMAT[:Q]. Errors name the item and
// what is allowed.
absl::StatusOr<std::vector<Step>> ParseSteps(std::string_view text);
// The inverse, for history and messages.
std::string StepsToString(const std::vector<Step>& steps);
// The first step of this kind, nullptr where there is none. Points into `steps`.
const Step* FindStep(const std::vector<Step>& steps, StepKind kind);
// True where a step of this kind is among them.
bool HasStep(const std::vector<Step>& steps, StepKind kind);

// True for a repair of the picture's own blur, which is one of nothing else.
bool Deblurs(const Step& step);
// True where one of them is.
bool HasDeblurring(const std::vector<Step>& steps);
// ... and it takes the blur out of what was enlarged before.
bool DeblursEnlarged(const std::vector<Step>& steps);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PLAN_H_
