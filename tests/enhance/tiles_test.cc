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
        for (const NetworkTile& t :
             TilesOfStrip(width, 100, 10, 30, {tile, tile}, 7, granularity)) {
          covered(cv::Rect(t.core.x, t.core.y, t.core.width, t.core.height)) += 1;
        }
        EXPECT_EQ(cv::countNonZero(covered.rowRange(10, 30) != 1), 0) << width << " " << tile;
        EXPECT_EQ(cv::countNonZero(covered.rowRange(0, 10)), 0);
      }
    }
  }
}

TEST(TilesTest, WindowsCarryTheOverlapExceptAtBorders) {
  for (const NetworkTile& t : TilesOfStrip(300, 200, 64, 128, {64, 64}, 13, 2)) {
    EXPECT_EQ(t.window.x % 2, 0);
    EXPECT_EQ(t.core.x % 2, 0);
    EXPECT_TRUE(t.window.x == 0 || t.core.x - t.window.x == 14);
    EXPECT_TRUE(t.window.br().x == 300 || t.window.br().x - t.core.br().x == 14);
    EXPECT_EQ(t.window.y, 50);
    EXPECT_EQ(t.window.br().y, 142);
  }
}

TEST(TilesTest, LanesFinishTogetherWithoutNeedlessOverlaps) {
  EXPECT_EQ(TileForLanes({12000, 384}, 384, 12, 2), cv::Size(375, 384));
  EXPECT_EQ(TileForLanes({5 * 768, 768}, 768, 12, 2), cv::Size(5 * 768 / 6, 768));  // not 2 and 3
  // A small picture is halved, not quartered: two lanes need no more.
  EXPECT_EQ(TileForLanes({126, 126}, 512, 12, 2), cv::Size(63, 126));
  EXPECT_EQ(TileForLanes({512, 300}, 512, 12, 2), cv::Size(256, 300));
  EXPECT_EQ(TileForLanes({512, 512}, 512, 12, 1), cv::Size(512, 512));
  // Parts stay worth their overlap, however many lanes there are.
  EXPECT_EQ(TileForLanes({100, 100}, 512, 12, 64), cv::Size(25, 25));
  EXPECT_EQ(TileForLanes({40, 40}, 512, 12, 64), cv::Size(40, 40));
  EXPECT_EQ(TileForLanes({512, 512}, 64, 12, 16), cv::Size(64, 64));
  EXPECT_EQ(TileForLanes({100, 100}, 512, 0, 4).area(), 50 * 50);
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
