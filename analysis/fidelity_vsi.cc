// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_vsi.h"

#include "analysis/fidelity_planes.h"
#include "image/image.h"

namespace sharpscale {
namespace {

constexpr int kSaliencySide = 256;
constexpr double kSigmaF = 1.34;
constexpr double kOmega0 = 0.021;
constexpr double kSigmaD = 145.0;
constexpr double kSigmaC = 0.001;
constexpr double kSaliencyC = 1.27;
constexpr double kGradientC = 386.0;
constexpr double kChromaC = 130.0;
constexpr double kAlpha = 0.4;
constexpr double kBeta = 0.02;

// One output sample of a linear resampling: weights over consecutive inputs.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

// MATLAB's imresize with the bilinear kernel: widened when it reduces, borders by reflection.
std::vector<Taps> ResizeTaps(int from, int to) {
  const double scale = static_cast<double>(to) / from;
  const double widen = std::min(1.0, scale);
  const double radius = 1.0 / widen;
  std::vector<Taps> taps(to);
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) / scale - 0.5;
    const int left = static_cast<int>(std::floor(centre - radius));
    const int right = static_cast<int>(std::ceil(centre + radius));
    std::map<int, double> weights;
    double sum = 0.0;
    for (int k = left; k <= right; ++k) {
      const double weight = std::max(0.0, 1.0 - std::abs(widen * (k - centre)));
      if (weight == 0.0) continue;
      int index = k;
      const int period = 2 * from;
      index = ((index % period) + period) % period;
      if (index >= from) index = period - 1 - index;
      weights[index] += weight;
      sum += weight;
    }
    taps[i].first = weights.begin()->first;
    taps[i].weights.assign(weights.rbegin()->first - taps[i].first + 1, 0.0f);
    for (const auto& [index, weight] : weights) {
      taps[i].weights[index - taps[i].first] = static_cast<float>(weight / sum);
    }
  }
  return taps;
}

// MATLAB's conv2(., fspecial("average", f), "same") followed by (1:f:end): the mean of f px around
// each f-th, zeros outside.
std::vector<Taps> MeanTaps(int from, int f) {
  std::vector<Taps> taps((from - 1) / f + 1);
  for (size_t i = 0; i < taps.size(); ++i) {
    const int last = static_cast<int>(i) * f + f / 2;
    const int first = last - f + 1;
    taps[i].first = std::max(0, first);
    taps[i].weights.assign(std::min(last, from - 1) - taps[i].first + 1,
                           1.0f / static_cast<float>(f));
  }
  return taps;
}

void ReadPixels(const cv::Mat& pixels, int y, float* row) {
  const int count = pixels.cols * pixels.channels();
  const float scale = static_cast<float>(255.0 / MaxValue(pixels.depth()));
  for (int i = 0; i < count; ++i) {
    float value = 0.0f;
    switch (pixels.depth()) {
      case CV_8U:
        value = pixels.ptr<uint8_t>(y)[i];
        break;
      case CV_16U:
        value = scale * pixels.ptr<uint16_t>(y)[i];
        break;
      default:
        value = scale * pixels.ptr<float>(y)[i];
        if (!std::isfinite(value)) value = 0.0f;
    }
    row[i] = value;
  }
}

