// SPDX-License-Identifier: Apache-2.0

#include "models/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "models/weight_file.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

std::string Folder(const std::string& catalogue) {
  const std::string folder = ::testing::TempDir() + "/catalogue_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/catalog.json") << catalogue;
  return folder;
}

std::string Entry(const std::string& id,
                  const std::string& tier,
                  const std::string& file,
                  int scale = 2) {
  return R"({"id":")" + id + R"(","task":"upscale","tier":")" + tier + R"(","scale":)" +
         std::to_string(scale) + R"(,"file":")" + file + R"(","sha256":")" + std::string(64, 'a') +
         R"(","overlap":12,"parameters":10,"licence":"x","trained_on":"y","measured":{"p":1.5}})";
}

TEST(CatalogueTest, ReadsEntriesAndChoosesDownThenUp) {
  const auto catalogue = LoadCatalogue(Folder(R"({"models":[)" + Entry("f", "fast", "f.ssw") + "," +
                                              Entry("s", "std", "s.ssw") + "]}"));
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  EXPECT_EQ(catalogue->Find("s")->measured.at("p"), 1.5);
  EXPECT_EQ(catalogue->Find("none"), nullptr);
  EXPECT_EQ(catalogue->Choices("upscale", 2).front()->id, "s");
  EXPECT_EQ(catalogue->Choices("upscale", 2, "hq").front()->id, "s");
  EXPECT_EQ(catalogue->Choices("upscale", 2, "fast").front()->id, "f");
  EXPECT_EQ(catalogue->Choices("upscale", 2, "hq").back()->id, "f") << "where the other is bad";
  EXPECT_EQ(catalogue->Choices("upscale", 4).size(), 0u);
  EXPECT_EQ(catalogue->Choices("restore", 2).size(), 0u);
}

TEST(CatalogueTest, RefusesBrokenCataloguesByField) {
  EXPECT_FALSE(LoadCatalogue(Folder("")).ok());
  EXPECT_FALSE(LoadCatalogue(Folder("[]")).ok());
  EXPECT_FALSE(LoadCatalogue(Folder(R"({"models":[1]})")).ok());
  EXPECT_FALSE(LoadCatalogue(Folder(R"({"models":[)" + Entry("a", "std", "../x") + "]}")).ok());
  EXPECT_FALSE(
      LoadCatalogue(Folder(R"({"models":[)" + Entry("a", "std", "/etc/passwd") + "]}")).ok());
  const auto twice = LoadCatalogue(
      Folder(R"({"models":[)" + Entry("a", "std", "a") + "," + Entry("a", "std", "b") + "]}"));
  EXPECT_THAT(std::string(twice.status().message()), HasSubstr("twice"));
  const auto missing = LoadCatalogue(Folder(R"({"models":[{"id":"a"}]})"));
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr("'task'"));
  EXPECT_EQ(LoadCatalogue("/nonexistent").status().code(), absl::StatusCode::kNotFound);
}

TEST(CatalogueTest, ShippedModelsAreWholeAndAsDescribed) {
  const auto catalogue = LoadCatalogue(SHARPSCALE_SOURCE_DIR "/models");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  EXPECT_FALSE(catalogue->models.empty());
  int64_t bytes = 0;
  for (const ModelInfo& model : catalogue->models) {
    EXPECT_TRUE(VerifyModel(*catalogue, model).ok()) << VerifyModel(*catalogue, model);
    if (model.passes) continue;
    const std::string path = catalogue->Path(model);
    bytes += static_cast<int64_t>(std::filesystem::file_size(path));
    const auto weights = ReadWeights(path);
    ASSERT_TRUE(weights.ok());
    EXPECT_EQ(weights->config["scale"], model.scale) << model.id;
    EXPECT_EQ(weights->config["task"], model.task) << model.id;
  }
  EXPECT_LE(bytes, 8'000'000) << "shipped weights";
}

TEST(CatalogueTest, AModelMayBeMadeOfOthers) {
  const auto with = [](const std::string& passes) {
    return LoadCatalogue(
        Folder(R"({"models":[)" + Entry("s", "std", "s.ssw") + "," +
               R"({"id":"h","task":"upscale","tier":"hq","scale":4,"overlap":18,)" +
               R"("parameters":20,"licence":"x","trained_on":"y","passes":)" + passes + "}," +
               Entry("four", "std", "four.ssw", 4) + "]}"));
  };
  const auto catalogue = with(R"({"first":"s","second":"s","at_once":"four"})");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  const ModelInfo& made = *catalogue->Choices("upscale", 4, "hq").front();
  EXPECT_EQ(made.id, "h");
  EXPECT_EQ(made.sha256.size(), 64u);
  EXPECT_EQ(catalogue->Parts(made),
            (std::vector<const ModelInfo*>{catalogue->Find("s"), catalogue->Find("four")}));
  EXPECT_EQ(VerifyModel(*catalogue, made).code(), absl::StatusCode::kNotFound);
  for (const char* passes : {"1",
                             "{}",
                             R"({"first":"s","second":"s","at_once":"s"})",
                             R"({"first":"s","second":"none","at_once":"four"})",
                             R"({"first":"h","second":"s","at_once":"four"})",
                             R"({"first":"s","second":"four","at_once":"four"})"}) {
    EXPECT_EQ(with(passes).status().code(), absl::StatusCode::kInvalidArgument) << passes;
  }
}

TEST(CatalogueTest, AChangedFileIsNoticed) {
  const std::string folder = Folder(R"({"models":[)" + Entry("a", "std", "a.ssw") + "]}");
  const auto catalogue = LoadCatalogue(folder);
  ASSERT_TRUE(catalogue.ok());
  std::ofstream(folder + "/a.ssw") << "SSWEIGHT";
  EXPECT_EQ(VerifyModel(*catalogue, catalogue->models[0]).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace sharpscale
