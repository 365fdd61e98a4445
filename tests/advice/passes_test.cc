// SPDX-License-Identifier: Apache-2.0

#include "advice/passes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sharpscale {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ChoosePassesTest, SmallestThatCovers) {
  EXPECT_THAT(ChoosePasses(1.0), IsEmpty());
  EXPECT_THAT(ChoosePasses(1.1), IsEmpty());
  EXPECT_THAT(ChoosePasses(1.2), ElementsAre(2));
  EXPECT_THAT(ChoosePasses(2.0), ElementsAre(2));
  EXPECT_THAT(ChoosePasses(2.22), ElementsAre(3));
  EXPECT_THAT(ChoosePasses(3.0), ElementsAre(3));
  EXPECT_THAT(ChoosePasses(3.516), ElementsAre(4));
  EXPECT_THAT(ChoosePasses(4.156), ElementsAre(4));
  EXPECT_THAT(ChoosePasses(4.5), ElementsAre(3, 2));
  EXPECT_THAT(ChoosePasses(8.0), ElementsAre(4, 2));
  EXPECT_THAT(ChoosePasses(9.0), ElementsAre(3, 3));
  EXPECT_THAT(ChoosePasses(16.0), ElementsAre(4, 4));
  EXPECT_THAT(ChoosePasses(8.0, {2}), ElementsAre(2, 2, 2));
}

TEST(ChoosePassesTest, NeverOverFourAndNeverMuchMoreThanAsked) {
  for (double factor = 1.11; factor <= 16.0; factor += 0.01) {
    const std::vector<int> passes = ChoosePasses(factor);
    ASSERT_FALSE(passes.empty()) << factor;
    for (const int pass : passes) EXPECT_THAT(pass, testing::AllOf(testing::Ge(2), testing::Le(4)));
    EXPECT_GE(PassProduct(passes) * 1.1 + 1e-9, factor);
    EXPECT_LE(PassProduct(passes), 2.0 * factor);
  }
}

}  // namespace
}  // namespace sharpscale
