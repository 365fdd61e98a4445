// SPDX-License-Identifier: Apache-2.0

#include "models/train/convolution.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "analysis/hot.h"
#include "models/winograd/packed_layer.h"

namespace sharpscale {
namespace {

using winograd::Aligned;
using winograd::AllocateZeros;
using winograd::kZerosAfter;
using winograd::kZerosBefore;
using winograd::Padded;

// N pictures, channels-last.
struct Maps {
  explicit Maps(const torch::Tensor& tensor)
      : values(tensor.data_ptr<float>()),
        channels(static_cast<int>(tensor.size(1))),
        height(static_cast<int>(tensor.size(2))),
        width(static_cast<int>(tensor.size(3))) {}
  float* row(int64_t picture, int y) const {
    return values + (picture * height + y) * width * channels;
  }
  float* values;
  int channels;
  int height;
  int width;
};

torch::Tensor ChannelsLast(const torch::Tensor& tensor) {
  return tensor.contiguous(torch::MemoryFormat::ChannelsLast);
}

// The four rows around a pair of rows, with the zeros around them that row_pair.h wants.
class FourRows {
 public:
  FourRows(int width, int channels)
      : padded_(Padded(channels)),
        stride_(static_cast<size_t>(kZerosBefore + width + kZerosAfter) * padded_),
        values_(AllocateZeros<float>(5 * stride_)) {}
  int padded() const { return padded_; }

  // The place of row `y`, to be written by the caller; it takes that of row y - 4.
  float* Slot(int y) { return values_.get() + (y & 3) * stride_ + kZerosBefore * padded_; }
  // Rows outside a picture of this height are zeros.
  const float* Row(int y, int height) {
    const bool inside = y >= 0 && y < height;
    return inside ? Slot(y) : values_.get() + 4 * stride_ + kZerosBefore * padded_;
  }

 private:
  int padded_;
  size_t stride_;
  Aligned<float> values_;  // the fifth row stays zero
};

void Widen(const float* from, int width, int channels, int padded, float* to) {
  if (channels == padded) {
    std::memcpy(to, from, sizeof(float) * width * channels);
    return;
  }
  for (int x = 0; x < width; ++x) std::copy_n(from + x * channels, channels, to + x * padded);
}

// One convolution's two rows at a time, from `rows` into `out`.
class PairWriter {
 public:
  PairWriter(const winograd::PackedLayer& layer, int width, int channels)
      : layer_(layer),
        channels_(channels),
        padded_(Padded(channels)),
        pair_(AllocateZeros<float>(2 * static_cast<size_t>(width) * padded_)) {}

  void Write(FourRows* rows, int y, int64_t picture, const Maps& out, void* scratch) {
    winograd::RowPair pair;
    pair.width = out.width;
    for (int i = 0; i < 4; ++i) pair.in[i] = rows->Row(y - 1 + i, out.height);
    const int present = std::min(2, out.height - y);
    for (int i = 0; i < present; ++i) {
      pair.out_fp32[i] = channels_ == padded_
                             ? out.row(picture, y + i)
                             : pair_.get() + static_cast<size_t>(i) * out.width * padded_;
    }
    layer_.arithmetic().run(layer_.view(), pair, scratch);
    if (channels_ == padded_) return;
    for (int i = 0; i < present; ++i) {
      for (int x = 0; x < out.width; ++x) {
        std::copy_n(pair.out_fp32[i] + x * padded_,
                    channels_,
                    out.row(picture, y + i) + static_cast<size_t>(x) * channels_);
      }
    }
  }

