// SPDX-License-Identifier: Apache-2.0

#include "datasets/resample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "fmt/format.h"

namespace sharpscale {
namespace {

constexpr double kPi = 3.14159265358979323846;

struct KernelRow {
  ResampleKernel kernel;
  const char* name;
  double radius;
  bool antialias;  // by default under this name
};

constexpr std::array<KernelRow, 6> kKernels = {{
    {ResampleKernel::kNearest, "nearest", 0.5, false},
    {ResampleKernel::kBox, "area", 0.5, true},
    {ResampleKernel::kBilinear, "bilinear", 1.0, true},
    {ResampleKernel::kBicubic, "bicubic", 2.0, true},
    {ResampleKernel::kBicubicOpenCv, "cv-cubic", 2.0, false},
    {ResampleKernel::kLanczos3, "lanczos3", 3.0, true},
}};

const KernelRow& Row(ResampleKernel kernel) {
  for (const KernelRow& row : kKernels) {
    if (row.kernel == kernel) return row;
  }
  return kKernels[3];
}

double Keys(double x, double a) {
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a;
  return 0.0;
}

double Sinc(double x) {
  return x == 0.0 ? 1.0 : std::sin(kPi * x) / (kPi * x);
}

double Weight(ResampleKernel kernel, double x) {
  switch (kernel) {
    case ResampleKernel::kNearest:
    case ResampleKernel::kBox:
      return x >= -0.5 && x < 0.5 ? 1.0 : 0.0;
    case ResampleKernel::kBilinear:
      return std::max(0.0, 1.0 - std::abs(x));
    case ResampleKernel::kBicubic:
      return Keys(x, -0.5);
    case ResampleKernel::kBicubicOpenCv:
      return Keys(x, -0.75);
    case ResampleKernel::kLanczos3:
      return std::abs(x) < 3.0 ? Sinc(x) * Sinc(x / 3.0) : 0.0;
  }
  return 0.0;
}

// Overlap of [a0, a1] and [b0, b1]: exact area weights where the ratio is not an integer.
double Overlap(double a0, double a1, double b0, double b1) {
  return std::max(0.0, std::min(a1, b1) - std::max(a0, b0));
}

struct Taps {
  int count = 0;           // per output sample
  std::vector<int> index;  // count per output sample, mirrored into the picture
  std::vector<float> weight;
};

int Mirror(int i, int n) {
  const int period = 2 * n;
  i %= period;
  if (i < 0) i += period;
  return i < n ? i : period - 1 - i;
}

Taps MakeTaps(int in, int out, const ResampleOptions& options) {
  const double step = static_cast<double>(in) / out;  // input px per output px
  const double stretch = options.antialias ? std::max(1.0, step) : 1.0;
  const double radius = Row(options.kernel).radius * stretch;
  const bool area = options.kernel == ResampleKernel::kBox && options.antialias && step > 1.0;
  Taps taps;
  taps.count = static_cast<int>(std::ceil(2.0 * radius)) + 2;
  taps.index.resize(static_cast<size_t>(taps.count) * out);
  taps.weight.resize(taps.index.size());
  std::vector<double> row(taps.count);
  for (int o = 0; o < out; ++o) {
    const double centre = (o + 0.5) * step - 0.5;
    const int first = static_cast<int>(std::floor(centre - radius));
    double sum = 0.0;
    for (int k = 0; k < taps.count; ++k) {
      const int i = first + k;
      if (options.kernel == ResampleKernel::kNearest) {
        row[k] = i == static_cast<int>(std::floor(centre + 0.5)) ? 1.0 : 0.0;
      } else if (area) {
        row[k] = Overlap(i - 0.5, i + 0.5, centre - step / 2.0, centre + step / 2.0);
      } else {
        row[k] = Weight(options.kernel, (i - centre) / stretch);
      }
      sum += row[k];
    }
    for (int k = 0; k < taps.count; ++k) {
      taps.index[static_cast<size_t>(o) * taps.count + k] = Mirror(first + k, in);
      taps.weight[static_cast<size_t>(o) * taps.count + k] = static_cast<float>(row[k] / sum);
    }
  }
  return taps;
}

cv::Mat ResampleColumns(const cv::Mat& in, int width, const ResampleOptions& options) {
  if (width == in.cols) return in;
  const Taps taps = MakeTaps(in.cols, width, options);
  const int channels = in.channels();
  cv::Mat out(in.rows, width, in.type());
  for (int y = 0; y < in.rows; ++y) {
    const float* source = in.ptr<float>(y);
    float* target = out.ptr<float>(y);
    for (int x = 0; x < width; ++x) {
      const int* index = &taps.index[static_cast<size_t>(x) * taps.count];
      const float* weight = &taps.weight[static_cast<size_t>(x) * taps.count];
      for (int c = 0; c < channels; ++c) {
        float sum = 0.0f;
        for (int k = 0; k < taps.count; ++k) sum += weight[k] * source[index[k] * channels + c];
        target[x * channels + c] = sum;
      }
    }
  }
  return out;
}

cv::Mat ResampleRows(const cv::Mat& in, int height, const ResampleOptions& options) {
  if (height == in.rows) return in;
  const Taps taps = MakeTaps(in.rows, height, options);
  cv::Mat out = cv::Mat::zeros(height, in.cols, in.type());
  const int n = in.cols * in.channels();
  for (int y = 0; y < height; ++y) {
    float* target = out.ptr<float>(y);
    for (int k = 0; k < taps.count; ++k) {
      const float weight = taps.weight[static_cast<size_t>(y) * taps.count + k];
      if (weight == 0.0f) continue;
      const float* source = in.ptr<float>(taps.index[static_cast<size_t>(y) * taps.count + k]);
      for (int i = 0; i < n; ++i) target[i] += weight * source[i];
    }
  }
  return out;
}

}  // namespace

cv::Mat Resample(const cv::Mat& picture, cv::Size size, const ResampleOptions& options) {
  if (picture.empty() || size.width < 1 || size.height < 1) return {};
  cv::Mat real;
  picture.convertTo(real, CV_32F);
  // The axis that shrinks more goes first: less to do for the other.
  const bool columns_first = static_cast<int64_t>(size.width) * picture.rows <=
                             static_cast<int64_t>(size.height) * picture.cols;
  cv::Mat out =
      columns_first
          ? ResampleRows(ResampleColumns(real, size.width, options), size.height, options)
          : ResampleColumns(ResampleRows(real, size.height, options), size.width, options);
  if (picture.depth() == CV_32F) return out.data == picture.data ? out.clone() : out;
  cv::Mat rounded;
  out.convertTo(rounded, picture.depth());
  return rounded;
}

absl::StatusOr<ResampleOptions> ResampleFromName(std::string_view name) {
  constexpr std::string_view kAliased = "-aliased";
  std::string_view base = name;
  const bool aliased =
      base.size() > kAliased.size() && base.substr(base.size() - kAliased.size()) == kAliased;
  if (aliased) base.remove_suffix(kAliased.size());
  std::string known;
  for (const KernelRow& row : kKernels) {
    if (base == row.name) return ResampleOptions{row.kernel, row.antialias && !aliased};
    known += known.empty() ? row.name : fmt::format(", {}", row.name);
  }
  return absl::InvalidArgumentError(fmt::format(
      "resampling kernel '{}' is unknown; known: {} (each also with -aliased)", name, known));
}

std::string ResampleName(const ResampleOptions& options) {
  const KernelRow& row = Row(options.kernel);
  return row.antialias && !options.antialias ? fmt::format("{}-aliased", row.name) : row.name;
}

}  // namespace sharpscale
