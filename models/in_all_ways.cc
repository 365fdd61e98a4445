// SPDX-License-Identifier: Apache-2.0

#include "models/in_all_ways.h"

#include <opencv2/imgproc.hpp>
#include <utility>

#include "image/status_macros.h"
#include "models/tile_unit.h"
#include "models/whole_cells.h"
#include "models/wrapped_network.h"

namespace sharpscale {
namespace {

// Where the 8x8 grid begins along one side of a tile that begins at `origin`, seen from the tile's
// first px, or from its last where the tile is flipped.
int GridInTile(int grid, int origin, int length, bool flipped) {
  return (flipped ? origin + length - grid : grid - origin) & 7;
}

class AllWays : public WrappedNetwork {
 public:
  explicit AllWays(std::shared_ptr<const Network> network) : WrappedNetwork(std::move(network)) {}

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    const cv::Mat filled = WholeCells(tile, TileUnit(granularity()));
    cv::Mat sum;
    for (int way = 0; way < 8; ++way) {
      SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat result, RunOneWay(filled, conditions, origin, way));
      if (sum.empty()) {
        sum = result;
      } else if (sum.size() == result.size() && sum.type() == result.type()) {
        sum += result;
      } else {
        return absl::InternalError("the network returned another size for a turned tile");
      }
    }
    sum *= 1.0 / 8.0;
    if (sum.size() != filled.size() * scale()) return sum;  // the caller says what is wrong
    return sum(cv::Rect(0, 0, tile.cols * scale(), tile.rows * scale())).clone();
  }

 private:
  absl::StatusOr<cv::Mat> RunOneWay(const cv::Mat& tile,
                                    const Conditions& conditions,
                                    cv::Point origin,
                                    int way) const {
    const bool flip_x = (way & 1) != 0, flip_y = (way & 2) != 0, turn = (way & 4) != 0;
    const int code = flip_x && flip_y ? -1 : flip_x ? 1 : 0;
    cv::Mat turned = tile;
    Conditions seen = conditions;
    seen.grid_x = GridInTile(conditions.grid_x, origin.x, tile.cols, flip_x);
    seen.grid_y = GridInTile(conditions.grid_y, origin.y, tile.rows, flip_y);
    if (flip_x || flip_y) {
      turned = cv::Mat();  // never into the tile itself
      cv::flip(tile, turned, code);
    }
    if (turn) {
      const cv::Mat upright = turned;
      turned = cv::Mat();
      cv::transpose(upright, turned);
      std::swap(seen.grid_x, seen.grid_y);
    }
    SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat result, inner().Run(turned, seen, cv::Point()));
    if (turn) {
      cv::Mat upright;
      cv::transpose(result, upright);
      result = upright;
    }
    if (flip_x || flip_y) cv::flip(result, result, code);
    return result;
  }
};

}  // namespace

std::shared_ptr<const Network> InAllWays(std::shared_ptr<const Network> network) {
  return std::make_shared<AllWays>(std::move(network));
}

}  // namespace sharpscale
