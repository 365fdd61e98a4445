// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_haarpsi.h"

#include "analysis/fidelity_planes.h"
#include "analysis/hot.h"
#include "image/image.h"

namespace sharpscale {
namespace {

constexpr float kC = 30.0F;
constexpr double kAlpha = 4.2;
constexpr int kStripRows = 64;
// Reach of the 8x8 wavelet around its output: MATLAB's "same" convolution puts it at -3 .. +4.
constexpr int kBefore = 3;
constexpr int kAfter = 4;
constexpr int kReach = kBefore + 1 + kAfter;  // rows of the ring
constexpr int kScales = 3;

double Logit(double p) {
  return std::log(p / (1.0 - p)) / kAlpha;
}

// Sum of two rows of `count` samples, the second may be null (zeros).
template <typename Sample>
inline __attribute__((always_inline)) void AddSamples(const Sample* top,
                                                      const Sample* bottom,
                                                      int count,
                                                      float* sum) {
  if (bottom == nullptr) {
    for (int i = 0; i < count; ++i) sum[i] = static_cast<float>(top[i]);
  } else {
    for (int i = 0; i < count; ++i) {
      sum[i] = static_cast<float>(top[i]) + static_cast<float>(bottom[i]);
    }
  }
}
SHARPSCALE_HOT void AddTwo(const uint8_t* top, const uint8_t* bottom, int count, float* sum) {
  AddSamples(top, bottom, count, sum);
}
SHARPSCALE_HOT void AddTwo(const uint16_t* top, const uint16_t* bottom, int count, float* sum) {
  AddSamples(top, bottom, count, sum);
}
SHARPSCALE_HOT void AddTwo(const float* top, const float* bottom, int count, float* sum) {
  AddSamples(top, bottom, count, sum);
}

// Pairs of interleaved RGB sums to Y, I and Q.
SHARPSCALE_HOT void PairsToYiq(const float* sums,
                               float scale,
                               int count,
                               float* y,
                               float* i,
                               float* q) {
  for (int x = 0; x < count; ++x) {
    const float* s = sums + static_cast<size_t>(6) * x;
    const float r = scale * (s[0] + s[3]);
    const float g = scale * (s[1] + s[4]);
    const float b = scale * (s[2] + s[5]);
    y[x] = 0.299F * r + 0.587F * g + 0.114F * b;
    i[x] = 0.596F * r - 0.274F * g - 0.322F * b;
    q[x] = 0.211F * r - 0.523F * g + 0.312F * b;
  }
}

// Sums (h) and differences of halves (d) of 2, 4 and 8 neighbours from each place on.
struct Across {
  float* h[kScales];
  float* d[kScales];
};

SHARPSCALE_HOT void SumAcross(const float* row, int count, const Across& out) {
  float* h2 = out.h[0];
  float* h4 = out.h[1];
  float* h8 = out.h[2];
  float* d2 = out.d[0];
  float* d4 = out.d[1];
  float* d8 = out.d[2];
  for (int x = 0; x < count + 6; ++x) {
    h2[x] = row[x] + row[x + 1];
    d2[x] = row[x] - row[x + 1];
  }
  for (int x = 0; x < count + 4; ++x) {
    h4[x] = h2[x] + h2[x + 2];
    d4[x] = h2[x] - h2[x + 2];
  }
  for (int x = 0; x < count; ++x) {
    h8[x] = h4[x] + h4[x + 4];
    d8[x] = h4[x] - h4[x + 4];
  }
}

// |weight * (rows[0] + .. + sign * (rows[n/2] + ..))|, added to nothing.
SHARPSCALE_HOT void Combine2(const float* const* rows, float sign, int count, float* out) {
  const float* a = rows[0];
  const float* b = rows[1];
  for (int x = 0; x < count; ++x) out[x] = std::abs(0.5F * (a[x] + sign * b[x]));
}

SHARPSCALE_HOT void Combine4(const float* const* rows, float sign, int count, float* out) {
  const float* a = rows[0];
  const float* b = rows[1];
  const float* c = rows[2];
  const float* d = rows[3];
  for (int x = 0; x < count; ++x) {
    out[x] = std::abs(0.25F * ((a[x] + b[x]) + sign * (c[x] + d[x])));
  }
}

SHARPSCALE_HOT void Combine8(const float* const* rows, float sign, int count, float* out) {
  const float* a = rows[0];
  const float* b = rows[1];
  const float* c = rows[2];
  const float* d = rows[3];
  const float* e = rows[4];
  const float* f = rows[5];
  const float* g = rows[6];
  const float* h = rows[7];
  for (int x = 0; x < count; ++x) {
    out[x] = std::abs(0.125F *
                      (((a[x] + b[x]) + (c[x] + d[x])) + sign * ((e[x] + f[x]) + (g[x] + h[x]))));
  }
}

// Mean similarity of two pairs of magnitudes.
SHARPSCALE_HOT void MeanSimilarity(const float* a1,
                                   const float* b1,
                                   const float* a2,
                                   const float* b2,
                                   int count,
                                   float* mean) {
  for (int x = 0; x < count; ++x) {
    const float first = (2.0F * a1[x] * b1[x] + kC) / (a1[x] * a1[x] + b1[x] * b1[x] + kC);
    const float second = (2.0F * a2[x] * b2[x] + kC) / (a2[x] * a2[x] + b2[x] * b2[x] + kC);
    mean[x] = 0.5F * (first + second);
  }
}

SHARPSCALE_HOT void Larger(const float* a, const float* b, int count, float* out) {
  for (int x = 0; x < count; ++x) out[x] = a[x] > b[x] ? a[x] : b[x];
}

SHARPSCALE_HOT void HalfSum(const float* a, const float* b, int count, float* out) {
  for (int x = 0; x < count; ++x) out[x] = 0.5F * (a[x] + b[x]);
}

// |mean of the 2x2 px from here to right and below|.
SHARPSCALE_HOT void ChromaMagnitude(const float* top, const float* bottom, int count, float* out) {
  for (int x = 0; x < count; ++x) {
    out[x] = std::abs(0.25F * (top[x] + top[x + 1] + bottom[x] + bottom[x + 1]));
  }
}

// Sums of weight and of weight times logistic(similarity) in eight lanes, which fixes their order.
// Similarities lie in 0 to 1: exp by a sixth of a Taylor series of x / 16, 3e-7 off at most.
struct Sums {
  std::array<double, 8> weighted{};
  std::array<double, 8> weights{};
};

SHARPSCALE_HOT void Accumulate(const float* similarity,
                               const float* weight,
                               int count,
                               Sums* sums) {
  double* weighted = sums->weighted.data();
  double* weights = sums->weights.data();
  int x = 0;
  for (; x + 8 <= count; x += 8) {
    for (int k = 0; k < 8; ++k) {
      const float t = similarity[x + k] * static_cast<float>(-kAlpha / 16.0);
      float e = 1.0F + t * (1.0F / 6.0F);
      e = 1.0F + t * (1.0F / 5.0F) * e;
      e = 1.0F + t * (1.0F / 4.0F) * e;
      e = 1.0F + t * (1.0F / 3.0F) * e;
      e = 1.0F + t * (1.0F / 2.0F) * e;
      e = 1.0F + t * e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      weighted[k] += static_cast<double>(weight[x + k]) / (1.0 + static_cast<double>(e));
      weights[k] += static_cast<double>(weight[x + k]);
    }
  }
  for (; x < count; ++x) {
    weighted[0] += weight[x] / (1.0 + std::exp(-kAlpha * similarity[x]));
    weights[0] += weight[x];
  }
}

// The last rows of one picture at half its size, with zeros outside (which the published code has),
// and their sums across.
class Rows {
 public:
  Rows(const cv::Mat& pixels, int cols)
      : pixels_(pixels),
        cols_(cols),
        half_rows_((pixels.rows + 1) / 2),
        scale_(static_cast<float>(0.25 * 255.0 / MaxValue(pixels.depth()))),
        sums_(static_cast<size_t>(2) * cols * pixels.channels(), 0.0F),
        luma_(static_cast<size_t>(cols) + kReach, 0.0F),
        ring_(2 * kScales * kReach, cols + 8, 0.0F),
        chroma_(2 * kReach, cols + 1, 0.0F) {}

