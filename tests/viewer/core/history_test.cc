// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/history.h"

#include <gmock/gmock.h>

namespace sharpscale::viewer {
namespace {

TEST(HistoryTest, UndoesAndRedoes) {
  History<int> history(1);
  EXPECT_FALSE(history.CanUndo());
  history.Set(2, "to two");
  history.Set(3, "to three");
  EXPECT_EQ(history.UndoLabel(), "to three");
  EXPECT_TRUE(history.Undo());
  EXPECT_EQ(history.value(), 2);
  EXPECT_EQ(history.RedoLabel(), "to three");
  EXPECT_TRUE(history.Redo());
  EXPECT_EQ(history.value(), 3);
  EXPECT_FALSE(history.Redo());
}

TEST(HistoryTest, ANewValueForgetsWhatWasUndone) {
  History<int> history(1);
  history.Set(2, "a");
  history.Undo();
  history.Set(5, "b");
  EXPECT_FALSE(history.CanRedo());
  history.Undo();
  EXPECT_EQ(history.value(), 1);
}

TEST(HistoryTest, DraggingOneControlIsOneEntry) {
  History<int> history(0);
  for (int i = 1; i <= 50; ++i) history.Set(i, "drag", "slider");
  history.EndMerge();
  history.Set(60, "drag", "slider");
  EXPECT_TRUE(history.Undo());
  EXPECT_EQ(history.value(), 50);
  EXPECT_TRUE(history.Undo());
  EXPECT_EQ(history.value(), 0);
}

TEST(HistoryTest, StaysBounded) {
  History<int> history(0);
  for (int i = 1; i <= 1000; ++i) history.Set(i, "x");
  int undone = 0;
  while (history.Undo()) ++undone;
  EXPECT_EQ(undone, static_cast<int>(History<int>::kMaxEntries) - 1);
}

}  // namespace
}  // namespace sharpscale::viewer
