// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/pyramid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace sharpscale::viewer {
namespace {

uint64_t NextId() {
  static std::atomic<uint64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed);
}

// sRGB's curve on 8-bit codes, to 16-bit light and back.
struct LightTables {
  std::array<uint16_t, 256> to_light;
  std::vector<uint8_t> to_code;  // 65536 / 4 entries are enough for 8 bits above the darkest codes

  LightTables() : to_code(65536) {
    for (int code = 0; code < 256; ++code) {
      const double v = code / 255.0;
      const double light = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
      to_light[code] = static_cast<uint16_t>(std::lround(light * 65535.0));
    }
    for (int light = 0; light < 65536; ++light) {
      const double v = light / 65535.0;
      const double code = v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
      to_code[light] = static_cast<uint8_t>(std::lround(code * 255.0));
    }
  }
};

const LightTables& Tables() {
  static const LightTables tables;
  return tables;
}

cv::Mat To8(const cv::Mat& m) {
  cv::Mat out;
  switch (m.depth()) {
    case CV_8U:
      return m;
    case CV_16U:
      m.convertTo(out, CV_8U, 1.0 / 257.0);
      return out;
    default: {
      cv::Mat clean = m.clone();
      cv::patchNaNs(clean, 0.0);
      clean.convertTo(out, CV_8U, 255.0);
      return out;
    }
  }
}

// One crop of pixels and alpha as 8-bit gray, RGB or RGBA.
cv::Mat Pack8(const cv::Mat& pixels, const cv::Mat& alpha) {
  const cv::Mat colour = To8(pixels);
  if (alpha.empty()) return colour;
  cv::Mat rgb = colour;
  if (colour.channels() == 1) cv::cvtColor(colour, rgb, cv::COLOR_GRAY2RGB);
  const cv::Mat parts[] = {rgb, To8(alpha)};
  cv::Mat packed(colour.rows, colour.cols, CV_8UC4);
  const int from_to[] = {0, 0, 1, 1, 2, 2, 3, 3};
  cv::mixChannels(parts, 2, &packed, 1, from_to, 4);
  return packed;
}

cv::Mat Rgba(const cv::Mat& packed) {
  cv::Mat out;
  switch (packed.channels()) {
    case 1:
      cv::cvtColor(packed, out, cv::COLOR_GRAY2RGBA);
      return out;
    case 3:
      cv::cvtColor(packed, out, cv::COLOR_RGB2RGBA);
      return out;
    default:
      return packed;
  }
}

// Averages 2x2 pixels: colour in light, alpha as it is. An odd last row or column repeats.
void HalveRows(const cv::Mat& in, int first_row, int rows, cv::Mat* out) {
  const LightTables& tables = Tables();
  const int channels = in.channels();
  const int colours = channels == 4 ? 3 : channels;
  for (int y = first_row; y < first_row + rows; ++y) {
    const int y0 = std::min(2 * y, in.rows - 1);
    const int y1 = std::min(2 * y + 1, in.rows - 1);
    const uint8_t* a = in.ptr<uint8_t>(y0);
    const uint8_t* b = in.ptr<uint8_t>(y1);
    uint8_t* to = out->ptr<uint8_t>(y);
    for (int x = 0; x < out->cols; ++x) {
      const int x0 = std::min(2 * x, in.cols - 1) * channels;
      const int x1 = std::min(2 * x + 1, in.cols - 1) * channels;
      for (int c = 0; c < colours; ++c) {
        const uint32_t sum = static_cast<uint32_t>(tables.to_light[a[x0 + c]]) +
                             tables.to_light[a[x1 + c]] + tables.to_light[b[x0 + c]] +
                             tables.to_light[b[x1 + c]];
        to[x * channels + c] = tables.to_code[(sum + 2) / 4];
      }
      if (channels == 4) {
        to[x * 4 + 3] =
            static_cast<uint8_t>((a[x0 + 3] + a[x1 + 3] + b[x0 + 3] + b[x1 + 3] + 2) / 4);
      }
    }
  }
}

}  // namespace

TileSource::TileSource() : id_(NextId()) {}

int LevelSide(int side, int level) {
  for (int i = 0; i < level; ++i) side = (side + 1) / 2;
  return std::max(1, side);
}

int LevelCount(int width, int height) {
  int count = 1;
  while (std::max(LevelSide(width, count - 1), LevelSide(height, count - 1)) > 256) ++count;
  return count;
}

