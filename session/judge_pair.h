// SPDX-License-Identifier: Apache-2.0
//
// File: session/judge_pair.h
//
// A result beside its source: one comparison and one verdict for every command.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(const JudgedPair judged, JudgePair(before, after, profile));

#ifndef SHARPSCALE_SESSION_JUDGE_PAIR_H_
#define SHARPSCALE_SESSION_JUDGE_PAIR_H_

#include "absl/status/statusor.h"
#include "advice/gate.h"
#include "analysis/compare.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

struct JudgedPair {
  Comparison comparison;
  Verdict verdict;
};

enum class PairDetail {
  kVerdict,   // what the rules need of either picture
  kCompared,  // and all that the comparison reads of the source
  kReports,   // whole reports of both, for a page
};

struct JudgePairOptions {
  PairDetail detail = PairDetail::kVerdict;  // more is told, the verdict stays
  bool maps = true;                          // of the result and of the pair, as AnalyzeOptions
  int threads = 0;                           // 0 = all cores
};

// Both Encoding::kNative. Pictures of different scenes give a verdict that is not comparable, no
// error. Errors: as Compare.
absl::StatusOr<JudgedPair> JudgePair(const Image& before,
                                     const Image& after,
                                     const GateProfile& profile,
                                     const JudgePairOptions& options = {},
                                     const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_SESSION_JUDGE_PAIR_H_
