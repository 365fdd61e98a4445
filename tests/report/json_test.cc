// SPDX-License-Identifier: Apache-2.0

#include "report/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "report/csv.h"
#include "report/junit.h"
#include "tests/report/examples.h"
#include "tests/report/json_schema.h"

namespace sharpscale {
namespace {

using Json = nlohmann::json;

// What a program reads back.
Json Parsed(const nlohmann::ordered_json& json) {
  return Json::parse(JsonText(json, false));
}

TEST(Json, MeasurementCarriesNoMoreDigitsThanMeasured) {
  Measurement m;
  m.id = "halo.overshoot";
  m.unit = "%";
  m.value = 16.6499;
  m.low = 15.0001;
  m.high = 18.0;
  m.grade = Grade::kSevere;
  m.peaks = {{12.04, 7.96, 19.04}, {std::nan(""), 0.0, 1.0}};
  EXPECT_EQ(
      JsonText(ToJson(m), false),
      R"({"id":"halo.overshoot","value":16.6,"unit":"%","low":15.0,"high":18.0,"grade":"severe",)"
      R"("peaks":[{"x":12.0,"y":8.0,"value":19.0}]})");
}

TEST(Json, NotANumberBecomesUnknownWithAReason) {
  Measurement m;
  m.id = "blur.sigma";
  m.unit = "px";
  m.value = std::numeric_limits<double>::infinity();
  m.low = std::nan("");
  const Json json = Parsed(ToJson(m));
  EXPECT_TRUE(json["value"].is_null());
  EXPECT_TRUE(json["low"].is_null());
  EXPECT_FALSE(json["unknown"].get<std::string>().empty());
}

TEST(Json, WordsStandInValue) {
  Measurement m;
  m.id = "blur.kind";
  m.word = "motion";
  const Json json = Parsed(ToJson(m));
  EXPECT_EQ(json["value"], "motion");
  EXPECT_EQ(json["unit"], "");
  EXPECT_FALSE(json.contains("grade"));
}

TEST(Json, EveryDocumentFitsItsSchema) {
  const HtmlInput pair = ExamplePair();
  EXPECT_EQ(CheckSchema(LoadSchema("report"), Parsed(ToJson(pair.report))), "");
  EXPECT_EQ(CheckSchema(LoadSchema("report"), Parsed(ToJson(pair.comparison->after))), "");
  EXPECT_EQ(CheckSchema(LoadSchema("plan"), Parsed(ToJson(*pair.plan, "disc.png"))), "");
  EXPECT_EQ(CheckSchema(LoadSchema("plan"), Parsed(ToJson(Plan(), ""))), "");
  EXPECT_EQ(CheckSchema(LoadSchema("comparison"), Parsed(ToJson(*pair.comparison, *pair.verdict))),
            "");
  EXPECT_EQ(CheckSchema(LoadSchema("comparison"), Parsed(ToJson(pair.report, *pair.verdict))), "");
  EXPECT_EQ(CheckSchema(LoadSchema("error"), Parsed(ErrorJson("a.jpg", "is empty"))), "");
}

TEST(Json, TheSchemaCheckCanFail) {
  const Json schema = LoadSchema("report");
  Json report = Parsed(ToJson(ExamplePair().report));
  Json wrong = report;
  wrong["measurements"][0]["grade"] = "awful";
  EXPECT_NE(CheckSchema(schema, wrong), "");
  wrong = report;
  wrong.erase("image");
  EXPECT_NE(CheckSchema(schema, wrong), "");
  wrong = report;
  wrong["image"]["width"] = "wide";
  EXPECT_NE(CheckSchema(schema, wrong), "");
  wrong = report;
  wrong["surprise"] = 1;
  EXPECT_NE(CheckSchema(schema, wrong), "");
}

TEST(Json, PlanSaysWhatTheContractSays) {
  const Json plan = Parsed(ToJson(ExamplePlan(), "disc.png"));
  EXPECT_EQ(plan["schema"], "sharpscale.plan/1");
  EXPECT_EQ(plan["verdict"], "PLAN");
  EXPECT_EQ(plan["target"]["width"], 640);
  EXPECT_EQ(plan["steps"][0]["kind"], "upscale");
  EXPECT_EQ(plan["steps"][0]["factor"], 2.0);
  EXPECT_EQ(plan["steps"][1]["evidence"][0]["rule"], "R-032");
  EXPECT_EQ(plan["ppi_after"], 320.0);
  EXPECT_EQ(plan["predicted"]["bytes"], 56000);
}

TEST(Json, NothingJudgedIsNoPass) {
  Verdict verdict;
  verdict.verdict = RuleVerdict::kNotApplicable;
  EXPECT_STREQ(VerdictWord(verdict), "warn");
  verdict.comparable = false;
  EXPECT_STREQ(VerdictWord(verdict), "not_comparable");
}

TEST(Json, AnyFileNameCanBeWritten) {
  Report report;
  report.source.file = "na\xffme\"\n.jpg";
  report.width = report.height = report.channels = 1;
  const Json json = Parsed(ToJson(report));
  EXPECT_EQ(CheckSchema(LoadSchema("report"), json), "");
}

TEST(Csv, QuotesAndDefusesFormulas) {
  EXPECT_EQ(CsvCell("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvCell("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(CsvCell("=cmd()"), "'=cmd()");
  const Report report = ExamplePair().report;
  const auto commas = [](const std::string& s) { return std::count(s.begin(), s.end(), ','); };
  EXPECT_EQ(commas(CsvHeader()), commas(CsvRow(report)));
}

TEST(JUnit, CountsAndNamesWhatFailed) {
  const std::string xml = JUnitXml(ExampleVerdict(), "a<b.png -> c.png");
  EXPECT_NE(xml.find("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""), std::string::npos)
      << xml;
  EXPECT_NE(xml.find("name=\"gate.halo\"><failure message=\"halo.overshoot: 16.6"),
            std::string::npos)
      << xml;
  EXPECT_NE(xml.find("worst at 200, 120"), std::string::npos);
  EXPECT_NE(xml.find("a&lt;b.png"), std::string::npos);
  Verdict other;
  other.comparable = false;
  EXPECT_NE(JUnitXml(other, "x").find("errors=\"1\""), std::string::npos);
}

}  // namespace
}  // namespace sharpscale
