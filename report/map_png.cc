// SPDX-License-Identifier: Apache-2.0

#include "report/map_png.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "image/encode.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kLongestSide = 2048;

}  // namespace

ColourMap ColourMapFor(const HeatMap& map) {
  return map.range_low < 0.0 && map.range_high > 0.0 ? ColourMap::kDiverging : ColourMap::kInferno;
}

Image RenderMap(const HeatMap& map, const MapImageOptions& options) {
  Image image;
  if (map.values.empty()) return image;
  const int block = std::max(options.pixels_per_cell, 1);
  image.pixels.create(map.values.rows * block, map.values.cols * block, CV_8UC3);
  image.alpha.create(image.pixels.size(), CV_8UC1);
  for (int y = 0; y < image.pixels.rows; ++y) {
    const float* values = map.values.ptr<float>(y / block);
    cv::Vec3b* colours = image.pixels.ptr<cv::Vec3b>(y);
    uint8_t* alphas = image.alpha.ptr<uint8_t>(y);
    for (int x = 0; x < image.pixels.cols; ++x) {
      const double value = values[x / block];
      const bool hidden = std::isnan(value) || value < options.hide_below;
      const Rgb colour = ColourOf(options.colours, value, map.range_low, map.range_high);
      colours[x] = {colour.r, colour.g, colour.b};
      alphas[x] = hidden ? 0 : 255;
    }
  }
  return image;
}

absl::StatusOr<std::vector<std::string>> WriteMaps(const Report& report,
                                                   const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::PermissionDeniedError(
        fmt::format("{}: the folder cannot be made ({})", folder, error.message()));
  }
  std::string name = std::filesystem::path(report.source.file).stem().string();
  if (name.empty() || name == "-") name = "picture";
  std::vector<std::string> written;
  for (const Measurement& measurement : report.measurements) {
    if (measurement.map == nullptr || measurement.map->values.empty()) continue;
    const HeatMap& map = *measurement.map;
    const int longest = std::max(map.values.cols, map.values.rows);
    MapImageOptions options;
    options.colours = ColourMapFor(map);
    options.pixels_per_cell = std::clamp(kLongestSide / longest, 1, std::max(map.cell, 1));
    EncodeOptions encode;
    encode.format = Container::kPng;
    encode.overwrite = true;
    encode.never_overwrite = {report.source.file};
    const std::string path =
        (std::filesystem::path(folder) / (name + "." + measurement.id + ".png")).string();
    SHARPSCALE_RETURN_IF_ERROR(Encode(RenderMap(map, options), path, encode));
    written.push_back(path);
  }
  return written;
}

}  // namespace sharpscale
