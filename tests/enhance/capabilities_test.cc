// SPDX-License-Identifier: Apache-2.0

#include "enhance/capabilities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "image/sha256.h"
#include "models/stack_networks.h"

namespace sharpscale {
namespace {

ModelInfo Model(const std::string& id, const std::string& task, int scale, double mp_per_s) {
  ModelInfo model;
  model.id = id;
  model.task = task;
  model.tier = "std";
  model.scale = scale;
  model.file = id + ".ssw";
  model.sha256 = Sha256("weights");
  model.mp_per_s = mp_per_s;
  return model;
}

TEST(CapabilitiesTest, AreTheNetworksWhoseFilesExist) {
  Catalogue catalogue;
  catalogue.folder = ::testing::TempDir() + "/capabilities_test";
  std::filesystem::create_directories(catalogue.folder);
  catalogue.models = {Model("x2", "upscale", 2, 3.5),
                      Model("x3", "upscale", 3, 7.0),
                      Model("x4", "upscale", 4, 0.0),
                      Model("r", "restore", 1, 2.0),
                      Model("s", "sharpen", 1, 4.4)};
  catalogue.models[0].sets = {{{"light", 3.0, 85.0}}, {{"crisp", 1.0, 97.0, 64}, 1.6}};
  for (const char* id : {"x2", "x4", "r", "s"}) {
    std::ofstream(catalogue.folder + "/" + id + ".ssw") << "weights";
  }
  const Capabilities found = CapabilitiesOf(catalogue);
  ASSERT_EQ(found.upscalers.size(), 2u) << "the file of x3 is missing";
  EXPECT_EQ(found.upscalers[0].scale, 2);
  EXPECT_EQ(found.upscalers[0].model, "x2");
  EXPECT_EQ(found.upscalers[0].mp_per_s, 3.5);
  ASSERT_EQ(found.upscalers[0].own_rates.size(), 1u) << "of the sets whose speed is their own";
  EXPECT_EQ(found.upscalers[0].own_rates[0].mp_per_s, 1.6);
  EXPECT_EQ(CapabilitiesOf(catalogue, "hq").upscalers[0].own_rates[0].mp_per_s, 0.2);
  EXPECT_EQ(found.upscalers[1].scale, 4);
  EXPECT_GT(found.upscalers[1].mp_per_s, 0.0) << "not measured: the default";
  EXPECT_EQ(found.restore_mp_per_s, 2.0);
  EXPECT_EQ(found.sharpen_mp_per_s, 4.4);

  std::ofstream(catalogue.folder + "/x3.ssw") << "weights";
  EXPECT_EQ(CapabilitiesOf(catalogue).upscalers.size(), 3u);
  // The fast 4x, reduced, is quicker than the usual 3x; a scale above all fast ones is kept.
  catalogue.models[0].tier = catalogue.models[2].tier = "fast";
  const Capabilities fast = CapabilitiesOf(catalogue, "fast");
  ASSERT_EQ(fast.upscalers.size(), 2u);
  EXPECT_EQ(fast.upscalers[1].scale, 4);
  catalogue.models[2].tier = "std";
  EXPECT_EQ(CapabilitiesOf(catalogue, "fast").upscalers.size(), 3u);
  // Larger and reduced by a slower tier is not: each scale has the best that there is.
  catalogue.models[2].tier = "hq";
  EXPECT_EQ(CapabilitiesOf(catalogue, "hq").upscalers.size(), 3u);
  // What is made of others is at hand where all of these are.
  ModelInfo made = Model("made", "upscale", 4, 1.0);
  made.tier = "hq";
  made.passes = ModelPasses{"x2", "x2", "x3"};
  catalogue.models[2] = made;
  EXPECT_EQ(CapabilitiesOf(catalogue, "hq").upscalers.back().model, "made");
  std::filesystem::remove(catalogue.folder + "/x3.ssw");
  EXPECT_EQ(CapabilitiesOf(catalogue, "hq").upscalers.size(), 1u);
}

TEST(CapabilitiesTest, ANamedUpscalerIsTheOnlyOne) {
  const absl::StatusOr<Catalogue> catalogue = LoadCatalogue();
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  const Capabilities usual = CapabilitiesHere("std");
  const auto named = [](const std::string& model) {
    return CapabilitiesHere("std", Precision::kAuto, 0, model).upscalers;
  };
  ASSERT_EQ(named("upscale-x4-fast").size(), 1u);
  EXPECT_EQ(named("upscale-x4-fast")[0].scale, 4);
  EXPECT_GT(named("upscale-x4-fast")[0].mp_per_s, usual.upscalers.back().mp_per_s);
  // A file is as fast as its size makes it, all sets counted.
  const std::vector<Upscaler> file = named(catalogue->Path(*catalogue->Find("upscale-x4-std")));
  ASSERT_EQ(file.size(), 1u);
  EXPECT_EQ(file[0].scale, 4);
  EXPECT_LT(file[0].mp_per_s, usual.upscalers.back().mp_per_s);
  // What enlarges nothing, or is not there, is an error of the run.
  EXPECT_EQ(named("restore-std").size(), usual.upscalers.size());
  EXPECT_EQ(named("none.safetensors").size(), usual.upscalers.size());
}

TEST(CapabilitiesTest, TellWhatIsMissingOrDamaged) {
  Catalogue catalogue;
  catalogue.folder = ::testing::TempDir() + "/capabilities_lacking_test";
  std::filesystem::create_directories(catalogue.folder);
  catalogue.models = {Model("x2", "upscale", 2, 3.5),
                      Model("fine", "upscale", 2, 1.0),
                      Model("r", "restore", 1, 2.0)};
  catalogue.models[1].tier = "hq";
  std::ofstream(catalogue.folder + "/x2.ssw") << "weights";
  std::ofstream(catalogue.folder + "/fine.ssw") << "weigh";
  const Capabilities found = CapabilitiesOf(catalogue, "hq");
  ASSERT_EQ(found.upscalers.size(), 1u);
  EXPECT_EQ(found.upscalers[0].model, "x2") << "the next tier down";
  EXPECT_THAT(found.lacking,
              testing::ElementsAre(testing::HasSubstr("fine.ssw: not the file"),
                                   testing::HasSubstr("r.ssw: cannot read")));
  EXPECT_TRUE(CapabilitiesOf(Catalogue()).lacking.empty()) << "nothing is named that could lack";
}

TEST(CapabilitiesTest, ThisCpuCountsOnTopOfTheCatalogue) {
  const absl::StatusOr<Catalogue> catalogue = LoadCatalogue();
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  const Capabilities rated = CapabilitiesOf(*catalogue);
  const Capabilities here = CapabilitiesHere();
  if (RunsBf16Here()) {
    EXPECT_EQ(here.restore_mp_per_s, rated.restore_mp_per_s);
  } else {
    EXPECT_LE(here.restore_mp_per_s, 0.5 * rated.restore_mp_per_s);
    EXPECT_LE(here.upscalers[0].mp_per_s, 0.5 * rated.upscalers[0].mp_per_s);
  }
  if (RunsWithoutLibTorch(Precision::kAuto)) {
    EXPECT_LT(here.network_start_s, 0.1);
  } else {
    EXPECT_EQ(here.network_start_s, rated.network_start_s);
  }
}

TEST(CapabilitiesTest, Fp32AndThreadsCount) {
  const Capabilities usual = CapabilitiesHere();
  const Capabilities fp32 = CapabilitiesHere("std", Precision::kFp32);
  ASSERT_FALSE(usual.upscalers.empty());
  if (RunsBf16Here()) {
    EXPECT_LE(fp32.upscalers[0].mp_per_s, 0.5 * usual.upscalers[0].mp_per_s);
  } else {
    EXPECT_EQ(fp32.upscalers[0].mp_per_s, usual.upscalers[0].mp_per_s);
  }
  EXPECT_EQ(CapabilitiesHere("std", Precision::kAuto, 1).cores, 1);
  EXPECT_EQ(CapabilitiesHere("std", Precision::kAuto, 4096).cores, usual.cores);
}

TEST(CapabilitiesTest, WithoutACatalogueNothingEnlarges) {
  const Capabilities none = CapabilitiesOf(Catalogue());
  EXPECT_TRUE(none.upscalers.empty());
  EXPECT_EQ(none.sharpen_mp_per_s, 0.0);
  AdviceOptions options;
  options.capabilities = none;
  EXPECT_TRUE(options.Validate().ok());
}

}  // namespace
}  // namespace sharpscale
