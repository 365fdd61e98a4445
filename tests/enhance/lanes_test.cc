// SPDX-License-Identifier: Apache-2.0

#include "enhance/lanes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace sharpscale {
namespace {

TEST(LanesTest, EveryPieceIsDoneOnce) {
  for (const int lanes : {1, 3, 8}) {
    for (const int count : {0, 1, 2, 100}) {
      std::vector<std::atomic<int>> done(count);
      RunInLanes(lanes, count, [&](int i) { ++done[i]; });
      for (const std::atomic<int>& times : done) EXPECT_EQ(times, 1);
    }
  }
}

TEST(LanesTest, WhatIsThrownArrives) {
  EXPECT_THROW(RunInLanes(4,
                          20,
                          [](int i) {
                            if (i == 7) throw std::runtime_error("seven");
                          }),
               std::runtime_error);
}

TEST(LanesTest, ThreadsAreCounted) {
  EXPECT_EQ(LaneCount(3), 3);
  EXPECT_GE(LaneCount(0), 1);
}

}  // namespace
}  // namespace sharpscale
