// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/print_choice.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sharpscale::viewer {
namespace {

double Longer(const Target& t) {
  return std::max(t.print_width_in.value_or(0.0), t.print_height_in.value_or(0.0));
}
double Shorter(const Target& t) {
  return std::min(t.print_width_in.value_or(0.0), t.print_height_in.value_or(0.0));
}

}  // namespace

std::string PaperName(const std::string& title, bool landscape) {
  const size_t cross = title.find(" x ");
  if (cross == std::string::npos) return title;
  std::string first = title.substr(0, cross);
  std::string rest = title.substr(cross + 3);
  const size_t unit = rest.find(' ');
  const std::string unit_text = unit == std::string::npos ? "" : rest.substr(unit);
  std::string second = rest.substr(0, unit);
  if (landscape) std::swap(first, second);
  return first + " \u00d7 " + second + unit_text;
}

std::vector<PaperRow> PaperRows(const std::vector<PrintRow>& source,
                                const std::vector<PrintRow>* result,
                                bool landscape,
                                const Target& chosen) {
  std::vector<PaperRow> rows;
  for (size_t i = 0; i < source.size(); ++i) {
    const PrintRow& own = source[i];
    const PrintRow* made = result != nullptr && i < result->size() ? &(*result)[i] : nullptr;
    const PrintRow& judged = made != nullptr ? *made : own;
    PaperRow row;
    row.name = PaperName(own.paper, landscape);
    row.target = own.target;
    row.long_in = Longer(own.target);
    row.now = own.ppi_file;
    if (made != nullptr) {
      row.after = made->ppi_file;
    } else if (own.plan_verdict == PlanVerdict::kPlan && own.ppi_after > 0.0) {
      row.after = own.ppi_after;
    }
    row.truth = judged.ppi_true;
    row.sharp_from_in = judged.sharp_from_in;
    row.at_reading = judged.at_reading;
    row.why = judged.why;
    row.is_target = chosen.print_width_in && chosen.print_height_in &&
                    std::abs(Longer(chosen) - row.long_in) < 0.02 &&
                    std::abs(Shorter(chosen) - Shorter(own.target)) < 0.02;
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const PaperRow& a, const PaperRow& b) {
    return a.long_in * Shorter(a.target) < b.long_in * Shorter(b.target);
  });
  return rows;
}

std::vector<size_t> RowsThatMatter(const std::vector<PaperRow>& rows, size_t count) {
  std::vector<size_t> all(rows.size());
  std::iota(all.begin(), all.end(), size_t{0});
  if (rows.size() <= count) return all;
  size_t middle = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].at_reading == PrintVerdict::kSharp) middle = i;
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].is_target) middle = i;
  }
  const size_t before = (count - 1) / 2;
  const size_t first = std::min(middle > before ? middle - before : 0, rows.size() - count);
  return {all.begin() + static_cast<std::ptrdiff_t>(first),
          all.begin() + static_cast<std::ptrdiff_t>(first + count)};
}

}  // namespace sharpscale::viewer