// Applies the taps along both axes of `channels`-interleaved rows that `read` gives.
cv::Mat Resample(int rows,
                 int channels,
                 int cols,
                 const std::function<void(int, float*)>& read,
                 const std::vector<Taps>& across,
                 const std::vector<Taps>& down) {
  const int out_cols = static_cast<int>(across.size());
  cv::Mat1f result(static_cast<int>(down.size()), out_cols * channels);
  constexpr int kStrip = 8;
  ForEachStrip(result.rows, kStrip, [&](int, int begin, int end) {
    std::vector<float> row(static_cast<size_t>(cols) * channels);
    std::vector<float> narrow(static_cast<size_t>(out_cols) * channels);
    int first = rows;
    int last = -1;
    for (int j = begin; j < end; ++j) {
      first = std::min(first, down[j].first);
      last = std::max(last, down[j].first + static_cast<int>(down[j].weights.size()) - 1);
      std::fill_n(result.ptr<float>(j), result.cols, 0.0f);
    }
    for (int y = first; y <= last; ++y) {
      read(y, row.data());
      for (int i = 0; i < out_cols; ++i) {
        const Taps& tap = across[i];
        for (int channel = 0; channel < channels; ++channel) {
          const float* source = &row[static_cast<size_t>(tap.first) * channels + channel];
          float sum = 0.0f;
          for (size_t k = 0; k < tap.weights.size(); ++k) {
            sum += tap.weights[k] * source[k * channels];
          }
          narrow[static_cast<size_t>(i) * channels + channel] = sum;
        }
      }
      for (int j = begin; j < end; ++j) {
        const int k = y - down[j].first;
        if (k < 0 || k >= static_cast<int>(down[j].weights.size())) continue;
        const float weight = down[j].weights[k];
        float* out = result.ptr<float>(j);
        for (int i = 0; i < result.cols; ++i) out[i] += weight * narrow[i];
      }
    }
  });
  return result.reshape(channels);
}

