// SPDX-License-Identifier: Apache-2.0

#include "cli/page_input.h"

#include <fmt/format.h>

#include <ctime>

#include "advice/print_table.h"
#include "image/status_macros.h"

namespace sharpscale {

std::string ReportDate() {
  constexpr const char* kMonths[] = {"January",
                                     "February",
                                     "March",
                                     "April",
                                     "May",
                                     "June",
                                     "July",
                                     "August",
                                     "September",
                                     "October",
                                     "November",
                                     "December"};
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  if (localtime_r(&now, &local) == nullptr) return "";
  return fmt::format("{} {} {}, {:02d}:{:02d}",
                     local.tm_mday,
                     kMonths[local.tm_mon],
                     local.tm_year + 1900,
                     local.tm_hour,
                     local.tm_min);
}

absl::Status AddPrintSizes(const Target& target, HtmlInput* input) {
  PrintTableOptions options;
  options.ppi = target.ppi;
  input->wanted_ppi = target.ppi;
  input->reading_distance_in = options.reading_distance_in;
  std::vector<Target> sizes = PrintTableTargets(options);
  SHARPSCALE_ASSIGN_OR_RETURN(input->print_sizes, PrintTable(input->report, sizes, options));
  if (target.is_print()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<PrintRow> asked,
                                PrintTable(input->report, {target}, options));
    // A paper of the table is marked, another one leads it.
    for (const PrintRow& row : input->print_sizes) {
      if (row.needed_width == asked[0].needed_width &&
          row.needed_height == asked[0].needed_height) {
        input->target_paper = row.paper;
      }
    }
    if (input->target_paper.empty()) {
      sizes.insert(sizes.begin(), target);
      input->print_sizes.insert(input->print_sizes.begin(), asked[0]);
      input->target_paper = asked[0].paper;
    }
  }
  if (input->comparison) {
    SHARPSCALE_ASSIGN_OR_RETURN(input->print_sizes_after,
                                PrintTable(input->comparison->after, sizes, options));
  }
  return absl::OkStatus();
}

}  // namespace sharpscale