 private:
  const winograd::PackedLayer& layer_;
  int channels_;
  int padded_;
  Aligned<float> pair_;
};

std::vector<float> Numbers(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.detach().contiguous();
  const float* data = flat.data_ptr<float>();
  return {data, data + flat.numel()};
}

winograd::PackedLayer Pack(const torch::Tensor& weight, const torch::Tensor& bias, double slope) {
  return winograd::PackedLayer(*winograd::FindArithmetic(Precision::kFp32),
                               {"weight", weight.sizes().vec(), Numbers(weight)},
                               {"bias", bias.sizes().vec(), Numbers(bias)},
                               static_cast<float>(slope));
}

Aligned<float> Scratch() {
  return AllocateZeros<float>(winograd::kScratchBytes / sizeof(float));
}

torch::Tensor EmptyMaps(const torch::Tensor& like, int64_t channels) {
  return torch::empty({like.size(0), like.size(2), like.size(3), channels}).permute({0, 3, 1, 2});
}

torch::Tensor Forward(const torch::Tensor& input,
                      const torch::Tensor& weight,
                      const torch::Tensor& bias,
                      double slope) {
  const winograd::PackedLayer layer = Pack(weight, bias, slope);
  torch::Tensor output = EmptyMaps(input, weight.size(0));
  const Maps in(input);
  const Maps out(output);
  at::parallel_for(0, input.size(0), 1, [&](int64_t begin, int64_t end) {
    FourRows rows(in.width, in.channels);
    PairWriter writer(layer, in.width, out.channels);
    const Aligned<float> scratch = Scratch();
    const auto read = [&](int64_t picture, int y) {
      if (y >= in.height) return;
      Widen(in.row(picture, y), in.width, in.channels, rows.padded(), rows.Slot(y));
    };
    for (int64_t n = begin; n < end; ++n) {
      read(n, 0);
      for (int y = 0; y < in.height; y += 2) {
        read(n, y + 1);
        read(n, y + 2);
        writer.Write(&rows, y, n, out, scratch.get());
      }
    }
  });
  return output;
}

// A row of changes before the slope; adds it to `sums`, one per channel.
SHARPSCALE_HOT void Bend(const float* __restrict result,
                         const float* __restrict change,
                         float slope,
                         int width,
                         int channels,
                         int padded,
                         float* __restrict to,
                         float* __restrict sums) {
  for (int x = 0; x < width; ++x) {
    for (int c = 0; c < channels; ++c) {
      const float value = change[c] * (result[c] < 0.0f ? slope : 1.0f);
      to[c] = value;
      sums[c] += value;
    }
    result += channels;
    change += channels;
    to += padded;
  }
}

// G^T u G: back from the 16 positions to a 3x3 kernel.
void ToKernel(const float* sums, size_t stride, float* kernel) {
  float columns[3][4];
  for (int x = 0; x < 4; ++x) {
    const float a = sums[x * stride];
    const float b = sums[(4 + x) * stride];
    const float c = sums[(8 + x) * stride];
    const float d = sums[(12 + x) * stride];
    columns[0][x] = a + 0.5f * (b + c);
    columns[1][x] = 0.5f * (b - c);
    columns[2][x] = 0.5f * (b + c) + d;
  }
  for (int y = 0; y < 3; ++y) {
    const float* r = columns[y];
    kernel[3 * y] = r[0] + 0.5f * (r[1] + r[2]);
    kernel[3 * y + 1] = 0.5f * (r[1] - r[2]);
    kernel[3 * y + 2] = 0.5f * (r[1] + r[2]) + r[3];
  }
}

struct Gradients {
  torch::Tensor input;  // undefined where nobody asks for it
  torch::Tensor weight;
  torch::Tensor bias;
};

Gradients Backward(const torch::Tensor& input,
                   const torch::Tensor& weight,
                   const torch::Tensor& output,
                   const torch::Tensor& change,
                   double slope,
                   bool want_input) {
  const Maps in(input);
  const Maps out(output);
  const Maps changes(change);
  const int inputs = Padded(in.channels);
  const int outputs = Padded(out.channels);
  const winograd::Arithmetic& arithmetic = *winograd::FindArithmetic(Precision::kFp32);
  // The way back is a convolution with the kernels turned by half a turn.
  const winograd::PackedLayer back =
      Pack(weight.flip({2, 3}).transpose(0, 1), torch::zeros({in.channels}), 1.0);
  Gradients gradients;
  if (want_input) gradients.input = EmptyMaps(input, in.channels);
  const Maps to(want_input ? gradients.input : input);
  // Each thread adds up its own pictures; the threads are added in order.
  struct Sums {
    Aligned<float> kernels;
    std::vector<double> bias;
  };
  const size_t stride = static_cast<size_t>(inputs) * outputs;
  std::vector<Sums> all(at::get_num_threads());
  at::parallel_for(0, input.size(0), 1, [&](int64_t begin, int64_t end) {
    Sums& sums = all[at::get_thread_num()];
    sums.kernels = AllocateZeros<float>(16 * stride);
    sums.bias.assign(outputs, 0.0);
    FourRows rows(in.width, in.channels);
    FourRows bent(in.width, out.channels);
    PairWriter writer(back, in.width, in.channels);
    const Aligned<float> scratch = Scratch();
    std::vector<float> bias(outputs);
    const auto read = [&](int64_t picture, int y) {
      if (y >= in.height) return;
      Widen(in.row(picture, y), in.width, in.channels, rows.padded(), rows.Slot(y));
      Bend(out.row(picture, y),
           changes.row(picture, y),
           static_cast<float>(slope),
           out.width,
           out.channels,
           outputs,
           bent.Slot(y),
           bias.data());
    };
    for (int64_t n = begin; n < end; ++n) {
      std::fill(bias.begin(), bias.end(), 0.0f);
      read(n, 0);
      for (int y = 0; y < in.height; y += 2) {
        read(n, y + 1);
        read(n, y + 2);
        if (want_input) writer.Write(&bent, y, n, to, scratch.get());
        winograd::GradientRows gradient;
        gradient.inputs = inputs;
        gradient.outputs = outputs;
        gradient.width = in.width;
        for (int i = 0; i < 4; ++i) gradient.in[i] = rows.Row(y - 1 + i, in.height);
        for (int i = 0; i < 2; ++i) gradient.change[i] = bent.Row(y + i, in.height);
        arithmetic.add_gradient(gradient, scratch.get(), sums.kernels.get());
      }
      for (int c = 0; c < outputs; ++c) sums.bias[c] += bias[c];
    }
  });
  gradients.weight = torch::zeros_like(weight, torch::MemoryFormat::Contiguous);
  gradients.bias = torch::zeros({out.channels});
  float* const kernels = gradients.weight.data_ptr<float>();
  float* const biases = gradients.bias.data_ptr<float>();
  for (const Sums& sums : all) {
    if (sums.kernels == nullptr) continue;
    for (int o = 0; o < out.channels; ++o) {
      biases[o] += static_cast<float>(sums.bias[o]);
      for (int i = 0; i < in.channels; ++i) {
        float kernel[9];
        ToKernel(sums.kernels.get() + static_cast<size_t>(i) * outputs + o, stride, kernel);
        float* const target = kernels + (static_cast<size_t>(o) * in.channels + i) * 9;
        for (int k = 0; k < 9; ++k) target[k] += kernel[k];
      }
    }
  }
  return gradients;
}

class OwnConvolution : public torch::autograd::Function<OwnConvolution> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& input,
                               const torch::Tensor& weight,
                               const torch::Tensor& bias,
                               double slope) {
    const torch::Tensor maps = ChannelsLast(input);
    const torch::Tensor output = Forward(maps, weight, bias, slope);
    context->save_for_backward({maps, weight, output});
    context->saved_data["slope"] = slope;
    context->saved_data["want_input"] = input.requires_grad();
    return output;
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               const torch::autograd::tensor_list& changes) {
    const torch::autograd::variable_list saved = context->get_saved_variables();
    const Gradients gradients = Backward(saved[0],
                                         saved[1],
                                         saved[2],
                                         ChannelsLast(changes[0]),
                                         context->saved_data["slope"].toDouble(),
                                         context->saved_data["want_input"].toBool());
    return {gradients.input, gradients.weight, gradients.bias, torch::Tensor()};
  }
};

bool OursCanDo(const torch::Tensor& input, const torch::Tensor& weight) {
  return input.scalar_type() == torch::kFloat &&
         winograd::FindArithmetic(Precision::kFp32) != nullptr &&
         std::max(weight.size(0), weight.size(1)) <= winograd::kMostChannels;
}

}  // namespace

torch::Tensor Convolve3x3(const torch::Tensor& input,
                          const torch::Tensor& weight,
                          const torch::Tensor& bias,
                          double slope) {
  if (OursCanDo(input, weight)) return OwnConvolution::apply(input, weight, bias, slope);
  const torch::Tensor output = torch::conv2d(
      input, weight.contiguous(torch::MemoryFormat::ChannelsLast), bias, /*stride=*/1, 1);
  return slope == 1.0 ? output : torch::leaky_relu(output, slope);
}

}  // namespace sharpscale
