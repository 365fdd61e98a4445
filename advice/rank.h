// SPDX-License-Identifier: Apache-2.0
//
// File: advice/rank.h
//
// Which of several results of one source is best, and why.
//
//   const std::vector<Ranked> order = RankResults({{&a, &verdict_a}, {&b, &verdict_b}});
//   order[0].index is the best; order[0].reason says what it has over the next.

#ifndef SHARPSCALE_ADVICE_RANK_H_
#define SHARPSCALE_ADVICE_RANK_H_

#include <string>
#include <vector>

#include "advice/gate.h"
#include "analysis/compare.h"

namespace sharpscale {

struct RankInput {
  const Comparison* comparison = nullptr;  // against the source
  const Verdict* verdict = nullptr;
  // Against the picture that the source was made from, where there is one: then agreement with it
  // decides.
  const Comparison* to_reference = nullptr;
};

struct Ranked {
  size_t index = 0;  // of the input
  // Points, more is better: with a reference, HaarPSI against it in %, less the price of having
  // moved against it; else what the result won of
  // true detail less what it lost by straying from its source and by what was added. The prices are
  // a table in rank.cc; contrast has none, so sharpening wins nothing.
  double score = 0.0;
  std::string reason;  // one sentence
};

// Best first; of equal ones the first stays first. A result of another scene is last, then come
// those that fail the gate (fewer failed rules first). Pointers other than to_reference must be
// set.
std::vector<Ranked> RankResults(const std::vector<RankInput>& inputs);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_RANK_H_
