// SPDX-License-Identifier: Apache-2.0
//
// The parts of the training tool that decide what is learned and how it is judged.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "datasets/charts.h"
#include "models/train/curve.h"
#include "models/train/degradation_mix.h"
#include "models/train/join_sets.h"
#include "models/train/mean_of_runs.h"
#include "models/train/methods.h"
#include "models/train/network_of_name.h"
#include "models/train/quality.h"
#include "models/train/recipe.h"
#include "models/train/sample_pool.h"
#include "models/train/starting_weights.h"

namespace sharpscale {
namespace {

TEST(QualityTest, PsnrOfAKnownDifference) {
  const cv::Mat a(40, 40, CV_8UC3, cv::Scalar::all(100));
  const cv::Mat b(40, 40, CV_8UC3, cv::Scalar::all(110));
  EXPECT_NEAR(PsnrAll(a, b, 0), 20.0 * std::log10(255.0 / 10.0), 1e-9);
  // Ten levels of gray are 10 * 219 / 255 of MATLAB's luma.
  EXPECT_NEAR(PsnrLuma(a, b, 2), 20.0 * std::log10(255.0 / (10.0 * 219.0 / 255.0)), 1e-3);
  EXPECT_EQ(PsnrAll(a, a, 0), 99.0);
  EXPECT_TRUE(std::isnan(PsnrAll(a, b, 20)));
  EXPECT_NEAR(SsimLuma(a, a, 0), 1.0, 1e-12);
  EXPECT_LT(SsimLuma(RandomChart({40, 40}, 1), RandomChart({40, 40}, 2), 0), 0.6);
}

TEST(DegradationMixTest, LabelsDescribeTheHistory) {
  const Conditions c = ConditionsOf(
      *DegradationFromText("blur:2,down:2:bicubic,noise:3,noise:4,jpeg:60,jpeg:40:420:3:5"));
  EXPECT_NEAR(c.blur_sigma, 1.0, 1e-9);
  EXPECT_NEAR(c.noise_sigma, 5.0, 1e-9);
  EXPECT_EQ(c.jpeg_quality, 40);
  EXPECT_TRUE(c.jpeg_grid);
  EXPECT_EQ(c.grid_x, 3);
  EXPECT_EQ(c.aliasing, 0.0);
  EXPECT_EQ(ConditionsOf(*DegradationFromText("down:2:cv-cubic")).aliasing, 1.0);
  const double mild = ConditionsOf(*DegradationFromText("usm:0.5:1")).halo;
  const double strong = ConditionsOf(*DegradationFromText("usm:1.5:1")).halo;
  EXPECT_GT(mild, 1.0);
  EXPECT_GT(strong, 2.5 * mild);
  const Conditions clean = ConditionsOf({});
  EXPECT_EQ(clean.jpeg_quality, 100.0);
  EXPECT_EQ(clean.noise_sigma, 0.0);
}

TEST(DegradationMixTest, FrequenciesAreThoseOfTheRecipe) {
  const auto mix = DegradationMixFromJson(nlohmann::json::parse(
      R"({"clean":0.25,"noise":{"chance":0.5,"sigma":[5,10]},"jpeg":{"chance":0.2,"quality":[50,60]}})"));
  ASSERT_TRUE(mix.ok()) << mix.status();
  Random random(1);
  int noisy = 0;
  int jpeg = 0;
  constexpr int kDraws = 4000;
  for (int i = 0; i < kDraws; ++i) {
    const DrawnDegradation drawn = Draw(*mix, 1, &random);
    noisy += drawn.conditions.noise_sigma > 0.0 ? 1 : 0;
    jpeg += drawn.conditions.jpeg_quality < 100.0 ? 1 : 0;
  }
  EXPECT_NEAR(noisy / double{kDraws}, 0.75 * 0.5, 0.03);
  EXPECT_NEAR(jpeg / double{kDraws}, 0.75 * 0.2, 0.03);
}

TEST(DegradationMixTest, BadRecipesAreRefused) {
  for (const char* text : {R"([])",
                           R"({"clean":2})",
                           R"({"noise":{"sigma":[5]}})",
                           R"({"noise":{"sigma":[5,1]}})",
                           R"({"noise":{"kinds":{"pink":1}}})",
                           R"({"kernels":{"cubic":1}})",
                           R"({"kernels":{"bicubic":-1}})",
                           R"({"jpeg":1})"}) {
    EXPECT_FALSE(DegradationMixFromJson(nlohmann::json::parse(text)).ok()) << text;
  }
}

// A file of one tensor that says whose it is.
WeightFile OneTensor(float value, const char* expert, int channels = 16, int body = 10) {
  WeightFile file;
  RepCondConfig config;
  config.channels = channels;
  config.body = body;
  file.config = config.ToJson();
  file.config["steps"] = static_cast<int>(100 * value);
  if (expert != nullptr) {
    file.config["expert"] = {{"name", expert}, {"noise_sigma", 2}, {"jpeg_quality", 88}};
  }
  file.tensors.push_back({"head.bias", {1}, {value}});
  return file;
}

TEST(JoinSetsTest, ARunRenewsItsOwnSetAlone) {
  auto model = JoinSets(OneTensor(1.0f, nullptr), OneTensor(2.0f, "light"));
  ASSERT_TRUE(model.ok()) << model.status();
  model = JoinSets(*model, OneTensor(3.0f, "middle"));
  ASSERT_TRUE(model.ok()) << model.status();
  model = JoinSets(*model, OneTensor(4.0f, "light"));  // anew
  ASSERT_TRUE(model.ok()) << model.status();
  model = JoinSets(*model, OneTensor(5.0f, nullptr));  // the set without a name
  ASSERT_TRUE(model.ok()) << model.status();
  ASSERT_EQ(model->tensors.size(), 3u);
  EXPECT_EQ(model->Find("head.bias")->values[0], 5.0f);
  EXPECT_EQ(model->Find("light.head.bias")->values[0], 4.0f);
  EXPECT_EQ(model->Find("middle.head.bias")->values[0], 3.0f);
  EXPECT_FALSE(model->config.contains("expert"));
  EXPECT_EQ(model->config["steps"], 500);
  const auto config = RepCondConfigFromJson(model->config);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->Prefixes(), (std::vector<std::string>{"", "middle.", "light."}));
  EXPECT_EQ(model->config["experts"][1]["steps"], 400);
}

TEST(JoinSetsTest, ASetMayHaveItsOwnWidthAndDepth) {
  auto model = JoinSets(OneTensor(1.0f, nullptr), OneTensor(2.0f, "light", 32, 14));
  ASSERT_TRUE(model.ok()) << model.status();
  model = JoinSets(*model, OneTensor(3.0f, "middle"));
  ASSERT_TRUE(model.ok()) << model.status();
  const auto config = RepCondConfigFromJson(model->config);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->Channels(0), 16);
  EXPECT_EQ(config->Channels(1), 32);
  EXPECT_EQ(config->Channels(2), 16);
  EXPECT_EQ(config->Body(0), 10);
  EXPECT_EQ(config->Body(1), 14);
  EXPECT_EQ(config->Body(2), 10);
  // A run that goes on with a set is told of that set's width.
  Recipe recipe;
  recipe.network = *config;
  recipe.expert = config->experts[0];
  for (const char* set : {"light.", "middle."}) {
    model->tensors.push_back({set + std::string("head.weight"), {1}, {0.0f}});
  }
  EXPECT_EQ(StartingWeights(*model, recipe).config["channels"], 32);
  EXPECT_EQ(StartingWeights(*model, recipe).config["body"], 14);
  recipe.expert = config->experts[1];
  EXPECT_EQ(StartingWeights(*model, recipe).config["channels"], 16);
  EXPECT_EQ(StartingWeights(*model, recipe).config["body"], 10);
  // As narrow and shallow as the others again.
  model = JoinSets(*model, OneTensor(4.0f, "light"));
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(RepCondConfigFromJson(model->config)->Channels(2), 16);
  EXPECT_EQ(RepCondConfigFromJson(model->config)->Body(2), 10);
}

