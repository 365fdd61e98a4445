// SPDX-License-Identifier: Apache-2.0
//
// make_checks FOLDER: pairs FOLDER/NAME-before.png and FOLDER/NAME-after.png, each with one fault
// for the documentation's pictures (check_pictures.py). The scene is drawn: a sky, leaves, fabric.

#include <cstdio>
#include <functional>
#include <opencv2/imgproc.hpp>

#include "image/encode.h"
#include "tests/analysis/dead_leaves.h"

namespace sharpscale {
namespace {

constexpr int kWidth = 640;
constexpr int kHeight = 480;

// A quiet gradient above, leaves below, fine weave in the lower left.
cv::Mat3f Scene() {
  cv::Mat3f scene = DeadLeaves({kWidth, kHeight}, 5) * 255.0;
  cv::RNG rng(2);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      cv::Vec3f& p = scene(y, x);
      if (y < 170) {
        const float v = 150.0F + 60.0F * static_cast<float>(y) / 170.0F;
        p = {v - 24.0F, v, v + 18.0F};
      } else if (x < 400 && y > 190) {
        const float weave = 14.0F * std::sin(1.1F * static_cast<float>(x)) *
                            std::sin(0.9F * static_cast<float>(y) + 0.3F * static_cast<float>(x));
        p = {150.0F + weave, 120.0F + weave, 96.0F + weave};
      }
      for (int c = 0; c < 3; ++c) p[c] += static_cast<float>(rng.gaussian(0.7));
    }
  }
  return scene;
}

cv::Mat3f Blurred(const cv::Mat3f& picture, double sigma) {
  cv::Mat3f soft;
  cv::GaussianBlur(picture, soft, {}, sigma);
  return soft;
}

cv::Mat3f Halos(const cv::Mat3f& p) {
  return p + 1.3 * (p - Blurred(p, 2.0));
}

cv::Mat3f Seams(const cv::Mat3f& p) {
  cv::Mat3f q = p.clone();
  for (int y = 0; y < q.rows; ++y) {
    for (int x = 0; x < q.cols; ++x) {
      if ((x / 160 + y / 160) % 2 == 1) q(y, x) += cv::Vec3f::all(4.0F);
    }
  }
  return q;
}

cv::Mat3f Checkerboard(const cv::Mat3f& p) {
  cv::Mat3f q = p.clone();
  for (int y = 0; y < 170; ++y) {
    for (int x = 200; x < 460; ++x) q(y, x) += cv::Vec3f::all((x + y) % 2 == 0 ? 11.0F : -11.0F);
  }
  return q;
}

// Strokes where the source has an even sky, and an edge bent out of shape.
cv::Mat3f Invented(const cv::Mat3f& p) {
  cv::Mat3f q = p.clone();
  cv::RNG rng(4);
  for (int k = 0; k < 90; ++k) {
    const cv::Point from(rng.uniform(380, 560), rng.uniform(20, 130));
    cv::line(q,
             from,
             from + cv::Point(rng.uniform(-12, 12), rng.uniform(4, 16)),
             cv::Scalar::all(rng.uniform(110, 235)),
             1,
             cv::LINE_AA);
  }
  return q;
}

cv::Mat3f Smoothed(const cv::Mat3f& p) {
  cv::Mat3f q;
  cv::bilateralFilter(p, q, 9, 45.0, 4.0);
  return q;
}

cv::Mat3f Blocks(const cv::Mat3f& p) {
  cv::Mat3f q = p.clone();
  for (int y = 0; y + 8 <= q.rows; y += 8) {
    for (int x = 0; x + 8 <= q.cols; x += 8) {
      const cv::Rect block(x, y, 8, 8);
      const cv::Scalar mean = cv::mean(q(block));
      const cv::Mat3f flat(8, 8, cv::Vec3f(mean[0], mean[1], mean[2]));
      cv::addWeighted(q(block), 0.35, flat, 0.65, 0.0, q(block));
    }
  }
  return q;
}

int Run(const std::string& folder) {
  const cv::Mat3f scene = Scene();
  const std::pair<const char*, std::function<cv::Mat3f(const cv::Mat3f&)>> faults[] = {
      {"halo", Halos},
      {"hallucination", Invented},
      {"seams", Seams},
      {"checkerboard", Checkerboard},
      {"smoothing", Smoothed},
      {"blocks", Blocks}};
  EncodeOptions options;
  options.overwrite = true;
  for (const auto& [name, fault] : faults) {
    for (const bool after : {false, true}) {
      Image image;
      cv::Mat(after ? fault(scene) : scene).convertTo(image.pixels, CV_8U);
      const std::string path = folder + "/" + name + (after ? "-after.png" : "-before.png");
      const absl::Status status = Encode(image, path, options);
      if (!status.ok()) {
        std::fprintf(stderr, "%s\n", status.ToString().c_str());
        return 2;
      }
    }
  }
  return 0;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_checks FOLDER\n");
    return 2;
  }
  return sharpscale::Run(argv[1]);
}
