// SPDX-License-Identifier: Apache-2.0

#include "analysis/line_spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <vector>

#include "image/parallel.h"

namespace sharpscale {
namespace {

using Complex = std::complex<float>;

int LargestPrimeFactor(int n) {
  int largest = 1;
  for (int p = 2; p * p <= n; ++p) {
    while (n % p == 0) {
      largest = p;
      n /= p;
    }
  }
  return n > 1 ? n : largest;
}

// Without the checks for infinity that std::complex makes.
Complex Product(const Complex& a, const Complex& b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// Makhoul: even samples forwards, odd ones backwards.
void Fold(const float* in, int n, float* out) {
  for (int i = 0; 2 * i < n; ++i) out[i] = in[2 * i];
  for (int i = 0; 2 * i + 1 < n; ++i) out[n - 1 - i] = in[2 * i + 1];
}

// DFT of any length by Bluestein's chirp, over a power of two; for lengths with a large prime
// factor, where OpenCV's mixed-radix DFT is quadratic.
class Chirp {
 public:
  explicit Chirp(int n) : n_(n), size_(cv::getOptimalDFTSize(2 * n)) {
    chirp_.resize(static_cast<size_t>(n));
    for (int64_t k = 0; k < n; ++k) {
      const double phase = -CV_PI * static_cast<double>(k * k % (2 * int64_t{n})) / n;
      chirp_[static_cast<size_t>(k)] =
          Complex(static_cast<float>(std::cos(phase)), static_cast<float>(std::sin(phase)));
    }
    cv::Mat_<cv::Vec2f> filter = cv::Mat_<cv::Vec2f>::zeros(1, size_);
    for (int k = 0; k < n; ++k) {
      const Complex c = std::conj(chirp_[static_cast<size_t>(k)]);
      filter(0, k) = {c.real(), c.imag()};
      if (k > 0) filter(0, size_ - k) = {c.real(), c.imag()};
    }
    cv::dft(filter, filter_);
  }

  int size() const { return size_; }

  // Two real lines at once: one as the real part, the other as the imaginary one. `work`: 1 x
  // size() for the way between.
  void Transform(const float* one,
                 const float* other,
                 cv::Mat_<cv::Vec2f>* work,
                 std::vector<Complex>* out) const {
    auto* w = reinterpret_cast<Complex*>((*work)[0]);
    for (int k = 0; k < n_; ++k) {
      w[k] = Product(Complex(one[k], other[k]), chirp_[static_cast<size_t>(k)]);
    }
    std::fill(w + n_, w + size_, Complex());
    cv::dft(*work, *work);
    cv::mulSpectrums(*work, filter_, *work, 0);
    cv::dft(*work, *work, cv::DFT_INVERSE | cv::DFT_SCALE);
    out->resize(static_cast<size_t>(n_));
    for (int k = 0; k < n_; ++k) {
      (*out)[static_cast<size_t>(k)] = Product(w[k], chirp_[static_cast<size_t>(k)]);
    }
  }

 private:
  int n_;
  int size_;
  std::vector<Complex> chirp_;
  cv::Mat_<cv::Vec2f> filter_;
};

}  // namespace

cv::Mat1f DctOfRows(const cv::Mat1f& rows) {
  const int n = rows.cols;
  cv::Mat1f result(rows.size());
  if (rows.empty()) return result;
  // A fold, a DFT of the same length, a rotation.
  std::vector<Complex> turn(static_cast<size_t>(n));
  for (int k = 0; k < n; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / n);
    const double phase = -CV_PI * k / (2.0 * n);
    turn[static_cast<size_t>(k)] = Complex(static_cast<float>(scale * std::cos(phase)),
                                           static_cast<float>(scale * std::sin(phase)));
  }
  const bool smooth = LargestPrimeFactor(n) <= 31;
  const std::unique_ptr<Chirp> chirp = smooth ? nullptr : std::make_unique<Chirp>(n);
  // Lines together, as OpenCV makes its tables anew in each call.
  constexpr int kTogether = 32;
  const int groups = (rows.rows + kTogether - 1) / kTogether;
  ParallelFor(cv::Range(0, groups), [&](const cv::Range& range) {
    cv::Mat1f folded(kTogether, n);
    cv::Mat1f packed;
    cv::Mat_<cv::Vec2f> work;
    if (!smooth) work.create(1, chirp->size());
    std::vector<Complex> both;
    for (int group = range.start; group < range.end; ++group) {
      const int first = group * kTogether;
      const int count = std::min(kTogether, rows.rows - first);
      for (int y = 0; y < count; ++y) Fold(rows[first + y], n, folded[y]);
      if (smooth) {
        // Real input: packed as Re0, Re1, Im1, Re2, Im2, ...; the upper half is the conjugate.
        cv::dft(folded.rowRange(0, count), packed, cv::DFT_ROWS);
        for (int y = 0; y < count; ++y) {
          const float* p = packed[y];
          float* out = result[first + y];
          for (int k = 0; k < n; ++k) {
            const int m = k <= n / 2 ? k : n - k;
            const float re = m == 0 ? p[0] : p[2 * m - 1];
            float im = m == 0 || 2 * m == n ? 0.0F : p[2 * m];
            if (k > n / 2) im = -im;
            const Complex t = turn[static_cast<size_t>(k)];
            out[k] = re * t.real() - im * t.imag();
          }
        }
        continue;
      }
      for (int y = 0; y < count; y += 2) {
        const bool pair = y + 1 < count;
        chirp->Transform(folded[y], folded[pair ? y + 1 : y], &work, &both);
        for (int k = 0; k < n; ++k) {
          const Complex here = both[static_cast<size_t>(k)];
          const Complex there = std::conj(both[static_cast<size_t>(k == 0 ? 0 : n - k)]);
          const Complex t = turn[static_cast<size_t>(k)];
          result(first + y, k) = Product(0.5F * (here + there), t).real();
          // The difference is i times the other line's.
          if (pair) result(first + y + 1, k) = Product(0.5F * (here - there), t).imag();
        }
      }
    }
  });
  return result;
}

}  // namespace sharpscale
