// SPDX-License-Identifier: Apache-2.0

#include "analysis/register_resample.h"

#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_psnr.h"
#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kStripRows = 32;
constexpr double kPi = 3.14159265358979323846;

double Kernel(GridKernel kernel, double x) {
  x = std::abs(x);
  switch (kernel) {
    case GridKernel::kBicubic:
      if (x < 1.0) return (1.5 * x - 2.5) * x * x + 1.0;
      if (x < 2.0) return ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0;
      return 0.0;
    case GridKernel::kLanczos3: {
      if (x >= 3.0) return 0.0;
      if (x < 1e-9) return 1.0;
      const double p = kPi * x;
      return 3.0 * std::sin(p) * std::sin(p / 3.0) / (p * p);
    }
    case GridKernel::kArea:
      break;
  }
  return std::max(0.0, 1.0 - x);
}

double Radius(GridKernel kernel) {
  return kernel == GridKernel::kBicubic ? 2.0 : kernel == GridKernel::kLanczos3 ? 3.0 : 1.0;
}

// Weights of consecutive input samples for one output sample.
struct Taps {
  int first = 0;
  int count = 0;
};

struct AxisTaps {
  std::vector<Taps> taps;
  std::vector<float> weights;  // `stride` per output sample
  int stride = 0;
};

AxisTaps MakeTaps(const GridAxis& axis, int input, GridKernel kernel) {
  AxisTaps result;
  const double widen = std::max(1.0, axis.step);
  const bool box = kernel == GridKernel::kArea && axis.step > 1.0;
  const double reach = box ? 0.5 * axis.step + 0.5 : Radius(kernel) * widen;
  result.stride = static_cast<int>(std::ceil(2.0 * reach)) + 2;
  result.taps.resize(static_cast<size_t>(axis.size));
  result.weights.assign(static_cast<size_t>(axis.size) * result.stride, 0.0F);
  std::vector<double> line(static_cast<size_t>(result.stride));
  for (int i = 0; i < axis.size; ++i) {
    const double centre = (i + 0.5) * axis.step + axis.offset - 0.5;
    const int first = static_cast<int>(std::ceil(centre - reach - 1e-9));
    const int last = static_cast<int>(std::floor(centre + reach + 1e-9));
    const int low = std::clamp(first, 0, input - 1);
    const int high = std::clamp(last, low, input - 1);
    std::fill(line.begin(), line.end(), 0.0);
    double sum = 0.0;
    for (int k = first; k <= last; ++k) {
      double weight = 0.0;
      if (box) {
        const double begin = std::max(k - 0.5, centre - 0.5 * axis.step);
        const double end = std::min(k + 0.5, centre + 0.5 * axis.step);
        weight = std::max(0.0, end - begin);
      } else {
        weight = Kernel(kernel, (k - centre) / widen);
      }
      line[static_cast<size_t>(std::clamp(k, low, high) - low)] += weight;
      sum += weight;
    }
    Taps& taps = result.taps[static_cast<size_t>(i)];
    taps.first = low;
    taps.count = high - low + 1;
    float* weights = &result.weights[static_cast<size_t>(i) * result.stride];
    for (int k = 0; k < taps.count; ++k) weights[k] = static_cast<float>(line[k] / sum);
    // Zeros at the ends (a grid that meets the samples) need not be read.
    while (taps.count > 1 && weights[taps.count - 1] == 0.0F) --taps.count;
  }
  return result;
}

SHARPSCALE_HOT void AddRow8(const uint8_t* in, float weight, int count, float* out) {
  for (int i = 0; i < count; ++i) out[i] += weight * static_cast<float>(in[i]);
}
SHARPSCALE_HOT void AddRow16(const uint16_t* in, float weight, int count, float* out) {
  for (int i = 0; i < count; ++i) out[i] += weight * static_cast<float>(in[i]);
}
SHARPSCALE_HOT void AddRowFloat(const float* in, float weight, int count, float* out) {
  for (int i = 0; i < count; ++i) out[i] += weight * in[i];
}

SHARPSCALE_HOT void Narrow8(const float* in, int count, uint8_t* out) {
  for (int i = 0; i < count; ++i) {
    float value = in[i] + 0.5F;
    value = value < 0.0F ? 0.0F : value > 255.0F ? 255.0F : value;
    out[i] = static_cast<uint8_t>(static_cast<int>(value));
  }
}

void Along(const float* in, const AxisTaps& axis, int channels, float* out) {
  const int size = static_cast<int>(axis.taps.size());
  for (int i = 0; i < size; ++i) {
    const Taps& taps = axis.taps[static_cast<size_t>(i)];
    const float* weights = &axis.weights[static_cast<size_t>(i) * axis.stride];
    if (channels == 1) {
      const float* source = in + taps.first;
      float sum = 0.0F;
      for (int k = 0; k < taps.count; ++k) sum += weights[k] * source[k];
      out[i] = sum;
    } else {
      const float* source = in + 3 * taps.first;
      float r = 0.0F;
      float g = 0.0F;
      float b = 0.0F;
      for (int k = 0; k < taps.count; ++k) {
        r += weights[k] * source[3 * k];
        g += weights[k] * source[3 * k + 1];
        b += weights[k] * source[3 * k + 2];
      }
      out[3 * i] = r;
      out[3 * i + 1] = g;
      out[3 * i + 2] = b;
    }
  }
}

