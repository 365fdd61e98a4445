// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/lru_budget.h"

#include <gmock/gmock.h>

#include <vector>

namespace sharpscale::viewer {
namespace {

TEST(LruBudgetTest, OldestGoFirstAndAreReleased) {
  std::vector<int> released;
  LruBudget<int, int> cache(30, [&](int& v) { released.push_back(v); });
  for (int i = 1; i <= 3; ++i) {
    cache.BeginFrame();
    cache.Put(i, i * 100, 10);
  }
  cache.BeginFrame();
  ASSERT_NE(cache.Touch(1), nullptr);
  cache.Put(4, 400, 10);
  EXPECT_EQ(cache.bytes(), 30);
  EXPECT_THAT(released, ::testing::ElementsAre(200));
  EXPECT_TRUE(cache.Has(1));
  EXPECT_EQ(cache.Touch(2), nullptr);
}

TEST(LruBudgetTest, WhatIsOnScreenStaysEvenOverBudget) {
  LruBudget<int, int> cache(20);
  cache.BeginFrame();
  for (int i = 0; i < 5; ++i) cache.Put(i, i, 10);
  EXPECT_EQ(cache.bytes(), 50);
  cache.BeginFrame();
  cache.Put(9, 9, 10);
  EXPECT_LE(cache.bytes(), 20);
  EXPECT_TRUE(cache.Has(9));
}

TEST(LruBudgetTest, RemoveIfAndReplaceKeepTheAccount) {
  LruBudget<int, int> cache(1000);
  for (int i = 0; i < 10; ++i) cache.Put(i, i, 10);
  cache.Put(3, 33, 50);
  EXPECT_EQ(cache.bytes(), 140);
  cache.RemoveIf([](int key) { return key % 2 == 1; });
  EXPECT_EQ(cache.bytes(), 50);
  EXPECT_EQ(cache.size(), 5u);
}

}  // namespace
}  // namespace sharpscale::viewer
