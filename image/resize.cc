// SPDX-License-Identifier: Apache-2.0

#include "image/resize.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "image/image.h"
#include "image/parallel.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Clones per instruction set; sanitizers cannot instrument the resolver functions.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SHARPSCALE_CLONES __attribute__((target_clones("avx512f", "avx2,fma", "default")))
#else
#define SHARPSCALE_CLONES
#endif

// Columns are resized for this many rows at a time, laid side by side for vector units.
constexpr int kLanes = 16;
// Result rows per task; source rows shared between tasks are resized twice.
constexpr int kTaskRows = 128;

double Cubic(double x) {
  x = std::abs(x);
  if (x <= 1.0) return (1.5 * x - 2.5) * x * x + 1.0;
  if (x < 2.0) return ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0;
  return 0.0;
}

double Sinc(double x) {
  return x == 0.0 ? 1.0 : std::sin(CV_PI * x) / (CV_PI * x);
}

double Lanczos3(double x) {
  return std::abs(x) < 3.0 ? Sinc(x) * Sinc(x / 3.0) : 0.0;
}

// For every result sample: `taps` source indices in a row from `first`, before mirroring, and their
// weights, which sum to 1.
struct Kernel {
  int taps = 0;
  std::vector<int> first;
  std::vector<float> weights;  // taps per result sample
};

// First and last source index (unmirrored) under the kernel of result sample `i`.
void Support(double scale, double radius, int i, int* first, int* last) {
  const double centre = (i + 0.5) * scale - 0.5;
  *first = static_cast<int>(std::ceil(centre - radius));
  *last = static_cast<int>(std::floor(centre + radius));
}

double Radius(double scale, const ResizeOptions& options) {
  const double stretch = options.antialias ? std::max(1.0, scale) : 1.0;
  switch (options.filter) {
    case ResizeFilter::kBicubic:
      return 2.0 * stretch;
    case ResizeFilter::kLanczos3:
      return 3.0 * stretch;
    default:
      // A source pixel is half a pixel wide on either side of its centre.
      return 0.5 * scale + 0.5;
  }
}

double Weight(double distance, double scale, const ResizeOptions& options) {
  const double stretch = options.antialias ? std::max(1.0, scale) : 1.0;
  switch (options.filter) {
    case ResizeFilter::kBicubic:
      return Cubic(distance / stretch);
    case ResizeFilter::kLanczos3:
      return Lanczos3(distance / stretch);
    default: {
      const double left = std::max(distance - 0.5, -0.5 * scale);
      const double right = std::min(distance + 0.5, 0.5 * scale);
      return std::max(0.0, right - left);
    }
  }
}

Kernel MakeKernel(int from, int to, const RowRange& range, const ResizeOptions& options) {
  const double scale = static_cast<double>(from) / to;
  const double radius = Radius(scale, options);
  Kernel kernel;
  kernel.taps = static_cast<int>(std::floor(2.0 * radius)) + 1;
  kernel.first.resize(static_cast<size_t>(range.size()));
  kernel.weights.resize(static_cast<size_t>(range.size()) * static_cast<size_t>(kernel.taps));
  std::vector<double> exact(static_cast<size_t>(kernel.taps));
  for (int i = range.begin; i < range.end; ++i) {
    const double centre = (i + 0.5) * scale - 0.5;
    int first = 0;
    int last = 0;
    Support(scale, radius, i, &first, &last);
    double sum = 0.0;
    for (int k = 0; k < kernel.taps; ++k) {
      exact[static_cast<size_t>(k)] = Weight(first + k - centre, scale, options);
      sum += exact[static_cast<size_t>(k)];
    }
    const auto at = static_cast<size_t>(i - range.begin);
    kernel.first[at] = first;
    for (int k = 0; k < kernel.taps; ++k) {
      kernel.weights[at * static_cast<size_t>(kernel.taps) + static_cast<size_t>(k)] =
          static_cast<float>(exact[static_cast<size_t>(k)] / sum);
    }
  }
  return kernel;
}

// Reflection with the border sample repeated (... b a | a b c ...), for any distance.
int Mirror(int i, int size) {
  const int period = 2 * size;
  i %= period;
  if (i < 0) i += period;
  return i < size ? i : period - 1 - i;
}