void Produce(const cv::Mat& source,
             const AxisTaps& across,
             const AxisTaps& down,
             int begin,
             int end,
             cv::Mat out) {
  const int channels = source.channels();
  const int count = source.cols * channels;
  const int out_count = out.cols * channels;
  std::vector<float> tall(static_cast<size_t>(count));
  std::vector<float> line(static_cast<size_t>(out_count));
  for (int y = begin; y < end; ++y) {
    const Taps& taps = down.taps[static_cast<size_t>(y)];
    const float* weights = &down.weights[static_cast<size_t>(y) * down.stride];
    std::fill(tall.begin(), tall.end(), 0.0F);
    for (int k = 0; k < taps.count; ++k) {
      const int row = taps.first + k;
      switch (source.depth()) {
        case CV_8U:
          AddRow8(source.ptr<uint8_t>(row), weights[k], count, tall.data());
          break;
        case CV_16U:
          AddRow16(source.ptr<uint16_t>(row), weights[k], count, tall.data());
          break;
        default:
          AddRowFloat(source.ptr<float>(row), weights[k], count, tall.data());
      }
    }
    Along(tall.data(), across, channels, line.data());
    switch (out.depth()) {
      case CV_8U:
        Narrow8(line.data(), out_count, out.ptr<uint8_t>(y - begin));
        break;
      case CV_16U: {
        uint16_t* row = out.ptr<uint16_t>(y - begin);
        for (int i = 0; i < out_count; ++i) {
          row[i] = static_cast<uint16_t>(std::clamp(line[i] + 0.5F, 0.0F, 65535.0F));
        }
        break;
      }
      default:
        std::copy(line.begin(), line.end(), out.ptr<float>(y - begin));
    }
  }
}

bool SameGrid(const cv::Mat& source, const GridAxis& across, const GridAxis& down) {
  return across.size == source.cols && down.size == source.rows && across.step == 1.0 &&
         down.step == 1.0 && across.offset == 0.0 && down.offset == 0.0;
}

}  // namespace

cv::Mat ResampleToGrid(const cv::Mat& source,
                       const GridAxis& across,
                       const GridAxis& down,
                       GridKernel kernel,
                       int depth,
                       const Progress* progress) {
  if (SameGrid(source, across, down) && depth == source.depth()) return source;
  const AxisTaps taps_across = MakeTaps(across, source.cols, kernel);
  const AxisTaps taps_down = MakeTaps(down, source.rows, kernel);
  cv::Mat out(down.size, across.size, CV_MAKETYPE(depth, source.channels()));
  ForEachStrip(
      down.size,
      kStripRows,
      [&](int, int begin, int end) {
        Produce(source, taps_across, taps_down, begin, end, out.rowRange(begin, end));
      },
      progress);
  return out;
}

GridKernel BestKernel(const cv::Mat& fine,
                      const cv::Mat& coarse,
                      const GridAxis& across,
                      const GridAxis& down) {
  GridKernel best = GridKernel::kArea;
  double least = -1.0;
  for (const GridKernel kernel : {GridKernel::kArea, GridKernel::kBicubic, GridKernel::kLanczos3}) {
    const GridResampler resampler(fine, across, down, kernel);
    double error = 0.0;
    for (const double place : {0.2, 0.5, 0.8}) {
      const int begin = std::clamp(int(place * down.size) - 24, 0, down.size - 1);
      const int end = std::min(down.size, begin + 48);
      error +=
          MeanSquaredError(resampler.Rows(begin, end, coarse.depth()), coarse.rowRange(begin, end));
    }
    if (least < 0.0 || error < least) {
      least = error;
      best = kernel;
    }
  }
  return best;
}

struct GridResampler::Tables {
  AxisTaps across;
  AxisTaps down;
};

GridResampler::GridResampler(const cv::Mat& source,
                             const GridAxis& across,
                             const GridAxis& down,
                             GridKernel kernel)
    : source_(source), same_grid_(SameGrid(source, across, down)) {
  auto tables = std::make_unique<Tables>();
  tables->across = MakeTaps(across, source.cols, kernel);
  tables->down = MakeTaps(down, source.rows, kernel);
  tables_ = std::move(tables);
}

GridResampler::~GridResampler() = default;

cv::Mat GridResampler::Rows(int begin, int end, int depth) const {
  if (same_grid_) {
    if (depth == source_.depth()) return source_.rowRange(begin, end);
    cv::Mat rows;
    source_.rowRange(begin, end).convertTo(rows, depth);
    return rows;
  }
  cv::Mat out(end - begin,
              static_cast<int>(tables_->across.taps.size()),
              CV_MAKETYPE(depth, source_.channels()));
  Produce(source_, tables_->across, tables_->down, begin, end, out);
  return out;
}

}  // namespace sharpscale
