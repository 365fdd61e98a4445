// SPDX-License-Identifier: Apache-2.0

#include "models/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>

#include "datasets/random.h"
#include "models/compact.h"

namespace sharpscale {
namespace {

std::string Made(const std::string& header, const std::string& data) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) {
    bytes.push_back(static_cast<char>((static_cast<uint64_t>(header.size()) >> (8 * i)) & 0xff));
  }
  return bytes + header + data;
}

std::string Floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * 4};
}

TEST(SafetensorsTest, ReadsEveryFloatType) {
  const std::string header = R"({"__metadata__":{"format":"pt"},)"
                             R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                             R"("b":{"dtype":"F16","shape":[1],"data_offsets":[8,10]},)"
                             R"("c":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]}})";
  const std::string data =
      Floats({1.5f, -2.0f}) + std::string("\x00\x3c", 2) + std::string("\x80\x3f", 2);
  const auto file = ParseSafetensors(Made(header, data), "x");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->Find("a")->values, (std::vector<float>{1.5f, -2.0f}));
  EXPECT_EQ(file->Find("b")->values, std::vector<float>{1.0f});
  EXPECT_EQ(file->Find("c")->values, std::vector<float>{1.0f});
  EXPECT_EQ(file->config["format"], "pt");
}

TEST(SafetensorsTest, PlacesOutsideTheFileAreRefused) {
  for (const char* entry : {R"("shape":[2],"data_offsets":[0,12])",
                            R"("shape":[3],"data_offsets":[0,8])",
                            R"("shape":[2],"data_offsets":[8,0])",
                            R"("shape":[2],"data_offsets":[-8,0])",
                            R"("shape":[18446744073709551615],"data_offsets":[0,8])",
                            R"("shape":[4294967296,4294967296],"data_offsets":[0,8])",
                            R"("shape":2,"data_offsets":[0,8])",
                            R"("shape":[2])"}) {
    const std::string header = std::string(R"({"a":{"dtype":"F32",)") + entry + "}}";
    EXPECT_FALSE(ParseSafetensors(Made(header, std::string(8, '\0')), "x").ok()) << entry;
  }
  EXPECT_FALSE(ParseSafetensors("", "x").ok());
  EXPECT_FALSE(ParseSafetensors(std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10), "x").ok());
  EXPECT_FALSE(ParseSafetensors(Made(R"({"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})",
                                     std::string(8, '\0')),
                                "x")
                   .ok());
}

TEST(SafetensorsTest, DamagedFilesNeverCrash) {
  const std::string good =
      Made(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", Floats({1.0f, 2.0f}));
  Random random(5);
  for (int i = 0; i < 5000; ++i) {
    std::string damaged = good;
    for (int k = random.Int(1, 5); k > 0; --k) {
      damaged[random.Int(0, static_cast<int>(damaged.size()) - 1)] =
          static_cast<char>(random.Int(0, 255));
    }
    ParseSafetensors(damaged, "x").status().IgnoreError();
  }
}

WeightFile Compact(int channels,
                   int convolutions,
                   int scale,
                   bool prelu,
                   const std::string& prefix) {
  WeightFile file;
  const auto add = [&](const std::string& name, std::vector<int64_t> shape) {
    int64_t count = 1;
    for (const int64_t n : shape) count *= n;
    file.tensors.push_back({prefix + name, std::move(shape), std::vector<float>(count, 0.01f)});
  };
  for (int i = 0; i < convolutions; ++i) {
    const int64_t in = i == 0 ? 3 : channels;
    const int64_t out = i + 1 == convolutions ? 3 * scale * scale : channels;
    const std::string key = "body." + std::to_string(2 * i);
    add(key + ".weight", {out, in, 3, 3});
    add(key + ".bias", {out});
    if (prelu && i + 1 < convolutions) {
      add("body." + std::to_string(2 * i + 1) + ".weight", {channels});
    }
  }
  return file;
}

TEST(CompactTest, RecognisesWidthDepthScaleAndWrapper) {
  const auto found = RecogniseCompact(Compact(24, 8, 4, true, "params_ema."), "x");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->channels, 24);
  EXPECT_EQ(found->convolutions, 8);
  EXPECT_EQ(found->scale, 4);
  EXPECT_TRUE(found->prelu);
  const auto leaky = RecogniseCompact(Compact(16, 2, 2, false, ""), "x");
  ASSERT_TRUE(leaky.ok()) << leaky.status();
  EXPECT_FALSE(leaky->prelu);
}

TEST(CompactTest, RefusesWhatIsNotCompact) {
  EXPECT_FALSE(RecogniseCompact({}, "x").ok());
  WeightFile wrong = Compact(16, 4, 2, true, "");
  wrong.tensors.back().shape = {13};
  EXPECT_FALSE(RecogniseCompact(wrong, "x").ok());
  WeightFile odd = Compact(16, 4, 2, true, "");
  for (auto& tensor : odd.tensors) {
    if (tensor.name == "body.6.weight") tensor.shape = {13, 16, 3, 3};
    if (tensor.name == "body.6.bias") tensor.shape = {13};
  }
  EXPECT_FALSE(RecogniseCompact(odd, "x").ok());
  WeightFile slopes = Compact(16, 4, 2, true, "");
  for (auto& tensor : slopes.tensors) {
    if (tensor.name == "body.3.weight") tensor.shape = {8, 2};
  }
  EXPECT_FALSE(RecogniseCompact(slopes, "x").ok());
}

}  // namespace
}  // namespace sharpscale
