// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/estimator.h
//
// What measures: collects from tiles, merges, and finishes into measurements. The engine makes one
// instance per worker and gives it any of the tiles in any order, so whatever an instance holds
// must not depend on order: integer counts, values kept per cell (CellGrid) and added up in Finish,
// sums of integers held in doubles (exact below 2^53), or sets chosen by place (see PlaceHash).

#ifndef SHARPSCALE_ANALYSIS_ESTIMATOR_H_
#define SHARPSCALE_ANALYSIS_ESTIMATOR_H_

#include <memory>
#include <string_view>
#include <vector>

#include "analysis/findings.h"
#include "analysis/picture_facts.h"
#include "analysis/tile.h"

namespace sharpscale {

class Estimator {
 public:
  virtual ~Estimator() = default;
  virtual void AddTile(const Tile& tile) = 0;
  // `other` is of the same class and saw other tiles of the same picture.
  virtual void Merge(const Estimator& other) = 0;
  // Called once, after all merges; says for each of its metrics a number, a word or why it is
  // unknown. `findings` already holds the metrics named in `needs`.
  virtual void Finish(const PictureFacts& facts, Findings* findings) = 0;
};

// A metric of another estimator that Finish reads; `only_for`: one of the own metrics that alone
// needs it ("" = all do), so that it is not measured where that one is not asked for.
struct EstimatorNeed {
  EstimatorNeed(const char* metric) : id(metric) {}  // NOLINT: a list of needs is a list of ids
  EstimatorNeed(const char* metric, const char* reader) : id(metric), only_for(reader) {}
  std::string_view id;
  std::string_view only_for;
};

struct EstimatorInfo {
  std::string_view name;
  std::vector<std::string_view> metrics;  // ids it finds
  std::vector<EstimatorNeed> needs;       // of estimators earlier in the table
  std::unique_ptr<Estimator> (*make)(const PictureFacts& facts);
};

// All estimators, in the order in which they finish. Adding one = its files + a line in
// estimator_table.cc + its metrics in metric_table.cc.
const std::vector<EstimatorInfo>& EstimatorTable();

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ESTIMATOR_H_
