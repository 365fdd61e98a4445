// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/view_script.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "image/status_macros.h"
#include "viewer/core/look.h"

namespace sharpscale::viewer {
namespace {

std::optional<double> Number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::vector<double>> Numbers(std::string_view text) {
  std::vector<double> values;
  while (true) {
    const size_t comma = text.find(',');
    const std::optional<double> value = Number(text.substr(0, comma));
    if (!value) return std::nullopt;
    values.push_back(*value);
    if (comma == std::string_view::npos) return values;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

absl::StatusOr<double> ParseZoom(std::string_view text) {
  if (text == "fit") return 0.0;
  const bool percent = !text.empty() && text.back() == '%';
  const std::optional<double> value = Number(percent ? text.substr(0, text.size() - 1) : text);
  if (!value || !(*value > 0.0)) {
    return absl::InvalidArgumentError(fmt::format(
        "--zoom is '{}'; give 'fit', a percentage such as 100% or a factor such as 2", text));
  }
  return percent ? *value / 100.0 : *value;
}

absl::StatusOr<std::optional<PicturePoint>> ParsePlace(std::string_view text) {
  if (text == "worst") return std::optional<PicturePoint>();
  const std::optional<std::vector<double>> values = Numbers(text);
  if (!values || values->size() != 2) {
    return absl::InvalidArgumentError(
        fmt::format("--at is '{}'; give 'worst' or X,Y in pixels of the picture shown", text));
  }
  return std::optional<PicturePoint>({(*values)[0], (*values)[1]});
}

absl::StatusOr<WindowSize> ParseWindowSize(std::string_view text) {
  const size_t x = text.find('x');
  const double w = Number(text.substr(0, x)).value_or(0.0);
  const double h = x == std::string_view::npos ? 0.0 : Number(text.substr(x + 1)).value_or(0.0);
  if (w < 480 || h < 320 || w > 16384 || h > 16384) {
    return absl::InvalidArgumentError(
        fmt::format("--size is '{}'; give WIDTHxHEIGHT from 480x320 to 16384x16384", text));
  }
  return WindowSize{static_cast<int>(w), static_cast<int>(h)};
}

absl::StatusOr<ProfileLine> ParseProfile(std::string_view text) {
  const std::optional<std::vector<double>> values = Numbers(text);
  if (!values || values->size() < 4 || values->size() > 5) {
    return absl::InvalidArgumentError(fmt::format(
        "--profile is '{}'; give X0,Y0,X1,Y1 or X0,Y0,X1,Y1,WIDTH in pixels of the picture shown",
        text));
  }
  ProfileLine line{{(*values)[0], (*values)[1]}, {(*values)[2], (*values)[3]}};
  if (values->size() == 5) line.width = (*values)[4];
  SHARPSCALE_RETURN_IF_ERROR(line.Validate());
  return line;
}

absl::Status ViewScript::Validate() const {
  if (!compare.empty() && !CompareModeFromName(compare)) {
    return absl::InvalidArgumentError(
        fmt::format("--compare is '{}'; allowed: split, flip, side, difference", compare));
  }
  if (!zoom.empty()) SHARPSCALE_RETURN_IF_ERROR(ParseZoom(zoom).status());
  if (!at.empty()) SHARPSCALE_RETURN_IF_ERROR(ParsePlace(at).status());
  if (!size.empty()) SHARPSCALE_RETURN_IF_ERROR(ParseWindowSize(size).status());
  if (!profile.empty() && profile != "worst") {
    SHARPSCALE_RETURN_IF_ERROR(ParseProfile(profile).status());
  }
  if (!theme.empty() && theme != "dark" && theme != "light") {
    return absl::InvalidArgumentError(fmt::format("--theme is '{}'; allowed: dark, light", theme));
  }
  if (scale != 0.0 && !(scale >= 0.5 && scale <= 4.0)) {
    return absl::InvalidArgumentError(fmt::format("--scale is {}; 0.5 to 4 is allowed", scale));
  }
  if (split > 1.0) {
    return absl::InvalidArgumentError(fmt::format("--split is {}; 0 to 1 is allowed", split));
  }
  return absl::OkStatus();
}

}  // namespace sharpscale::viewer