TEST(JoinSetsTest, AnotherShapeIsRefused) {
  EXPECT_FALSE(JoinSets(OneTensor(1.0f, nullptr), OneTensor(2.0f, nullptr, 32)).ok());
  EXPECT_FALSE(JoinSets(OneTensor(1.0f, nullptr), OneTensor(2.0f, "Light")).ok());
}

TEST(MeanOfRunsTest, OfEveryTensorWithTheMostSteps) {
  const auto mean = MeanOfRuns({OneTensor(1.0f, "light"), OneTensor(4.0f, "light")});
  ASSERT_TRUE(mean.ok()) << mean.status();
  EXPECT_EQ(mean->Find("head.bias")->values[0], 2.5f);
  EXPECT_EQ(mean->config["steps"], 400);
  EXPECT_TRUE(mean->config.contains("expert"));
  const auto uneven = MeanOfRuns({OneTensor(1.0f, "light"), OneTensor(4.0f, "light")}, {3.0, 1.0});
  ASSERT_TRUE(uneven.ok()) << uneven.status();
  EXPECT_EQ(uneven->Find("head.bias")->values[0], 1.75f);
  for (const auto& shares : std::vector<std::vector<double>>{{1.0}, {1.0, 0.0}, {1.0, 1.0, 1.0}}) {
    EXPECT_FALSE(MeanOfRuns({OneTensor(1.0f, "light"), OneTensor(4.0f, "light")}, shares).ok());
  }
  // Of a published model the set that the first run is of.
  const auto model = JoinSets(OneTensor(8.0f, nullptr), OneTensor(3.0f, "light"));
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(MeanOfRuns({OneTensor(1.0f, "light"), *model})->Find("head.bias")->values[0], 2.0f);
  EXPECT_EQ(MeanOfRuns({OneTensor(1.0f, nullptr), *model})->Find("head.bias")->values[0], 4.5f);
  EXPECT_FALSE(MeanOfRuns({OneTensor(1.0f, "crisp"), *model}).ok());
  EXPECT_FALSE(MeanOfRuns({}).ok());
  WeightFile other = OneTensor(1.0f, "light");
  other.tensors[0].name = "tail.bias";
  EXPECT_FALSE(MeanOfRuns({OneTensor(1.0f, "light"), other}).ok());
}

