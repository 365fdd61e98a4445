// SPDX-License-Identifier: Apache-2.0
//
// File: advice/history.h
//
// What was done to a picture before, as the picture itself (XMP) or a JSON file beside it says. A
// second run reads it and does nothing twice.

#ifndef SHARPSCALE_ADVICE_HISTORY_H_
#define SHARPSCALE_ADVICE_HISTORY_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "analysis/report.h"

namespace sharpscale {

struct HistoryStep {
  std::string kind;       // StepKindName
  double factor = 1.0;    // linear; upscale and downscale
  double strength = 0.0;  // 0..1, as it was really used
  double radius = 0.0;    // px; sharpen
  int width = 0;          // px after the step
  int height = 0;
  std::string model;         // catalogue id, "classical", or ""
  std::string model_sha256;  // of the weights
  std::string conditions;    // "auto", "clean", "none", ""
};

struct History {
  std::string tool = "sharpscale";
  std::string version;
  std::string source_sha256;  // of the file that was started from; "" = unknown
  int source_width = 0;       // px
  int source_height = 0;
  double source_detail = 1.0;  // real detail / px of the source, linear (Plan::detail_scale)
  std::string steps_text;      // StepsToString of the plan, to run it again
  std::vector<HistoryStep> steps;

  bool empty() const { return steps.empty(); }
  bool Did(StepKind kind) const;
  // Product of the upscale factors, 1 where there was none.
  double UpscaleProduct() const;
  // True where a network predicted detail that is not in the source.
  bool PredictedDetail() const;
  // "upscale 4x, sharpen 40 %"; "" when empty.
  std::string Describe() const;
  // True where a network enlarged it.
  bool EnlargedByNetwork() const;
  // Real detail / px of the result, linear, at most 1: what of the source came through every change
  // of size. 1 where it was not enlarged or sizes are unknown. A crop does not count.
  double NativeScale() const;
};

// From a plan that was carried out. `steps_text` is StepsToString(plan.steps).
History HistoryOf(const Plan& plan);

// One JSON object, schema "sharpscale.history/1", keys in a fixed order. Reading checks the schema
// and types, limits the size (1 MB, 64 steps) and names the field that is wrong; unknown keys are
// ignored. Errors: InvalidArgument.
std::string HistoryToJson(const History& history);
absl::StatusOr<History> HistoryFromJson(std::string_view text);

// An XMP packet with the history and, where detail was predicted, the IPTC digital source type
// "compositeWithTrainedAlgorithmicMedia". Where `packet` holds an XMP packet already, its other
// properties stay and an older history of ours is replaced; a packet that cannot be understood is
// an InvalidArgument error and is not touched.
absl::StatusOr<std::string> AddHistoryToXmp(std::string_view packet, const History& history);
// The history in the report's XMP packet; empty where there is none, or where the picture has
// another size than the history left it at: somebody has worked on it since.
History RecordedHistory(const Report& report);
// NotFound where the packet carries no history of ours.
absl::StatusOr<History> HistoryFromXmp(std::string_view packet);

// Name of the JSON file beside a picture: "photo.jpg" -> "photo.jpg.sharpscale.json". A name that
// would be over 255 bytes is cut and ends in "~" and 8 digits of the SHA-256 of the picture's name.
std::string HistorySidecarPath(const std::string& picture);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_HISTORY_H_
