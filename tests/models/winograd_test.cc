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

PackedLayer Packed(const Arithmetic& arithmetic, const Plain& layer) {
  const WeightTensor weight{"weight", {layer.outputs, layer.inputs, 3, 3}, layer.weight};
  const WeightTensor bias{"bias", {layer.outputs}, layer.bias};
  return PackedLayer(arithmetic, weight, bias, layer.slope);
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
  constexpr double kUnwritten = 1e9;
  std::vector<double> out(static_cast<size_t>(w) * h * outputs, kUnwritten);
  const int inputs = static_cast<int>(in.size()) / (w * h);
  stack.Run(
      w,
      h,
      bands,
      [&](int y, const cv::Range& columns, float* values) {
        for (int x = columns.start; x < columns.end; ++x, values += stack.stride()) {
          for (int i = 0; i < inputs; ++i) {
            values[i] = static_cast<float>(in[(static_cast<size_t>(y) * w + x) * inputs + i]);
          }
        }
      },
      [&](int y, const cv::Range& columns, const float* values) {
        for (int x = columns.start; x < columns.end; ++x, values += stack.out_stride()) {
          for (int o = 0; o < outputs; ++o) {
            double& to = out[(static_cast<size_t>(y) * w + x) * outputs + o];
            EXPECT_EQ(to, kUnwritten) << "column " << x << " of row " << y << " came twice";
            to = values[o];
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

RowStack StackOf(const Arithmetic& arithmetic,
                 const std::vector<Plain>& plain,
                 int skip_from,
                 int skip_to) {
  std::vector<PackedLayer> packed;
  for (const Plain& layer : plain) packed.push_back(Packed(arithmetic, layer));
  return RowStack(std::move(packed), skip_from, skip_to);
}

std::vector<Plain> RandomLayers(const std::vector<int>& channels, Random* random) {
  std::vector<Plain> plain;
  for (size_t i = 0; i + 1 < channels.size(); ++i) {
    plain.push_back(RandomLayer(channels[i], channels[i + 1], random));
  }
  return plain;
}

TEST(WinogradTest, AStackEqualsItsSumsWrittenOut) {
  if (Arithmetics().empty()) GTEST_SKIP() << "this CPU has no AVX2";
  // Every number of registers' worth of channels, counts that need padding, and the skip.
  const std::vector<std::vector<int>> kStacks = {
      {3, 16, 12}, {10, 48, 48, 48, 12}, {19, 64, 64, 64, 12}, {10, 32, 32, 48}, {7, 20, 20, 3}};
  const cv::Size kSizes[] = {{1, 1},
                             {2, 1},
                             {1, 5},
                             {7, 3},
                             {12, 9},
                             {33, 6},
                             {40, 31},
                             {67, 5},
                             // Several blocks of columns; the last one narrow, wide, odd.
                             {193, 4},
                             {320, 3},
                             {385, 7}};
  uint64_t seed = 1;
  for (const std::vector<int>& channels : kStacks) {
    Random random(seed++);
    const std::vector<Plain> plain = RandomLayers(channels, &random);
    const int last = static_cast<int>(plain.size()) - 1;
    const bool skip = last >= 2;
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
      for (const Arithmetic& arithmetic : Arithmetics()) {
        const RowStack stack = StackOf(arithmetic, plain, skip ? 0 : -1, skip ? last - 1 : -1);
        const std::vector<double> got =
            RunStack(stack, in, size.width, size.height, channels.back(), 1);
        EXPECT_LT(RelativeError(got, truth), arithmetic.precision == Precision::kBf16 ? 0.02 : 3e-6)
            << arithmetic.name << ", " << channels[0] << " to " << channels.back() << " channels, "
            << size;
      }
    }
  }
}

TEST(WinogradTest, BandsAndInstructionSetsChangeNoBit) {
  Random random(5);
  const std::vector<Plain> plain = RandomLayers({10, 32, 32, 48, 64, 48, 12}, &random);
  const int w = 203;  // two blocks of columns
  const int h = 64 * 5 + 3;
  const std::vector<double> in = RandomMap(w, h, 10, &random);
  for (const Precision precision : {Precision::kBf16, Precision::kFp32}) {
    std::vector<double> first;
    for (const Arithmetic& arithmetic : Arithmetics()) {
      if (arithmetic.precision != precision) continue;
      const RowStack stack = StackOf(arithmetic, plain, 2, 4);
      for (int bands : {1, 5}) {
        const std::vector<double> got = RunStack(stack, in, w, h, 12, bands);
        if (first.empty()) first = got;
        EXPECT_EQ(got, first) << arithmetic.name << ", " << bands << " bands";
      }
    }
  }
}

TEST(WinogradTest, OurNetworksNeedNoLibTorch) {
  if (Arithmetics().empty()) GTEST_SKIP() << "this CPU has no AVX2";
  ASSERT_EQ(setenv("SHARPSCALE_TORCH_MODULE", "/nowhere/libsharpscale_torch.so", 1), 0);
  for (const Precision precision : {Precision::kAuto, Precision::kFp32}) {
    NetworkOptions options;
    options.precision = precision;
    const auto network = LoadNetwork("upscale-x2-fast", options);
    ASSERT_TRUE(network.ok()) << network.status();
    EXPECT_EQ((*network)->precision(), FindArithmetic(precision)->precision);
    const auto out = (*network)->Run(cv::Mat(9, 11, CV_32FC3, cv::Scalar::all(0.5)), {}, {0, 0});
    ASSERT_TRUE(out.ok()) << out.status();
    EXPECT_EQ(out->size(), cv::Size(22, 18));
  }
  NetworkOptions torch;
  torch.engine = Engine::kLibTorch;
  EXPECT_EQ(LoadNetwork("upscale-x2-fast", torch).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace winograd
}  // namespace sharpscale
