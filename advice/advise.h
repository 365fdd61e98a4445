// SPDX-License-Identifier: Apache-2.0
//
// File: advice/advise.h
//
// From measurements and a target to the minimal plan, with evidence. Pure: no pixels, no files.

#ifndef SHARPSCALE_ADVICE_ADVISE_H_
#define SHARPSCALE_ADVICE_ADVISE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/history.h"
#include "advice/plan.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

// How fast a network is for pictures no worse than this, where that is not its usual rate.
struct UpscalerRate {
  double noise_sigma = 0.0;   // largest, 8-bit levels
  double jpeg_quality = 0.0;  // smallest
  double mp_per_s = 1.0;
};

// A network that enlarges.
struct Upscaler {
  int scale = 2;           // linear, of one pass
  double mp_per_s = 10.0;  // megapixels of its output per second, above 0
  std::string model;       // catalogue id; "" = whichever the catalogue has
  std::vector<UpscalerRate> own_rates = {};
};

// The orientations of a tile that a network may run on, to average what it makes.
inline constexpr double kOrientations = 8.0;

// What the machine and the models at hand can do. The default stands for a full set of networks on
// two cores; whoever carries plans out asks the catalogue (enhance/capabilities.h).
struct Capabilities {
  // The scales that a plan's passes are made of. Empty = no network enlarges, a resize has to do.
  std::vector<Upscaler> upscalers = {{2, 6.0, ""}, {3, 12.0, ""}, {4, 20.0, ""}};
  double restore_mp_per_s = 3.0;
  double sharpen_mp_per_s = 0.0;     // of the network; 0 = none, an unsharp mask has to do
  double classical_mp_per_s = 40.0;  // a resize or a sharpening
  double all_ways_mp = 0.0;          // up to here a network makes its result in all orientations
  // The networks' rates are those of two cores; tiles run side by side, so they grow with these.
  int cores = 2;
  // What LibTorch costs, where it runs the networks; next to nothing where this CPU does without.
  double network_start_s = 0.8;
  double network_bytes = 350e6;
  // Networks that belong to the installation and cannot be used, a sentence each.
  std::vector<std::string> lacking = {};
};

struct OutputFile {
  std::string format;  // "jpeg", "png", ...; "" = not known, it stays what it was
  int quality = 0;     // 1..100, of a lossy format; 0 = the encoder's default
};

struct AdviceOptions {
  double max_pass_factor = 4.0;   // linear factor of one upscale pass
  double sharpen_strength = 0.4;  // 0..1, default of the 30-50 % band
  double halo_ceiling = 5.0;      // % overshoot that sharpening may reach
  Capabilities capabilities;
  OutputFile output;  // the file that will be written, for the prediction of its bytes
  // What was done to this picture before; empty = what its own XMP says (RecordedHistory).
  std::optional<History> history;
  // Errors: InvalidArgument naming the field (max_pass_factor 2, 3 or 4; sharpen_strength 0..1;
  // halo_ceiling 0..100; rates above 0).
  absl::Status Validate() const;
};

// The fewest steps, in the order restore or shrink to native, upscale (at most 4x a pass), exact
// resize and crop, sharpen, export; each with the rules that call for it (advice/rules.h). Blur and
// grain are judged at the px that are worked on: a picture that shrinks for its target is judged at
// the target's size.
// A print that has more px than wanted keeps them. An unknown measurement triggers nothing and is
// mentioned where it matters. A 1x1 picture is like any other; a report without a size is an error.
// The decision table is in docs/advice.md.
// Errors: InvalidArgument (target impossible: zero or more than 100x linear in total).
absl::StatusOr<Plan> Advise(const Report& report,
                            const Target& target,
                            const AdviceOptions& options = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_ADVISE_H_