// to[j] = base[j] + sum of weight * (rows[k][j] - base[j]): a flat input comes out exactly.
SHARPSCALE_CLONES void Combine(const float* const* rows,
                               const float* weights,
                               int taps,
                               int base,
                               int count,
                               float* to) {
  const float* origin = rows[base];
  // Blocks that stay in the first-level cache while the taps pass over them.
  constexpr int kBlock = 1024;
  for (int from = 0; from < count; from += kBlock) {
    const int n = std::min(kBlock, count - from);
    float* out = to + from;
    const float* o = origin + from;
    std::memcpy(out, o, static_cast<size_t>(n) * sizeof(float));
    for (int k = 0; k < taps; ++k) {
      if (k == base || weights[k] == 0.0f) continue;
      const float w = weights[k];
      const float* r = rows[k] + from;
      for (int j = 0; j < n; ++j) out[j] += w * (r[j] - o[j]);
    }
  }
}

// Rows one after the other to lanes side by side: 16 streams that stay in the cache.
SHARPSCALE_CLONES void Interleave(const float* rows, int count, float* lanes) {
  for (int i = 0; i < count; ++i) {
    for (int lane = 0; lane < kLanes; ++lane) {
      lanes[static_cast<ptrdiff_t>(i) * kLanes + lane] =
          rows[static_cast<ptrdiff_t>(lane) * count + i];
    }
  }
}

// And back, for the first `used` lanes.
SHARPSCALE_CLONES void Deinterleave(const float* lanes, int count, int used, float* const* rows) {
  for (int i = 0; i < count; ++i) {
    for (int lane = 0; lane < used; ++lane) {
      rows[lane][i] = lanes[static_cast<ptrdiff_t>(i) * kLanes + lane];
    }
  }
}

// One result column of kLanes rows: columns[k] points to kLanes values of one source column.
SHARPSCALE_CLONES void CombineLanes(const float* lanes,
                                    const int* columns,
                                    const float* weights,
                                    int taps,
                                    int base,
                                    float* to) {
  const float* origin = lanes + columns[base];
  float sum[kLanes];
  float o[kLanes];
  for (int j = 0; j < kLanes; ++j) {
    o[j] = origin[j];
    sum[j] = o[j];
  }
  for (int k = 0; k < taps; ++k) {
    if (k == base) continue;
    const float w = weights[k];
    const float* c = lanes + columns[k];
    for (int j = 0; j < kLanes; ++j) sum[j] += w * (c[j] - o[j]);
  }
  for (int j = 0; j < kLanes; ++j) to[j] = sum[j];
}

float LinearFromSrgb(float v) {
  return v <= 0.04045f ? v / 12.92f : std::pow((v + 0.055f) / 1.055f, 2.4f);
}

float SrgbFromLinear(float v) {
  return v <= 0.0031308f ? v * 12.92f : 1.055f * std::pow(v, 1.0f / 2.4f) - 0.055f;
}

// Code values to working floats: as they are, or light in the unit of the code range.
class ToneCurve {
 public:
  ToneCurve(int depth, bool linear) : depth_(depth), linear_(linear) {
    if (!linear || depth == CV_32F) return;
    const auto top = static_cast<float>(MaxValue(depth));
    table_.resize(static_cast<size_t>(top) + 1);
    for (size_t i = 0; i < table_.size(); ++i) {
      table_[i] = top * LinearFromSrgb(static_cast<float>(i) / top);
    }
  }

  void Decode(const cv::Mat& rows, int y, float* to) const {
    const int values = rows.cols * rows.channels();
    if (depth_ == CV_8U) {
      Decode(rows.ptr<uint8_t>(y), values, to);
    } else if (depth_ == CV_16U) {
      Decode(rows.ptr<uint16_t>(y), values, to);
    } else {
      const float* from = rows.ptr<float>(y);
      if (!linear_) {
        std::memcpy(to, from, static_cast<size_t>(values) * sizeof(float));
      } else {
        for (int i = 0; i < values; ++i) to[i] = LinearFromSrgb(from[i]);
      }
    }
  }

  void Encode(float* from, int values, uint8_t* to) const {
    if (linear_) {
      const auto top = static_cast<float>(MaxValue(depth_));
      for (int i = 0; i < values; ++i) {
        from[i] = top * SrgbFromLinear(std::max(0.0f, from[i] / top));
      }
    }
    if (depth_ == CV_8U) {
      Round(from, values, 255.0f, to);
    } else if (depth_ == CV_16U) {
      Round(from, values, 65535.0f, reinterpret_cast<uint16_t*>(to));
    } else {
      std::memcpy(to, from, static_cast<size_t>(values) * sizeof(float));
    }
  }

