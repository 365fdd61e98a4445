// SPDX-License-Identifier: Apache-2.0

#include "models/torch/conv_stack.h"

#include <ATen/Parallel.h>

#include <thread>

namespace sharpscale {

at::ScalarType ComputeType(const NetworkOptions& options) {
#if defined(__x86_64__)
  const bool hardware = __builtin_cpu_supports("avx512bf16");
#else
  const bool hardware = false;
#endif
  return options.precision != Precision::kFp32 && hardware ? at::kBFloat16 : at::kFloat;
}

void SetThreads(int threads) {
  if (threads <= 0) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  if (at::get_num_threads() != threads) at::set_num_threads(threads);
}

ConvLayer MakeLayer(const WeightTensor& weight, const WeightTensor& bias, at::ScalarType type) {
  const auto tensor = [&](const WeightTensor& from) {
    return at::from_blob(const_cast<float*>(from.values.data()), from.shape, at::kFloat)
        .to(type, false, true);
  };
  return {tensor(weight).contiguous(at::MemoryFormat::ChannelsLast), tensor(bias)};
}

at::Tensor Convolve3x3(const at::Tensor& input, const ConvLayer& layer) {
  return at::conv2d(input, layer.weight, layer.bias, 1, 1);
}

namespace {

// Adds row `j` of a line of cells of factor x factor px to `columns` px of a row of
// RGB floats. kFactor: the factor where it is known when compiling, else 0.
template <int kFactor, typename Value>
void AddCells(const Value* cells, int any_factor, int j, int columns, float* row) {
  const int factor = kFactor > 0 ? kFactor : any_factor;
  const int plane = factor * factor;
  const Value* cell = cells + j * factor;
  int x = 0;
  for (; x + factor <= columns; x += factor, cell += 3 * plane, row += 3 * factor) {
    for (int i = 0; i < factor; ++i) {
      for (int c = 0; c < 3; ++c) row[3 * i + c] += static_cast<float>(cell[c * plane + i]);
    }
  }
  for (int i = 0; x + i < columns; ++i) {  // a cell that the picture's border cuts
    for (int c = 0; c < 3; ++c) row[3 * i + c] += static_cast<float>(cell[c * plane + i]);
  }
}

template <typename Value>
void AddAllCells(const at::Tensor& values, int factor, cv::Mat& base) {
  const Value* data = values.data_ptr<Value>();
  const int width = static_cast<int>(values.size(3));
  const int64_t line = int64_t{3} * factor * factor * width;
  const auto add = factor == 2   ? AddCells<2, Value>
                   : factor == 4 ? AddCells<4, Value>
                                 : AddCells<0, Value>;
  const int columns = std::min(width * factor, base.cols);
  at::parallel_for(0, values.size(2), 1, [&](int64_t from, int64_t to) {
    for (int64_t y = from; y < to; ++y) {
      for (int j = 0; j < factor && y * factor + j < base.rows; ++j) {
        add(data + y * line, factor, j, columns, base.ptr<float>(static_cast<int>(y) * factor + j));
      }
    }
  });
}

}  // namespace

cv::Mat ShuffleAndAdd(const at::Tensor& cells, int factor, cv::Mat base) {
  const at::Tensor values = cells.contiguous(at::MemoryFormat::ChannelsLast);
  if (values.scalar_type() == at::kBFloat16) {
    AddAllCells<at::BFloat16>(values, factor, base);
  } else {
    AddAllCells<float>(values, factor, base);
  }
  return base;
}

}  // namespace sharpscale
