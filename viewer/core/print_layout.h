// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/print_layout.h
//
// Where a picture lies on its paper, in inches, and how large that is on this screen: as large as
// the print, or as large as the print looks from its viewing distance.
//
//   const auto layout = LayOutPrint(target, 1733, 1155);
//   layout->cut_x;  // share of the picture that "cover" cuts off left and right together

#ifndef SHARPSCALE_VIEWER_CORE_PRINT_LAYOUT_H_
#define SHARPSCALE_VIEWER_CORE_PRINT_LAYOUT_H_

#include <optional>

#include "advice/target.h"

namespace sharpscale::viewer {

struct PrintLayout {
  double paper_width = 0.0;  // inches, turned to the picture's orientation
  double paper_height = 0.0;
  // The whole picture in inches; with "cover" it hangs over the paper, with "fit" it may leave
  // white. The origin is the paper's top left corner.
  double picture_x = 0.0;
  double picture_y = 0.0;
  double picture_width = 0.0;
  double picture_height = 0.0;
  double cut_x = 0.0;    // 0..1 of the picture's width that lies beside the paper
  double cut_y = 0.0;    // 0..1 of its height
  double white_x = 0.0;  // inches of white, left and right together
  double white_y = 0.0;
};

// Empty where the target is no print, or the picture has no pixels. A print with one side given has
// the picture's shape.
std::optional<PrintLayout> LayOutPrint(const Target& target, int width, int height);

enum class PrintScale {
  kActualSize,  // an inch of paper is an inch of screen
  kAsSeen,      // the angle that the print fills from its viewing distance
};

// Device px of this screen per inch of paper. `screen_ppi`: px per inch of the screen;
// `screen_distance`, `print_distance`: inches from the eye. Zero or negative distances count as
// equal.
double ScreenPxPerInch(PrintScale scale,
                       double screen_ppi,
                       double screen_distance,
                       double print_distance);

// Of a monitor that says its width in mm; empty where that cannot be true (below 40 or above 600
// px per inch: projectors, televisions and virtual screens report nonsense).
std::optional<double> PlausibleScreenPpi(int width_px, int width_mm);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_PRINT_LAYOUT_H_