TEST(RecipeTest, ShippedRecipesAreWhole) {
  int count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(SHARPSCALE_SOURCE_DIR "/models/recipes")) {
    if (entry.path().extension() != ".json") continue;
    const auto recipe = ReadRecipe(entry.path());
    EXPECT_TRUE(recipe.ok()) << recipe.status();
    // "upscale-x2-std", or "upscale-x2-std.light" for one set of its kernels.
    const std::string set = recipe->expert ? "." + recipe->expert->name : "";
    EXPECT_EQ(recipe->id + set, entry.path().stem().string());
    EXPECT_FALSE(recipe->validation.empty());
    ++count;
  }
  EXPECT_GE(count, 2);
  EXPECT_EQ(ReadList(SHARPSCALE_SOURCE_DIR "/models/recipes/validation.txt")->size(), 26u);
}

TEST(SamplePoolTest, PatchesAreAlignedAndTheGridMovesAlong) {
  const std::vector<cv::Mat> pictures = {RandomChart({300, 300}, 3), RandomChart({260, 280}, 5)};
  const auto mix = DegradationMixFromJson(nlohmann::json::parse(R"({"clean":1.0})"));
  SamplePoolOptions options;
  options.scale = 2;
  options.crop = 40;
  options.size = 6;
  options.chart_chance = 0.5;
  options.measured_chance = 0.5;
  SamplePool pool(&pictures, *mix, options);
  ASSERT_TRUE(pool.Fill().ok());
  ASSERT_TRUE(pool.Renew().ok());
  Random random(2);
  for (int i = 0; i < 20; ++i) {
    const SamplePair pair = pool.Patch(24, &random);
    ASSERT_EQ(pair.input.size(), cv::Size(24, 24));
    ASSERT_EQ(pair.target.size(), cv::Size(48, 48));
    // The mean of each quarter agrees: the two are the same place.
    for (int q = 0; q < 4; ++q) {
      const cv::Rect r(q % 2 * 12, q / 2 * 12, 12, 12);
      const cv::Scalar a = cv::mean(pair.input(r));
      const cv::Scalar b = cv::mean(pair.target(cv::Rect(r.x * 2, r.y * 2, 24, 24)));
      EXPECT_NEAR(a[0], b[0], 6.0);
    }
  }
}

