// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_haarpsi.h"

#include "analysis/fidelity_planes.h"
#include "analysis/hot.h"
#include "image/image.h"

namespace sharpscale {
namespace {

constexpr float kC = 30.0f;
constexpr double kAlpha = 4.2;
constexpr int kStripRows = 64;
// Reach of the 8x8 wavelet around its output: MATLAB's "same" convolution puts it at -3 .. +4.
constexpr int kBefore = 3;
constexpr int kAfter = 4;

double Logistic(double x) {
  return 1.0 / (1.0 + std::exp(-kAlpha * x));
}
double Logit(double p) {
  return std::log(p / (1.0 - p)) / kAlpha;
}

// Rows [begin, end) of the 2x2 means of Y, I and Q (or Y alone), with zeros outside the picture and
// `margin` px more on each side. Zeros outside are what the published code has.
std::vector<cv::Mat1f> HalfPlanes(const cv::Mat& pixels, int begin, int end) {
  const int channels = pixels.channels();
  const int half_rows = (pixels.rows + 1) / 2;
  const int half_cols = (pixels.cols + 1) / 2;
  const int depth = pixels.depth();
  const float scale = static_cast<float>(0.25 * 255.0 / MaxValue(depth));
  std::vector<cv::Mat1f> planes(channels);
  for (cv::Mat1f& plane : planes) {
    plane = cv::Mat1f::zeros(end - begin + kBefore + kAfter, half_cols + kBefore + kAfter);
  }
  std::vector<float> sums(static_cast<size_t>(half_cols) * channels);
  for (int y = begin - kBefore; y < end + kAfter; ++y) {
    if (y < 0 || y >= half_rows) continue;
    std::fill(sums.begin(), sums.end(), 0.0f);
    for (int row = 2 * y; row < std::min(2 * y + 2, pixels.rows); ++row) {
      for (int x = 0; x < pixels.cols; ++x) {
        float* sum = &sums[static_cast<size_t>(x / 2) * channels];
        for (int channel = 0; channel < channels; ++channel) {
          const int index = x * channels + channel;
          float value = 0.0f;
          switch (depth) {
            case CV_8U:
              value = pixels.ptr<uint8_t>(row)[index];
              break;
            case CV_16U:
              value = pixels.ptr<uint16_t>(row)[index];
              break;
            default:
              value = pixels.ptr<float>(row)[index];
              if (!std::isfinite(value)) value = 0.0f;
          }
          sum[channel] += value;
        }
      }
    }
    const int out = y - begin + kBefore;
    for (int x = 0; x < half_cols; ++x) {
      const float* sum = &sums[static_cast<size_t>(x) * channels];
      if (channels == 1) {
        planes[0](out, x + kBefore) = scale * sum[0];
        continue;
      }
      const float r = scale * sum[0];
      const float g = scale * sum[1];
      const float b = scale * sum[2];
      planes[0](out, x + kBefore) = 0.299f * r + 0.587f * g + 0.114f * b;
      planes[1](out, x + kBefore) = 0.596f * r - 0.274f * g - 0.322f * b;
      planes[2](out, x + kBefore) = 0.211f * r - 0.523f * g + 0.312f * b;
    }
  }
  return planes;
}

SHARPSCALE_HOT void AddRow(const float* in, float sign, int count, float* out) {
  for (int x = 0; x < count; ++x) out[x] += sign * in[x];
}

// weight * |sum of `half` samples + sign * the sum of the next `half`|.
SHARPSCALE_HOT void HalvesAlong(const float* in,
                                int half,
                                float sign,
                                float weight,
                                int count,
                                float* out) {
  for (int x = 0; x < count; ++x) out[x] = 0.0F;
  for (int k = 0; k < half; ++k) {
    for (int x = 0; x < count; ++x) out[x] += in[x + k] + sign * in[x + half + k];
  }
  for (int x = 0; x < count; ++x) out[x] = weight * (out[x] < 0.0F ? -out[x] : out[x]);
}

// |Haar coefficient| of scale 1 to 3 at every position of the core, one orientation: the difference
// of the two halves of a 2^scale square, divided by 2^scale.
cv::Mat1f HaarMagnitude(const cv::Mat1f& padded, int scale, bool across) {
  const int side = 1 << scale;
  const int half = side / 2;
  const int rows = padded.rows - kBefore - kAfter;
  const int cols = padded.cols - kBefore - kAfter;
  const int first = kBefore - (half - 1);  // window starts half - 1 px before its output
  // Sums along one axis over the whole side, along the other as a difference of halves.
  cv::Mat1f partial = cv::Mat1f::zeros(padded.rows, padded.cols);
  for (int k = 0; k < side; ++k) {
    const float sign = !across && k >= half ? -1.0F : 1.0F;
    for (int y = 0; y + k < padded.rows; ++y) {
      AddRow(padded.ptr<float>(y + k), sign, padded.cols, partial.ptr<float>(y));
    }
  }
  cv::Mat1f magnitude(rows, cols);
  for (int y = 0; y < rows; ++y) {
    HalvesAlong(partial.ptr<float>(y + first) + first,
                half,
                across ? -1.0F : 1.0F,
                1.0F / static_cast<float>(side),
                cols,
                magnitude.ptr<float>(y));
  }
  return magnitude;
}

SHARPSCALE_HOT void AddSimilarity(const float* a, const float* b, float* sum, int count) {
  for (int x = 0; x < count; ++x) {
    sum[x] += 0.5f * (2.0f * a[x] * b[x] + kC) / (a[x] * a[x] + b[x] * b[x] + kC);
  }
}

// |mean of the 2x2 px from here to right and below|.
cv::Mat1f ChromaMagnitude(const cv::Mat1f& padded) {
  const int rows = padded.rows - kBefore - kAfter;
  const int cols = padded.cols - kBefore - kAfter;
  cv::Mat1f magnitude(rows, cols);
  for (int y = 0; y < rows; ++y) {
    const float* top = padded.ptr<float>(y + kBefore) + kBefore;
    const float* bottom = padded.ptr<float>(y + kBefore + 1) + kBefore;
    for (int x = 0; x < cols; ++x) {
      magnitude(y, x) = std::abs(0.25f * (top[x] + top[x + 1] + bottom[x] + bottom[x + 1]));
    }
  }
  return magnitude;
}

struct Sums {
  double weighted = 0.0;
  double weights = 0.0;
};

void Accumulate(const cv::Mat1f& similarity, const cv::Mat1f& weight, Sums* sums) {
  for (int y = 0; y < similarity.rows; ++y) {
    const float* s = similarity.ptr<float>(y);
    const float* w = weight.ptr<float>(y);
    for (int x = 0; x < similarity.cols; ++x) {
      sums->weighted += Logistic(s[x]) * w[x];
      sums->weights += w[x];
    }
  }
}

}  // namespace

double HaarPsi(const cv::Mat& reference, const cv::Mat& distorted, const Progress* progress) {
  CV_Assert(reference.size() == distorted.size() && reference.type() == distorted.type() &&
            !reference.empty());
  const int rows = (reference.rows + 1) / 2;
  std::vector<Sums> strips(StripCount(rows, kStripRows));
  const auto strip_sums = [&](int strip, int begin, int end) {
    const std::vector<cv::Mat1f> a = HalfPlanes(reference, begin, end);
    const std::vector<cv::Mat1f> b = HalfPlanes(distorted, begin, end);
    cv::Mat1f weights[2];
    for (int orientation = 0; orientation < 2; ++orientation) {
      cv::Mat1f similarity;
      for (int scale = 1; scale <= 3; ++scale) {
        const cv::Mat1f ma = HaarMagnitude(a[0], scale, orientation == 1);
        const cv::Mat1f mb = HaarMagnitude(b[0], scale, orientation == 1);
        if (scale == 3) {
          weights[orientation] = cv::max(ma, mb);
          break;
        }
        if (similarity.empty()) similarity = cv::Mat1f::zeros(ma.size());
        for (int y = 0; y < ma.rows; ++y) {
          AddSimilarity(ma.ptr<float>(y), mb.ptr<float>(y), similarity.ptr<float>(y), ma.cols);
        }
      }
      Accumulate(similarity, weights[orientation], &strips[strip]);
    }
    if (a.size() == 3) {
      cv::Mat1f similarity = cv::Mat1f::zeros(weights[0].size());
      for (int plane = 1; plane < 3; ++plane) {
        const cv::Mat1f ma = ChromaMagnitude(a[plane]);
        const cv::Mat1f mb = ChromaMagnitude(b[plane]);
        for (int y = 0; y < ma.rows; ++y) {
          AddSimilarity(ma.ptr<float>(y), mb.ptr<float>(y), similarity.ptr<float>(y), ma.cols);
        }
      }
      const cv::Mat1f weight = 0.5f * (weights[0] + weights[1]);
      Accumulate(similarity, weight, &strips[strip]);
    }
  };
  if (!ForEachStrip(rows, kStripRows, strip_sums, progress)) return 0.0;
  Sums total;
  for (const Sums& strip : strips) {
    total.weighted += strip.weighted;
    total.weights += strip.weights;
  }
  // A flat pair has nothing to weigh by: its difference shows in PSNR and CIEDE2000.
  if (total.weights <= 0.0) return 1.0;
  const double root = Logit(total.weighted / total.weights);
  return std::clamp(root * root, 0.0, 1.0);
}

}  // namespace sharpscale
