// SPDX-License-Identifier: Apache-2.0

#include "enhance/result_history.h"

namespace sharpscale {

History ResultHistory(const EnhanceResult& result,
                      const std::string& source_sha256,
                      int source_width,
                      int source_height) {
  History history = HistoryOf(result.plan);
  history.version = SHARPSCALE_VERSION;
  history.source_sha256 = source_sha256;
  history.source_width = source_width;
  history.source_height = source_height;
  size_t stage = 0;
  for (HistoryStep& step : history.steps) {
    if (step.kind == StepKindName(StepKind::kExport)) continue;
    if (stage >= result.stages.size()) break;
    const StageResult& done = result.stages[stage++];
    step.model = done.model;
    step.model_sha256 = done.model_sha256;
    if (done.kind == StepKind::kSharpen || done.kind == StepKind::kRestore) {
      step.strength = done.strength;
    }
    if (done.kind == StepKind::kSharpen) step.radius = done.radius;
  }
  return history;
}

}  // namespace sharpscale
