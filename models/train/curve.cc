// SPDX-License-Identifier: Apache-2.0

#include "models/train/curve.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

#include "absl/strings/numbers.h"
#include "fmt/format.h"

namespace sharpscale {
namespace {

std::vector<std::string> Cells(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  return cells;
}

}  // namespace

absl::StatusOr<std::string> DrawCurve(const std::string& csv, const std::string& title) {
  std::istringstream in(csv);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> names = Cells(line);
  if (names.size() < 4) return absl::InvalidArgumentError("a training curve needs four columns");
  std::vector<std::vector<std::pair<double, double>>> series(names.size());
  double last = 0.0;
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = Cells(line);
    double step = 0.0;
    if (cells.empty() || !absl::SimpleAtod(cells[0], &step)) continue;
    last = std::max(last, step);
    for (size_t i = 3; i < cells.size() && i < names.size(); ++i) {
      double value = 0.0;
      if (absl::SimpleAtod(cells[i], &value) && std::isfinite(value)) {
        series[i].emplace_back(step, value);
      }
    }
  }
  constexpr int kWidth = 720;
  constexpr int kPanel = 130;
  constexpr int kLeft = 70;
  constexpr int kTop = 36;
  const int panels = static_cast<int>(names.size()) - 3;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\" "
      "font-family=\"sans-serif\" font-size=\"11\"><rect width=\"100%\" height=\"100%\" "
      "fill=\"#fff\"/><text x=\"{2}\" y=\"20\" font-size=\"14\">{3}</text>",
      kWidth,
      kTop + panels * kPanel + 20,
      kLeft,
      title);
  for (int p = 0; p < panels; ++p) {
    const auto& points = series[p + 3];
    const int top = kTop + p * kPanel;
    const int height = kPanel - 30;
    const int width = kWidth - kLeft - 20;
    svg += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#ccc\"/>"
        "<text x=\"{}\" y=\"{}\" fill=\"#444\">{}</text>",
        kLeft,
        top,
        width,
        height,
        kLeft + 6,
        top + 14,
        names[p + 3]);
    if (points.empty()) continue;
    auto [low, high] = std::minmax_element(
        points.begin(), points.end(), [](auto& a, auto& b) { return a.second < b.second; });
    const double from = low->second;
    const double to = high->second > from ? high->second : from + 1.0;
    svg += fmt::format(
        "<text x=\"{0}\" y=\"{1}\" text-anchor=\"end\">{2:.4g}</text>"
        "<text x=\"{0}\" y=\"{3}\" text-anchor=\"end\">{4:.4g}</text>",
        kLeft - 6,
        top + 10,
        to,
        top + height,
        from);
    svg += "<polyline fill=\"none\" stroke=\"#1f6feb\" stroke-width=\"1.5\" points=\"";
    for (const auto& [x, y] : points) {
      svg += fmt::format("{:.1f},{:.1f} ",
                         kLeft + width * x / std::max(1.0, last),
                         top + height * (1.0 - (y - from) / (to - from)));
    }
    svg += "\"/>";
  }
  svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">step {:.0f}</text></svg>\n",
                     kWidth - 20,
                     kTop + panels * kPanel + 4,
                     last);
  return svg;
}

}  // namespace sharpscale
