// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/action.h"

#include <gmock/gmock.h>

namespace sharpscale::viewer {
namespace {

using ::testing::HasSubstr;

Action Make(std::string id, std::string title, std::vector<std::string> keys, int* runs = nullptr) {
  Action action;
  action.id = std::move(id);
  action.title = std::move(title);
  action.menu = "View";
  action.keys = std::move(keys);
  action.run = [runs] {
    if (runs != nullptr) ++*runs;
  };
  return action;
}

TEST(KeyChordTest, ReadsModifiersAndKey) {
  const auto chord = ParseKeyChord("Ctrl+Shift+P");
  ASSERT_TRUE(chord.ok());
  EXPECT_TRUE(chord->ctrl && chord->shift && !chord->alt);
  EXPECT_EQ(chord->key, "P");
  EXPECT_EQ(KeyCaps(*chord), "Ctrl Shift P");
  EXPECT_EQ(KeyCaps(*ParseKeyChord("Escape")), "Esc");
}

TEST(KeyChordTest, RefusesNonsense) {
  for (const char* bad : {"", "Ctrl+", "Ctrl+Ctrl+A", "Hyper+A", "p", "F13", "Ctrl+Enterx"}) {
    EXPECT_FALSE(ParseKeyChord(bad).ok()) << bad;
  }
}

TEST(ActionTableTest, AChordBelongsToOneAction) {
  ActionTable table;
  ASSERT_TRUE(table.Add(Make("a", "First", {"F"})).ok());
  const absl::Status twice = table.Add(Make("b", "Second", {"F"}));
  EXPECT_THAT(std::string(twice.message()), HasSubstr("already runs 'a'"));
  EXPECT_FALSE(table.Add(Make("a", "Again", {})).ok());
}

TEST(ActionTableTest, RunsOnlyWhatIsEnabled) {
  ActionTable table;
  int runs = 0;
  bool enabled = false;
  Action action = Make("a", "First", {"Ctrl+O"}, &runs);
  action.enabled = [&] { return enabled; };
  ASSERT_TRUE(table.Add(std::move(action)).ok());
  EXPECT_FALSE(table.Run("a"));
  enabled = true;
  EXPECT_TRUE(table.Run("a"));
  EXPECT_EQ(runs, 1);
  ASSERT_NE(table.Match({true, false, false, "O"}), nullptr);
  EXPECT_EQ(table.Match({false, false, false, "O"}), nullptr);
  EXPECT_EQ(table.Caps("a"), "Ctrl O");
}

TEST(ActionTableTest, PaletteFindsBySubsequenceTitlesFirst) {
  ActionTable table;
  ASSERT_TRUE(table.Add(Make("view.fit", "Fit to window", {})).ok());
  ASSERT_TRUE(table.Add(Make("view.flip", "Flip source and result", {})).ok());
  ASSERT_TRUE(table.Add(Make("file.export", "Export result", {})).ok());
  EXPECT_EQ(table.Search("").size(), 3u);
  ASSERT_FALSE(table.Search("fit").empty());
  EXPECT_EQ(table.Search("fit")[0]->id, "view.fit");
  ASSERT_FALSE(table.Search("EXP").empty());
  EXPECT_EQ(table.Search("EXP")[0]->id, "file.export");
  EXPECT_TRUE(table.Search("zzz").empty());
}

}  // namespace
}  // namespace sharpscale::viewer
