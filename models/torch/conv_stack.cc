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

cv::Mat ShuffleAndAdd(const at::Tensor& cells, int factor, cv::Mat base) {
  const at::Tensor values = cells.to(at::kFloat).contiguous(at::MemoryFormat::ChannelsLast);
  const float* data = values.data_ptr<float>();
  const int height = static_cast<int>(values.size(2));
  const int width = static_cast<int>(values.size(3));
  const int channels = 3 * factor * factor;
  at::parallel_for(0, height, 1, [&](int64_t from, int64_t to) {
    for (int64_t y = from; y < to; ++y) {
      for (int j = 0; j < factor; ++j) {
        const int row_index = static_cast<int>(y) * factor + j;
        if (row_index >= base.rows) continue;
        float* row = base.ptr<float>(row_index);
        const float* cell = data + y * width * channels + j * factor;
        const int columns = std::min(width * factor, base.cols);
        for (int x = 0; x < columns; ++x) {
          const float* at = cell + static_cast<int64_t>(x / factor) * channels + x % factor;
          row[3 * x] += at[0];
          row[3 * x + 1] += at[factor * factor];
          row[3 * x + 2] += at[2 * factor * factor];
        }
      }
    }
  });
  return base;
}

}  // namespace sharpscale