// L*a*b* with the white and the break points of the published code (D50, 0.008856, 903.3).
void RgbToLab(const float* rgb, double lab[3]) {
  double linear[3];
  for (int channel = 0; channel < 3; ++channel) {
    const double value = rgb[channel] / 255.0;
    linear[channel] =
        value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  const double xyz[3] = {
      (linear[0] * 0.4124564 + linear[1] * 0.3575761 + linear[2] * 0.1804375) / 0.9642119944211994,
      linear[0] * 0.2126729 + linear[1] * 0.7151522 + linear[2] * 0.0721750,
      (linear[0] * 0.0193339 + linear[1] * 0.1191920 + linear[2] * 0.9503041) /
          0.8251882845188288};
  double f[3];
  for (int i = 0; i < 3; ++i) {
    f[i] = xyz[i] > 0.008856 ? std::cbrt(xyz[i]) : (903.3 * xyz[i] + 16.0) / 116.0;
  }
  lab[0] = 116.0 * f[1] - 16.0;
  lab[1] = 500.0 * (f[0] - f[1]);
  lab[2] = 200.0 * (f[1] - f[2]);
}

// The log-Gabor band pass in the order of cv::dft's output.
cv::Mat1d LogGabor() {
  cv::Mat1d filter(kSaliencySide, kSaliencySide);
  for (int v = 0; v < kSaliencySide; ++v) {
    for (int u = 0; u < kSaliencySide; ++u) {
      const double fu = (u < kSaliencySide / 2 ? u : u - kSaliencySide) / double{kSaliencySide};
      const double fv = (v < kSaliencySide / 2 ? v : v - kSaliencySide) / double{kSaliencySide};
      const double radius = std::hypot(fu, fv);
      if (radius == 0.0 || radius > 0.5) {
        filter(v, u) = 0.0;
        continue;
      }
      const double ratio = std::log(radius / kOmega0);
      filter(v, u) = std::exp(-ratio * ratio / (2.0 * kSigmaF * kSigmaF));
    }
  }
  return filter;
}

// SDSP: band-pass energy x distance from the centre x warmth; 256x256, not normalised.
cv::Mat1d Saliency(const cv::Mat& rgb256) {
  cv::Mat1d lab[3];
  for (cv::Mat1d& plane : lab) plane.create(kSaliencySide, kSaliencySide);
  for (int y = 0; y < kSaliencySide; ++y) {
    for (int x = 0; x < kSaliencySide; ++x) {
      double value[3];
      RgbToLab(rgb256.ptr<float>(y) + 3 * x, value);
      for (int channel = 0; channel < 3; ++channel) lab[channel](y, x) = value[channel];
    }
  }
  const cv::Mat1d filter = LogGabor();
  cv::Mat1d energy = cv::Mat1d::zeros(kSaliencySide, kSaliencySide);
  for (const cv::Mat1d& plane : lab) {
    cv::Mat spectrum;
    cv::dft(plane, spectrum, cv::DFT_COMPLEX_OUTPUT);
    for (int v = 0; v < kSaliencySide; ++v) {
      for (int u = 0; u < kSaliencySide; ++u) spectrum.at<cv::Vec2d>(v, u) *= filter(v, u);
    }
    cv::Mat band;
    cv::dft(spectrum, band, cv::DFT_INVERSE | cv::DFT_SCALE | cv::DFT_REAL_OUTPUT);
    energy += band.mul(band);
  }
  double low[3];
  double high[3];
  for (int channel = 1; channel < 3; ++channel) {
    cv::minMaxLoc(lab[channel], &low[channel], &high[channel]);
  }
  cv::Mat1d saliency(kSaliencySide, kSaliencySide);
  for (int y = 0; y < kSaliencySide; ++y) {
    for (int x = 0; x < kSaliencySide; ++x) {
      double warmth = 0.0;
      for (int channel = 1; channel < 3; ++channel) {
        const double range = high[channel] - low[channel];
        if (range <= 1e-9) continue;
        const double part = (lab[channel](y, x) - low[channel]) / range;
        warmth += part * part;
      }
      const double dx = x + 1 - kSaliencySide / 2;
      const double dy = y + 1 - kSaliencySide / 2;
      saliency(y, x) = std::sqrt(energy(y, x)) *
                       std::exp(-(dx * dx + dy * dy) / (kSigmaD * kSigmaD)) *
                       (1.0 - std::exp(-warmth / (kSigmaC * kSigmaC)));
    }
  }
  return saliency;
}

struct Features {
  cv::Mat1f saliency;  // 0-1
  cv::Mat1f luma;
  cv::Mat1f m;
  cv::Mat1f n;
  cv::Mat1f gradient;
};

Features Extract(const cv::Mat& pixels) {
  const int rows = pixels.rows;
  const int cols = pixels.cols;
  const int channels = pixels.channels();
  const int f = std::max(1, static_cast<int>(std::lround(std::min(rows, cols) / 256.0)));
  const auto read = [&](int y, float* row) { ReadPixels(pixels, y, row); };
  const auto to_rgb = [&](cv::Mat mat) {
    if (channels == 3) return mat;
    cv::Mat rgb;
    cv::merge(std::vector<cv::Mat>{mat, mat, mat}, rgb);
    return rgb;
  };

  const cv::Mat rgb256 = to_rgb(Resample(rows,
                                         channels,
                                         cols,
                                         read,
                                         ResizeTaps(cols, kSaliencySide),
                                         ResizeTaps(rows, kSaliencySide)));
  cv::Mat1f saliency256;
  Saliency(rgb256).convertTo(saliency256, CV_32F);

  // Back to the picture's size: row by row, keeping only the means of FxF px and the extremes.
  const std::vector<Taps> grow_across = ResizeTaps(kSaliencySide, cols);
  const std::vector<Taps> grow_down = ResizeTaps(kSaliencySide, rows);
  const std::vector<Taps> mean_across = MeanTaps(cols, f);
  const std::vector<Taps> mean_down = MeanTaps(rows, f);
  cv::Mat1f wide(kSaliencySide, cols);
  for (int y = 0; y < kSaliencySide; ++y) {
    for (int x = 0; x < cols; ++x) {
      float sum = 0.0f;
      for (size_t k = 0; k < grow_across[x].weights.size(); ++k) {
        sum += grow_across[x].weights[k] * saliency256(y, grow_across[x].first + int(k));
      }
      wide(y, x) = sum;
    }
  }
  const auto grown_row = [&](int y, float* row) {
    std::fill_n(row, cols, 0.0f);
    for (size_t k = 0; k < grow_down[y].weights.size(); ++k) {
      const float weight = grow_down[y].weights[k];
      const float* source = wide.ptr<float>(grow_down[y].first + static_cast<int>(k));
      for (int x = 0; x < cols; ++x) row[x] += weight * source[x];
    }
  };
  std::vector<float> lows(StripCount(rows, 64));
  std::vector<float> highs(lows.size());
  ForEachStrip(rows, 64, [&](int strip, int begin, int end) {
    std::vector<float> row(cols);
    float low = std::numeric_limits<float>::max();
    float high = std::numeric_limits<float>::lowest();
    for (int y = begin; y < end; ++y) {
      grown_row(y, row.data());
      const auto [min, max] = std::minmax_element(row.begin(), row.end());
      low = std::min(low, *min);
      high = std::max(high, *max);
    }
    lows[strip] = low;
    highs[strip] = high;
  });
  const float low = *std::min_element(lows.begin(), lows.end());
  const float high = *std::max_element(highs.begin(), highs.end());
  const float range = high - low;

  Features features;
  features.saliency = Resample(
      rows,
      1,
      cols,
      [&](int y, float* row) {
        grown_row(y, row);
        for (int x = 0; x < cols; ++x) row[x] = range > 0.0f ? (row[x] - low) / range : 0.0f;
      },
      mean_across,
      mean_down);

  const cv::Mat rgb = to_rgb(Resample(rows, channels, cols, read, mean_across, mean_down));
  features.luma.create(rgb.size());
  features.m.create(rgb.size());
  features.n.create(rgb.size());
  for (int y = 0; y < rgb.rows; ++y) {
    const float* row = rgb.ptr<float>(y);
    for (int x = 0; x < rgb.cols; ++x) {
      const float r = row[3 * x];
      const float g = row[3 * x + 1];
      const float b = row[3 * x + 2];
      features.luma(y, x) = 0.06f * r + 0.63f * g + 0.27f * b;
      features.m(y, x) = 0.30f * r + 0.04f * g - 0.35f * b;
      features.n(y, x) = 0.34f * r - 0.60f * g + 0.17f * b;
    }
  }
  cv::Mat1f padded;
  cv::copyMakeBorder(features.luma, padded, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
  features.gradient.create(rgb.size());
  for (int y = 0; y < rgb.rows; ++y) {
    const float* p = padded.ptr<float>(y);
    const float* q = padded.ptr<float>(y + 1);
    const float* r = padded.ptr<float>(y + 2);
    for (int x = 0; x < rgb.cols; ++x) {
      const float dx = (3.0f * (p[x] - p[x + 2]) + 10.0f * (q[x] - q[x + 2]) +
                        3.0f * (r[x] - r[x + 2])) /
                       16.0f;
      const float dy = (3.0f * (p[x] - r[x]) + 10.0f * (p[x + 1] - r[x + 1]) +
                        3.0f * (p[x + 2] - r[x + 2])) /
                       16.0f;
      features.gradient(y, x) = std::sqrt(dx * dx + dy * dy);
    }
  }
  return features;
}

double Similarity(double a, double b, double c) { return (2.0 * a * b + c) / (a * a + b * b + c); }

}  // namespace

double Vsi(const cv::Mat& reference, const cv::Mat& distorted) {
  CV_Assert(reference.size() == distorted.size() && reference.type() == distorted.type() &&
            !reference.empty());
  const Features a = Extract(reference);
  const Features b = Extract(distorted);
  double sum = 0.0;
  double weights = 0.0;
  for (int y = 0; y < a.luma.rows; ++y) {
    for (int x = 0; x < a.luma.cols; ++x) {
      const double weight = std::max(a.saliency(y, x), b.saliency(y, x));
      const double chroma = Similarity(a.m(y, x), b.m(y, x), kChromaC) *
                            Similarity(a.n(y, x), b.n(y, x), kChromaC);
      // The real part of the power, as published: the base may be negative.
      const double power = std::pow(std::abs(chroma), kBeta) *
                           (chroma < 0.0 ? std::cos(kBeta * 3.14159265358979323846) : 1.0);
      sum += weight * Similarity(a.saliency(y, x), b.saliency(y, x), kSaliencyC) *
             std::pow(Similarity(a.gradient(y, x), b.gradient(y, x), kGradientC), kAlpha) * power;
      weights += weight;
    }
  }
  return weights > 0.0 ? sum / weights : 1.0;
}

}  // namespace sharpscale
