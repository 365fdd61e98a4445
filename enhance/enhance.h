// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/enhance.h
//
// Carries a plan out: file in, file out. The controller that the command line and the viewer share.

#ifndef SHARPSCALE_ENHANCE_ENHANCE_H_
#define SHARPSCALE_ENHANCE_ENHANCE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "analysis/report.h"
#include "enhance/network_shelf.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/image.h"
#include "image/progress.h"
#include "models/network.h"

namespace sharpscale {

struct EnhanceOptions {
  int64_t max_memory = 0;  // bytes; 0 = a quarter of RAM
  Precision precision = Precision::kAuto;
  int tile = 0;     // px of the network's input; 0 = from max_memory
  int threads = 0;  // 0 = all cores
  // "fast": smaller networks; "std"; "hq": eight runs of each, averaged, and 4x also in two passes
  // (models/two_passes.h); "auto": std, and the eight runs where what a network makes is small, up
  // to a megapixel (they take a second or two).
  std::string tier = "auto";
  // Overrides the upscaling model: catalogue id or path; "" = by plan. One that cannot be loaded is
  // an error, where one that the plan chose is replaced by the classical operator.
  std::string model;
  double halo_ceiling = 5.0;  // % overshoot that sharpening may reach
  bool colour_lock = true;    // keep the source's large-scale colour through networks
  DecodeOptions decode;
  EncodeOptions encode;
  bool to_srgb = false;              // convert the result to sRGB instead of keeping its profile
  std::vector<std::string> exports;  // uses, one file each (ExportUses); empty = one file as asked
  bool history = true;  // write what was done into the file's XMP (unless encode.strip)
  bool sidecar = true;  // and into a JSON file beside it, for replay
  std::shared_ptr<NetworkShelf> shelf;  // null = the catalogue, loaded anew for this call
  absl::Status Validate() const;
};

struct StageResult {
  StepKind kind = StepKind::kExport;
  std::string model;         // catalogue id or "classical"; "" where none applies
  std::string model_sha256;  // of its weights; "" = none or unknown
  double seconds = 0.0;
  int width = 0;  // px of the whole picture after this stage
  int height = 0;
  double strength = 0.0;  // actually used (sharpen: after the solver)
  double radius = 0.0;    // px, sharpen
  bool left_out = false;  // nothing was done; the note says why
  std::string note;       // one sentence for people
  std::vector<Measurement> before;
  std::vector<Measurement> after;
};

// A file that was written.
struct ExportedFile {
  std::string use;  // of ExportUses; "" = the one file asked for
  std::string file;
  std::string format;  // ContainerName
  int width = 0;
  int height = 0;
  int64_t bytes = 0;
  int64_t max_bytes = 0;  // limit that it was held to; 0 = none
  std::string sha256;
  int quality = 0;  // 1..100; 0 = lossless
  bool chroma_444 = true;
  double seconds = 0.0;            // of writing, where it is known apart from the work
  std::vector<std::string> notes;  // sentences for people
};

struct EnhanceResult {
  Plan plan;
  std::vector<ExportedFile> files;  // the first is the one that the fields below repeat
  std::string file;                 // "" where nothing was written
  int width = 0;
  int height = 0;
  int64_t bytes = 0;
  std::string sha256;
  std::vector<StageResult> stages;
  // `before` and `after` of the stages are of a part of the picture (survey.h), not of the whole.
  bool measured_on_part = false;
  std::vector<std::string> fallbacks;      // what did not work and what was used instead
  std::vector<std::string> notes;          // what else there is to know, one sentence each
  int quality = 0;                         // of the file, 1..100; 0 = lossless or nothing written
  Precision precision = Precision::kAuto;  // of the networks that ran; kAuto = none did
};

// Runs `plan` on the picture in memory. `report` is its analysis (drives the networks' conditions).
// The result has exactly plan.target_width x target_height pixels (where the plan has a target
// size), the source's depth, channels, ICC profile, metadata and alpha, and the plan's ppi.
// `result` may be null. A flat or 1x1 picture is enhanced like any other; non-finite float values
// become 0. Errors: InvalidArgument (empty picture, bad options, impossible step), Cancelled.
absl::StatusOr<Image> EnhanceImage(const Image& image,
                                   const Report& report,
                                   const Plan& plan,
                                   const EnhanceOptions& options,
                                   EnhanceResult* result,
                                   Progress* progress = nullptr);

// Decodes `source`, runs, encodes to `output` atomically. A plan of kNothingToDo or kNotFixable
// writes nothing. Streams in strips so that peak memory follows max_memory. A limit on bytes
// (target or export step) is hard. With options.exports one file per use is written from one master
// ("photo.jpg" -> "photo-web.jpg", "photo-print.jpg"). Errors: those of decoding, of encoding, and
// ResourceExhausted (the limit on bytes cannot be met; several files or a limit need the master in
// memory); no half-written file is left behind.
absl::StatusOr<EnhanceResult> EnhanceFile(const std::string& source,
                                          const Report& report,
                                          const Plan& plan,
                                          const std::string& output,
                                          const EnhanceOptions& options = {},
                                          Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_ENHANCE_H_
