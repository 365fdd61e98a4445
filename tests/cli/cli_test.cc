// SPDX-License-Identifier: Apache-2.0
//
// The commands as users and scripts meet them: exit codes, JSON, messages; in this process, and for
// what only a process has (mapped libraries, signals) in one of its own.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>
#include <regex>
#include <sstream>
#include <thread>
#include <tuple>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/model_rows.h"
#include "cli/run.h"
#include "image/decode.h"
#include "image/encode.h"
#include "tests/report/examples.h"
#include "tests/report/json_schema.h"

namespace sharpscale {
namespace {

using Json = nlohmann::json;

struct Result {
  int code = -1;
  std::string out;
  std::string err;
};

Result Sharpscale(const std::vector<std::string>& words) {
  std::ostringstream out;
  std::ostringstream err;
  Console console(out, err, ConsoleTraits());
  Progress progress;
  Result result;
  result.code = RunCommandLine(words, console, progress);
  result.out = out.str();
  result.err = err.str();
  return result;
}

int Lines(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("sharpscale-cli-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    EncodeOptions options;
    options.overwrite = true;
    ASSERT_TRUE(Encode(ExampleImage(320, 240), Path("disc.png"), options).ok());
    ASSERT_TRUE(Encode(ExampleImage(640, 480), Path("large.png"), options).ok());
    std::ofstream(Path("empty.jpg")).flush();
    std::ofstream(Path("text.jpg")) << "no picture";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

TEST_F(Cli, HelpAndVersion) {
  EXPECT_EQ(Sharpscale({"--help"}).code, kExitDone);
  EXPECT_EQ(Sharpscale({"--version"}).code, kExitDone);
  EXPECT_EQ(Sharpscale({}).code, kExitError);
  EXPECT_EQ(Sharpscale({"analyse"}).code, kExitError);
  EXPECT_NE(Sharpscale({"analyse"}).err.find("did you mean 'analyze'?"), std::string::npos);
  for (const CommandInfo& info : CommandTable()) {
    const Result help = Sharpscale({std::string(info.name), "--help"});
    EXPECT_EQ(help.code, kExitDone) << info.name;
    EXPECT_NE(help.out.find("Examples"), std::string::npos) << info.name;
    EXPECT_FALSE(info.examples.empty()) << info.name;
  }
}

TEST_F(Cli, DocsAreThoseOfTheTable) {
  std::ifstream file(std::string(SHARPSCALE_SOURCE_DIR) + "/docs/cli.md");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), HelpMarkdown()) << "run: sharpscale docs markdown > docs/cli.md";
}

TEST_F(Cli, AnalyzeOneFile) {
  const Result result = Sharpscale({"analyze", Path("disc.png"), "--json"});
  ASSERT_EQ(result.code, kExitDone) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(CheckSchema(LoadSchema("report"), json), "");
  EXPECT_EQ(json["file"], Path("disc.png"));
  EXPECT_EQ(json["image"]["width"], 320);
}

TEST_F(Cli, SeveralFilesGoOnAfterABadOne) {
  const Result result = Sharpscale({"analyze",
                                    "--json",
                                    Path("disc.png"),
                                    Path("empty.jpg"),
                                    Path("missing.png"),
                                    Path("large.png")});
  EXPECT_EQ(result.code, kExitError);
  ASSERT_EQ(Lines(result.out), 4);
  std::istringstream lines(result.out);
  std::string line;
  std::vector<Json> json;
  while (std::getline(lines, line)) json.push_back(Json::parse(line));
  EXPECT_EQ(json[0]["schema"], "sharpscale.report/1");
  EXPECT_EQ(CheckSchema(LoadSchema("error"), json[1]), "");
  EXPECT_EQ(json[1]["file"], Path("empty.jpg"));
  EXPECT_EQ(CheckSchema(LoadSchema("error"), json[2]), "");
  EXPECT_EQ(json[3]["image"]["width"], 640);
  EXPECT_EQ(Lines(result.err), 2);
}

// The same mistake is not told of every file.
TEST_F(Cli, AWrongMetricIsToldOnce) {
  const std::vector<std::string> words = {
      "analyze", "--metrics", "sharpness.,foo", Path("disc.png"), Path("large.png")};
  const Result plain = Sharpscale(words);
  EXPECT_EQ(plain.code, kExitError);
  EXPECT_EQ(Lines(plain.err), 1) << plain.err;
  EXPECT_NE(plain.err.find("no metric 'foo'"), std::string::npos) << plain.err;
  EXPECT_EQ(plain.out, "");
  std::vector<std::string> with_json = words;
  with_json.push_back("--json");
  const Result json = Sharpscale(with_json);
  EXPECT_EQ(json.code, kExitError);
  ASSERT_EQ(Lines(json.out), 1) << json.out;
  EXPECT_NE(Json::parse(json.out)["error"].get<std::string>().find("foo"), std::string::npos);
  EXPECT_NE(Sharpscale({"analyze", "--metrics", "blur", Path("disc.png")}).err.find("'blur.'?"),
            std::string::npos);
  EXPECT_NE(Sharpscale({"check", "--max-halo", "abc", Path("disc.png")}).err.find("'abc'"),
            std::string::npos);
}

TEST_F(Cli, BadInputIsOneLineThatNamesTheFile) {
  for (const char* name : {"empty.jpg", "text.jpg", "missing.jpg"}) {
    for (const char* command : {"analyze", "advise", "print", "check"}) {
      const Result result = Sharpscale({command, Path(name)});
      EXPECT_EQ(result.code, kExitError) << command << " " << name;
      EXPECT_EQ(Lines(result.err), 1) << result.err;
      EXPECT_EQ(result.err.rfind("sharpscale: ", 0), 0u) << result.err;
      EXPECT_NE(result.err.find(name), std::string::npos) << result.err;
    }
  }
}

TEST_F(Cli, ThePixelLimitIsTheUsers) {
  // 320 x 240 = 76 800 px.
  const Result over = Sharpscale({"analyze", Path("disc.png"), "--max-pixels", "76K"});
  EXPECT_EQ(over.code, kExitError);
  EXPECT_EQ(Lines(over.err), 1);
  EXPECT_NE(over.err.find("--max-pixels"), std::string::npos) << over.err;
  EXPECT_EQ(Sharpscale({"analyze", Path("disc.png"), "--max-pixels", "76.8K"}).code, kExitDone);
  for (const char* command : {"enhance", "batch"}) {
    const Result result = Sharpscale(
        {command, Path("disc.png"), "--max-pixels=1000", "-o", Path(std::string("x.") + command)});
    EXPECT_NE(result.code, kExitDone) << command;
    EXPECT_NE(result.err.find("--max-pixels"), std::string::npos) << command << result.err;
  }
  EXPECT_NE(Sharpscale({"analyze", Path("disc.png"), "--max-pixels", "0"}).err.find("400M"),
            std::string::npos);
  EXPECT_EQ(Sharpscale({"lint", "upscale:2", "--max-pixels", "1M"}).code, kExitError);
}

TEST_F(Cli, AMemoryLimitBelowTheProgramsOwnIsRefused) {
  for (const char* limit : {"10M", "255M", "-1G"}) {
    const Result result = Sharpscale({"enhance",
                                      Path("disc.png"),
                                      "-o",
                                      Path("small-memory.png"),
                                      "--width=640",
                                      std::string("--max-memory=") + limit});
    EXPECT_EQ(result.code, kExitError) << limit;
    EXPECT_EQ(Lines(result.err), 1) << result.err;
    EXPECT_NE(result.err.find(limit), std::string::npos) << result.err;
  }
}

TEST_F(Cli, ATruncatedFileIsUsedOnlyWhenAskedFor) {
  std::ostringstream whole;
  whole << std::ifstream(Path("large.png"), std::ios::binary).rdbuf();
  std::ofstream(Path("half.png"), std::ios::binary)
      << whole.str().substr(0, whole.str().size() / 2);
  const Result refused = Sharpscale({"analyze", Path("half.png")});
  EXPECT_EQ(refused.code, kExitError);
  EXPECT_NE(refused.err.find("--accept-truncated"), std::string::npos) << refused.err;
  const Result used = Sharpscale({"analyze", Path("half.png"), "--accept-truncated", "--json"});
  ASSERT_EQ(used.code, kExitDone) << used.err;
  EXPECT_NE(used.out.find("truncated"), std::string::npos);
  const Result enhanced = Sharpscale({"enhance",
                                      Path("half.png"),
                                      "--accept-truncated",
                                      "--steps",
                                      "resize:100x75",
                                      "-o",
                                      Path("small.png")});
  EXPECT_EQ(enhanced.code, kExitDone) << enhanced.err;
}

TEST_F(Cli, AdviseGivesAPlan) {
  const Result result = Sharpscale({"advise", Path("disc.png"), "--width", "640", "--json"});
  ASSERT_EQ(result.code, kExitDone) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(CheckSchema(LoadSchema("plan"), json), "");
  EXPECT_EQ(json["verdict"], "PLAN");
  EXPECT_EQ(json["target"]["width"], 640);
  EXPECT_EQ(Sharpscale({"advise", Path("disc.png"), "--width", "640", "--print", "A4"}).code,
            kExitError);
  EXPECT_EQ(Sharpscale({"advise", Path("disc.png"), "--print", "nonsense"}).code, kExitError);
  EXPECT_EQ(Sharpscale({"advise", Path("disc.png"), "--fit", "--cover"}).code, kExitError);
  // Of nothing but a print.
  const Result no_paper =
      Sharpscale({"advise", Path("disc.png"), "--width", "640", "--ppi", "240"});
  EXPECT_EQ(no_paper.code, kExitError);
  EXPECT_NE(no_paper.err.find("--ppi"), std::string::npos) << no_paper.err;
  // The work foreseen is that of the tier asked for.
  const auto seconds = [this](const std::string& tier) {
    const Result one =
        Sharpscale({"advise", Path("disc.png"), "--width", "640", "--tier", tier, "--json"});
    EXPECT_EQ(one.code, kExitDone) << one.err;
    return Json::parse(one.out).value("/predicted/seconds"_json_pointer, 0.0);
  };
  EXPECT_GT(seconds("hq"), seconds("fast"));
  EXPECT_EQ(Sharpscale({"advise", Path("disc.png"), "--tier", "best"}).code, kExitError);
}

TEST_F(Cli, CheckExitCodes) {
  // Identical: passes.
  EXPECT_EQ(Sharpscale({"check", Path("disc.png"), Path("disc.png")}).code, kExitDone);
  // Over-sharpened: fails, and the halo rule is named.
  EncodeOptions options;
  Image sharp = ExampleSharpened(320, 240);
  ASSERT_TRUE(Encode(sharp, Path("sharp.png"), options).ok());
  const Result failed = Sharpscale(
      {"check", Path("disc.png"), Path("sharp.png"), "--json", "--junit", Path("check.xml")});
  EXPECT_EQ(failed.code, kExitFailed);
  const Json json = Json::parse(failed.out);
  EXPECT_EQ(CheckSchema(LoadSchema("comparison"), json), "");
  bool halo = false;
  for (const Json& rule : json["rules"]) {
    halo = halo || (rule["verdict"] == "fail" &&
                    rule["rule"].get<std::string>().find("halo") != std::string::npos);
  }
  EXPECT_TRUE(halo) << failed.out;
  EXPECT_TRUE(std::filesystem::exists(Path("check.xml")));
  // Another scene.
  Image noise = ExampleImage(320, 240);
  cv::RNG(5).fill(noise.pixels, cv::RNG::UNIFORM, 0, 256);
  ASSERT_TRUE(Encode(noise, Path("noise.png"), options).ok());
  EXPECT_EQ(Sharpscale({"check", Path("disc.png"), Path("noise.png")}).code, kExitNotComparable);
  EXPECT_EQ(Sharpscale({"check", Path("disc.png"), Path("missing.png")}).code, kExitError);
  EXPECT_EQ(Sharpscale({"check", Path("disc.png"), Path("disc.png"), "--profile", "nonsense"}).code,
            kExitError);
}

TEST_F(Cli, ALimitOfTheUserDecides) {
  const Result strict =
      Sharpscale({"check", Path("disc.png"), Path("large.png"), "--min-consistency", "99dB"});
  EXPECT_EQ(strict.code, kExitFailed) << strict.out << strict.err;
  EXPECT_EQ(
      Sharpscale({"check", Path("disc.png"), Path("large.png"), "--min-consistency", "5%"}).code,
      kExitError);
}

TEST_F(Cli, EnhanceWithoutANameProposesOne) {
  const Result result = Sharpscale({"enhance", Path("disc.png"), "--width", "640"});
  EXPECT_EQ(result.code, kExitError);
  EXPECT_NE(result.err.find("-o " + Path("disc-640x480.png")), std::string::npos) << result.err;
}

TEST_F(Cli, EnhanceEndsInTheExactPixels) {
  const Result result = Sharpscale(
      {"enhance", Path("disc.png"), "-o", Path("out.png"), "--steps", "resize:500x375", "--json"});
  ASSERT_EQ(result.code, kExitDone) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(CheckSchema(LoadSchema("result"), json), "");
  EXPECT_EQ(json["output"]["width"], 500);
  EXPECT_EQ(json["output"]["height"], 375);
  // What its px cannot tell its history does.
  EXPECT_NE(Sharpscale({"analyze", Path("out.png")}).out.find("it holds the detail of "),
            std::string::npos);
  EXPECT_EQ(Sharpscale({"analyze", Path("disc.png")}).out.find("it holds the detail of "),
            std::string::npos);
  // It is not replaced unasked, and the source never.
  EXPECT_EQ(
      Sharpscale({"enhance", Path("disc.png"), "-o", Path("out.png"), "--steps", "resize:500x375"})
          .code,
      kExitError);
  EXPECT_EQ(Sharpscale({"enhance",
                        Path("disc.png"),
                        "-o",
                        Path("out.png"),
                        "--steps",
                        "resize:500x375",
                        "--force"})
                .code,
            kExitDone);
  EXPECT_EQ(Sharpscale({"enhance",
                        Path("disc.png"),
                        "-o",
                        Path("disc.png"),
                        "--steps",
                        "resize:500x375",
                        "--force"})
                .code,
            kExitError);
}

TEST_F(Cli, ASoftPictureIsDeblurredBeforeItIsEnlarged) {
  EXPECT_EQ(Sharpscale({"lint", "restore:blur,upscale:2,sharpen:40%"}).code, kExitDone);
  Image soft = ExampleImage(320, 240);
  cv::GaussianBlur(soft.pixels, soft.pixels, cv::Size(), 1.2);
  ASSERT_TRUE(Encode(soft, Path("soft.png"), {}).ok());
  const Result result = Sharpscale({"enhance",
                                    Path("soft.png"),
                                    "-o",
                                    Path("crisp.png"),
                                    "--steps",
                                    "restore:blur,upscale:2",
                                    "--json"});
  ASSERT_EQ(result.code, kExitDone) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(CheckSchema(LoadSchema("result"), json), "");
  const Json& stage = json["stages"][0];
  if (stage["note"].get<std::string>().find("no network") != std::string::npos) GTEST_SKIP();
  EXPECT_EQ(stage["model"], "sharpen-std") << stage.dump();
  EXPECT_GT(stage["strength"].get<double>(), 0.3) << stage.dump();
  EXPECT_NE(stage["note"].get<std::string>().find("px of blur away"), std::string::npos);
  EXPECT_EQ(stage["conditions"], "blur");
  EXPECT_EQ(json["output"]["width"], 640);
}

TEST_F(Cli, TransparencyIsFlattenedOnlyWhereAsked) {
  Image image = ExampleImage(32, 24);
  image.alpha = cv::Mat(image.pixels.size(), image.pixels.depth(), cv::Scalar(0));
  ASSERT_TRUE(Encode(image, Path("glass.png"), {}).ok());
  std::vector<std::string> words = {
      "enhance", Path("glass.png"), "-o", Path("glass.jpg"), "--steps", "resize:64x48"};
  const Result refused = Sharpscale(words);
  EXPECT_EQ(refused.code, kExitError);
  EXPECT_NE(refused.err.find("--flatten"), std::string::npos) << refused.err;
  // Before any work, and in the words of the file, also where the result is kept in memory first.
  const Result limited = Sharpscale({"enhance",
                                     Path("glass.png"),
                                     "-o",
                                     Path("glass.jpg"),
                                     "--steps",
                                     "resize:64x48",
                                     "--max-bytes",
                                     "20k"});
  EXPECT_EQ(limited.code, kExitError);
  EXPECT_NE(limited.err.find("glass.jpg: the picture has transparency"), std::string::npos)
      << limited.err;
  words.push_back("--flatten");
  const Result flat = Sharpscale(words);
  ASSERT_EQ(flat.code, kExitDone) << flat.err;
  const auto white = Decode(Path("glass.jpg"));
  ASSERT_TRUE(white.ok()) << white.status();
  double least = 0.0;
  cv::minMaxLoc(white->pixels.reshape(1), &least, nullptr);
  EXPECT_GE(least, 253.0);
  // What may not be written is named: the picture, not the file beside it.
  const Result again = Sharpscale(words);
  EXPECT_EQ(again.code, kExitError);
  EXPECT_NE(again.err.find("glass.jpg: exists"), std::string::npos) << again.err;
}

TEST_F(Cli, TheNameAndTheStepsAskForOneFormat) {
  const Result two =
      Sharpscale({"enhance", Path("disc.png"), "-o", Path("two.jpg"), "--steps", "export:png"});
  EXPECT_EQ(two.code, kExitError);
  EXPECT_NE(two.err.find("two formats"), std::string::npos) << two.err;
  EXPECT_FALSE(std::filesystem::exists(Path("two.jpg")));
  EXPECT_EQ(
      Sharpscale({"enhance", Path("disc.png"), "-o", Path("one.jpg"), "--steps", "export:jpeg:80"})
          .code,
      kExitDone);
}

TEST_F(Cli, AReplayTakesNoOtherChoices) {
  ASSERT_EQ(Sharpscale(
                {"enhance", Path("disc.png"), "-o", Path("first.png"), "--steps", "resize:500x375"})
                .code,
            kExitDone);
  const std::string record = Path("first.png.sharpscale.json");
  const Result both = Sharpscale(
      {"enhance", Path("disc.png"), "-o", Path("again.png"), "--replay", record, "--width", "300"});
  EXPECT_EQ(both.code, kExitError);
  EXPECT_NE(both.err.find("leave --width=300 out"), std::string::npos) << both.err;
  const Result again =
      Sharpscale({"enhance", Path("disc.png"), "-o", Path("again.png"), "--replay", record});
  EXPECT_EQ(again.code, kExitDone) << again.err;
  EXPECT_NE(again.err.find("the same bytes"), std::string::npos) << again.err;
  // The picture in place of its record is an easy slip.
  const Result slip = Sharpscale(
      {"enhance", Path("disc.png"), "-o", Path("slip.png"), "--replay", Path("first.png")});
  EXPECT_EQ(slip.code, kExitError);
  EXPECT_NE(slip.err.find("photo-2x.png.sharpscale.json"), std::string::npos) << slip.err;
  EXPECT_EQ(Lines(slip.err), 1) << slip.err;
}

TEST_F(Cli, NothingToDoWritesNothing) {
  Image plain = ExampleImage(640, 480);
  plain.pixels.setTo(cv::Scalar::all(128));
  ASSERT_TRUE(Encode(plain, Path("plain.png"), {}).ok());
  const Result result = Sharpscale(
      {"enhance", Path("plain.png"), "-o", Path("same.png"), "--long-side", "640", "--json"});
  EXPECT_EQ(result.code, kExitDone) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["plan"]["verdict"], "NOTHING_TO_DO");
  EXPECT_TRUE(json["output"].is_null());
  EXPECT_EQ(CheckSchema(LoadSchema("result"), json), "");
  EXPECT_FALSE(std::filesystem::exists(Path("same.png")));
  // --force writes it all the same, and does not call it the user's own plan.
  const Result forced = Sharpscale(
      {"enhance", Path("plain.png"), "-o", Path("same.png"), "--long-side", "640", "--force"});
  EXPECT_EQ(forced.code, kExitDone) << forced.err;
  EXPECT_EQ(forced.out.rfind("Nothing to do: a copy", 0), 0U) << forced.out;
  EXPECT_TRUE(std::filesystem::exists(Path("same.png")));
  // A copy has the px that there are, though a print needs fewer.
  EXPECT_EQ(
      Sharpscale(
          {"enhance", Path("plain.png"), "-o", Path("print.png"), "--print", "1x0.75in", "--force"})
          .code,
      kExitDone);
  const auto copy = Decode(Path("print.png"));
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->pixels.size(), plain.pixels.size());
}