int LevelForZoom(double zoom) {
  if (!(zoom > 0.0) || zoom >= 1.0) return 0;
  return static_cast<int>(std::floor(-std::log2(zoom) + 1e-9));
}

cv::Mat ToRgba8(const cv::Mat& pixels, const cv::Mat& alpha) {
  return Rgba(Pack8(pixels, alpha));
}

Pyramid::Pyramid(const Image& image) : image_(image) {
  levels_.resize(LevelCount(image_.width(), image_.height()) - 1);
  const int longer = std::max(image_.width(), image_.height());
  const int step = std::max(1, (longer + 511) / 512);
  const int w = std::max(1, image_.width() / step);
  const int h = std::max(1, image_.height() / step);
  cv::Mat pixels(h, w, image_.pixels.type());
  cv::Mat alpha;
  if (!image_.alpha.empty()) alpha.create(h, w, image_.alpha.type());
  const auto sample = [step](const cv::Mat& from, cv::Mat* to) {
    const size_t bytes = from.elemSize();
    for (int y = 0; y < to->rows; ++y) {
      const uint8_t* in = from.ptr<uint8_t>(std::min(from.rows - 1, y * step + step / 2));
      uint8_t* out = to->ptr<uint8_t>(y);
      for (int x = 0; x < to->cols; ++x) {
        const size_t at = std::min(from.cols - 1, x * step + step / 2);
        std::copy_n(in + at * bytes, bytes, out + x * bytes);
      }
    }
  };
  sample(image_.pixels, &pixels);
  if (!alpha.empty()) sample(image_.alpha, &alpha);
  preview_ = ToRgba8(pixels, alpha);
}

void Pyramid::BuildLevels(const Progress* progress) {
  constexpr int kStrip = 128;  // rows of the new level between two looks at the cancel flag
  const bool cancellable = progress != nullptr;
  for (size_t n = ready_.load(std::memory_order_acquire); n <= levels_.size(); ++n) {
    const int w = LevelSide(image_.width(), static_cast<int>(n));
    const int h = LevelSide(image_.height(), static_cast<int>(n));
    const int channels = image_.alpha.empty() ? image_.channels() : 4;
    cv::Mat level(h, w, CV_8UC(channels));
    for (int y = 0; y < h; y += kStrip) {
      if (cancellable && progress->cancelled()) return;
      const int rows = std::min(kStrip, h - y);
      if (n == 1) {
        // Convert level 0 strip by strip: no 8-bit copy of the whole picture.
        const int above = std::min(2 * (y + rows), image_.height());
        const cv::Range range(2 * y, above);
        const cv::Mat strip =
            Pack8(image_.pixels.rowRange(range),
                  image_.alpha.empty() ? cv::Mat() : image_.alpha.rowRange(range));
        cv::Mat out = level.rowRange(y, y + rows);
        HalveRows(strip, 0, rows, &out);
      } else {
        HalveRows(levels_[n - 2], y, rows, &level);
      }
    }
    levels_[n - 1] = level;
    ready_.store(static_cast<int>(n) + 1, std::memory_order_release);
  }
}

cv::Mat Pyramid::Tile(int level, const cv::Rect& rect) const {
  const cv::Rect all(0, 0, LevelSide(width(), level), LevelSide(height(), level));
  cv::Rect inside = rect & all;
  if (level >= levels() || inside.empty()) return cv::Mat();
  cv::Mat crop;
  if (level == 0) {
    crop = ToRgba8(image_.pixels(inside), image_.alpha.empty() ? cv::Mat() : image_.alpha(inside));
  } else {
    crop = Rgba(levels_[level - 1](inside));
  }
  if (inside == rect) return crop.isContinuous() ? crop : crop.clone();
  cv::Mat out;
  cv::copyMakeBorder(crop,
                     out,
                     inside.y - rect.y,
                     rect.br().y - inside.br().y,
                     inside.x - rect.x,
                     rect.br().x - inside.br().x,
                     cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return out;
}

int64_t Pyramid::bytes() const {
  int64_t sum = static_cast<int64_t>(preview_.total() * preview_.elemSize());
  for (int n = 1; n < levels(); ++n) {
    sum += static_cast<int64_t>(levels_[n - 1].total() * levels_[n - 1].elemSize());
  }
  return sum;
}

}  // namespace sharpscale::viewer
