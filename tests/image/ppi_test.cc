// SPDX-License-Identifier: Apache-2.0

#include "image/ppi.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

double Reconciled(double container, double exif, size_t expected_notes = 0) {
  std::vector<std::string> notes;
  const Ppi ppi = ReconcilePpi({container, container}, {exif, exif}, &notes);
  EXPECT_EQ(notes.size(), expected_notes) << container << " " << exif;
  return ppi.x;
}

TEST(ReconcilePpi, OneRuleDecides) {
  EXPECT_EQ(Reconciled(0, 0), 0);
  EXPECT_EQ(Reconciled(300, 0), 300);
  EXPECT_EQ(Reconciled(0, 240), 240);
  EXPECT_EQ(Reconciled(1, 240), 240);        // 1 ppi is no statement
  EXPECT_EQ(Reconciled(300, 300.2), 300.2);  // the same, with its fraction
  EXPECT_EQ(Reconciled(72, 300, 1), 300);    // a deliberate value beats a stock default
  EXPECT_EQ(Reconciled(300, 72, 1), 300);
  EXPECT_EQ(Reconciled(96, 72, 1), 96);  // both defaults: the container's
  EXPECT_EQ(Reconciled(250, 300, 1), 250);
}

}  // namespace
}  // namespace sharpscale
