// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/tile_loader.h"

#include <gmock/gmock.h>

#include <opencv2/core.hpp>

namespace sharpscale::viewer {
namespace {

std::shared_ptr<Pyramid> Picture(int width, int height) {
  Image image;
  image.pixels.create(height, width, CV_8UC1);
  cv::RNG random(9);
  random.fill(image.pixels, cv::RNG::UNIFORM, 0, 256);
  return std::make_shared<Pyramid>(image);
}

TEST(TilesCoveringTest, CoversTheAreaOnceNearestFirst) {
  const auto picture = Picture(1000, 700);
  const auto tiles = TilesCovering(picture, 0, {100, 100, 600, 500}, 256, 1);
  EXPECT_EQ(tiles.size(), 9u);
  EXPECT_EQ(tiles.front().key.column, 1);
  EXPECT_EQ(tiles.front().key.row, 1);
  cv::Mat covered = cv::Mat::zeros(700, 1000, CV_8UC1);
  for (const TileRequest& tile : tiles) {
    const cv::Rect inner(
        tile.rect.x + 1, tile.rect.y + 1, tile.rect.width - 2, tile.rect.height - 2);
    covered(inner) += 1;
  }
  double low = 0.0;
  double high = 0.0;
  cv::minMaxLoc(covered(cv::Rect(100, 100, 600, 500)), &low, &high);
  EXPECT_EQ(low, 1.0);
  EXPECT_EQ(high, 1.0);
  EXPECT_TRUE(TilesCovering(picture, 0, {2000, 0, 10, 10}, 256, 1).empty());
}

TEST(TileLoaderTest, MakesWhatIsWantedInOrder) {
  const auto picture = Picture(600, 600);
  TileLoader loader;
  const auto wanted = TilesCovering(picture, 0, {0, 0, 600, 600}, 128, 1);
  loader.Request(wanted);
  std::vector<LoadedTile> tiles;
  while (tiles.size() < wanted.size()) {
    loader.Wait();
    for (LoadedTile& tile : loader.TakeReady(3)) tiles.push_back(std::move(tile));
  }
  for (size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_TRUE(tiles[i].key == wanted[i].key);
    EXPECT_EQ(tiles[i].pixels.size(), wanted[i].rect.size());
  }
  EXPECT_TRUE(loader.Idle());
}

TEST(TileLoaderTest, ForgetsWhatIsNotRepeatedAndStaysWithinItsMemory) {
  const auto picture = Picture(4000, 4000);
  TileLoader loader({}, 1 << 20);
  loader.Request(TilesCovering(picture, 0, {0, 0, 4000, 4000}, 256, 0));
  loader.Wait();
  loader.Request({});
  std::vector<LoadedTile> tiles;
  while (!loader.Idle()) {
    loader.Wait();
    for (LoadedTile& tile : loader.TakeReady(100)) tiles.push_back(std::move(tile));
  }
  // 256 KiB a tile: four fill the budget, one may be in work.
  EXPECT_LE(tiles.size(), 5u);
  EXPECT_GE(tiles.size(), 1u);
}

TEST(TileLoaderTest, ClosingWithWorkLeftIsQuiet) {
  const auto picture = Picture(4000, 4000);
  TileLoader loader;
  loader.Request(TilesCovering(picture, 0, {0, 0, 4000, 4000}, 256, 0));
}

}  // namespace
}  // namespace sharpscale::viewer