TEST_F(Cli, ReportIsAPage) {
  EXPECT_EQ(Sharpscale({"report", Path("disc.png"), "-o", Path("page.html"), "--no-date"}).code,
            kExitDone);
  EXPECT_EQ(Sharpscale({"report", Path("disc.png"), "-o", Path("page.html")}).code, kExitError);
  EXPECT_EQ(
      Sharpscale({"report", Path("disc.png"), Path("large.png"), "-o", Path("pair.html")}).code,
      kExitDone);
  EXPECT_EQ(Sharpscale({"report", Path("disc.png")}).code, kExitError);
  EXPECT_GT(std::filesystem::file_size(Path("pair.html")), 20'000u);
}

// One bad file never stops a batch, a second run does no work, and the summary tells both.
TEST_F(Cli, BatchResumesAndMerges) {
  std::filesystem::create_directories(Path("in/deep"));
  std::filesystem::copy(Path("disc.png"), Path("in/a \u56fe.png"));
  std::filesystem::copy(Path("large.png"), Path("in/deep/b.png"));
  std::filesystem::copy(Path("text.jpg"), Path("in/bad.jpg"));
  const Result first = Sharpscale({"batch", Path("in"), "-o", Path("out"), "--json"});
  EXPECT_EQ(first.code, kExitError);
  EXPECT_EQ(Json::parse(first.out)["done"], 2);
  EXPECT_EQ(Json::parse(first.out)["failed"], 1);
  const Result second = Sharpscale({"batch", Path("in"), "-o", Path("out"), "--json"});
  EXPECT_EQ(Json::parse(second.out)["skipped"], 2);
  EXPECT_EQ(Json::parse(second.out)["done"], 0);

  const Result merged = Sharpscale(
      {"merge", Path("out"), "--csv", Path("all.csv"), "--html", Path("all.html"), "--json"});
  EXPECT_EQ(merged.code, kExitError);
  EXPECT_EQ(Lines(merged.out), 3);
  std::istringstream lines(merged.out);
  std::string line;
  while (std::getline(lines, line)) EXPECT_TRUE(Json::accept(line)) << line;
  std::ifstream csv(Path("all.csv"));
  std::getline(csv, line);
  EXPECT_EQ(
      line.rfind("name,status,verdict,headline,failed,warned,output,error,resolution.width", 0),
      0u);
  std::getline(csv, line);
  EXPECT_EQ(line.rfind("a \u56fe.png,done,", 0), 0u) << line;
  std::ifstream html(Path("all.html"));
  const std::string page((std::istreambuf_iterator<char>(html)), {});
  EXPECT_NE(page.find("1 of 3 could not be done"), std::string::npos);
  EXPECT_NE(page.find("data:image/jpeg;base64,"), std::string::npos);
  EXPECT_NE(page.find("href=\"./in/deep/b.png\""), std::string::npos);
  EXPECT_EQ(Sharpscale({"merge", Path("in")}).code, kExitError);
}

// The table of a batch of results has what `analyze` says of each, also where nothing was written.
TEST_F(Cli, ABatchOfResultsTellsTheWholeOfEach) {
  std::filesystem::create_directories(Path("shots"));
  Image plain = ExampleImage(96, 64);
  plain.pixels.setTo(cv::Scalar::all(128));
  ASSERT_TRUE(Encode(plain, Path("shots/plain.png"), {}).ok());
  std::filesystem::copy(Path("disc.png"), Path("shots/disc.png"));
  const Result run = Sharpscale({"batch",
                                 Path("shots"),
                                 "--do",
                                 "enhance",
                                 "--long-side",
                                 "96",
                                 "-o",
                                 Path("made"),
                                 "--json"});
  ASSERT_EQ(run.code, kExitDone) << run.err;
  EXPECT_EQ(Json::parse(run.out)["nothing_to_do"], 1);
  const Result merged = Sharpscale({"merge", Path("made"), "--jsonl", "-"});
  std::istringstream lines(merged.out);
  int made = 0;
  for (std::string line; std::getline(lines, line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("plan")) continue;
    EXPECT_EQ(CheckSchema(LoadSchema("result"), json), "");
    ASSERT_TRUE(json.contains("measurements")) << line;
    if (json["output"].is_null()) continue;
    ++made;
    const Result alone =
        Sharpscale({"analyze", json["output"]["file"].get<std::string>(), "--json"});
    const Json own = Json::parse(alone.out)["measurements"];
    for (const Json& one : json["measurements"]) {
      const auto same = std::find_if(
          own.begin(), own.end(), [&](const Json& other) { return other["id"] == one["id"]; });
      ASSERT_NE(same, own.end()) << one;
      EXPECT_EQ((*same)["value"], one["value"]) << one;
    }
  }
  EXPECT_EQ(made, 1);
}

// Whoever asks gets the same plan: also of a picture whose history lies beside it, of one with 16
// bits and of a cut-out.
TEST_F(Cli, AdviseEnhanceAndBatchHaveOnePlan) {
  std::filesystem::create_directories(Path("one"));
  const Image plain = ExampleImage(96, 64);
  Image deep = plain;
  plain.pixels.convertTo(deep.pixels, CV_16U, 257.0);
  Image cut = plain;
  cut.alpha = cv::Mat(64, 96, CV_8UC1, cv::Scalar::all(255));
  cut.alpha.colRange(0, 20).setTo(0);
  ASSERT_TRUE(Encode(plain, Path("one/plain.png"), {}).ok());
  ASSERT_TRUE(Encode(plain, Path("one/again.png"), {}).ok());
  ASSERT_TRUE(Encode(deep, Path("one/deep.png"), {}).ok());
  ASSERT_TRUE(Encode(cut, Path("one/cut.png"), {}).ok());
  std::ofstream(Path("one/again.png.sharpscale.json"))
      << R"({"schema": "sharpscale.history/1", "tool": "sharpscale", "version": "0.1.0",
             "source": {"width": 48, "height": 32},
             "steps": [{"kind": "upscale", "factor": 2.0, "width": 96, "height": 64,
                        "model": "upscale-x2-std"}]})";
  ASSERT_EQ(Sharpscale(
                {"batch", Path("one"), "--do", "enhance", "--long-side", "192", "-o", Path("many")})
                .code,
            kExitDone);
  std::map<std::string, Json> batch;
  std::istringstream lines(Sharpscale({"merge", Path("many"), "--jsonl", "-"}).out);
  for (std::string line; std::getline(lines, line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("plan")) continue;
    const std::string file = json["plan"]["file"].get<std::string>();
    batch[std::filesystem::path(file).filename().string()] = json["plan"];
  }
  std::map<std::string, Json> advised;
  for (const char* name : {"plain.png", "again.png", "deep.png", "cut.png"}) {
    const std::string file = Path(std::string("one/") + name);
    const Json advice =
        Json::parse(Sharpscale({"advise", file, "--long-side", "192", "--json"}).out);
    const Json made = Json::parse(Sharpscale({"enhance",
                                              file,
                                              "--long-side",
                                              "192",
                                              "--json",
                                              "-o",
                                              Path(std::string("alone-") + name)})
                                      .out);
    ASSERT_EQ(batch.count(name), 1u) << name;
    for (const char* key : {"verdict", "steps", "cautions"}) {
      EXPECT_EQ(advice[key], made["plan"][key]) << name << " " << key;
      EXPECT_EQ(advice[key], batch[name][key]) << name << " " << key;
    }
    advised[name] = advice;
  }
  // What was enlarged before is told apart: the history was read by all three.
  EXPECT_NE(advised["plain.png"]["cautions"].dump() + advised["plain.png"]["steps"].dump(),
            advised["again.png"]["cautions"].dump() + advised["again.png"]["steps"].dump());
}

