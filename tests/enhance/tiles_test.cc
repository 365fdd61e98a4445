// SPDX-License-Identifier: Apache-2.0

#include "enhance/tiles.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

TEST(TilesTest, CoresCoverEveryPixelOnce) {
  for (const int width : {1, 2, 17, 128, 129, 400}) {
    for (const int tile : {16, 100, 128, 1000}) {
      for (const int granularity : {1, 2}) {
        cv::Mat1b covered(40, width, uchar{0});
        for (const Tile& t : TilesOfStrip(width, 100, 10, 30, tile, 7, granularity)) {
          covered(cv::Rect(t.core.x, t.core.y, t.core.width, t.core.height)) += 1;
        }
        EXPECT_EQ(cv::countNonZero(covered.rowRange(10, 30) != 1), 0) << width << " " << tile;
        EXPECT_EQ(cv::countNonZero(covered.rowRange(0, 10)), 0);
      }
    }
  }
}

TEST(TilesTest, WindowsCarryTheOverlapExceptAtBorders) {
  for (const Tile& t : TilesOfStrip(300, 200, 64, 128, 64, 13, 2)) {
    EXPECT_EQ(t.window.x % 2, 0);
    EXPECT_EQ(t.core.x % 2, 0);
    EXPECT_TRUE(t.window.x == 0 || t.core.x - t.window.x == 14);
    EXPECT_TRUE(t.window.br().x == 300 || t.window.br().x - t.core.br().x == 14);
    EXPECT_EQ(t.window.y, 50);
    EXPECT_EQ(t.window.br().y, 142);
  }
}

TEST(TilesTest, LanesGetTilesEachUnlessTheyBecomeTooSmall) {
  EXPECT_EQ(TileForLanes(12000, 384, 384, 2), 384);
  const int side = TileForLanes(512, 512, 512, 2);
  EXPECT_GE(TilesOfStrip(512, 512, 0, 512, side, 12, 1).size(), 4u);
  EXPECT_EQ(TileForLanes(100, 100, 512, 64), 96);
  EXPECT_EQ(TileForLanes(512, 512, 512, 1), 512);
  EXPECT_EQ(TileForLanes(5 * 768, 768, 768, 2), 5 * 768 / 6);  // not two and three
  EXPECT_EQ(TileForLanes(512, 512, 64, 16), 64);
}

TEST(TilesTest, BytesGrowWithTileAndScale) {
  for (const bool holds_maps : {false, true}) {
    EXPECT_LT(TileBytes(128, 16, 2, holds_maps), TileBytes(256, 16, 2, holds_maps));
    EXPECT_LT(TileBytes(256, 16, 2, holds_maps), TileBytes(256, 16, 4, holds_maps));
  }
  EXPECT_LT(TileBytes(512, 16, 2, false), TileBytes(512, 16, 2, true) / 2);
}

}  // namespace
}  // namespace sharpscale
