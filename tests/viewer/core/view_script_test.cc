// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/view_script.h"

#include <gmock/gmock.h>

namespace sharpscale::viewer {
namespace {

TEST(ViewScriptTest, ReadsZoomPlaceSizeAndProfile) {
  EXPECT_EQ(*ParseZoom("100%"), 1.0);
  EXPECT_EQ(*ParseZoom("2"), 2.0);
  EXPECT_EQ(*ParseZoom("fit"), 0.0);
  EXPECT_FALSE(ParsePlace("worst")->has_value());
  EXPECT_EQ((*ParsePlace("3,4.5"))->y, 4.5);
  EXPECT_EQ(ParseWindowSize("1440x900")->height, 900);
  EXPECT_EQ(ParseProfile("0,0,30,40,25")->width, 25.0);
}

TEST(ViewScriptTest, RefusesAndSaysWhatIsAllowed) {
  ViewScript script;
  EXPECT_TRUE(script.Validate().ok());
  script.compare = "blend";
  EXPECT_NE(std::string(script.Validate().message()).find("split, flip, side, difference"),
            std::string::npos);
  for (const char* bad : {"", "0", "-5%", "abc", "1x"}) EXPECT_FALSE(ParseZoom(bad).ok()) << bad;
  for (const char* bad : {"1", "1,2,3", "x,y", ""}) EXPECT_FALSE(ParsePlace(bad).ok()) << bad;
  for (const char* bad : {"1440", "10x10", "99999x900", "axb"}) {
    EXPECT_FALSE(ParseWindowSize(bad).ok()) << bad;
  }
  EXPECT_FALSE(ParseProfile("1,1,2,2").ok());
}

}  // namespace
}  // namespace sharpscale::viewer
