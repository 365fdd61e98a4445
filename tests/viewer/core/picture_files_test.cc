// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/picture_files.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace sharpscale::viewer {
namespace {

namespace fs = std::filesystem;

TEST(PictureFilesTest, EndingsDecide) {
  EXPECT_TRUE(LooksLikePicture("a/b.JPG"));
  EXPECT_TRUE(LooksLikePicture("x.jxl"));
  EXPECT_FALSE(LooksLikePicture("notes.txt"));
  EXPECT_FALSE(LooksLikePicture("jpg"));
}

TEST(PictureFilesTest, NumbersSortByValue) {
  EXPECT_TRUE(NaturalLess("img2.jpg", "img10.jpg"));
  EXPECT_FALSE(NaturalLess("img10.jpg", "img2.jpg"));
  EXPECT_TRUE(NaturalLess("IMG2", "img3"));
  EXPECT_TRUE(NaturalLess("a", "ab"));
  EXPECT_FALSE(NaturalLess("a", "a"));
}

TEST(PictureFilesTest, FoldersGiveTheirPictures) {
  const fs::path root = fs::path(::testing::TempDir()) / "sharpscale_picture_files";
  fs::remove_all(root);
  fs::create_directories(root / "sub");
  fs::create_directories(root / ".hidden");
  for (const char* name :
       {"b10.png", "b9.png", "notes.txt", "sub/c.jpg", ".hidden/d.jpg", ".e.jpg"}) {
    std::ofstream(root / name) << "x";
  }
  const std::vector<std::string> files = ExpandPaths({root.string(), "given.any"});
  ASSERT_EQ(files.size(), 4u);
  EXPECT_EQ(fs::path(files[0]).filename(), "b9.png");
  EXPECT_EQ(fs::path(files[1]).filename(), "b10.png");
  EXPECT_EQ(files[3], "given.any");
  const std::vector<FolderEntry> listed = ListFolder(root.string());
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_TRUE(listed[0].folder);
  EXPECT_TRUE(ListFolder((root / "missing").string()).empty());
  fs::remove_all(root);
}

}  // namespace
}  // namespace sharpscale::viewer