  // Rows must be loaded one after the other, from kBefore above the first output on.
  void Load(int y) {
    float* i = ChromaRow(0, y);
    float* q = ChromaRow(1, y);
    if (y < 0 || y >= half_rows_) {
      std::fill(luma_.begin(), luma_.end(), 0.0F);
      std::fill_n(i, cols_, 0.0F);
      std::fill_n(q, cols_, 0.0F);
    } else {
      switch (pixels_.depth()) {
        case CV_8U:
          AddRows<uint8_t>(y);
          break;
        case CV_16U:
          AddRows<uint16_t>(y);
          break;
        default:
          AddRows<float>(y);
          for (float& sum : sums_) {
            if (!std::isfinite(sum)) sum = 0.0F;
          }
      }
      if (pixels_.channels() == 3) {
        PairsToYiq(sums_.data(), scale_, cols_, luma_.data() + kBefore, i, q);
      } else {
        for (int x = 0; x < cols_; ++x) {
          luma_[static_cast<size_t>(x) + kBefore] =
              scale_ * (sums_[static_cast<size_t>(2) * x] + sums_[static_cast<size_t>(2) * x + 1]);
        }
      }
    }
    Across out{};
    for (int scale = 0; scale < kScales; ++scale) {
      out.h[scale] = Slot(scale, y);
      out.d[scale] = Slot(kScales + scale, y);
    }
    SumAcross(luma_.data(), cols_, out);
  }

