// SPDX-License-Identifier: Apache-2.0

#include "enhance/network_shelf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "models/catalogue.h"

namespace sharpscale {
namespace {

TEST(NetworkShelfTest, WhereAFileIsDamagedTheNextTierServesAndItIsSaid) {
  const absl::StatusOr<Catalogue> installed = LoadCatalogue();
  ASSERT_TRUE(installed.ok()) << installed.status();
  const std::string folder = ::testing::TempDir() + "/network_shelf_test";
  std::filesystem::remove_all(folder);
  std::filesystem::copy(installed->folder, folder, std::filesystem::copy_options::recursive);
  const std::string weights = folder + "/" + installed->Find("upscale-x2-std")->file;
  std::filesystem::resize_file(weights, 1000);
  ASSERT_EQ(setenv("SHARPSCALE_MODELS", folder.c_str(), 1), 0);

  const std::shared_ptr<NetworkShelf> shelf = MakeCatalogueShelf();
  NetworkRequest request;
  request.task = "upscale";
  request.scale = 2;
  request.tier = "std";
  const absl::StatusOr<ShelfNetwork> fast = shelf->Get(request);
  ASSERT_TRUE(fast.ok()) << fast.status();
  EXPECT_EQ(fast->id, "upscale-x2-fast");
  EXPECT_THAT(fast->lacking, testing::HasSubstr(weights));
  // What is made of it, too: one pass in its place.
  request.scale = 4;
  request.tier = "hq";
  const absl::StatusOr<ShelfNetwork> one_pass = shelf->Get(request);
  ASSERT_TRUE(one_pass.ok()) << one_pass.status();
  EXPECT_EQ(one_pass->id, "upscale-x4-std");
  EXPECT_FALSE(one_pass->lacking.empty());
  request.tier = "std";
  EXPECT_EQ(shelf->Get(request)->lacking, "");
  // Nobody else's place is taken when it is named itself.
  request.model = "upscale-x2-std";
  EXPECT_FALSE(shelf->Get(request).ok());
}

}  // namespace
}  // namespace sharpscale
