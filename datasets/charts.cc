// SPDX-License-Identifier: Apache-2.0

#include "datasets/charts.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "datasets/random.h"

namespace sharpscale {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kOver = 4;  // drawn this many times larger, then averaged
constexpr int kFonts[] = {cv::FONT_HERSHEY_SIMPLEX,
                          cv::FONT_HERSHEY_DUPLEX,
                          cv::FONT_HERSHEY_COMPLEX,
                          cv::FONT_HERSHEY_TRIPLEX,
                          cv::FONT_HERSHEY_SCRIPT_SIMPLEX};

// Area of the unit square centred at the origin on the side n.x >= d of a line with unit normal n.
double Coverage(double nx, double ny, double d) {
  // The overlap is the integral of a trapezoid of half-widths |nx|/2 and |ny|/2.
  const double a = std::max(std::abs(nx), std::abs(ny)) / 2.0;
  const double b = std::min(std::abs(nx), std::abs(ny)) / 2.0;
  const double t = std::abs(d);
  double outside;  // area beyond t
  if (t >= a + b) {
    outside = 0.0;
  } else if (t <= a - b) {
    outside = 0.5 - t / (2.0 * a);
  } else {
    const double r = a + b - t;
    outside = r * r / (8.0 * a * b);
  }
  return d >= 0.0 ? outside : 1.0 - outside;
}

cv::Scalar Colour(Random* random) {
  return {random->Uniform(0, 256), random->Uniform(0, 256), random->Uniform(0, 256)};
}

// Two colours with a visible difference in brightness; often black and white, as pages and screens
// have them, where noise and rims are cut off.
void Pair(Random* random, cv::Scalar* back, cv::Scalar* front) {
  const bool dark_on_bright = random->Chance(0.6);
  if (random->Chance(0.5)) {
    const double dark = random->Chance(0.5) ? 0.0 : random->Uniform(0, 70);
    const double bright = random->Chance(0.6) ? 255.0 : random->Uniform(225, 256);
    *back = cv::Scalar::all(dark_on_bright ? bright : dark);
    *front = cv::Scalar::all(dark_on_bright ? dark : bright);
    return;
  }
  for (int c = 0; c < 3; ++c) {
    const double dark = random->Uniform(0, 90);
    const double bright = random->Uniform(165, 256);
    (*back)[c] = dark_on_bright ? bright : dark;
    (*front)[c] = dark_on_bright ? dark : bright;
  }
}

// A gray picture (0..1) between two colours.
cv::Mat Coloured(const cv::Mat& gray, Random* random) {
  cv::Scalar back, front;
  Pair(random, &back, &front);
  cv::Mat planes[3];
  for (int c = 0; c < 3; ++c) gray.convertTo(planes[c], CV_8U, front[c] - back[c], back[c]);
  cv::Mat out;
  cv::merge(planes, 3, out);
  return out;
}

std::string Letters(int count, Random* random) {
  const std::string all =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;!?&%()+-=/ ";
  std::string out;
  for (int i = 0; i < count; ++i) out += all[random->Int(0, static_cast<int>(all.size()) - 1)];
  return out;
}

void DrawText(cv::Mat* canvas, Random* random) {
  cv::Scalar back, front;
  Pair(random, &back, &front);
  canvas->setTo(back);
  // Hair strokes of small type are what a repair takes for noise first.
  const bool fine = random->Chance(0.5);
  double y = random->Uniform(0, 20) * kOver;
  while (y < canvas->rows + 20 * kOver) {
    // Of a capital, px of the drawing.
    const double height = (fine ? random->Uniform(5.0, 11.0) : random->Uniform(7.0, 28.0)) * kOver;
    const double scale = height / 22.0;
    const int thickness = std::max(1, static_cast<int>(height * random->Uniform(0.06, 0.18)));
    const int font = kFonts[random->Int(0, 4)];
    y += height * 1.6;
    cv::putText(*canvas,
                Letters(60, random),
                {static_cast<int>(-random->Uniform(0, 30) * kOver), static_cast<int>(y)},
                font,
                scale,
                front,
                thickness,
                cv::LINE_AA);
  }
}

// As a screen draws: at its own size, so that strokes and frames are whole pixels wide.
void DrawScreen(cv::Mat* canvas, Random* random) {
  cv::Scalar back, front;
  Pair(random, &back, &front);
  canvas->setTo(back);
  const int line_type = random->Chance(0.7) ? cv::LINE_AA : cv::LINE_8;
  for (int y = random->Int(0, 12); y < canvas->rows + 12;) {
    const int x = random->Int(-10, 12);
    const double part = random->Uniform();
    if (part < 0.15) {  // a button, framed or filled
      const int height = random->Int(6, 24);
      cv::Rect box(x, y, random->Int(8, canvas->cols), height);
      cv::rectangle(*canvas, box, front, random->Chance(0.3) ? cv::FILLED : 1, cv::LINE_8);
      y += height + random->Int(2, 6);
    } else if (part < 0.25) {  // a rule
      cv::line(*canvas, {x, y}, {x + random->Int(8, canvas->cols), y}, front, 1, cv::LINE_8);
      y += random->Int(3, 8);
    } else {
      const int height = random->Int(6, 15);
      y += height;
      cv::putText(*canvas,
                  Letters(40, random),
                  {x, y},
                  kFonts[random->Int(0, 3)],
                  height / 22.0,
                  front,
                  random->Chance(0.85) ? 1 : 2,
                  line_type);
      y += random->Int(2, height);
    }
  }
}

void DrawLines(cv::Mat* canvas, Random* random) {
  cv::Scalar back, front;
  Pair(random, &back, &front);
  canvas->setTo(back);
  const double degrees = random->Chance(0.5) ? 90.0 * random->Int(0, 1) : random->Uniform(0, 180);
  const double period = random->Uniform(4.0, 16.0) * kOver;
  const double duty = random->Uniform(0.2, 0.6);
  const double c = std::cos(degrees * kPi / 180.0);
  const double s = std::sin(degrees * kPi / 180.0);
  for (int y = 0; y < canvas->rows; ++y) {
    for (int x = 0; x < canvas->cols; ++x) {
      const double t = (x * c + y * s) / period;
      if (t - std::floor(t) < duty) {
        canvas->at<cv::Vec3b>(y, x) = cv::Vec3b(static_cast<uchar>(front[0]),
                                                static_cast<uchar>(front[1]),
                                                static_cast<uchar>(front[2]));
      }
    }
  }
}

void DrawPolygons(cv::Mat* canvas, Random* random) {
  canvas->setTo(Colour(random));
  const int n = random->Int(4, 14);
  for (int i = 0; i < n; ++i) {
    const cv::Point centre(random->Int(0, canvas->cols), random->Int(0, canvas->rows));
    const int radius = random->Int(4 * kOver, canvas->cols / 2);
    const cv::Scalar colour = Colour(random);
    if (random->Chance(0.3)) {
      cv::circle(*canvas,
                 centre,
                 radius / 2,
                 colour,
                 random->Chance(0.5) ? -1 : random->Int(1, 5) * kOver);
      continue;
    }
    std::vector<cv::Point> corners;
    const int count = random->Int(3, 6);
    for (int k = 0; k < count; ++k) {
      const double angle = 2.0 * kPi * (k + random->Uniform(0.0, 0.8)) / count;
      corners.emplace_back(centre.x + static_cast<int>(radius * std::cos(angle)),
                           centre.y + static_cast<int>(radius * std::sin(angle)));
    }
    if (random->Chance(0.6)) {
      cv::fillPoly(*canvas, std::vector<std::vector<cv::Point>>{corners}, colour);
    } else {
      cv::polylines(*canvas, corners, true, colour, random->Int(1, 4) * kOver);
    }
  }
}

}  // namespace

