// SPDX-License-Identifier: Apache-2.0

#include "enhance/batch/worklist.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/enhance/batch/temp_folder.h"

namespace sharpscale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Names(const std::vector<WorkItem>& items) {
  std::vector<std::string> names;
  for (const WorkItem& item : items) names.push_back(item.name);
  return names;
}

TEST(ListWork, WalksMirrorsAndLeavesOthersOut) {
  const TempFolder in;
  in.Write("b.JPG", "");
  in.Write("deep/er/a 图片 '1'.png", "");
  in.Write("notes.txt", "");
  in.Write(".hidden.png", "");
  in.Write(".git/x.png", "");
  in.Write("out/b.JPG", "");  // the output folder lies inside the input
  WorklistOptions options;
  options.output_folder = in / "out";
  const auto items = ListWork({in.path()}, options);
  ASSERT_TRUE(items.ok()) << items.status();
  EXPECT_THAT(Names(*items), ElementsAre("b.JPG", "deep/er/a 图片 '1'.png"));
  EXPECT_EQ((*items)[0].output, in / "out/b.JPG");
  EXPECT_EQ((*items)[1].output, in / "out/deep/er/a 图片 '1'.png");
}

TEST(ListWork, OutputsNeverMeet) {
  const TempFolder in;
  for (const char* name : {"a.jpg", "a.tif", "b.jpg", "c.heic"}) in.Write(name, "");
  WorklistOptions options;
  options.output_folder = "/out";
  options.output_extension = ".png";
  const auto items = ListWork({in.path()}, options);
  ASSERT_TRUE(items.ok()) << items.status();
  std::vector<std::string> outputs;
  for (const WorkItem& item : *items) outputs.push_back(item.output);
  EXPECT_THAT(outputs, ElementsAre("/out/a.jpg.png", "/out/a.tif.png", "/out/b.png", "/out/c.png"));
  // Without a wanted ending each keeps its own, and formats that are not written become PNG.
  options.output_extension = "";
  const auto kept = ListWork({in.path()}, options);
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ((*kept)[0].output, "/out/a.jpg");
  EXPECT_EQ((*kept)[3].output, "/out/c.png");
}

TEST(ListWork, ShardsPartitionTheWorkAndNameOutputsAlike) {
  const TempFolder in;
  for (int i = 0; i < 100; ++i) in.Write(fmt::format("p{:03}.jpg", i), "");
  in.Write("p000.png", "");
  WorklistOptions options;
  options.output_folder = "/out";
  options.output_extension = ".jpg";
  options.shards = 4;
  std::set<std::string> outputs;
  size_t count = 0;
  for (options.shard = 0; options.shard < 4; ++options.shard) {
    const auto items = ListWork({in.path()}, options);
    ASSERT_TRUE(items.ok());
    EXPECT_GT(items->size(), 12u) << "shard " << options.shard << " is starved";
    count += items->size();
    for (const WorkItem& item : *items) outputs.insert(item.output);
  }
  EXPECT_EQ(count, 101u);
  EXPECT_EQ(outputs.size(), 101u);
}

TEST(ListWork, SeveralRootsAreToldApart) {
  const TempFolder in;
  in.Write("x/a.jpg", "");
  in.Write("y/a.jpg", "");
  WorklistOptions options;
  options.output_folder = "/out";
  const auto items = ListWork({in / "x/", in / "y"}, options);
  ASSERT_TRUE(items.ok()) << items.status();
  EXPECT_THAT(Names(*items), ElementsAre("x/a.jpg", "y/a.jpg"));
  in.Write("z/x/a.jpg", "");
  EXPECT_THAT(std::string(ListWork({in / "x", in / "z/x"}, options).status().message()),
              HasSubstr("named 'x'"));
}

// Tools make JPEG of PNG: the source of deep/a.jpg may be deep/a.png.
TEST(TwinOf, EndingsMayDiffer) {
  const TempFolder in;
  in.Write("a.png", "");
  in.Write("b.jpg", "");
  in.Write("b.png", "");
  in.Write("deep/c.tif", "");
  in.Write("deep/c.txt", "");
  in.Write("d.png", "");
  in.Write("d.webp", "");
  EXPECT_EQ(*TwinOf(in.path(), "a.jpg"), in / "a.png");
  EXPECT_EQ(*TwinOf(in.path(), "b.jpg"), in / "b.jpg");
  EXPECT_EQ(*TwinOf(in.path(), "deep/c.webp"), in / "deep/c.tif");
  const auto several = TwinOf(in.path(), "d.jpg");
  EXPECT_THAT(std::string(several.status().message()), HasSubstr("d.png, d.webp"));
  EXPECT_EQ(TwinOf(in.path(), "e.jpg").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(TwinOf(in / "none", "a.jpg").status().message()),
              HasSubstr("no such folder"));
}

TEST(ListWork, SaysWhatIsWrong) {
  WorklistOptions options;
  options.output_folder = "/out";
  EXPECT_EQ(ListWork({"/no/such"}, options).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(ListWork({"/dev/null"}, options).status().message()),
              HasSubstr("neither a folder nor a file"));
  EXPECT_EQ(ListWork({}, options).status().code(), absl::StatusCode::kInvalidArgument);
  options.shard = 2;
  options.shards = 2;
  EXPECT_THAT(std::string(ListWork({"/"}, options).status().message()), HasSubstr("shard 2 of 2"));
}

}  // namespace
}  // namespace sharpscale
