// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_ciede2000.h"

#include "analysis/fidelity_planes.h"
#include "analysis/order_statistics.h"
#include "image/image.h"

namespace sharpscale {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kDegree = kPi / 180.0;
constexpr double kAllOf = 1e6;       // px; larger pictures are looked at on a lattice
constexpr double kSamples = 1.25e5;  // px of it, at least
constexpr int kStripRows = 16;

double Linear(double value) {
  value = std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

// The nonlinearity of CIE Lab.
double LabCurve(double t) {
  constexpr double kEpsilon = 216.0 / 24389.0;
  constexpr double kKappa = 24389.0 / 27.0;
  return t > kEpsilon ? std::cbrt(t) : (kKappa * t + 16.0) / 116.0;
}

Lab LinearToLab(double red, double green, double blue) {
  // IEC 61966-2-1 primaries over the D65 white (0.95047, 1, 1.08883).
  const double x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047;
  const double y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue;
  const double z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883;
  const double fx = LabCurve(x);
  const double fy = LabCurve(y);
  const double fz = LabCurve(z);
  return {116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)};
}

// A hue angle in degrees, 0-360; 0 for gray.
double Hue(double a, double b) {
  if (a == 0.0 && b == 0.0) return 0.0;
  const double degrees = std::atan2(b, a) / kDegree;
  return degrees < 0.0 ? degrees + 360.0 : degrees;
}

}  // namespace

Lab SrgbToLab(double red, double green, double blue) {
  return LinearToLab(Linear(red), Linear(green), Linear(blue));
}

double Ciede2000(const Lab& first, const Lab& second) {
  constexpr double k25To7 = 6103515625.0;
  const double mean_chroma = 0.5 * (std::hypot(first.a, first.b) + std::hypot(second.a, second.b));
  const double chroma7 = std::pow(mean_chroma, 7.0);
  const double g = 0.5 * (1.0 - std::sqrt(chroma7 / (chroma7 + k25To7)));
  const double a1 = (1.0 + g) * first.a;
  const double a2 = (1.0 + g) * second.a;
  const double c1 = std::hypot(a1, first.b);
  const double c2 = std::hypot(a2, second.b);
  const double h1 = Hue(a1, first.b);
  const double h2 = Hue(a2, second.b);

  const double dl = second.l - first.l;
  const double dc = c2 - c1;
  double dh_degrees = 0.0;
  double h_mean = h1 + h2;
  if (c1 * c2 != 0.0) {
    dh_degrees = h2 - h1;
    if (dh_degrees > 180.0) dh_degrees -= 360.0;
    if (dh_degrees < -180.0) dh_degrees += 360.0;
    if (std::abs(h1 - h2) <= 180.0) {
      h_mean = 0.5 * (h1 + h2);
    } else {
      h_mean = h1 + h2 < 360.0 ? 0.5 * (h1 + h2 + 360.0) : 0.5 * (h1 + h2 - 360.0);
    }
  }
  const double dh = 2.0 * std::sqrt(c1 * c2) * std::sin(0.5 * dh_degrees * kDegree);

  const double l_mean = 0.5 * (first.l + second.l);
  const double c_mean = 0.5 * (c1 + c2);
  const double t = 1.0 - 0.17 * std::cos((h_mean - 30.0) * kDegree) +
                   0.24 * std::cos(2.0 * h_mean * kDegree) +
                   0.32 * std::cos((3.0 * h_mean + 6.0) * kDegree) -
                   0.20 * std::cos((4.0 * h_mean - 63.0) * kDegree);
  const double l50 = (l_mean - 50.0) * (l_mean - 50.0);
  const double sl = 1.0 + 0.015 * l50 / std::sqrt(20.0 + l50);
  const double sc = 1.0 + 0.045 * c_mean;
  const double sh = 1.0 + 0.015 * c_mean * t;
  const double c_mean7 = std::pow(c_mean, 7.0);
  const double rc = 2.0 * std::sqrt(c_mean7 / (c_mean7 + k25To7));
  const double hue_turn = (h_mean - 275.0) / 25.0;
  const double rt = -rc * std::sin(60.0 * std::exp(-hue_turn * hue_turn) * kDegree);
  const double tl = dl / sl;
  const double tc = dc / sc;
  const double th = dh / sh;
  return std::sqrt(std::max(0.0, tl * tl + tc * tc + th * th + rt * tc * th));
}

Ciede2000Scores MeanCiede2000(const cv::Mat& a, const cv::Mat& b, const Progress* progress) {
  CV_Assert(a.size() == b.size() && a.type() == b.type() && !a.empty());
  const double pixels = static_cast<double>(a.cols) * a.rows;
  const int step = pixels <= kAllOf ? 1 : static_cast<int>(std::sqrt(pixels / kSamples));
  const int rows = (a.rows - 1) / step + 1;
  const int cols = (a.cols - 1) / step + 1;
  const int depth = a.depth();
  const int channels = a.channels();
  std::array<double, 256> linear{};
  for (int i = 0; i < 256; ++i) linear[i] = Linear(i / 255.0);
  const double scale = 1.0 / MaxValue(depth);

  const auto sample = [&](const cv::Mat& picture, int y, int x, int channel) {
    const int index = x * channels + (channels == 3 ? channel : 0);
    switch (depth) {
      case CV_8U:
        return linear[picture.ptr<uint8_t>(y)[index]];
      case CV_16U:
        return Linear(picture.ptr<uint16_t>(y)[index] * scale);
      default:
        return Linear(picture.ptr<float>(y)[index]);
    }
  };
  std::vector<float> differences(static_cast<size_t>(rows) * cols);
  const auto strip_differences = [&](int, int begin, int end) {
    for (int j = begin; j < end; ++j) {
      for (int i = 0; i < cols; ++i) {
        const int x = i * step;
        const int y = j * step;
        std::array<double, 3> first{};
        std::array<double, 3> second{};
        for (int channel = 0; channel < 3; ++channel) {
          first[channel] = sample(a, y, x, channel);
          second[channel] = sample(b, y, x, channel);
        }
        float& difference = differences[static_cast<size_t>(j) * cols + i];
        difference = 0.0f;
        if (first == second) continue;
        difference = static_cast<float>(Ciede2000(LinearToLab(first[0], first[1], first[2]),
                                                  LinearToLab(second[0], second[1], second[2])));
      }
    }
  };
  if (!ForEachStrip(rows, kStripRows, strip_differences, progress)) return {};
  Ciede2000Scores scores;
  scores.sampled = static_cast<int>(differences.size());
  double sum = 0.0;
  for (const float difference : differences) sum += difference;
  scores.mean = sum / scores.sampled;
  scores.p95 = AtRank(&differences, (differences.size() - 1) * 95 / 100);
  return scores;
}

}  // namespace sharpscale