// A crop that needs no reduction is a part of the picture, and is turned.
TEST(SamplePoolTest, PicturesStayAsTheyAre) {
  const std::vector<cv::Mat> pictures = {RandomChart({300, 220}, 3), RandomChart({240, 260}, 4)};
  std::vector<cv::Mat> copies;
  for (const cv::Mat& picture : pictures) copies.push_back(picture.clone());
  const auto mix = DegradationMixFromJson(nlohmann::json::parse(R"({"clean":1.0})"));
  SamplePoolOptions options;
  options.scale = 2;
  options.crop = 48;
  options.size = 16;
  options.chart_chance = 0.0;
  options.reduce_chance = 0.5;
  SamplePool pool(&pictures, *mix, options);
  ASSERT_TRUE(pool.Fill().ok());
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(pool.Renew().ok());
  for (size_t i = 0; i < pictures.size(); ++i) {
    EXPECT_EQ(cv::norm(pictures[i], copies[i], cv::NORM_INF), 0.0);
  }
}

// A run of hours renews hundreds of thousands of pairs: the pool keeps to its memory.
TEST(SamplePoolTest, ARenewedPairLiesWhereTheOldOneLay) {
  const std::vector<cv::Mat> pictures = {RandomChart({300, 300}, 3)};
  const auto mix = DegradationMixFromJson(nlohmann::json::parse(R"({"clean":1.0})"));
  SamplePoolOptions options;
  options.scale = 2;
  options.crop = 48;
  options.size = 1;
  SamplePool pool(&pictures, *mix, options);
  ASSERT_TRUE(pool.Fill().ok());
  Random random(2);
  const SamplePair old = pool.Patch(options.crop, &random);
  const cv::Mat was = old.target.clone();
  ASSERT_TRUE(pool.Renew().ok());
  const SamplePair renewed = pool.Patch(options.crop, &random);
  EXPECT_EQ(renewed.input.data, old.input.data);
  EXPECT_EQ(renewed.target.data, old.target.data);
  EXPECT_GT(cv::norm(renewed.target, was, cv::NORM_INF), 0.0);
}

// Enlarges 2x to gray and counts what it was told of.
class Gray : public Network {
 public:
  int scale() const override { return 2; }
  int radius() const override { return 6; }
  int granularity() const override { return 1; }
  Precision precision() const override { return Precision::kFp32; }
  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point) const override {
    ++runs;
    grids += conditions.jpeg_grid ? 1 : 0;
    smallest = std::min(smallest, tile.cols);
    return cv::Mat(tile.size() * 2, CV_32FC3, cv::Scalar::all(0.5));
  }
  mutable int runs = 0;
  mutable int grids = 0;
  mutable int smallest = 1000;
};

