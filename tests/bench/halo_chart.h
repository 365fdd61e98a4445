// SPDX-License-Identifier: Apache-2.0
//
// File: tests/bench/halo_chart.h
//
// Stripes of sharpened edges whose halo is known in closed form: a Gaussian step of sigma s after
// an unsharp mask of radius r and amount a is G_s + a (G_s - G_hypot(s, r)).

#ifndef SHARPSCALE_TESTS_BENCH_HALO_CHART_H_
#define SHARPSCALE_TESTS_BENCH_HALO_CHART_H_

#include <cmath>
#include <opencv2/core.hpp>

namespace sharpscale {

struct HaloChart {
  double degrees = 0.0;  // of the stripes' normal from the x axis
  double sigma = 0.8;    // px
  double radius = 1.0;   // px, of the mask
  double amount = 1.0;
  double dark = 0.3;  // plateaus, 0..1
  double bright = 0.7;
  double stripe = 40.0;  // px
};

// 0..1 without the mask.
inline double HaloProfile(const HaloChart& chart, double t) {
  const auto step = [&](double s) { return 0.5 * std::erfc(-t / (s * std::sqrt(2.0))); };
  return step(chart.sigma) +
         chart.amount * (step(chart.sigma) - step(std::hypot(chart.sigma, chart.radius)));
}

struct HaloTruth {
  double overshoot = 0.0;  // % of the contrast; undershoot is the same
  double width = 0.0;      // px, from the foot to 10 % of the crest
};

inline HaloTruth HaloTruthOf(const HaloChart& chart) {
  double crest = 0.0;
  double at = 0.0;
  for (double t = 0.0; t < 20.0; t += 0.01) {
    if (HaloProfile(chart, t) > crest) {
      crest = HaloProfile(chart, t);
      at = t;
    }
  }
  double from = at;
  while (from > 0.0 && HaloProfile(chart, from) > 1.0) from -= 0.01;
  double to = at;
  while (HaloProfile(chart, to) - 1.0 > 0.1 * (crest - 1.0)) to += 0.01;
  return {100.0 * (crest - 1.0), to - from};
}

// CV_32FC1, sampled at pixel centres.
inline cv::Mat1f DrawHaloChart(const HaloChart& chart, cv::Size size) {
  cv::Mat1f picture(size);
  const double c = std::cos(chart.degrees * CV_PI / 180.0);
  const double s = std::sin(chart.degrees * CV_PI / 180.0);
  const double period = 2.0 * chart.stripe;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double t = (x - 0.5 * size.width + 0.3) * c + (y - 0.5 * size.height + 0.4) * s;
      const double u = t - period * std::floor(t / period);
      const double p = u < chart.stripe ? HaloProfile(chart, u - 0.5 * chart.stripe)
                                        : HaloProfile(chart, 1.5 * chart.stripe - u);
      picture(y, x) = static_cast<float>(chart.dark + (chart.bright - chart.dark) * p);
    }
  }
  return picture;
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_BENCH_HALO_CHART_H_
