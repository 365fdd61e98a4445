// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/colour_map.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace sharpscale::viewer {
namespace {

using Colour = std::array<uint8_t, 3>;
using Table = std::array<Colour, 256>;

Table FromOpenCv(int id) {
  cv::Mat ramp(1, 256, CV_8UC1);
  for (int i = 0; i < 256; ++i) ramp.at<uint8_t>(0, i) = static_cast<uint8_t>(i);
  cv::Mat bgr;
  cv::applyColorMap(ramp, bgr, id);
  Table table;
  for (int i = 0; i < 256; ++i) {
    const cv::Vec3b& c = bgr.at<cv::Vec3b>(0, i);
    table[i] = {c[2], c[1], c[0]};
  }
  return table;
}

// Blue - gray - orange; lightness rises by the same amount on both sides of the middle gray.
Table Diverging() {
  static constexpr std::array<std::array<double, 3>, 5> kStops = {
      {{158, 202, 255}, {74, 128, 200}, {92, 92, 94}, {205, 122, 40}, {255, 196, 120}}};
  Table table;
  for (int i = 0; i < 256; ++i) {
    const double t = i / 255.0 * 4.0;
    const int k = std::min(3, static_cast<int>(t));
    for (int c = 0; c < 3; ++c) {
      const double v = kStops[k][c] + (kStops[k + 1][c] - kStops[k][c]) * (t - k);
      table[i][c] = static_cast<uint8_t>(std::lround(v));
    }
  }
  return table;
}

const Table& TableOf(ColourMap map) {
  static const std::array<Table, 4> tables = {FromOpenCv(cv::COLORMAP_INFERNO),
                                              FromOpenCv(cv::COLORMAP_VIRIDIS),
                                              FromOpenCv(cv::COLORMAP_CIVIDIS),
                                              Diverging()};
  return tables[static_cast<size_t>(map)];
}

}  // namespace

std::string_view ColourMapName(ColourMap map) {
  static constexpr std::array<std::string_view, 4> kNames = {
      "inferno", "viridis", "cividis", "diverging"};
  return kNames[static_cast<size_t>(map)];
}

Colour ColourAt(ColourMap map, double t) {
  if (!(t > 0.0)) t = 0.0;
  return TableOf(map)[static_cast<size_t>(std::lround(std::min(t, 1.0) * 255.0))];
}

std::vector<Colour> SampleColourMap(ColourMap map, int count) {
  std::vector<Colour> colours;
  colours.reserve(count);
  for (int i = 0; i < count; ++i) {
    colours.push_back(ColourAt(map, static_cast<double>(i) / std::max(1, count - 1)));
  }
  return colours;
}

}  // namespace sharpscale::viewer