  // |Haar coefficient| of scale 0 to 2 at output row `y`, whose rows up to y + kAfter are loaded:
  // the difference of the two halves of a square, divided by its side.
  void Magnitude(int y, int scale, bool across, float* out) {
    const int side = 2 << scale;
    // The window starts half a side less one before its output.
    const int first = y - (side / 2 - 1);
    const float* rows[kReach];
    for (int k = 0; k < side; ++k) {
      rows[k] = Slot(across ? kScales + scale : scale, first + k) + kBefore - (side / 2 - 1);
    }
    const float sign = across ? 1.0F : -1.0F;
    switch (scale) {
      case 0:
        Combine2(rows, sign, cols_, out);
        break;
      case 1:
        Combine4(rows, sign, cols_, out);
        break;
      default:
        Combine8(rows, sign, cols_, out);
    }
  }

  // `plane`: 0 = I, 1 = Q.
  void Chroma(int y, int plane, float* out) {
    ChromaMagnitude(ChromaRow(plane, y), ChromaRow(plane, y + 1), cols_, out);
  }

 private:
  float* ChromaRow(int plane, int y) {
    return chroma_.ptr<float>(plane * kReach + ((y + kReach) % kReach));
  }
  float* Slot(int kind, int y) { return ring_.ptr<float>(kind * kReach + ((y + kReach) % kReach)); }

  template <typename Sample>
  void AddRows(int y) {
    const int samples = pixels_.cols * pixels_.channels();
    AddTwo(pixels_.ptr<Sample>(2 * y),
           2 * y + 1 < pixels_.rows ? pixels_.ptr<Sample>(2 * y + 1) : nullptr,
           samples,
           sums_.data());
  }

  const cv::Mat& pixels_;
  int cols_;
  int half_rows_;
  float scale_;
  std::vector<float> sums_;  // what is beyond an odd width stays 0
  std::vector<float> luma_;
  cv::Mat1f ring_;
  cv::Mat1f chroma_;
};

}  // namespace

double HaarPsi(const cv::Mat& reference, const cv::Mat& distorted, const Progress* progress) {
  CV_Assert(reference.size() == distorted.size() && reference.type() == distorted.type() &&
            !reference.empty());
  const int rows = (reference.rows + 1) / 2;
  const int cols = (reference.cols + 1) / 2;
  const bool colour = reference.channels() == 3;
  std::vector<Sums> strips(static_cast<size_t>(StripCount(rows, kStripRows)));
  const auto strip_sums = [&](int strip, int begin, int end) {
    Rows a(reference, cols);
    Rows b(distorted, cols);
    cv::Mat1f work(8, cols);
    const auto row = [&](int index) { return work.ptr<float>(index); };
    Sums& sums = strips[static_cast<size_t>(strip)];
    for (int y = begin - kBefore; y < begin + kAfter; ++y) {
      a.Load(y);
      b.Load(y);
    }
    for (int y = begin; y < end; ++y) {
      a.Load(y + kAfter);
      b.Load(y + kAfter);
      for (int orientation = 0; orientation < 2; ++orientation) {
        const bool across = orientation == 1;
        a.Magnitude(y, 2, across, row(0));
        b.Magnitude(y, 2, across, row(1));
        float* weight = row(2 + orientation);
        Larger(row(0), row(1), cols, weight);
        a.Magnitude(y, 0, across, row(0));
        b.Magnitude(y, 0, across, row(1));
        a.Magnitude(y, 1, across, row(4));
        b.Magnitude(y, 1, across, row(5));
        MeanSimilarity(row(0), row(1), row(4), row(5), cols, row(6));
        Accumulate(row(6), weight, cols, &sums);
      }
      if (!colour) continue;
      a.Chroma(y, 0, row(0));
      b.Chroma(y, 0, row(1));
      a.Chroma(y, 1, row(4));
      b.Chroma(y, 1, row(5));
      MeanSimilarity(row(0), row(1), row(4), row(5), cols, row(6));
      HalfSum(row(2), row(3), cols, row(7));
      Accumulate(row(6), row(7), cols, &sums);
    }
  };
  if (!ForEachStrip(rows, kStripRows, strip_sums, progress)) return 0.0;
  double weighted = 0.0;
  double weights = 0.0;
  for (const Sums& strip : strips) {
    for (size_t k = 0; k < strip.weights.size(); ++k) {
      weighted += strip.weighted[k];
      weights += strip.weights[k];
    }
  }
  // A flat pair has nothing to weigh by: its difference shows in PSNR and CIEDE2000.
  if (weights <= 0.0) return 1.0;
  const double root = Logit(weighted / weights);
  return std::clamp(root * root, 0.0, 1.0);
}

}  // namespace sharpscale
