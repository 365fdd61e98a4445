// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/cached.h"

#include <gmock/gmock.h>

#include <string>

namespace sharpscale::viewer {
namespace {

TEST(CachedTest, KeepsTheOldValueUntilTheNewOneComes) {
  Cached<int, std::string> cached;
  EXPECT_TRUE(cached.NeedsWork(1));
  cached.Start(1, 7);
  EXPECT_FALSE(cached.NeedsWork(1));
  EXPECT_EQ(cached.job(), 7u);
  EXPECT_TRUE(cached.Finish(1, std::string("one")));
  EXPECT_FALSE(cached.IsStale(1));
  EXPECT_TRUE(cached.IsStale(2));
  cached.Start(2, 8);
  EXPECT_EQ(*cached.value(), "one");
  EXPECT_TRUE(cached.Finish(2, std::string("two")));
  EXPECT_EQ(*cached.value(), "two");
}

TEST(CachedTest, DropsAnAnswerNobodyWantsAnyMore) {
  Cached<int, std::string> cached;
  cached.Start(1, 1);
  cached.Start(2, 2);
  EXPECT_FALSE(cached.Finish(1, std::string("late")));
  EXPECT_EQ(cached.value(), nullptr);
  EXPECT_TRUE(cached.busy());
}

TEST(CachedTest, AnErrorIsNotAskedAgainButACancelIs) {
  Cached<int, std::string> cached;
  cached.Start(1, 1);
  EXPECT_TRUE(cached.Finish(1, absl::InvalidArgumentError("no")));
  EXPECT_FALSE(cached.error().ok());
  EXPECT_FALSE(cached.NeedsWork(1));
  cached.Start(2, 1);
  EXPECT_FALSE(cached.Finish(2, absl::CancelledError("stop")));
  EXPECT_TRUE(cached.NeedsWork(2));
}

}  // namespace
}  // namespace sharpscale::viewer
