// SPDX-License-Identifier: Apache-2.0
//
// Our own convolutions against sums written out, and whole networks without LibTorch.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <vector>

#include "datasets/random.h"
#include "models/network.h"
#include "models/repcond.h"
#include "models/weight_file.h"
#include "models/winograd/row_stack.h"

namespace sharpscale {
namespace winograd {
namespace {

struct Plain {  // one layer as numbers
  int inputs, outputs;
  std::vector<float> weight, bias, slope;
};

Plain RandomLayer(int inputs, int outputs, Random* random) {
  Plain layer{inputs, outputs, {}, {}, {}};
  layer.weight.resize(static_cast<size_t>(inputs) * outputs * 9);
  for (float& w : layer.weight) {
    w = static_cast<float>(random->Normal() / std::sqrt(9.0 * inputs));
  }
  for (int o = 0; o < outputs; ++o) {
    layer.bias.push_back(static_cast<float>(0.2 * random->Normal()));
    layer.slope.push_back(static_cast<float>(random->Uniform(-0.5, 1.5)));
  }
  return layer;
}

PackedLayer Packed(const Plain& layer) {
  const WeightTensor weight{"weight", {layer.outputs, layer.inputs, 3, 3}, layer.weight};
  const WeightTensor bias{"bias", {layer.outputs}, layer.bias};
  return PackedLayer(weight, bias, layer.slope);
}

// [height][width][channels], zero border.
std::vector<double> Convolve(const Plain& layer, const std::vector<double>& in, int w, int h) {
  std::vector<double> out(static_cast<size_t>(w) * h * layer.outputs);
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      for (int o = 0; o < layer.outputs; ++o) {
        double sum = layer.bias[o];
        for (int dy = -1; dy <= 1; ++dy) {
          for (int dx = -1; dx <= 1; ++dx) {
            if (y + dy < 0 || y + dy >= h || x + dx < 0 || x + dx >= w) continue;
            const double* px = &in[(static_cast<size_t>(y + dy) * w + x + dx) * layer.inputs];
            const float* kernel = &layer.weight[(static_cast<size_t>(o) * layer.inputs) * 9];
            for (int i = 0; i < layer.inputs; ++i) {
              sum += px[i] * kernel[i * 9 + (dy + 1) * 3 + dx + 1];
            }
          }
        }
        if (sum < 0.0) sum *= layer.slope[o];
        out[(static_cast<size_t>(y) * w + x) * layer.outputs + o] = sum;
      }
    }
  }
  return out;
}

std::vector<double> RandomMap(int w, int h, int channels, Random* random) {
  std::vector<double> map(static_cast<size_t>(w) * h * channels);
  for (double& v : map) v = random->Normal();
  return map;
}

std::vector<double> RunStack(const RowStack& stack,
                             const std::vector<double>& in,
                             int w,
                             int h,
                             int outputs,
                             int bands) {
  std::vector<double> out(static_cast<size_t>(w) * h * outputs, 1e9);
  const int inputs = static_cast<int>(in.size()) / (w * h);
  stack.Run(
      w,
      h,
      bands,
      [&](int y, float* row) {
        for (int x = 0; x < w; ++x) {
          for (int i = 0; i < inputs; ++i) {
            row[x * stack.stride() + i] =
                static_cast<float>(in[(static_cast<size_t>(y) * w + x) * inputs + i]);
          }
        }
      },
      [&](int /*band*/, int y, const float* row) {
        for (int x = 0; x < w; ++x) {
          for (int o = 0; o < outputs; ++o) {
            out[(static_cast<size_t>(y) * w + x) * outputs + o] = row[x * stack.out_stride() + o];
          }
        }
      });
  return out;
}

double RelativeError(const std::vector<double>& got, const std::vector<double>& truth) {
  double error = 0.0;
  double power = 0.0;
  for (size_t i = 0; i < truth.size(); ++i) {
    error += (got[i] - truth[i]) * (got[i] - truth[i]);
    power += truth[i] * truth[i];
  }
  return std::sqrt(error / power);
}

TEST(WinogradTest, AStackEqualsItsSumsWrittenOut) {
  if (!Available()) GTEST_SKIP() << "this CPU does not multiply bf16";
  // Every number of registers' worth of channels, counts that need padding, and the skip.
  const std::vector<std::vector<int>> kStacks = {
      {3, 16, 12}, {10, 48, 48, 48, 12}, {19, 64, 64, 64, 12}, {10, 32, 32, 48}, {7, 20, 20, 3}};
  const cv::Size kSizes[] = {{1, 1}, {2, 1}, {1, 5}, {7, 3}, {12, 9}, {33, 6}, {40, 31}};
  uint64_t seed = 1;
  for (const std::vector<int>& channels : kStacks) {
    Random random(seed++);
    std::vector<Plain> plain;
    std::vector<PackedLayer> packed;
    for (size_t i = 0; i + 1 < channels.size(); ++i) {
      plain.push_back(RandomLayer(channels[i], channels[i + 1], &random));
      packed.push_back(Packed(plain.back()));
    }
    const int last = static_cast<int>(plain.size()) - 1;
    const bool skip = last >= 2;
    const RowStack stack(std::move(packed), skip ? 0 : -1, skip ? last - 1 : -1);
    for (const cv::Size& size : kSizes) {
      const std::vector<double> in = RandomMap(size.width, size.height, channels[0], &random);
      std::vector<double> truth = in;
      std::vector<double> kept;
      for (int l = 0; l <= last; ++l) {
        truth = Convolve(plain[l], truth, size.width, size.height);
        if (l == 0) kept = truth;
        if (skip && l == last - 1) {
          for (size_t i = 0; i < truth.size(); ++i) truth[i] += kept[i];
        }
      }
      const std::vector<double> got =
          RunStack(stack, in, size.width, size.height, channels.back(), 1);
      EXPECT_LT(RelativeError(got, truth), 0.02)
          << channels[0] << " to " << channels.back() << " channels, " << size;
    }
  }
}

TEST(WinogradTest, BandsChangeNoBit) {
  if (!Available()) GTEST_SKIP() << "this CPU does not multiply bf16";
  Random random(5);
  std::vector<PackedLayer> layers;
  layers.push_back(Packed(RandomLayer(10, 32, &random)));
  for (int i = 0; i < 4; ++i) layers.push_back(Packed(RandomLayer(32, 32, &random)));
  layers.push_back(Packed(RandomLayer(32, 12, &random)));
  const RowStack stack(std::move(layers), 0, 4);
  const int w = 21;
  const int h = 64 * 5 + 3;
  const std::vector<double> in = RandomMap(w, h, 10, &random);
  EXPECT_EQ(RunStack(stack, in, w, h, 12, 1), RunStack(stack, in, w, h, 12, 5));
}

TEST(WinogradTest, OurNetworksNeedNoLibTorch) {
  if (!Available()) GTEST_SKIP() << "this CPU does not multiply bf16";
  ASSERT_EQ(setenv("SHARPSCALE_TORCH_MODULE", "/nowhere/libsharpscale_torch.so", 1), 0);
  const auto network = LoadNetwork("upscale-x2-fast");
  ASSERT_TRUE(network.ok()) << network.status();
  EXPECT_EQ((*network)->precision(), Precision::kBf16);
  const auto out = (*network)->Run(cv::Mat(9, 11, CV_32FC3, cv::Scalar::all(0.5)), {}, {0, 0});
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_EQ(out->size(), cv::Size(22, 18));
  NetworkOptions exact;
  exact.precision = Precision::kFp32;
  EXPECT_EQ(LoadNetwork("upscale-x2-fast", exact).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace winograd
}  // namespace sharpscale
