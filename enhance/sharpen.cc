// SPDX-License-Identifier: Apache-2.0

#include "enhance/sharpen.h"

#include <fmt/format.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "enhance/box_mean.h"
#include "enhance/filter_stage.h"
#include "enhance/luma.h"
#include "image/parallel.h"

namespace sharpscale {
namespace {

constexpr float kLevel = 1.0f / 255.0f;
// Overshoot never exceeds this many levels, whatever the contrast: beside black text on white, 5 %
// would already be seen as a glow.
constexpr float kMostOvershoot = 6.0f * kLevel;
// High-pass below this is rounding, not detail.
constexpr float kCore = 0.5f * kLevel;
// Areas whose detail is of this size are flat: rounding, or less than shows.
constexpr float kFlat = 0.5f * kLevel;
// The coarse scale that focus is judged against, in radii.
constexpr double kCoarse = 4.0;
// Fine over coarse high-pass energy: below the first value out of focus, above the second in focus.
// An edge of blur sigma s has about (r^2 + s^2)^-0.5-like decay; 3 radii of blur give 0.10, one
// gives 0.35.
constexpr float kBlurred = 0.10f;
constexpr float kFocused = 0.22f;
// Letters and lines: contrast of the surroundings, and how near to one of its two ends the px lie
// on average (0 = in the middle, 1 = at the ends). An edge of blur 0.7 px has 0.80, of 1.2 px 0.64.
constexpr float kTextContrast[] = {0.40f, 0.60f};
constexpr float kTextBipolar[] = {0.66f, 0.78f};
// Px whose surroundings vary by less lie at an end.
constexpr float kPlateau = 0.1f;

int GaussianReach(double sigma) {
  return std::max(1, static_cast<int>(std::ceil(3.0 * sigma)));
}

cv::Mat Blur(const cv::Mat& image, double sigma) {
  const int size = 2 * GaussianReach(sigma) + 1;
  cv::Mat out;
  cv::GaussianBlur(
      image, out, cv::Size(size, size), sigma, sigma, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return out;
}

float SmoothStep(float low, float high, float value) {
  const float t = std::clamp((value - low) / (high - low), 0.0f, 1.0f);
  return t * t * (3.0f - 2.0f * t);
}

// Likeness to skin, 0..1, from chroma: the YCbCr ellipse of Hsu, Abdel-Mottaleb and Jain (2002) as
// a soft box around its centre.
float SkinLikeness(float r, float g, float b) {
  const float y = 0.299f * r + 0.587f * g + 0.114f * b;
  const float cb = (b - y) * 0.564f;
  const float cr = (r - y) * 0.713f;
  const float du = (cb + 0.09f) / 0.08f;
  const float dv = (cr - 0.09f) / 0.06f;
  const float distance = du * du + dv * dv;
  if (y < 0.15f) return 0.0f;
  return 1.0f - SmoothStep(0.6f, 1.4f, distance);
}

// Letters and lines, 0..1: where the px around lie near the two ends of a large range.
cv::Mat TextLikeness(const cv::Mat& luma,
                     const cv::Mat& low,
                     const cv::Mat& high,
                     const cv::Mat& window,
                     int reach) {
  cv::Mat ends(luma.size(), CV_32FC1);
  for (int y = 0; y < luma.rows; ++y) {
    const float* l = luma.ptr<float>(y);
    const float* lo = low.ptr<float>(y);
    const float* hi = high.ptr<float>(y);
    float* e = ends.ptr<float>(y);
    for (int x = 0; x < luma.cols; ++x) {
      const float range = hi[x] - lo[x];
      e[x] = range > kPlateau ? std::abs(2.0f * (l[x] - lo[x]) / range - 1.0f) : 1.0f;
    }
  }
  cv::Mat text = BoxMean(ends, reach);
  for (int y = 0; y < luma.rows; ++y) {
    const float* lo = low.ptr<float>(y);
    const float* hi = high.ptr<float>(y);
    float* t = text.ptr<float>(y);
    for (int x = 0; x < luma.cols; ++x) {
      t[x] = SmoothStep(kTextContrast[0], kTextContrast[1], hi[x] - lo[x]) *
             SmoothStep(kTextBipolar[0], kTextBipolar[1], t[x]);
    }
  }
  // An edge's halo lies beside it, where the range is small already.
  cv::dilate(text, text, window, cv::Point(-1, -1), 1, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return text;
}

int Reach(const SharpenOptions& options) {
  return std::max(2, cvRound(2.0 * options.radius));
}

// Two box means of this reach have the variance of a Gaussian of kCoarse radii, at a cost that does
// not grow with it.
int CoarseReach(const SharpenOptions& options) {
  const double sigma = kCoarse * options.radius;
  return std::max(1, cvRound(0.5 * (std::sqrt(6.0 * sigma * sigma + 1.0) - 1.0)));
}

}  // namespace

absl::Status SharpenOptions::Validate() const {
  if (!(strength >= 0.0 && strength <= 1.0)) {
    return absl::InvalidArgumentError(
        fmt::format("sharpening strength is {}; allowed 0 to 1 (0 to 100 %)", strength));
  }
  if (!(radius >= 0.3 && radius <= 4.0)) {
    return absl::InvalidArgumentError(
        fmt::format("sharpening radius is {} px; allowed 0.3 to 4", radius));
  }
  if (!(overshoot >= 0.0 && overshoot <= 100.0)) {
    return absl::InvalidArgumentError(
        fmt::format("allowed overshoot is {} %; must be 0 to 100", overshoot));
  }
  if (!(noise_sigma >= 0.0)) {
    return absl::InvalidArgumentError(
        fmt::format("noise sigma is {} levels; must be 0 or more", noise_sigma));
  }
  return absl::OkStatus();
}

int SharpenRadius(const SharpenOptions& options) {
  const int reach = Reach(options);
  return std::max({2 * CoarseReach(options), GaussianReach(options.radius), 2 * reach}) + reach + 2;
}

cv::Mat UnsharpProposal(const cv::Mat& pixels, const SharpenOptions& options) {
  const cv::Mat luma = Luma(pixels);
  const cv::Mat detail = luma - Blur(luma, options.radius);
  // The high-pass of white noise of sigma s has about s * 0.9 at these radii.
  const float core = std::max(kCore, 1.2f * static_cast<float>(options.noise_sigma) * kLevel);
  const int channels = pixels.channels();
  cv::Mat out(pixels.size(), pixels.type());
  for (int y = 0; y < pixels.rows; ++y) {
    const float* in = pixels.ptr<float>(y);
    const float* d = detail.ptr<float>(y);
    float* o = out.ptr<float>(y);
    for (int x = 0; x < pixels.cols; ++x) {
      // Soft coring: detail of the size of the noise is left alone.
      const float step = std::abs(d[x]) > core ? d[x] - std::copysign(core, d[x]) : 0.0f;
      for (int k = 0; k < channels; ++k) o[channels * x + k] = in[channels * x + k] + step;
    }
  }
  return out;
}

cv::Mat BlendSharpening(const cv::Mat& pixels,
                        const cv::Mat& proposal,
                        const SharpenOptions& options) {
  if (options.strength <= 0.0 || pixels.total() <= 1) return pixels;
  const cv::Mat luma = Luma(pixels);
  const cv::Mat sharper = Luma(proposal);
  const cv::Mat detail = luma - Blur(luma, options.radius);
  const int reach = Reach(options);
  // Local energy of detail, at the fine and at the coarse scale.
  const cv::Mat fine = BoxMean(detail.mul(detail), reach);
  cv::Mat coarse;
  if (options.protect_bokeh) {
    const int wide_reach = CoarseReach(options);
    const cv::Mat wide = luma - BoxMean(BoxMean(luma, wide_reach), wide_reach);
    coarse = BoxMean(wide.mul(wide), reach);
  }
  cv::Mat low, high;
  const cv::Mat window =
      cv::getStructuringElement(cv::MORPH_RECT, cv::Size(2 * reach + 1, 2 * reach + 1));
  cv::erode(luma, low, window, cv::Point(-1, -1), 1, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  cv::dilate(luma, high, window, cv::Point(-1, -1), 1, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  cv::Mat text;
  if (options.protect_text) text = TextLikeness(luma, low, high, window, reach);

  const float noise = std::max(kFlat, static_cast<float>(options.noise_sigma) * kLevel);
  const float noise_energy = noise * noise;
  const float amount = static_cast<float>(options.strength);
  const float share = static_cast<float>(options.overshoot / 100.0);
  const int channels = pixels.channels();
  cv::Mat out(pixels.size(), pixels.type());
  ParallelFor(cv::Range(0, pixels.rows), [&](const cv::Range& range) {
    for (int y = range.start; y < range.end; ++y) {
      const float* in = pixels.ptr<float>(y);
      const float* p = proposal.ptr<float>(y);
      const float* l = luma.ptr<float>(y);
      const float* s = sharper.ptr<float>(y);
      const float* f = fine.ptr<float>(y);
      const float* c = coarse.empty() ? nullptr : coarse.ptr<float>(y);
      const float* t = text.empty() ? nullptr : text.ptr<float>(y);
      const float* lo = low.ptr<float>(y);
      const float* hi = high.ptr<float>(y);
      float* o = out.ptr<float>(y);
      for (int x = 0; x < pixels.cols; ++x) {
        // The running sums of a mean leave less than nothing where detail ends.
        const float energy = std::max(0.0f, f[x]);
        float weight = amount * SmoothStep(1.5f, 6.0f, energy / noise_energy);
        if (c != nullptr) {
          const float wide = std::max(0.0f, c[x]);
          weight *= SmoothStep(kBlurred, kFocused, std::sqrt(energy / (wide + 1e-9f)));
        }
        if (options.protect_skin && channels == 3) {
          const float texture = 1.0f - SmoothStep(0.03f, 0.12f, std::sqrt(energy));
          weight *= 1.0f - 0.5f * texture * SkinLikeness(in[3 * x], in[3 * x + 1], in[3 * x + 2]);
        }
        const float contrast = hi[x] - lo[x];
        float allowed = std::min(share * contrast, kMostOvershoot);
        if (t != nullptr) allowed *= 1.0f - t[x];
        const float wanted = l[x] + weight * (s[x] - l[x]);
        const float value =
            std::clamp(wanted, std::min(l[x], lo[x] - allowed), std::max(l[x], hi[x] + allowed));
        for (int k = 0; k < channels; ++k) {
          const int i = channels * x + k;
          o[i] = std::clamp(in[i] + weight * (p[i] - in[i]) + (value - wanted), 0.0f, 1.0f);
        }
      }
    }
  });
  return out;
}

cv::Mat Sharpen(const cv::Mat& pixels, const SharpenOptions& options) {
  if (options.strength <= 0.0 || pixels.total() <= 1) return pixels;
  return BlendSharpening(pixels, UnsharpProposal(pixels, options), options);
}

std::unique_ptr<PixelSource> SharpenRows(std::unique_ptr<PixelSource> input,
                                         const SharpenOptions& options,
                                         int strip_rows,
                                         const Progress* progress) {
  if (options.strength <= 0.0) return input;
  return FilterRows(
      std::move(input),
      {"sharpen", SharpenRadius(options), strip_rows, progress},
      [options](const cv::Mat& colour, const cv::Mat&) { return Sharpen(colour, options); });
}

}  // namespace sharpscale