// Who reads the summary of a judged batch sees what speaks against a picture.
TEST_F(Cli, TheSummaryOfAJudgedBatchSaysWhy) {
  std::filesystem::create_directories(Path("judged"));
  std::filesystem::copy(Path("disc.png"), Path("judged/a.png"));
  std::ofstream(Path("wide.json"))
      << R"({"schema": "sharpscale.gate/1", "name": "wide", "extends": "ecommerce",
             "rules": [{"id": "gate.width", "fail": 90000}]})";
  EXPECT_EQ(Sharpscale({"batch",
                        Path("judged"),
                        "--do",
                        "check",
                        "--profile",
                        Path("wide.json"),
                        "-o",
                        Path("out")})
                .code,
            kExitFailed);
  const Result merged =
      Sharpscale({"merge", Path("out"), "--csv", Path("all.csv"), "--html", Path("all.html")});
  EXPECT_EQ(merged.code, kExitFailed) << merged.err;
  std::ifstream csv(Path("all.csv"));
  std::string line;
  std::getline(csv, line);
  std::getline(csv, line);
  EXPECT_EQ(line.rfind("a.png,done,fail,Not fit to sell: too few pixels,gate.width", 0), 0u)
      << line;
  std::ifstream html(Path("all.html"));
  const std::string page((std::istreambuf_iterator<char>(html)), {});
  EXPECT_NE(page.find("Fails: "), std::string::npos);
}

