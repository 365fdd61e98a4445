// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/view.h"

#include <gmock/gmock.h>

#include <random>

namespace sharpscale::viewer {
namespace {

TEST(ViewTest, FitShowsTheWholePictureAndNeverEnlarges) {
  View view;
  view.SetViewport(1000, 800);
  view.Fit(4000, 2000, 0.0);
  EXPECT_DOUBLE_EQ(view.zoom(), 0.25);
  EXPECT_DOUBLE_EQ(view.ViewportAt({0, 0}).y, 150.0);
  view.Fit(100, 100, 0.0);
  EXPECT_DOUBLE_EQ(view.zoom(), 1.0);
  EXPECT_TRUE(view.fitted());
}

TEST(ViewTest, ZoomKeepsThePixelUnderThePointer) {
  View view;
  view.SetViewport(1000, 800);
  view.Fit(6000, 4000);
  const ViewportPoint pointer{733, 211};
  const PicturePoint before = view.PictureAt(pointer);
  for (const double zoom : {0.5, 1.0, 3.0, 8.0}) {
    view.ZoomAt(zoom, pointer);
    // The corner lies on whole device pixels: at most half a screen pixel of play per step.
    EXPECT_NEAR(view.ViewportAt(before).x, pointer.x, 4.0 * zoom) << zoom;
    const PicturePoint after = view.PictureAt(pointer);
    EXPECT_NEAR(after.x, before.x, 3.0);
    EXPECT_NEAR(after.y, before.y, 3.0);
  }
}

TEST(ViewTest, OriginLiesOnWholeDevicePixels) {
  View view;
  view.SetViewport(1001, 777);
  view.Fit(6000, 4000);
  view.ZoomAt(1.0, {123.4, 56.7});
  view.Pan(0.37, -0.61);
  EXPECT_DOUBLE_EQ(view.Origin().x, std::round(view.Origin().x));
  EXPECT_DOUBLE_EQ(view.Origin().y, std::round(view.Origin().y));
}

TEST(ViewTest, WheelStopsAtHundredPercentAndFourNotchesDouble) {
  View view;
  view.SetViewport(800, 600);
  view.SetZoom(0.9);
  view.ZoomByNotches(1, {1, 1});
  EXPECT_DOUBLE_EQ(view.zoom(), 1.0);
  view.ZoomByNotches(4, {1, 1});
  EXPECT_DOUBLE_EQ(view.zoom(), 2.0);
  view.ZoomStep(+1);
  EXPECT_DOUBLE_EQ(view.zoom(), 4.0);
  view.SetZoom(3.0);
  view.ZoomStep(-1);
  EXPECT_DOUBLE_EQ(view.zoom(), 2.0);
}

// A source and its enlargement stay in register at every zoom and place: the same scene point lies
// within half a device pixel, whether the source or the result leads.
TEST(ViewTest, SourceAndEnlargementStayInRegister) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int trial = 0; trial < 200; ++trial) {
    const int w = 200 + static_cast<int>(unit(random) * 800);
    const int h = 200 + static_cast<int>(unit(random) * 800);
    const Placement source_in_result = PlacementBySize(w, h, 4 * w, 4 * h);
    View view;
    view.SetViewport(300 + unit(random) * 900, 300 + unit(random) * 600);
    view.Fit(w, h);
    view.ZoomAt(0.05 * std::exp2(unit(random) * 10.0), {unit(random) * 300, unit(random) * 300});
    const PicturePoint scene{unit(random) * w, unit(random) * h};
    const ViewportPoint alone = view.ViewportAt(scene);
    const double zoom = view.zoom();
    view.ChangeLead(source_in_result);
    EXPECT_NEAR(view.zoom(), zoom / 4.0, 1e-12);
    const ViewportPoint in_result = view.ViewportAt(source_in_result.ToLead(scene));
    // The change of lead keeps the place up to the rounding of the corner to device pixels.
    EXPECT_LE(std::abs(in_result.x - alone.x), 1.0);
    EXPECT_LE(std::abs(in_result.y - alone.y), 1.0);
    // Both pictures drawn in one view: exact.
    const PicturePoint back = source_in_result.ToOwn(view.PictureAt(in_result));
    EXPECT_NEAR(back.x, scene.x, 1e-6);
    EXPECT_NEAR(back.y, scene.y, 1e-6);
  }
}

TEST(ViewTest, KeepsThePictureInSight) {
  View view;
  view.SetViewport(800, 600);
  view.Fit(1000, 1000);
  view.SetZoom(1.0);
  view.Pan(1e6, -1e6);
  view.KeepInSight(1000, 1000);
  EXPECT_LE(view.ViewportAt({0, 0}).x, 800.0 - 150.0);
  EXPECT_GE(view.ViewportAt({0, 1000}).y, 100.0);
}

TEST(ViewTest, ResizeKeepsTheMiddle) {
  View view;
  view.SetViewport(800, 600);
  view.SetZoom(2.0);
  view.CentreOn({500, 400});
  view.SetViewport(400, 900);
  EXPECT_NEAR(view.Centre().x, 500.0, 0.5);
  EXPECT_NEAR(view.Centre().y, 400.0, 0.5);
}

}  // namespace
}  // namespace sharpscale::viewer
