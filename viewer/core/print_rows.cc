// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/print_rows.h"

#include <algorithm>
#include <cmath>

namespace sharpscale::viewer {
namespace {

constexpr double kArcMinute = 3438.0;  // 1 / tan(1')
constexpr double kReadingDistance = 12.0;
constexpr double kFairShare = 0.6;

}  // namespace

const std::vector<Paper>& PaperTable() {
  static const std::vector<Paper> table = {
      {"6 \u00d7 4 in", 6.0, 4.0},
      {"7 \u00d7 5 in", 7.0, 5.0},
      {"10 \u00d7 8 in", 10.0, 8.0},
      {"A4", 11.693, 8.268},
      {"14 \u00d7 11 in", 14.0, 11.0},
      {"20 \u00d7 16 in", 20.0, 16.0},
      {"36 \u00d7 24 in", 36.0, 24.0},
  };
  return table;
}

double PpiAtDistance(double inches) {
  return inches > 0.0 ? kArcMinute / inches : 0.0;
}

std::vector<PrintRow> PrintRows(const PrintInput& input) {
  std::vector<PrintRow> rows;
  const double longer = std::max(input.width, input.height);
  const double shorter = std::min(input.width, input.height);
  if (shorter <= 0.0) return rows;
  const auto add = [&](std::string name, double long_in, double short_in, bool is_target) {
    PrintRow row;
    row.name = std::move(name);
    row.long_in = long_in;
    row.short_in = short_in;
    // The picture fills the paper: the side that falls short decides.
    row.now = std::min(longer / long_in, shorter / short_in);
    if (input.factor) row.after = row.now * *input.factor;
    if (input.detail_share) {
      const double printed = input.share_of_result && row.after ? *row.after : row.now;
      row.truth = printed * std::clamp(*input.detail_share, 0.0, 1.0);
      row.sharp_from_in = kArcMinute / std::max(1.0, *row.truth);
      const double needed = PpiAtDistance(kReadingDistance);
      row.at_reading = *row.truth >= needed                ? PrintSharpness::kSharp
                       : *row.truth >= kFairShare * needed ? PrintSharpness::kFair
                                                           : PrintSharpness::kSoft;
    }
    row.is_target = is_target;
    rows.push_back(std::move(row));
  };
  const Target& t = input.target;
  const bool both = t.print_width_in && t.print_height_in;
  const double target_long = both ? std::max(*t.print_width_in, *t.print_height_in) : 0.0;
  const double target_short = both ? std::min(*t.print_width_in, *t.print_height_in) : 0.0;
  bool found = false;
  for (const Paper& paper : PaperTable()) {
    const bool is_target = both && std::abs(paper.long_in - target_long) < 0.02 &&
                           std::abs(paper.short_in - target_short) < 0.02;
    found = found || is_target;
    add(paper.name, paper.long_in, paper.short_in, is_target);
  }
  if (both && !found) {
    add("target", target_long, target_short, true);
    std::stable_sort(rows.begin(), rows.end(), [](const PrintRow& a, const PrintRow& b) {
      return a.long_in * a.short_in < b.long_in * b.short_in;
    });
  }
  return rows;
}

}  // namespace sharpscale::viewer
