// SPDX-License-Identifier: Apache-2.0

#include "report/colour_map.h"

#include <fmt/format.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

using Table = std::array<Rgb, 256>;

Table FromOpenCv(int colormap) {
  cv::Mat1b ramp(1, 256);
  for (int i = 0; i < 256; ++i) ramp(0, i) = static_cast<uint8_t>(i);
  cv::Mat bgr;
  cv::applyColorMap(ramp, bgr, colormap);
  Table table{};
  for (int i = 0; i < 256; ++i) {
    const cv::Vec3b colour = bgr.at<cv::Vec3b>(0, i);
    table[static_cast<size_t>(i)] = {colour[2], colour[1], colour[0]};
  }
  return table;
}

// Blue over light gray to orange. Lightness is symmetric (L* 84 in the middle, 44 at the ends), so
// both directions weigh the same.
Table Diverging() {
  Table table{};
  for (int i = 0; i < 256; ++i) {
    const double t = (i - 127.5) / 127.5;  // -1..1
    const double strength = std::abs(t);
    const float lightness = static_cast<float>(84.0 - 40.0 * strength);
    const float a = static_cast<float>(t < 0 ? 4.0 * strength : 34.0 * strength);
    const float b = static_cast<float>(t < 0 ? -48.0 * strength : 54.0 * strength);
    const cv::Mat3f lab(1, 1, cv::Vec3f(lightness, a, b));
    cv::Mat3f rgb;
    cv::cvtColor(lab, rgb, cv::COLOR_Lab2RGB);
    const cv::Vec3f colour = rgb(0, 0);
    const auto byte = [](float v) { return cv::saturate_cast<uint8_t>(v * 255.0f); };
    table[static_cast<size_t>(i)] = {byte(colour[0]), byte(colour[1]), byte(colour[2])};
  }
  return table;
}

}  // namespace

const std::array<Rgb, 256>& ColourTable(ColourMap map) {
  switch (map) {
    case ColourMap::kViridis: {
      static const Table table = FromOpenCv(cv::COLORMAP_VIRIDIS);
      return table;
    }
    case ColourMap::kCividis: {
      static const Table table = FromOpenCv(cv::COLORMAP_CIVIDIS);
      return table;
    }
    case ColourMap::kDiverging: {
      static const Table table = Diverging();
      return table;
    }
    case ColourMap::kInferno:
      break;
  }
  static const Table table = FromOpenCv(cv::COLORMAP_INFERNO);
  return table;
}

Rgb ColourOf(ColourMap map, double value, double low, double high) {
  if (std::isnan(value) || !(high > low)) return {128, 128, 128};
  const double t = std::clamp((value - low) / (high - low), 0.0, 1.0);
  return ColourTable(map)[static_cast<size_t>(std::lround(t * 255.0))];
}

std::string HexColour(Rgb colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b);
}

const char* ColourMapName(ColourMap map) {
  switch (map) {
    case ColourMap::kInferno:
      return "inferno";
    case ColourMap::kViridis:
      return "viridis";
    case ColourMap::kCividis:
      return "cividis";
    case ColourMap::kDiverging:
      break;
  }
  return "diverging";
}

}  // namespace sharpscale