TEST_F(Cli, ShardsMergeToTheSameBytes) {
  std::filesystem::create_directories(Path("in"));
  for (int i = 0; i < 6; ++i) {
    std::filesystem::copy(Path("disc.png"), Path("in/" + std::to_string(i) + ".png"));
  }
  EXPECT_EQ(Sharpscale({"batch", Path("in"), "-o", Path("one")}).code, kExitDone);
  for (const char* shard : {"0/3", "1/3", "2/3"}) {
    const Result result = Sharpscale({"batch", Path("in"), "-o", Path("three"), "--shard", shard});
    EXPECT_EQ(result.code, kExitDone);
    EXPECT_NE(result.err.find("sharpscale merge"), std::string::npos) << result.err;
  }
  const Result one = Sharpscale({"merge", Path("one"), "--json"});
  EXPECT_EQ(Lines(one.out), 6);
  EXPECT_EQ(one.out, Sharpscale({"merge", Path("three"), "--json"}).out);
}

TEST_F(Cli, WatchDoesWhatIsThereAndEnds) {
  std::filesystem::create_directories(Path("in"));
  std::filesystem::copy(Path("disc.png"), Path("in/a.png"));
  const Result result = Sharpscale(
      {"watch", Path("in"), "-o", Path("out"), "--interval", "0.01", "--idle", "0.05", "--json"});
  EXPECT_EQ(result.code, kExitDone) << result.err;
  EXPECT_EQ(Json::parse(result.out)["done"], 1);
  EXPECT_EQ(Sharpscale({"watch", Path("in"), "-o", Path("out"), "--interval", "0"}).code,
            kExitError);
}

