// SPDX-License-Identifier: Apache-2.0
//
// damage_bench PICTURE WIDTH STEPS RESULT: the picture reduced to so many px wide (0: as it is),
// then damaged in a known way (datasets/degrade.h), as PNG.

#include <fmt/format.h>

#include <cstdlib>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "datasets/degrade.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

absl::Status Damage(const char* file, int width, const char* steps, const char* result) {
  SHARPSCALE_ASSIGN_OR_RETURN(Image image, Decode(file));
  SHARPSCALE_ASSIGN_OR_RETURN(const Degradation history, DegradationFromText(steps));
  cv::Mat pixels;
  image.pixels.convertTo(pixels, CV_32F, 1.0 / 255.0);
  if (width > 0 && width < pixels.cols) {
    cv::resize(
        pixels, pixels, {width, pixels.rows * width / pixels.cols}, 0.0, 0.0, cv::INTER_AREA);
  }
  SHARPSCALE_ASSIGN_OR_RETURN(pixels, Degrade(pixels, history, 1));
  Image damaged;
  pixels.convertTo(damaged.pixels, CV_8U, 255.0);
  return Encode(damaged, result);
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: damage_bench PICTURE WIDTH STEPS RESULT\n");
    return 2;
  }
  const absl::Status status = sharpscale::Damage(argv[1], std::atoi(argv[2]), argv[3], argv[4]);
  if (status.ok()) return 0;
  fmt::print(stderr, "{}: {}\n", argv[1], std::string(status.message()));
  return 1;
}