cv::Mat SlantedEdge(cv::Size size, double degrees, double dark, double bright) {
  cv::Mat out(size, CV_32F);
  const double nx = std::cos(degrees * kPi / 180.0);
  const double ny = std::sin(degrees * kPi / 180.0);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double px = x + 0.5 - size.width / 2.0;
      const double py = y + 0.5 - size.height / 2.0;
      const double covered = Coverage(nx, ny, -(px * nx + py * ny));
      out.at<float>(y, x) = static_cast<float>(dark + (bright - dark) * covered);
    }
  }
  return out;
}

cv::Mat ZonePlate(cv::Size size, double max_frequency) {
  cv::Mat out(size, CV_32F);
  const double reach = std::max(0.5, std::min(size.width, size.height) / 2.0);
  // Phase k r^2 has the local frequency k r / pi.
  const double k = kPi * std::clamp(max_frequency, 0.0, 0.5) / reach;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double px = x + 0.5 - size.width / 2.0;
      const double py = y + 0.5 - size.height / 2.0;
      out.at<float>(y, x) = static_cast<float>(0.5 + 0.5 * std::cos(k * (px * px + py * py)));
    }
  }
  return out;
}

cv::Mat RandomChart(cv::Size size, uint64_t seed) {
  Random random(seed);
  const double kind = random.Uniform();
  if (kind < 0.1) {
    // Up to a quarter cycle per px: finer rings are not there to be restored after a reduction.
    const cv::Mat plate = ZonePlate(size, random.Uniform(0.05, 0.25));
    return Coloured(plate, &random);
  }
  if (kind < 0.2) return Coloured(SlantedEdge(size, random.Uniform(0.0, 360.0), 0.0, 1.0), &random);
  if (kind < 0.35) {
    cv::Mat screen(size, CV_8UC3);
    DrawScreen(&screen, &random);
    return screen;
  }
  cv::Mat canvas(size.height * kOver, size.width * kOver, CV_8UC3);
  if (kind < 0.65) {
    DrawText(&canvas, &random);
  } else if (kind < 0.78) {
    DrawLines(&canvas, &random);
  } else {
    DrawPolygons(&canvas, &random);
  }
  cv::Mat out;
  cv::resize(canvas, out, size, 0, 0, cv::INTER_AREA);
  return out;
}

}  // namespace sharpscale