TEST(SamplePoolTest, TheSecondPassLearnsFromWhatTheFirstMakes) {
  const std::vector<cv::Mat> pictures = {RandomChart({300, 300}, 3)};
  const auto mix =
      DegradationMixFromJson(nlohmann::json::parse(R"({"jpeg":{"chance":1,"quality":[50,60]}})"));
  ASSERT_TRUE(mix.ok()) << mix.status();
  const auto first = std::make_shared<Gray>();
  SamplePoolOptions options;
  options.crop = 40;
  options.size = 8;
  options.first_pass = first;
  SamplePool pool(&pictures, *mix, options);
  ASSERT_TRUE(pool.Fill().ok());
  EXPECT_EQ(first->runs, 8);
  EXPECT_EQ(first->grids, 8);
  // The crop, and around it what the first network sees: its px are half as many.
  EXPECT_GE(first->smallest, 20 + 2 * 6);
  Random random(2);
  const SamplePair pair = pool.Patch(40, &random);
  EXPECT_EQ(pair.target.size(), cv::Size(80, 80));
  EXPECT_EQ(cv::norm(pair.input, cv::Mat(40, 40, CV_8UC3, cv::Scalar::all(128)), cv::NORM_INF), 0);
  EXPECT_LT(pair.conditions.jpeg_quality, 75.0);
  EXPECT_FALSE(pair.conditions.jpeg_grid);
}

TEST(SamplePoolTest, ATeacherHasItsShareOfTheTarget) {
  const std::vector<cv::Mat> pictures = {RandomChart({300, 300}, 3)};
  const auto mix =
      DegradationMixFromJson(nlohmann::json::parse(R"({"jpeg":{"chance":1,"quality":[50,60]}})"));
  ASSERT_TRUE(mix.ok()) << mix.status();
  const auto teacher = std::make_shared<Gray>();
  const auto target = [&](double taught, bool with) {
    SamplePoolOptions options;
    options.crop = 40;
    options.size = 1;
    options.taught = taught;
    if (with) options.teacher = teacher;
    SamplePool pool(&pictures, *mix, options);
    EXPECT_TRUE(pool.Fill().ok());
    Random random(2);
    return pool.Patch(40, &random).target.clone();
  };
  const cv::Mat gray(80, 80, CV_8UC3, cv::Scalar::all(127.5));
  EXPECT_LE(cv::norm(target(1.0, true), gray, cv::NORM_INF), 1);
  // Nothing of the teacher leaves the truth, three quarters take its contrast to a quarter.
  const cv::Mat truth = target(0.0, true);
  const cv::Mat mixed = target(0.75, true);
  cv::Mat truth_mean, truth_spread, mixed_mean, mixed_spread;
  cv::meanStdDev(truth, truth_mean, truth_spread);
  cv::meanStdDev(mixed, mixed_mean, mixed_spread);
  ASSERT_GT(cv::norm(truth_spread), 10.0);
  EXPECT_NEAR(cv::norm(mixed_spread) / cv::norm(truth_spread), 0.25, 0.01);
  // It is told what is wrong, and sees beyond the crop.
  EXPECT_EQ(teacher->grids, teacher->runs);
  EXPECT_GE(teacher->smallest, 40 + 2 * 6);
}

TEST(NetworkOfNameTest, InEightWaysAFlippedPictureGivesTheFlippedResult) {
  cv::Mat picture;
  RandomChart({48, 48}, 5).convertTo(picture, CV_32F, 1.0 / 255.0);
  cv::Mat mirrored;
  cv::flip(picture, mirrored, 1);
  const auto difference = [&](const std::string& name) {
    const auto network = NetworkOfName(name, {Precision::kFp32, 1});
    EXPECT_TRUE(network.ok()) << network.status();
    if (!network.ok()) return -1.0;
    const auto there = (*network)->Run(picture, {}, {0, 0});
    const auto back = (*network)->Run(mirrored, {}, {0, 0});
    EXPECT_TRUE(there.ok() && back.ok());
    if (!there.ok() || !back.ok()) return -1.0;
    cv::Mat upright;
    cv::flip(*back, upright, 1);
    return cv::norm(upright, *there, cv::NORM_INF);
  };
  EXPECT_GT(difference("upscale-x2-fast"), 1e-3);
  EXPECT_LT(difference("upscale-x2-fast*8"), 1e-5);
  EXPECT_FALSE(NetworkOfName("upscale-x9-none*8", {}).ok());
  for (const char* unfinished :
       {"upscale-x2-fast>", "upscale-x2-fast>>", "upscale-x2-fast>*8", "upscale-x2-fast*8*8"}) {
    EXPECT_EQ(NetworkOfName(unfinished, {}).status().code(), absl::StatusCode::kInvalidArgument)
        << unfinished;
  }
}

