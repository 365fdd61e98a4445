// SPDX-License-Identifier: Apache-2.0

#include "models/train/convolution.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "analysis/hot.h"
#include "models/train/map_convolution.h"
#include "models/winograd/packed_layer.h"

namespace sharpscale {
namespace {

using map_convolution::PaddedMap;
using winograd::Aligned;
using winograd::AllocateZeros;
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

// One picture with its border of zeros, which stays; the rest is written anew for each picture.
class PaddedPicture {
 public:
  PaddedPicture(int width, int height, int channels)
      : width_(width), channels_(channels), padded_(Padded(channels)) {
    map_.channels = padded_;
    map_.tiles_wide = (width + map_convolution::kTile - 1) / map_convolution::kTile;
    map_.tiles_high = (height + map_convolution::kTile - 1) / map_convolution::kTile;
    const int rows = map_convolution::kTile * map_.tiles_high + 2;
    values_ = AllocateZeros<float>(static_cast<size_t>(rows) * map_.row());
    map_.values = values_.get();
  }
  const PaddedMap& map() const { return map_; }
  float* Row(int y) { return values_.get() + (y + 1) * map_.row() + padded_; }

  void Fill(const Maps& maps, int64_t picture) {
    for (int y = 0; y < maps.height; ++y) {
      const float* const from = maps.row(picture, y);
      float* const to = Row(y);
      if (channels_ == padded_) {
        std::memcpy(to, from, sizeof(float) * width_ * channels_);
        continue;
      }
      for (int x = 0; x < width_; ++x) {
        std::copy_n(from + static_cast<ptrdiff_t>(x) * channels_, channels_, to + x * padded_);
      }
    }
  }

 private:
  int width_;
  int channels_;
  ptrdiff_t padded_;
  PaddedMap map_;
  Aligned<float> values_;
};

// The kernels of a layer as map_convolution.h wants them, padded with zeros.
class PackedKernels {
 public:
  // `turned`: inputs and outputs change places and the kernels are turned by half a turn, for the
  // way back.
  PackedKernels(const torch::Tensor& weight, const torch::Tensor* bias, double slope, bool turned)
      : channels_(static_cast<int>(weight.size(turned ? 1 : 0))) {
    const torch::Tensor flat = weight.detach().contiguous();
    const float* const values = flat.data_ptr<float>();
    const int outputs = static_cast<int>(weight.size(0));
    const int inputs = static_cast<int>(weight.size(1));
    layer_.inputs = Padded(turned ? outputs : inputs);
    layer_.outputs = Padded(turned ? inputs : outputs);
    layer_.slope = static_cast<float>(slope);
    const ptrdiff_t stride = static_cast<ptrdiff_t>(layer_.inputs) * layer_.outputs;
    kernels_ = AllocateZeros<float>(map_convolution::kPositions * stride);
    bias_ = AllocateZeros<float>(layer_.outputs);
    for (int o = 0; o < outputs; ++o) {
      for (int i = 0; i < inputs; ++i) {
        const float* kernel = values + (static_cast<size_t>(o) * inputs + i) * 9;
        float reversed[9];
        if (turned) {
          std::reverse_copy(kernel, kernel + 9, reversed);
          kernel = reversed;
        }
        float positions[map_convolution::kPositions];
        map_convolution::TransformKernel(kernel, positions);
        const int to = turned ? i : o;
        const int from = turned ? o : i;
        constexpr int kLanes = map_convolution::kLanes;
        float* at = kernels_.get() + static_cast<ptrdiff_t>(to / kLanes * kLanes) * layer_.inputs +
                    from * kLanes + to % kLanes;
        for (const float value : positions) {
          *at = value;
          at += stride;
        }
      }
    }
    if (bias != nullptr) {
      const torch::Tensor flat_bias = bias->detach().contiguous();
      std::copy_n(flat_bias.data_ptr<float>(), channels_, bias_.get());
    }
    layer_.kernels = kernels_.get();
    layer_.bias = bias_.get();
  }
  const map_convolution::Layer& layer() const { return layer_; }
  int channels() const { return channels_; }

