// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/settings.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "viewer/core/target_json.h"

namespace sharpscale::viewer {
namespace {

TEST(SettingsTest, SurviveTheirOwnText) {
  Settings settings;
  settings.theme = ThemeName::kLight;
  settings.ui_scale = 1.5;
  settings.gate_profile = "web";
  const auto read = SettingsFromText(SettingsToText(settings));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->theme, ThemeName::kLight);
  EXPECT_EQ(read->ui_scale, 1.5);
  EXPECT_EQ(read->gate_profile, "web");
}

TEST(SettingsTest, OddFieldsKeepDefaultsAndDamageIsAnError) {
  const auto read = SettingsFromText(R"({"theme": 7, "ui_scale": 99, "texture_bytes": "x"})");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->ui_scale, 0.0);
  EXPECT_EQ(read->theme, ThemeName::kDark);
  EXPECT_FALSE(SettingsFromText("{").ok());
  EXPECT_FALSE(SettingsFromText("[1]").ok());
}

TEST(SessionTest, SurvivesItsOwnText) {
  Session session;
  session.files = {{"/a/b.jpg", "/a/c.png"}, {"/a/d \"quoted\".jpg", ""}};
  session.current = 1;
  session.AddRecent("/one");
  session.AddRecent("/two");
  session.AddRecent("/one");
  session.target.print_width_in = 10.0;
  session.target.fit = FitMode::kCover;
  session.look.compare = CompareMode::kDifference;
  session.look.overlay = "halo.overshoot";
  session.look.colour_map = ColourMap::kCividis;
  session.zoom = 2.0;
  session.centre_x = 17.25;
  session.window_width = 1440;
  session.window_height = 900;
  session.dock_open = false;
  const auto read = SessionFromText(SessionToText(session));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->files.size(), 2u);
  EXPECT_EQ(read->files[0].result, "/a/c.png");
  EXPECT_EQ(read->files[1].source, "/a/d \"quoted\".jpg");
  EXPECT_EQ(read->current, 1);
  EXPECT_THAT(read->recent, ::testing::ElementsAre("/one", "/two"));
  EXPECT_EQ(read->target.print_width_in, 10.0);
  EXPECT_EQ(read->target.fit, FitMode::kCover);
  EXPECT_EQ(read->look.compare, CompareMode::kDifference);
  EXPECT_EQ(read->look.overlay, "halo.overshoot");
  EXPECT_EQ(read->look.colour_map, ColourMap::kCividis);
  EXPECT_EQ(read->zoom, 2.0);
  EXPECT_EQ(read->centre_x, 17.25);
  EXPECT_EQ(read->window_width, 1440);
  EXPECT_FALSE(read->dock_open);
}

TEST(SessionTest, BadUtf8InAPathDoesNotBreakTheFile) {
  Session session;
  session.files = {{"/a/\xff.jpg", ""}};
  EXPECT_TRUE(SessionFromText(SessionToText(session)).ok());
}

TEST(TargetKeyTest, EqualTargetsHaveEqualKeysWhateverTheirLabel) {
  Target a;
  a.print_width_in = 8.0;
  Target b = a;
  b.label = "other words";
  EXPECT_EQ(TargetKey(a), TargetKey(b));
  b.ppi = 240;
  EXPECT_NE(TargetKey(a), TargetKey(b));
}

TEST(SettingsPathTest, FollowsTheXdgFolders) {
  setenv("XDG_CONFIG_HOME", "/cfg", 1);
  EXPECT_EQ(SettingsPath(), "/cfg/sharpscale/viewer.json");
  setenv("XDG_CONFIG_HOME", "relative", 1);
  setenv("HOME", "/home/u", 1);
  EXPECT_EQ(SettingsPath(), "/home/u/.config/sharpscale/viewer.json");
  unsetenv("XDG_STATE_HOME");
  EXPECT_EQ(SessionPath(), "/home/u/.local/state/sharpscale/session.json");
}

TEST(WriteTextFileTest, MakesTheFolderAndLeavesNothingBeside) {
  const std::filesystem::path root =
      std::filesystem::path(::testing::TempDir()) / "sharpscale_settings_test";
  std::filesystem::remove_all(root);
  const std::string path = (root / "a" / "b.json").string();
  ASSERT_TRUE(WriteTextFile(path, "one").ok());
  ASSERT_TRUE(WriteTextFile(path, "two").ok());
  EXPECT_EQ(*ReadTextFile(path), "two");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(root / "a")) files += entry.exists();
  EXPECT_EQ(files, 1);
  EXPECT_TRUE(absl::IsNotFound(ReadTextFile((root / "none").string()).status()));
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace sharpscale::viewer