 private:
  template <typename T>
  void Decode(const T* from, int values, float* to) const {
    if (linear_) {
      for (int i = 0; i < values; ++i) to[i] = table_[from[i]];
    } else {
      for (int i = 0; i < values; ++i) to[i] = static_cast<float>(from[i]);
    }
  }

  template <typename T>
  static void Round(const float* from, int values, float top, T* to) {
    for (int i = 0; i < values; ++i) {
      const float v = std::min(std::max(from[i], 0.0f), top) + 0.5f;
      to[i] = static_cast<T>(static_cast<int>(v));
    }
  }

  int depth_;
  bool linear_;
  std::vector<float> table_;
};

// The tap nearest to the centre: the reference of Combine.
int BaseTap(const float* weights, int taps) {
  return static_cast<int>(std::max_element(weights, weights + taps) - weights);
}

// Resizes columns of rows `needed` (indices into `strip`) to floats, one row of the result each.
void ResizeColumns(const cv::Mat& strip,
                   int strip_begin,
                   const RowRange& needed,
                   int width,
                   const Kernel& kernel,
                   const ToneCurve& curve,
                   cv::Mat* result) {
  const int channels = strip.channels();
  const int from_values = strip.cols * channels;
  const int to_values = width * channels;
  if (width == strip.cols) {
    for (int y = needed.begin; y < needed.end; ++y) {
      curve.Decode(strip, y - strip_begin, result->ptr<float>(y - needed.begin));
    }
    return;
  }
  std::vector<float> rows(static_cast<size_t>(from_values) * kLanes, 0.0f);
  std::vector<float> lanes(static_cast<size_t>(from_values) * kLanes, 0.0f);
  std::vector<float> out(static_cast<size_t>(to_values) * kLanes);
  std::vector<int> columns(static_cast<size_t>(kernel.taps));
  std::vector<int> shifted(static_cast<size_t>(kernel.taps));
  for (int y = needed.begin; y < needed.end; y += kLanes) {
    const int count = std::min(kLanes, needed.end - y);
    for (int lane = 0; lane < count; ++lane) {
      curve.Decode(strip,
                   y + lane - strip_begin,
                   &rows[static_cast<size_t>(lane) * static_cast<size_t>(from_values)]);
    }
    Interleave(rows.data(), from_values, lanes.data());
    for (int x = 0; x < width; ++x) {
      const float* weights = &kernel.weights[static_cast<size_t>(x) * columns.size()];
      const int base = BaseTap(weights, kernel.taps);
      for (int k = 0; k < kernel.taps; ++k) {
        columns[static_cast<size_t>(k)] =
            Mirror(kernel.first[static_cast<size_t>(x)] + k, strip.cols) * channels * kLanes;
      }
      for (int c = 0; c < channels; ++c) {
        CombineLanes(lanes.data() + static_cast<ptrdiff_t>(c) * kLanes,
                     columns.data(),
                     weights,
                     kernel.taps,
                     base,
                     &out[static_cast<size_t>(x * channels + c) * kLanes]);
      }
    }
    float* targets[kLanes];
    for (int lane = 0; lane < count; ++lane) {
      targets[lane] = result->ptr<float>(y + lane - needed.begin);
    }
    Deinterleave(out.data(), to_values, count, targets);
  }
}

absl::Status CheckArguments(const cv::Mat& pixels, int width, int height) {
  const int depth = pixels.depth();
  if (pixels.empty() || pixels.dims != 2 || pixels.channels() > 4 ||
      (depth != CV_8U && depth != CV_16U && depth != CV_32F)) {
    return absl::InvalidArgumentError(fmt::format(
        "a picture of {}x{} px, {} channels, cv depth {} cannot be resized; 8-bit, 16-bit "
        "or float with 1 to 4 channels can",
        pixels.cols,
        pixels.rows,
        pixels.channels(),
        depth));
  }
  if (width < 1 || height < 1) {
    return absl::InvalidArgumentError(
        fmt::format("the new size is {}x{} px, each side must be at least 1", width, height));
  }
  return absl::OkStatus();
}

}  // namespace