 private:
  int channels_;  // outputs without padding
  map_convolution::Layer layer_;
  Aligned<float> kernels_;
  Aligned<float> bias_;
};

// Convolves one padded picture after the other into maps.
class Writer {
 public:
  Writer(const PackedKernels& kernels, const Maps& out)
      : kernels_(kernels), out_(out), scratch_(AllocateZeros<float>(map_convolution::kScratch)) {
    if (kernels.channels() == kernels.layer().outputs) return;
    wide_ =
        AllocateZeros<float>(static_cast<size_t>(out.width) * out.height * kernels.layer().outputs);
  }
  float* scratch() { return scratch_.get(); }

  void Write(const PaddedMap& in, int64_t picture) {
    float* const to = out_.row(picture, 0);
    float* const whole = wide_ == nullptr ? to : wide_.get();
    map_convolution::FindKernels()->convolve(
        kernels_.layer(), in, out_.width, out_.height, whole, scratch_.get());
    if (wide_ == nullptr) return;
    const ptrdiff_t all = static_cast<ptrdiff_t>(out_.width) * out_.height;
    for (ptrdiff_t px = 0; px < all; ++px) {
      std::copy_n(whole + px * kernels_.layer().outputs,
                  kernels_.channels(),
                  to + px * kernels_.channels());
    }
  }

 private:
  const PackedKernels& kernels_;
  const Maps out_;
  Aligned<float> scratch_;
  Aligned<float> wide_;  // where the maps have no room for padding
};

torch::Tensor EmptyMaps(const torch::Tensor& like, int64_t channels) {
  return torch::empty({like.size(0), like.size(2), like.size(3), channels}).permute({0, 3, 1, 2});
}

torch::Tensor Forward(const torch::Tensor& input,
                      const torch::Tensor& weight,
                      const torch::Tensor& bias,
                      double slope) {
  const PackedKernels kernels(weight, &bias, slope, /*turned=*/false);
  torch::Tensor output = EmptyMaps(input, weight.size(0));
  const Maps in(input);
  const Maps out(output);
  at::parallel_for(0, input.size(0), 1, [&](int64_t begin, int64_t end) {
    PaddedPicture picture(in.width, in.height, in.channels);
    Writer writer(kernels, out);
    for (int64_t n = begin; n < end; ++n) {
      picture.Fill(in, n);
      writer.Write(picture.map(), n);
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
  // The way back is a convolution, too.
  const PackedKernels back(weight, nullptr, 1.0, /*turned=*/true);
  Gradients gradients;
  if (want_input) gradients.input = EmptyMaps(input, in.channels);
  const Maps to(want_input ? gradients.input : input);
  // Each thread adds up its own pictures; the threads are added in order.
  struct Sums {
    Aligned<float> kernels;
    std::vector<double> bias;
  };
  const ptrdiff_t stride = static_cast<ptrdiff_t>(inputs) * outputs;
  std::vector<Sums> all(at::get_num_threads());
  at::parallel_for(0, input.size(0), 1, [&](int64_t begin, int64_t end) {
    Sums& sums = all[at::get_thread_num()];
    sums.kernels = AllocateZeros<float>(map_convolution::kPositions * stride);
    sums.bias.assign(outputs, 0.0);
    PaddedPicture before(in.width, in.height, in.channels);
    PaddedPicture bent(in.width, in.height, out.channels);
    Writer writer(back, to);
    std::vector<float> bias(outputs);
    for (int64_t n = begin; n < end; ++n) {
      std::fill(bias.begin(), bias.end(), 0.0f);
      before.Fill(in, n);
      for (int y = 0; y < out.height; ++y) {
        Bend(out.row(n, y),
             changes.row(n, y),
             static_cast<float>(slope),
             out.width,
             out.channels,
             outputs,
             bent.Row(y),
             bias.data());
      }
      if (want_input) writer.Write(bent.map(), n);
      map_convolution::FindKernels()->add_gradient(
          before.map(), bent.map(), sums.kernels.get(), writer.scratch());
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
        map_convolution::GradientOfKernel(
            sums.kernels.get() + static_cast<ptrdiff_t>(i) * outputs + o, stride, kernel);
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
  return input.scalar_type() == torch::kFloat && map_convolution::FindKernels() != nullptr &&
         std::max(weight.size(0), weight.size(1)) <= map_convolution::kMostChannels;
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