TEST(CurveTest, DrawsEveryColumn) {
  const auto svg =
      DrawCurve("step,minutes,rate,loss,clean\n1,0,0,0.5,30\n2,0,0,0.4,\n3,0,0,0.3,31\n", "t");
  ASSERT_TRUE(svg.ok());
  EXPECT_NE(svg->find("clean"), std::string::npos);
  EXPECT_EQ(std::count(svg->begin(), svg->end(), '\n'), 1);
  EXPECT_FALSE(DrawCurve("", "t").ok());
}

TEST(MethodsTest, ClassicalMethodsKeepTheScale) {
  MethodOptions options;
  options.scale = 2;
  const cv::Mat in = RandomChart({20, 16}, 1);
  for (const char* name : {"bicubic", "cv-cubic", "lanczos4"}) {
    const auto method = MakeMethod(name, options);
    ASSERT_TRUE(method.ok());
    const auto out = (*method)(in, {});
    ASSERT_TRUE(out.ok());
    EXPECT_EQ(out->size(), cv::Size(40, 32)) << name;
  }
  EXPECT_FALSE(MakeMethod("nothing", options).ok());
}

WeightFile TwoSets() {
  WeightFile file;
  RepCondConfig config;
  config.scale = 2;
  config.experts = {{"light", 3.0, 85.0}};
  file.config = config.ToJson();
  file.tensors = {{"head.weight", {1}, {1.0f}},
                  {"light.head.weight", {1}, {2.0f}},
                  {"tail.bias", {12}, std::vector<float>(12, 0.0f)},
                  {"light.tail.bias", {12}, std::vector<float>(12, 0.0f)}};
  // A slope from px to px of the cell: 1 at its left, 2 at its right, 4 more in its lower row.
  for (int i = 0; i < 12; ++i) {
    file.tensors[3].values[i] = static_cast<float>(1 + i % 2 + i / 2 % 2 * 4 + i / 4 * 100);
  }
  return file;
}

TEST(StartingWeightsTest, ARunGoesOnWithItsOwnSet) {
  Recipe recipe;
  recipe.network.scale = 2;
  EXPECT_EQ(StartingWeights(TwoSets(), recipe).Find("head.weight")->values[0], 1.0f);
  recipe.expert = RepCondExpert{"light", 3.0, 85.0};
  const WeightFile light = StartingWeights(TwoSets(), recipe);
  EXPECT_EQ(light.Find("head.weight")->values[0], 2.0f);
  EXPECT_EQ(light.Find("light.head.weight"), nullptr);
  EXPECT_EQ(light.tensors.size(), 2u);
  recipe.expert->name = "camera";  // not there: the plain set
  EXPECT_EQ(StartingWeights(TwoSets(), recipe).Find("head.weight")->values[0], 1.0f);
}

TEST(StartingWeightsTest, ATailOfAnotherScaleIsInterpolated) {
  Recipe recipe;
  recipe.expert = RepCondExpert{"light", 3.0, 85.0};
  recipe.network.scale = 3;
  const WeightFile start = StartingWeights(TwoSets(), recipe);
  const WeightTensor* bias = start.Find("tail.bias");
  ASSERT_EQ(bias->shape, (std::vector<int64_t>{27}));
  // The centres of three px over the cell of two lie at -1/6, 1/2 and 7/6 of their distance.
  for (int i = 0; i < 27; ++i) {
    const double x = -1.0 / 6.0 + i % 3 * 2.0 / 3.0;
    const double y = -1.0 / 6.0 + i / 3 % 3 * 2.0 / 3.0;
    EXPECT_NEAR(bias->values[i], 1.0 + x + 4.0 * y + i / 9 * 100.0, 1e-4) << i;
  }
}

}  // namespace
}  // namespace sharpscale
