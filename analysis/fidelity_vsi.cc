// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_vsi.h"

#include <opencv2/imgproc.hpp>

#include "analysis/fidelity_planes.h"
#include "image/image.h"
#include "image/parallel.h"

namespace sharpscale {
namespace {

constexpr int kPublishedSide = 384;  // px, short side of TID2013's pictures
constexpr int kViewedSide = 256;     // px that edges and colours are compared at, about

// SDSP: centre and bandwidth of the log-Gabor band (cycles/px), reach of the bias to the middle
// (px), and of that to warm colours (share of the range).
constexpr double kBand = 0.021;
constexpr double kBandwidth = 1.34;
constexpr double kMiddle = 145.0;
constexpr double kWarm = 0.001;
// VSI: constants of the similarities of saliency, gradient and colour; exponents of the last two.
constexpr double kSaliency = 1.27;
constexpr double kGradient = 386.0;
constexpr double kChroma = 130.0;
constexpr double kGradientPower = 0.4;
constexpr double kChromaPower = 0.02;

// RGB, 0-255, reduced to the size that VSI is meant for; non-finite values become 0.
cv::Mat3f Viewed(const cv::Mat& pixels) {
  // Reduced in the picture's own depth: floats of a large picture would be many times its size.
  cv::Mat reduced = pixels;
  const int factor = std::max(1, std::min(pixels.cols, pixels.rows) / kPublishedSide);
  if (factor > 1) {
    const cv::Size size(pixels.cols / factor, pixels.rows / factor);
    const cv::Mat whole = pixels(cv::Rect(0, 0, size.width * factor, size.height * factor));
    cv::resize(whole, reduced, size, 0, 0, cv::INTER_AREA);
  }
  cv::Mat levels;
  reduced.convertTo(levels, CV_32F, 255.0 / MaxValue(pixels.depth()));
  if (pixels.depth() == CV_32F) {
    cv::patchNaNs(levels, 0.0);
    cv::min(levels, 255.0, levels);
    cv::max(levels, 0.0, levels);
  }
  return levels;
}

// Means of as many px as leave about kViewedSide; what is over at the end is left out.
cv::Mat1f Mean(const cv::Mat1f& plane) {
  // Halves to the even number, as published: 384 px are reduced by 2.
  const int factor =
      std::max(1, int(std::nearbyint(std::min(plane.cols, plane.rows) / double(kViewedSide))));
  if (factor == 1) return plane;
  const cv::Size size(plane.cols / factor, plane.rows / factor);
  cv::Mat1f mean;
  cv::resize(plane(cv::Rect(0, 0, size.width * factor, size.height * factor)),
             mean,
             size,
             0,
             0,
             cv::INTER_AREA);
  return mean;
}

// CIE Lab of sRGB levels, with the white of the published code.
std::array<cv::Mat1f, 3> ToLab(const cv::Mat3f& rgb) {
  std::array<float, 256 * 16 + 1> linear{};
  for (size_t i = 0; i < linear.size(); ++i) {
    const double v = double(i) / double(linear.size() - 1);
    linear[i] = float(v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
  }
  const auto to_linear = [&](float level) {
    return double(linear[size_t(std::lround(level / 255.0F * float(linear.size() - 1)))]);
  };
  const auto curve = [](double t) {
    constexpr double kEpsilon = 6.0 / 29.0;
    return t <= kEpsilon * kEpsilon * kEpsilon ? t / (3.0 * kEpsilon * kEpsilon) + 4.0 / 29.0
                                               : double(std::cbrt(float(t)));
  };
  std::array<cv::Mat1f, 3> lab;
  for (cv::Mat1f& plane : lab) plane.create(rgb.size());
  for (int y = 0; y < rgb.rows; ++y) {
    for (int x = 0; x < rgb.cols; ++x) {
      const cv::Vec3f& p = rgb(y, x);
      const double r = to_linear(p[0]);
      const double g = to_linear(p[1]);
      const double b = to_linear(p[2]);
      const double fx = curve((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456);
      const double fy = curve(0.212671 * r + 0.715160 * g + 0.072169 * b);
      const double fz = curve((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754);
      lab[0](y, x) = float(116.0 * fy - 16.0);
      lab[1](y, x) = float(500.0 * (fx - fy));
      lab[2](y, x) = float(200.0 * (fy - fz));
    }
  }
  return lab;
}

// Gain of the band at each frequency, laid out as cv::dft does. The axis of an even size runs from
// -0.5 to 0.5 inclusive, half a step beside the exact frequencies: so the published values have it.
cv::Mat1f Band(cv::Size size) {
  const auto axis = [](int count) {
    std::vector<double> frequencies(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      const int from_lowest = (i + count / 2) % count;
      frequencies[size_t(i)] = count > 1 ? -0.5 + from_lowest / double(count - 1) : 0.0;
    }
    return frequencies;
  };
  const std::vector<double> across = axis(size.width);
  const std::vector<double> down = axis(size.height);
  cv::Mat1f band(size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double square =
          across[size_t(x)] * across[size_t(x)] + down[size_t(y)] * down[size_t(y)];
      const double octaves = std::log(std::sqrt(square) / kBand);
      band(y, x) = square < 0.25 && square > 0.0
                       ? float(std::exp(-octaves * octaves / (2.0 * kBandwidth * kBandwidth)))
                       : 0.0F;
    }
  }
  band(0, 0) = 0.0F;
  return band;
}

cv::Mat1f ToUnit(const cv::Mat1f& plane) {
  double low = 0.0;
  double high = 0.0;
  cv::minMaxLoc(plane, &low, &high);
  return (plane - low) / std::max(1e-12, high - low);
}

// Sizes with large prime factors are transformed slowly: mirrored to the next good one.
cv::Size GoodSize(cv::Size size) {
  return {cv::getOptimalDFTSize(size.width), cv::getOptimalDFTSize(size.height)};
}

// exp(-d^2) of the distance from the middle of an axis, in units of kMiddle.
std::vector<double> Middle(int count) {
  std::vector<double> shares;
  for (int i = 0; i < count; ++i) {
    const double d = (i - count / 2.0) / kMiddle;
    shares.push_back(std::exp(-d * d));
  }
  return shares;
}

// SDSP: what stands out from its surroundings, near the middle, in warm colours. 0 to 1. `band` is
// of the picture's good size.
cv::Mat1f SaliencyOf(const cv::Mat3f& rgb, const cv::Mat1f& band) {
  const std::array<cv::Mat1f, 3> lab = ToLab(rgb);
  const cv::Size good = band.size();
  cv::Mat1f power = cv::Mat1f::zeros(rgb.size());
  for (const cv::Mat1f& plane : lab) {
    cv::Mat padded;
    cv::copyMakeBorder(
        plane, padded, 0, good.height - rgb.rows, 0, good.width - rgb.cols, cv::BORDER_REFLECT);
    cv::Mat spectrum;
    cv::dft(padded, spectrum, cv::DFT_COMPLEX_OUTPUT);
    for (int y = 0; y < spectrum.rows; ++y) {
      for (int x = 0; x < spectrum.cols; ++x) spectrum.at<cv::Vec2f>(y, x) *= band(y, x);
    }
    cv::Mat filtered;
    cv::dft(spectrum, filtered, cv::DFT_INVERSE | cv::DFT_SCALE);
    cv::Mat1f real;
    cv::extractChannel(filtered(cv::Rect({}, rgb.size())), real, 0);
    power += real.mul(real);
  }
  const cv::Mat1f a = ToUnit(lab[1]);
  const cv::Mat1f b = ToUnit(lab[2]);
  const std::vector<double> across = Middle(rgb.cols);
  const std::vector<double> down = Middle(rgb.rows);
  constexpr double kAll = 40.0;  // exponent from which nothing is left of one
  cv::Mat1f saliency(rgb.size());
  for (int y = 0; y < rgb.rows; ++y) {
    for (int x = 0; x < rgb.cols; ++x) {
      const double middle = across[size_t(x)] * down[size_t(y)];
      const double colour =
          (double(a(y, x)) * a(y, x) + double(b(y, x)) * b(y, x)) / (kWarm * kWarm);
      const double warm = colour > kAll ? 1.0 : 1.0 - std::exp(-colour);
      saliency(y, x) = float(std::sqrt(power(y, x)) * middle * warm);
    }
  }
  return ToUnit(saliency);
}

struct Features {
  cv::Mat1f saliency;
  cv::Mat1f gradient;
  cv::Mat1f m;  // the two colours of the LMN space
  cv::Mat1f n;
};

Features Extract(const cv::Mat3f& rgb, const cv::Mat1f& band) {
  Features features;
  features.saliency = Mean(SaliencyOf(rgb, band));
  const auto mix = [&](float red, float green, float blue) {
    cv::Mat1f plane;
    const cv::Matx13f weights(red, green, blue);
    cv::transform(rgb, plane, weights);
    return Mean(plane);
  };
  const cv::Mat1f l = mix(0.06F, 0.63F, 0.27F);
  features.m = mix(0.30F, 0.04F, -0.35F);
  features.n = mix(0.34F, -0.60F, 0.17F);
  // Scharr, with zeros outside, as published.
  const cv::Mat1f smooth = (cv::Mat1f(1, 3) << 3.0F, 10.0F, 3.0F) / 16.0F;
  const cv::Mat1f slope = (cv::Mat1f(1, 3) << 1.0F, 0.0F, -1.0F);
  cv::Mat1f dx;
  cv::Mat1f dy;
  cv::sepFilter2D(l, dx, CV_32F, slope, smooth, {-1, -1}, 0.0, cv::BORDER_CONSTANT);
  cv::sepFilter2D(l, dy, CV_32F, smooth, slope, {-1, -1}, 0.0, cv::BORDER_CONSTANT);
  cv::magnitude(dx, dy, features.gradient);
  return features;
}

double Similarity(double a, double b, double constant) {
  return (2.0 * a * b + constant) / (a * a + b * b + constant);
}

}  // namespace

std::optional<double> Vsi(const cv::Mat& reference, const cv::Mat& distorted) {
  CV_Assert(reference.size() == distorted.size() && reference.type() == distorted.type() &&
            !reference.empty());
  if (reference.channels() != 3) return std::nullopt;
  const cv::Mat3f viewed[2] = {Viewed(reference), Viewed(distorted)};
  const cv::Mat1f band = Band(GoodSize(viewed[0].size()));
  Features both[2];
  ParallelFor(cv::Range(0, 2), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) both[i] = Extract(viewed[i], band);
  });
  const Features& a = both[0];
  const Features& b = both[1];
  double sum = 0.0;
  double weights = 0.0;
  for (int y = 0; y < a.saliency.rows; ++y) {
    for (int x = 0; x < a.saliency.cols; ++x) {
      const double weight = std::max(a.saliency(y, x), b.saliency(y, x));
      const double chroma =
          Similarity(a.m(y, x), b.m(y, x), kChroma) * Similarity(a.n(y, x), b.n(y, x), kChroma);
      sum += weight * Similarity(a.saliency(y, x), b.saliency(y, x), kSaliency) *
             std::pow(Similarity(a.gradient(y, x), b.gradient(y, x), kGradient), kGradientPower) *
             std::pow(std::abs(chroma), kChromaPower);
      weights += weight;
    }
  }
  if (weights <= 0.0) return std::nullopt;
  return sum / weights;
}

}  // namespace sharpscale
