// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/replay.h
//
// A sidecar tells what was done (history) and, here, everything that is needed to do it again: the
// plan as it was decided and the options that change a pixel or a byte. The same program, models
// and source then give the same bytes.

#ifndef SHARPSCALE_ENHANCE_REPLAY_H_
#define SHARPSCALE_ENHANCE_REPLAY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "advice/history.h"
#include "enhance/enhance.h"
#include "enhance/export_uses.h"

namespace sharpscale {

struct Replay {
  Plan plan;
  EnhanceOptions options;  // shelf, memory, tile and threads are left as they are by default
  History history;         // of the recorded run
  std::string output_sha256;
};

// The sidecar's text: the history's JSON with one more object, "replay". `result` names the
// precision that was used and the bytes that were written for `output`.
std::string SidecarJson(const History& history,
                        const EnhanceResult& result,
                        const EnhanceOptions& options,
                        const ExportOutput& output,
                        const std::string& output_sha256);

// Errors: InvalidArgument (not a sidecar, one without "replay" - written by an older version -, a
// field out of range; names the field).
absl::StatusOr<Replay> ParseSidecar(std::string_view text);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_REPLAY_H_