TEST_F(Cli, SubmitWritesAScriptThatKeepsItsWords) {
  std::filesystem::create_directories(Path("in it's"));
  std::filesystem::copy(Path("disc.png"), Path("in it's/a.png"));
  const Result result = Sharpscale({"submit",
                                    Path("in it's"),
                                    "--do",
                                    "enhance",
                                    "--print",
                                    "8x10in",
                                    "-o",
                                    Path("out"),
                                    "--slurm",
                                    "--shards",
                                    "4",
                                    "--cpus",
                                    "2",
                                    "--dry-run"});
  EXPECT_EQ(result.code, kExitDone) << result.err;
  EXPECT_NE(result.out.find("#SBATCH --cpus-per-task=2\n"), std::string::npos);
  EXPECT_NE(result.out.find("in it'\\''s'"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("'--print=8x10in'"), std::string::npos);
  EXPECT_NE(result.out.find("--shard \"$SLURM_ARRAY_TASK_ID/4\" --threads 2"), std::string::npos);
  EXPECT_EQ(Sharpscale({"submit", Path("in it's"), "-o", Path("out")}).code, kExitError);
}

TEST_F(Cli, ModelsImportWritesOurFormat) {
  const Json list = Json::parse(Sharpscale({"models", "list", "--json"}).out);
  const std::string weights =
      list["folder"].get<std::string>() + "/" + list["models"][0]["file"].get<std::string>();
  const std::string own = Path("own.ssw");
  const Result imported = Sharpscale({"models", "import", weights, own, "--json"});
  ASSERT_EQ(imported.code, kExitDone) << imported.err;
  const Json model = Json::parse(imported.out)["imported"];
  EXPECT_EQ(model["file"], own);
  EXPECT_EQ(model["scale"], list["models"][0]["scale"]);
  EXPECT_EQ(model["overlap"], list["models"][0]["overlap"]);
  EXPECT_TRUE(std::filesystem::exists(own));
  const Result shown = Sharpscale({"models", "show", own, "--json"});
  ASSERT_EQ(shown.code, kExitDone) << shown.err;
  Json same = Json::parse(shown.out);
  EXPECT_EQ(same["schema"], "sharpscale.models/1");
  same.erase("schema");
  same.erase("tool");
  EXPECT_EQ(same, model);
  const Result again = Sharpscale({"models", "import", weights, own});
  EXPECT_EQ(again.code, kExitError);
  EXPECT_NE(again.err.find("own.ssw: exists already"), std::string::npos) << again.err;
  EXPECT_EQ(Sharpscale({"models", "import", weights, own, "--force"}).code, kExitDone);
  const Result foreign = Sharpscale({"models", "import", Path("text.jpg"), Path("text.ssw")});
  EXPECT_EQ(foreign.code, kExitError);
  EXPECT_EQ(Lines(foreign.err), 1) << foreign.err;
  EXPECT_FALSE(std::filesystem::exists(Path("text.ssw")));
  EXPECT_EQ(Sharpscale({"models", "import"}).code, kExitError);
  EXPECT_EQ(Sharpscale({"models", "show", Path("text.jpg")}).code, kExitError);
}

TEST_F(Cli, ModelsAreListedByWhatTheyDo) {
  const Json models = Json::parse(Sharpscale({"models", "list", "--json"}).out)["models"];
  ASSERT_GT(models.size(), 3U);
  for (size_t i = 1; i < models.size(); ++i) {
    const auto key = [&](const Json& model) {
      return std::make_tuple(model["task"].get<std::string>(),
                             model["scale"].get<int>(),
                             model["parameters"].get<int64_t>());
    };
    EXPECT_LE(key(models[i - 1]), key(models[i])) << models[i]["id"];
  }
}

TEST_F(Cli, ModelsShowSpeaksInWords) {
  const Result shown = Sharpscale({"models", "show", "upscale-x2-std"});
  ASSERT_EQ(shown.code, kExitDone) << shown.err;
  EXPECT_NE(shown.out.find("upscale 2\u00d7, tier std"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("crisp (noise sigma up to 1,"), std::string::npos) << shown.out;
  EXPECT_EQ(shown.out.find("psnr"), std::string::npos) << shown.out;
  EXPECT_EQ(MeasuredOn("set5_noise8_jpeg50_psnr_y"), "Set5, noise 8, JPEG 50 (luma)");
  EXPECT_EQ(MeasuredOn("heldout_blur1.3_noise5_psnr"), "pictures held out, blur 1.3 px, noise 5");
  ModelInfo model;
  EXPECT_EQ(ToldOf(model), "nothing");
  model.conditions = {"jpeg", "noise"};
  EXPECT_EQ(ToldOf(model), "compression, noise");
}

TEST_F(Cli, AModelThatIsNotThereIsAnError) {
  const Result result = Sharpscale({"enhance",
                                    Path("disc.png"),
                                    "--steps",
                                    "upscale:2",
                                    "--model",
                                    Path("nosuch.safetensors"),
                                    "-o",
                                    Path("out.png")});
  EXPECT_EQ(result.code, kExitError);
  EXPECT_NE(result.err.find("nosuch.safetensors"), std::string::npos) << result.err;
  EXPECT_FALSE(std::filesystem::exists(Path("out.png")));
  // One that is there and does something else.
  const Result repair = Sharpscale({"enhance",
                                    Path("disc.png"),
                                    "--steps",
                                    "upscale:2",
                                    "--model",
                                    "restore-std",
                                    "-o",
                                    Path("out.png")});
  EXPECT_EQ(repair.code, kExitError);
  EXPECT_NE(repair.err.find("'restore-std' does not enlarge"), std::string::npos) << repair.err;
  EXPECT_FALSE(std::filesystem::exists(Path("out.png")));
  EXPECT_EQ(Sharpscale({"models", "show", "restore-std", "sharpen-std"}).code, kExitError);
}

TEST_F(Cli, LintNamesTheRule) {
  const Result result = Sharpscale({"lint", "sharpen:80%,upscale:4"});
  EXPECT_EQ(result.code, kExitFailed);
  EXPECT_NE(result.out.find("R-091"), std::string::npos);
  EXPECT_EQ(Sharpscale({"lint", "upscale:2,sharpen:40%"}).code, kExitDone);
  EXPECT_EQ(Sharpscale({"lint", "dance:3"}).code, kExitError);
}

TEST_F(Cli, MapsArePictures) {
  EXPECT_EQ(Sharpscale({"analyze", Path("disc.png"), "--maps", Path("maps")}).code, kExitDone);
  EXPECT_TRUE(std::filesystem::exists(Path("maps/disc.noise.luma_sigma.png")));
}

// Runs the binary; the environment variable makes the loader list what it maps.
Result Process(const std::vector<std::string>& words, const char* variable, const char* value) {
  int out[2];
  int err[2];
  EXPECT_EQ(pipe(out), 0);
  EXPECT_EQ(pipe(err), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(out[1], 1);
    dup2(err[1], 2);
    if (variable != nullptr) setenv(variable, value, 1);
    std::vector<std::string> all = {SHARPSCALE_BINARY};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> argv;
    for (std::string& word : all) argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(out[1]);
  close(err[1]);
  Result result;
  const auto read_all = [](int descriptor, std::string* text) {
    char buffer[4096];
    for (ssize_t n; (n = read(descriptor, buffer, sizeof buffer)) > 0;)
      text->append(buffer, static_cast<size_t>(n));
    close(descriptor);
  };
  std::thread errors([&] { read_all(err[0], &result.err); });
  read_all(out[0], &result.out);
  errors.join();
  int status = 0;
  waitpid(child, &status, 0);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

TEST_F(Cli, CompareWritesTheRankingOfItsSchema) {
  const Result result = Sharpscale(
      {"compare", Path("large.png"), Path("disc.png"), "--source", Path("disc.png"), "--json"});
  ASSERT_EQ(result.code, kExitDone) << result.err;
  const Json json = Json::parse(result.out);
  const Json schema = LoadSchema("ranking");
  EXPECT_EQ(CheckSchema(schema, json), "");
  ASSERT_EQ(json["ranking"].size(), 2u);
  Json wrong = json;
  wrong["ranking"][0].erase("reason");
  EXPECT_NE(CheckSchema(schema, wrong), "");
  wrong = json;
  wrong["best"] = 1;
  EXPECT_NE(CheckSchema(schema, wrong), "");
  // People get the columns explained.
  const Result told =
      Sharpscale({"compare", Path("large.png"), Path("disc.png"), "--source", Path("disc.png")});
  for (const char* head : {"Match", "New detail", "Contrast", "Unsupported"}) {
    EXPECT_NE(told.out.find(head), std::string::npos) << told.out;
  }
}

TEST_F(Cli, AnotherSceneHasNoEmptyTable) {
  cv::RNG rng(3);
  Image other;
  other.pixels.create(240, 320, CV_8UC3);
  rng.fill(other.pixels, cv::RNG::UNIFORM, 0, 256);
  ASSERT_TRUE(Encode(other, Path("other.png"), EncodeOptions()).ok());
  const Result result = Sharpscale({"check", Path("disc.png"), Path("other.png")});
  EXPECT_EQ(result.code, kExitNotComparable);
  EXPECT_EQ(result.out.find("In plain words"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("right files"), std::string::npos) << result.out;
}

TEST_F(Cli, WithoutASourceTheOpenRulesShareALine) {
  const Result result = Sharpscale({"check", Path("disc.png")});
  // Lines break anywhere.
  const std::string text = std::regex_replace(result.out, std::regex("\\s+"), " ");
  EXPECT_EQ(text.find("unknown "), std::string::npos) << text;
  EXPECT_NE(text.find("needs the source"), std::string::npos) << text;
  EXPECT_EQ(text.find("needs the source"), text.rfind("needs the source"));
}

TEST_F(Cli, LibTorchIsNotMappedWhereNoNetworkRuns) {
  const std::vector<std::vector<std::string>> commands = {
      {"analyze", Path("disc.png")},
      {"advise", Path("disc.png"), "--width", "640"},
      {"check", Path("disc.png"), Path("disc.png")},
      {"report", Path("disc.png"), "-o", Path("maps.html")},
      {"print", Path("disc.png")}};
  for (const std::vector<std::string>& words : commands) {
    const Result result = Process(words, "LD_DEBUG", "files");
    EXPECT_EQ(result.code, kExitDone) << words[0];
    EXPECT_NE(result.err.find("libopencv_core"), std::string::npos) << "the loader said nothing";
    EXPECT_EQ(result.err.find("libtorch"), std::string::npos) << words[0];
    EXPECT_EQ(result.err.find("libc10"), std::string::npos) << words[0];
  }
}

TEST_F(Cli, StandardOutputHoldsNothingButTheResult) {
  const Result result = Process({"analyze", Path("disc.png"), "--json"}, nullptr, nullptr);
  EXPECT_EQ(result.code, kExitDone);
  EXPECT_EQ(Json::parse(result.out)["schema"], "sharpscale.report/1");
}

}  // namespace
}  // namespace sharpscale
