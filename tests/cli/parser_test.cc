// SPDX-License-Identifier: Apache-2.0

#include "cli/parser.h"
#include "cli/pixel_count.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

struct Fixture {
  OptionSet options;
  std::vector<std::string> files;
  std::vector<std::string> metrics;
  std::string output;
  int tile = 0;
  bool force = false;
  Fixture() {
    options.Positionals("FILE", "files", &files, true);
    options.Value("-o,--output", "FILE", "output", &output);
    options.Value("--tile", "PX", "tile", &tile);
    options.List("--metrics", "ID", "metrics", &metrics);
    options.Flag("--force", "force", &force);
  }
  std::string Parse(const std::vector<std::string>& words) {
    const ParseOutcome outcome = ParseArguments(options, words);
    return outcome.help ? "help" : std::string(outcome.status.message());
  }
};

TEST(Parser, ReadsEachForm) {
  Fixture f;
  EXPECT_EQ(f.Parse({"a.jpg",
                     "--metrics",
                     "noise.,blur.",
                     "--metrics=halo.",
                     "-o",
                     "x.png",
                     "--tile=64",
                     "--force",
                     "-"}),
            "");
  EXPECT_EQ(f.files, (std::vector<std::string>{"a.jpg", "-"}));
  EXPECT_EQ(f.metrics, (std::vector<std::string>{"noise.", "blur.", "halo."}));
  EXPECT_EQ(f.output, "x.png");
  EXPECT_EQ(f.tile, 64);
  EXPECT_TRUE(f.force);
}

TEST(Parser, AValueNeverSwallowsTheFile) {
  Fixture f;
  EXPECT_EQ(f.Parse({"--metrics", "noise.", "a.jpg"}), "");
  EXPECT_EQ(f.files, (std::vector<std::string>{"a.jpg"}));
}

TEST(Parser, SaysWhatIsWrong) {
  EXPECT_NE(Fixture().Parse({"a", "--til", "3"}).find("did you mean --tile?"), std::string::npos);
  EXPECT_NE(Fixture().Parse({"a", "--nonsense"}).find("'--nonsense' is not an option"),
            std::string::npos);
  EXPECT_NE(Fixture().Parse({"--nonsense", "3", "a"}).find("'--nonsense' is not an option"),
            std::string::npos);
  EXPECT_NE(Fixture().Parse({"a", "--tile", "big"}).find("--tile: 'big' is not a whole number"),
            std::string::npos);
  EXPECT_NE(Fixture().Parse({}).find("FILE is missing"), std::string::npos);
  EXPECT_EQ(Fixture().Parse({"--help"}), "help");
}

TEST(Parser, AFileMayBeginWithADash) {
  Fixture f;
  EXPECT_EQ(f.Parse({"--", "--odd.jpg"}), "");
  EXPECT_EQ(f.files, (std::vector<std::string>{"--odd.jpg"}));
}

TEST(PixelCount, ReadsUnitsAndRefusesTheRest) {
  EXPECT_EQ(*ParsePixelCount("1"), 1);
  EXPECT_EQ(*ParsePixelCount("1500000"), 1500000);
  EXPECT_EQ(*ParsePixelCount("400M"), 400000000);
  EXPECT_EQ(*ParsePixelCount("1.5g"), 1500000000);
  EXPECT_EQ(*ParsePixelCount("10G"), 10000000000);
  for (const char* text : {"", "M", "0", "-5", "11G", "nan", "4 M", "4MP"}) {
    EXPECT_FALSE(ParsePixelCount(text).ok()) << text;
  }
}

TEST(NearestWord, OnlyNearOnes) {
  EXPECT_EQ(NearestWord("analyse", {"analyze", "advise"}), "analyze");
  EXPECT_EQ(NearestWord("xyz", {"analyze", "advise"}), "");
}

}  // namespace
}  // namespace sharpscale
