// SPDX-License-Identifier: Apache-2.0

#include "report/html.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "report/numbers.h"
#include "report/page/markup.h"
#include "tests/report/examples.h"

namespace sharpscale {
namespace {

using Json = nlohmann::json;

Json DataOf(const std::string& html) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const size_t from = html.find(begin) + begin.size();
  return Json::parse(html.substr(from, html.find("</script>", from) - from));
}

const Json* Find(const Json& measurements, const std::string& id) {
  for (const Json& m : measurements) {
    if (m["id"] == id) return &m;
  }
  return nullptr;
}

// Everything between tags of the page, without data URIs: quick to search.
std::string WithoutData(const std::string& html) {
  std::string out;
  size_t at = 0;
  for (size_t uri; (uri = html.find("base64,", at)) != std::string::npos;) {
    out += html.substr(at, uri - at);
    at = html.find_first_of(")\"", uri);
  }
  return out + html.substr(at);
}

TEST(Html, IsSelfContained) {
  const absl::StatusOr<std::string> html = RenderHtml(ExamplePair());
  ASSERT_TRUE(html.ok()) << html.status();
  const std::string page = WithoutData(*html);
  for (const char* outside :
       {"http://", "https://", "//cdn", "@import", "<link rel=\"stylesheet", "file:"}) {
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  }
  // No address but data: and the page's own symbols.
  const std::regex reference(R"re((src|href)="([^"]*)")re");
  for (std::sregex_iterator it(page.begin(), page.end(), reference), end; it != end; ++it) {
    const std::string target = (*it)[2];
    EXPECT_TRUE(target.rfind("data:", 0) == 0 || target.rfind("#i-", 0) == 0) << target;
  }
}

TEST(Html, EveryPictureHasAWordForIt) {
  const std::string page = WithoutData(*RenderHtml(ExamplePair()));
  const std::regex image(R"(<img [^>]*>)");
  size_t images = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), image), end; it != end; ++it, ++images) {
    EXPECT_NE(it->str().find(" alt="), std::string::npos) << it->str();
  }
  EXPECT_GT(images, 2u);
  const std::regex role(R"(<(div|svg)[^>]*role="img"[^>]*>)");
  for (std::sregex_iterator it(page.begin(), page.end(), role), end; it != end; ++it) {
    EXPECT_NE(it->str().find("aria-label="), std::string::npos) << it->str();
  }
}

TEST(Html, NumbersEqualTheJson) {
  const HtmlInput input = ExamplePair();
  const std::string html = *RenderHtml(input);
  const Json data = DataOf(html);
  const std::string page = WithoutData(html);
  // Each cell names its metric and side.
  const std::regex cell(
      R"re(<td class="n[^"]*" data-metric="([^"]*)" data-side="([^"]*)"[^>]*>([^<]*)</td>)re");
  size_t compared = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), cell), end; it != end; ++it) {
    const std::string id = (*it)[1];
    const std::string side = (*it)[2];
    const Json* measurements =
        side == "before" || side == "stage-0"  ? &data["report"]["measurements"]
        : side == "after" || side == "stage-1" ? &data["after"]["measurements"]
                                               : &data["comparison"]["measurements"];
    const Json* m = Find(*measurements, id);
    ASSERT_NE(m, nullptr) << id << " " << side;
    const std::string shown = (*it)[3];
    if ((*m)["value"].is_number()) {
      EXPECT_EQ(shown,
                page::Escape(FormatWithUnit(
                    (*m)["value"], DecimalsOf(id), (*m)["unit"].get<std::string>())));
      ++compared;
    } else if ((*m)["value"].is_string()) {
      EXPECT_EQ(shown, (*m)["value"]);
    } else {
      EXPECT_EQ(shown, "unknown");
    }
  }
  EXPECT_GT(compared, 10u);
}

