// SPDX-License-Identifier: Apache-2.0
//
// docs/advice.md carries the tables as the code has them. SHARPSCALE_UPDATE_DOCS=1 writes them
// anew.

#include "advice/rule_docs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <utility>
#include <vector>

namespace sharpscale {
namespace {

constexpr const char* kPage = SHARPSCALE_SOURCE_DIR "/docs/advice.md";

std::string ReadPage() {
  std::ifstream file(kPage);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

std::vector<std::pair<std::string, std::string>> Tables() {
  return {{"rules", RuleTableMarkdown()},
          {"remarks", RemarkTableMarkdown()},
          {"lint", LintTableMarkdown()},
          {"presets", PresetTableMarkdown()},
          {"gate", GateTableMarkdown()}};
}

TEST(RuleDocsTest, ThePageHoldsTheTablesOfTheCode) {
  std::string page = ReadPage();
  ASSERT_FALSE(page.empty()) << kPage;
  const bool update = std::getenv("SHARPSCALE_UPDATE_DOCS") != nullptr;
  for (const auto& [name, table] : Tables()) {
    const std::string open = "<!-- " + name + " -->\n";
    const std::string close = "<!-- /" + name + " -->";
    const size_t start = page.find(open);
    const size_t end = page.find(close);
    ASSERT_NE(start, std::string::npos) << name;
    ASSERT_NE(end, std::string::npos) << name;
    const size_t begin = start + open.size();
    if (update) {
      page.replace(begin, end - begin, table);
    } else {
      EXPECT_EQ(page.substr(begin, end - begin), table)
          << "table \"" << name << "\" in docs/advice.md is not the code's";
    }
  }
  if (update) std::ofstream(kPage) << page;
}

TEST(RuleDocsTest, NoCellBreaksItsTable) {
  for (const auto& [name, table] : Tables()) {
    size_t columns = 0;
    size_t begin = 0;
    while (begin < table.size()) {
      const size_t end = table.find('\n', begin);
      const std::string line = table.substr(begin, end - begin);
      const size_t bars = std::count(line.begin(), line.end(), '|');
      if (columns == 0) columns = bars;
      EXPECT_EQ(bars, columns) << name << ": " << line;
      begin = end + 1;
    }
    EXPECT_GT(columns, 2u) << name;
  }
}

}  // namespace
}  // namespace sharpscale