RowRange ResizeInputRows(int source_height,
                         int height,
                         const RowRange& rows,
                         const ResizeOptions& options) {
  if (source_height == height) return rows;
  if (rows.size() <= 0) return {};
  const double scale = static_cast<double>(source_height) / height;
  const double radius = Radius(scale, options);
  int first = 0;
  int last = 0;
  int unused = 0;
  Support(scale, radius, rows.begin, &first, &unused);
  Support(scale, radius, rows.end - 1, &unused, &last);
  // Mirrored indices fall inside the same distance from the border.
  int begin = std::max(0, first);
  int end = std::min(source_height, last + 2);
  if (first < 0) end = std::max(end, std::min(source_height, -first));
  if (last + 2 > source_height) {
    begin = std::min(begin, std::max(0, 2 * source_height - 1 - (last + 1)));
  }
  return {begin, end};
}

absl::StatusOr<cv::Mat> ResizeRows(const cv::Mat& strip,
                                   const RowRange& strip_rows,
                                   int source_height,
                                   int width,
                                   int height,
                                   const RowRange& rows,
                                   const ResizeOptions& options) {
  SHARPSCALE_RETURN_IF_ERROR(CheckArguments(strip, width, height));
  if (rows.begin < 0 || rows.end > height || rows.size() < 1 || strip_rows.size() != strip.rows ||
      strip_rows.begin < 0 || strip_rows.end > source_height) {
    return absl::InvalidArgumentError(
        fmt::format("rows {}..{} of {} were asked from a strip of rows {}..{} of {} that holds {}",
                    rows.begin,
                    rows.end,
                    height,
                    strip_rows.begin,
                    strip_rows.end,
                    source_height,
                    strip.rows));
  }
  const RowRange all = ResizeInputRows(source_height, height, rows, options);
  if (all.begin < strip_rows.begin || all.end > strip_rows.end) {
    return absl::OutOfRangeError(
        fmt::format("result rows {}..{} need source rows {}..{}, the strip has {}..{}",
                    rows.begin,
                    rows.end,
                    all.begin,
                    all.end,
                    strip_rows.begin,
                    strip_rows.end));
  }
  if (width == strip.cols && height == source_height) {
    return cv::Mat(strip.rowRange(rows.begin - strip_rows.begin, rows.end - strip_rows.begin));
  }

  const int channels = strip.channels();
  const int values = width * channels;
  const Kernel horizontal = MakeKernel(strip.cols, width, {0, width}, options);
  const Kernel vertical = MakeKernel(source_height, height, rows, options);
  const ToneCurve curve(strip.depth(), options.linear_light);
  cv::Mat result(rows.size(), width, strip.type());
  const int tasks = (rows.size() + kTaskRows - 1) / kTaskRows;
  ParallelFor(cv::Range(0, tasks), [&](const cv::Range& range) {
    std::vector<float> line(static_cast<size_t>(values));
    std::vector<const float*> pointers(static_cast<size_t>(vertical.taps));
    for (int task = range.start; task < range.end; ++task) {
      const RowRange part = {rows.begin + task * kTaskRows,
                             std::min(rows.end, rows.begin + (task + 1) * kTaskRows)};
      const RowRange needed = ResizeInputRows(source_height, height, part, options);
      cv::Mat columns(needed.size(), width, CV_32FC(channels));
      ResizeColumns(strip, strip_rows.begin, needed, width, horizontal, curve, &columns);
      for (int y = part.begin; y < part.end; ++y) {
        uint8_t* to = result.ptr(y - rows.begin);
        if (height == source_height) {
          curve.Encode(columns.ptr<float>(y - needed.begin), values, to);
          continue;
        }
        const auto index = static_cast<size_t>(y - rows.begin);
        const float* weights = &vertical.weights[index * pointers.size()];
        const int base = BaseTap(weights, vertical.taps);
        for (int k = 0; k < vertical.taps; ++k) {
          // A tap beyond the needed rows has weight 0 (its distance equals the radius).
          const int row = Mirror(vertical.first[index] + k, source_height);
          pointers[static_cast<size_t>(k)] =
              columns.ptr<float>(std::clamp(row, needed.begin, needed.end - 1) - needed.begin);
        }
        Combine(pointers.data(), weights, vertical.taps, base, values, line.data());
        curve.Encode(line.data(), values, to);
      }
    }
  });
  return result;
}

absl::StatusOr<cv::Mat> Resize(const cv::Mat& pixels,
                               int width,
                               int height,
                               const ResizeOptions& options) {
  return ResizeRows(
      pixels, {0, pixels.rows}, pixels.rows, width, height, {0, std::max(height, 0)}, options);
}

}  // namespace sharpscale