TEST(Html, NothingFromAFileNameIsMarkup) {
  HtmlInput input = ExamplePair();
  input.report.source.file = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\".jpg";
  input.comparison->before.source.file = input.report.source.file;
  input.after_file = "'\"><svg onload=alert(3)>\xff";
  input.comparison->after.source.file = input.after_file;
  const std::string page = WithoutData(*RenderHtml(input));
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<img src=x"), std::string::npos);
  EXPECT_EQ(page.find("<svg onload"), std::string::npos);
  EXPECT_EQ(DataOf(page)["report"]["file"], input.report.source.file);
}

TEST(Html, OnePictureAlone) {
  HtmlInput input;
  input.before = ExampleImage(640, 480);
  input.report = ExampleReport(input.before, "disc.png");
  const absl::StatusOr<std::string> html = RenderHtml(input);
  ASSERT_TRUE(html.ok()) << html.status();
  EXPECT_EQ(html->find("type=\"range\""), std::string::npos);
  EXPECT_NE(html->find("All measurements"), std::string::npos);
  EXPECT_EQ(html->find("All checks"), std::string::npos);
}

TEST(Html, PlacesOfNoiseAreOfNoisyPictures) {
  for (const bool noisy : {false, true}) {
    HtmlInput input;
    input.before = ExampleImage(320, 240);
    input.report = ExampleReport(input.before, "one.png");
    for (Measurement& m : input.report.measurements) {
      if (m.id != "noise.luma_sigma") continue;
      m.value = noisy ? 30.0 : 0.0;
      m.grade = noisy ? Grade::kSevere : Grade::kNone;
      m.peaks = {{100.0, 80.0, 39.0}};
    }
    const absl::StatusOr<std::string> html = RenderHtml(input);
    ASSERT_TRUE(html.ok()) << html.status();
    EXPECT_EQ(WithoutData(*html).find("39.00\u00a0levels here") != std::string::npos, noisy);
  }
}

TEST(Html, AnyPictureGetsAPage) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(3, 200), cv::Size(70, 64)}) {
    for (const int type : {CV_8UC1, CV_16UC3, CV_32FC3}) {
      HtmlInput input;
      input.before.pixels = cv::Mat(size, type, cv::Scalar::all(0.5));
      if (type == CV_32FC3) input.before.pixels.at<cv::Vec3f>(0, 0)[0] = std::nanf("");
      input.before.alpha = cv::Mat(size, CV_MAKETYPE(CV_MAT_DEPTH(type), 1), cv::Scalar::all(1));
      input.report = ExampleReport(input.before, "odd.png");
      EXPECT_TRUE(RenderHtml(input).ok()) << size << " " << type;
    }
  }
  EXPECT_EQ(RenderHtml(HtmlInput()).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Html, OtherSceneIsSaidAndNotCompared) {
  HtmlInput input = ExamplePair();
  input.comparison->registration = Registration();
  input.verdict = Verdict();
  input.verdict->comparable = false;
  const absl::StatusOr<std::string> html = RenderHtml(input);
  ASSERT_TRUE(html.ok());
  EXPECT_NE(html->find("Not the same scene"), std::string::npos);
}

TEST(Html, SameInputSamePage) {
  EXPECT_EQ(*RenderHtml(ExamplePair()), *RenderHtml(ExamplePair()));
}

TEST(Html, StaysSmall) {
  HtmlInput input = ExamplePair();
  // 24 MP of noise: the worst a camera can do.
  Image large;
  large.pixels.create(4000, 6000, CV_8UC3);
  cv::RNG(3).fill(large.pixels, cv::RNG::UNIFORM, 0, 256);
  input.after = large;
  input.comparison->registration.scale_x = 6000.0 / 320;
  input.comparison->registration.scale_y = 4000.0 / 240;
  const std::string html = *RenderHtml(input);
  EXPECT_LT(html.size(), 3'000'000u);
}

}  // namespace
}  // namespace sharpscale
