// SPDX-License-Identifier: Apache-2.0

#include "analysis/line_spectrum.h"

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

  void Transform(const std::vector<float>& in, std::vector<Complex>* out) const {
    cv::Mat_<cv::Vec2f> work = cv::Mat_<cv::Vec2f>::zeros(1, size_);
    for (int k = 0; k < n_; ++k) {
      const Complex c = in[static_cast<size_t>(k)] * chirp_[static_cast<size_t>(k)];
      work(0, k) = {c.real(), c.imag()};
    }
    cv::dft(work, work);
    cv::mulSpectrums(work, filter_, work, 0);
    cv::dft(work, work, cv::DFT_INVERSE | cv::DFT_SCALE);
    out->resize(static_cast<size_t>(n_));
    for (int k = 0; k < n_; ++k) {
      (*out)[static_cast<size_t>(k)] =
          Complex(work(0, k)[0], work(0, k)[1]) * chirp_[static_cast<size_t>(k)];
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
  // Makhoul: even samples forwards, odd ones backwards, a DFT of the same length, a rotation.
  std::vector<Complex> turn(static_cast<size_t>(n));
  for (int k = 0; k < n; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / n);
    const double phase = -CV_PI * k / (2.0 * n);
    turn[static_cast<size_t>(k)] = Complex(static_cast<float>(scale * std::cos(phase)),
                                           static_cast<float>(scale * std::sin(phase)));
  }
  const bool smooth = LargestPrimeFactor(n) <= 31;
  const std::unique_ptr<Chirp> chirp = smooth ? nullptr : std::make_unique<Chirp>(n);
  ParallelFor(cv::Range(0, rows.rows), [&](const cv::Range& range) {
    std::vector<float> line(static_cast<size_t>(n));
    std::vector<Complex> spectrum;
    cv::Mat packed;
    for (int y = range.start; y < range.end; ++y) {
      const float* in = rows[y];
      for (int i = 0; 2 * i < n; ++i) line[static_cast<size_t>(i)] = in[2 * i];
      for (int i = 0; 2 * i + 1 < n; ++i) line[static_cast<size_t>(n - 1 - i)] = in[2 * i + 1];
      float* out = result[y];
      if (smooth) {
        // Real input: packed as Re0, Re1, Im1, Re2, Im2, ...; the upper half is the conjugate.
        cv::dft(cv::Mat1f(1, n, line.data()), packed);
        const auto* p = packed.ptr<float>();
        for (int k = 0; k < n; ++k) {
          const int m = k <= n / 2 ? k : n - k;
          const float re = m == 0 ? p[0] : p[2 * m - 1];
          float im = m == 0 || 2 * m == n ? 0.0F : p[2 * m];
          if (k > n / 2) im = -im;
          const Complex t = turn[static_cast<size_t>(k)];
          out[k] = re * t.real() - im * t.imag();
        }
      } else {
        chirp->Transform(line, &spectrum);
        for (int k = 0; k < n; ++k) {
          out[k] = (spectrum[static_cast<size_t>(k)] * turn[static_cast<size_t>(k)]).real();
        }
      }
    }
  });
  return result;
}

}  // namespace sharpscale
