// SPDX-License-Identifier: Apache-2.0

#include "enhance/result_history.h"

#include <cstdint>
#include <vector>

#include "image/status_macros.h"

namespace sharpscale {

History ResultHistory(const EnhanceResult& result,
                      const std::string& source_sha256,
                      cv::Size source,
                      cv::Size output) {
  History history = HistoryOf(result.plan);
  history.version = SHARPSCALE_VERSION;
  history.source_sha256 = source_sha256;
  history.source_width = source.width;
  history.source_height = source.height;
  size_t stage = 0;
  for (HistoryStep& step : history.steps) {
    if (step.kind == StepKindName(StepKind::kExport)) {
      step.width = output.width;
      step.height = output.height;
      continue;
    }
    if (stage >= result.stages.size()) break;
    const StageResult& done = result.stages[stage++];
    step.model = done.model;
    step.width = done.width;
    step.height = done.height;
    step.model_sha256 = done.model_sha256;
    if (done.kind == StepKind::kSharpen || done.kind == StepKind::kRestore) {
      step.strength = done.strength;
    }
    if (done.kind == StepKind::kSharpen) step.radius = done.radius;
  }
  return history;
}

absl::Status RecordHistory(const History& history, Image* picture) {
  std::vector<uint8_t>& packet = picture->metadata.xmp;
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string xmp,
                              AddHistoryToXmp(std::string(packet.begin(), packet.end()), history));
  packet.assign(xmp.begin(), xmp.end());
  return absl::OkStatus();
}

}  // namespace sharpscale
