// SPDX-License-Identifier: Apache-2.0

#include "models/weight_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "datasets/random.h"
#include "image/sha256.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

WeightFile Example() {
  WeightFile file;
  file.config = {{"architecture", "test"}, {"scale", 2}};
  file.tensors.push_back({"a", {2, 3}, {1, 2, 3, 4, 5, 6.5}});
  file.tensors.push_back({"b", {}, {-0.25}});
  return file;
}

// The digest of a damaged file set right again: only the checks behind it are left to catch it.
std::string Resealed(std::string bytes) {
  bytes.resize(bytes.size() - 64);
  return bytes + Sha256(bytes);
}

TEST(WeightFileTest, GoesThereAndBackExactly) {
  for (const WeightType type : {WeightType::kFloat16, WeightType::kFloat32}) {
    const auto bytes = SerializeWeights(Example(), type);
    ASSERT_TRUE(bytes.ok());
    const auto file = ParseWeights(*bytes, "x");
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(file->config["scale"], 2);
    ASSERT_EQ(file->tensors.size(), 2u);
    EXPECT_EQ(file->Find("a")->shape, (std::vector<int64_t>{2, 3}));
    EXPECT_EQ(file->Find("a")->values, Example().tensors[0].values);
    EXPECT_EQ(file->Find("b")->values, std::vector<float>{-0.25f});
    EXPECT_EQ(file->Find("c"), nullptr);
  }
}

TEST(WeightFileTest, EightBitsKeepEachRowInItsOwnScale) {
  Random random(5);
  WeightFile file;
  file.tensors.push_back({"weight", {3, 50}, {}});
  file.tensors.push_back({"bias", {3}, {1.0f / 3.0f, -7.0f, 1e-4f}});
  file.tensors.push_back({"zeros", {2, 2}, {0, 0, 0, 0}});
  for (int i = 0; i < 150; ++i) {
    const double size = i < 50 ? 1.0 : i < 100 ? 1e-3 : 40.0;
    file.tensors[0].values.push_back(static_cast<float>(size * random.Normal()));
  }
  const std::string bytes = *SerializeWeights(file, WeightType::kInt8);
  const auto read = ParseWeights(bytes, "x");
  ASSERT_TRUE(read.ok()) << read.status();
  for (int row = 0; row < 3; ++row) {
    double error = 0.0;
    double power = 0.0;
    for (int i = row * 50; i < row * 50 + 50; ++i) {
      const double value = file.tensors[0].values[i];
      error += std::pow(read->tensors[0].values[i] - value, 2);
      power += value * value;
    }
    EXPECT_GT(error, 0.0);
    EXPECT_LT(std::sqrt(error / power), 0.012) << "row " << row;
  }
  EXPECT_EQ(read->Find("bias")->values, file.tensors[1].values);  // one number each: not rounded
  EXPECT_EQ(read->Find("zeros")->values, file.tensors[2].values);
  // A model of several sets is read and written whenever one of them is renewed.
  const auto again = ParseWeights(*SerializeWeights(*read, WeightType::kInt8), "x");
  ASSERT_TRUE(again.ok());
  for (int i = 0; i < 150; ++i) {
    const float value = read->tensors[0].values[i];
    EXPECT_NEAR(again->tensors[0].values[i], value, 1e-6 * std::abs(value));
  }
  // Version 1 has no such numbers.
  std::string older = bytes;
  older[8] = 1;
  EXPECT_EQ(ParseWeights(Resealed(older), "x").status().code(), absl::StatusCode::kDataLoss);
}

TEST(WeightFileTest, EveryFlippedByteAndEveryCutIsNoticed) {
  for (const WeightType type : {WeightType::kFloat16, WeightType::kInt8}) {
    const std::string bytes = *SerializeWeights(Example(), type);
    for (size_t i = 0; i < bytes.size(); ++i) {
      std::string flipped = bytes;
      flipped[i] ^= 0x20;
      EXPECT_FALSE(ParseWeights(flipped, "x").ok()) << "byte " << i;
      EXPECT_FALSE(ParseWeights(bytes.substr(0, i), "x").ok()) << "cut at " << i;
    }
    EXPECT_FALSE(ParseWeights(bytes + "x", "x").ok());
  }
}

TEST(WeightFileTest, HostileHeadersWithARightDigestAreRefused) {
  const std::string plain = *SerializeWeights(Example(), WeightType::kFloat32);
  const std::string scaled = *SerializeWeights(Example(), WeightType::kInt8);
  Random random(11);
  for (int i = 0; i < 10000; ++i) {
    std::string damaged = i % 2 == 0 ? plain : scaled;
    const int changes = random.Int(1, 4);
    for (int k = 0; k < changes; ++k) {
      // Behind the magic, so that the deeper checks are reached.
      damaged[random.Int(8, static_cast<int>(damaged.size()) - 65)] =
          static_cast<char>(random.Int(0, 255));
    }
    // Must not crash; may be accepted where only a number changed.
    ParseWeights(Resealed(damaged), "x").status().IgnoreError();
  }
}

TEST(WeightFileTest, ImpossibleShapesAreRefused) {
  const auto with_shape = [](const std::string& shape) {
    const std::string header =
        R"({"config":{},"tensors":[{"name":"a","type":"f32","shape":)" + shape + "}]}";
    std::string bytes = "SSWEIGHT";
    bytes += std::string("\1\0\0\0", 4);
    bytes.push_back(static_cast<char>(header.size()));
    bytes += std::string("\0\0\0", 3);
    bytes += header + std::string(16, '\0');
    return ParseWeights(bytes + Sha256(bytes), "file");
  };
  EXPECT_TRUE(with_shape("[4]").ok());
  for (const char* shape : {"[5]",
                            "[3]",
                            "[-1]",
                            "[0]",
                            "[4294967296,4294967296]",
                            "[9223372036854775807]",
                            "[1.5]",
                            "4",
                            "[\"4\"]"}) {
    const auto file = with_shape(shape);
    EXPECT_EQ(file.status().code(), absl::StatusCode::kDataLoss) << shape;
  }
}

TEST(WeightFileTest, ForeignFilesAndVersionsAreNamed) {
  const auto foreign = ParseWeights("PK\3\4 something else entirely", "model.pth");
  EXPECT_EQ(foreign.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(foreign.status().message()), HasSubstr("model.pth"));
  std::string newer = *SerializeWeights(Example(), WeightType::kFloat32);
  newer[8] = 3;
  EXPECT_THAT(std::string(ParseWeights(Resealed(newer), "x").status().message()),
              HasSubstr("version 3"));
}

TEST(WeightFileTest, NumbersThatDoNotFitAreNotWritten) {
  WeightFile file = Example();
  file.tensors[1].values[0] = 70000.0f;
  EXPECT_FALSE(SerializeWeights(file, WeightType::kFloat16).ok());
  EXPECT_TRUE(SerializeWeights(file, WeightType::kFloat32).ok());
  file.tensors[1].values.push_back(1.0f);
  EXPECT_FALSE(SerializeWeights(file, WeightType::kFloat32).ok());
}

TEST(WeightFileTest, FilesAreWrittenAndRead) {
  const std::string path = ::testing::TempDir() + "/weight_file_test.ssw";
  ASSERT_TRUE(WriteWeights(Example(), WeightType::kFloat16, path).ok());
  EXPECT_TRUE(ReadWeights(path).ok());
  std::filesystem::remove(path);
  EXPECT_EQ(ReadWeights(path).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(ReadWeights(::testing::TempDir()).ok());
}

}  // namespace
}  // namespace sharpscale
