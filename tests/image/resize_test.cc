// SPDX-License-Identifier: Apache-2.0

#include "image/resize.h"

#include <gtest/gtest.h>

#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

const ResizeFilter kFilters[] = {ResizeFilter::kBicubic,
                                 ResizeFilter::kLanczos3,
                                 ResizeFilter::kArea};

// MATLAB's imresize in its simplest form: one dimension, double, symmetric borders.
std::vector<double> ReferenceBicubic(const std::vector<double>& in, int out_size) {
  const int n = static_cast<int>(in.size());
  const double scale = static_cast<double>(n) / out_size;
  const double stretch = std::max(1.0, scale);
  std::vector<double> out;
  for (int i = 0; i < out_size; ++i) {
    const double centre = (i + 0.5) * scale - 0.5;
    double sum = 0.0;
    double total = 0.0;
    for (int j = static_cast<int>(std::floor(centre - 3 * stretch)); j <= centre + 3 * stretch;
         ++j) {
      const double x = std::abs((j - centre) / stretch);
      double w = 0.0;
      if (x <= 1) {
        w = 1.5 * x * x * x - 2.5 * x * x + 1;
      } else if (x <= 2) {
        w = -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2;
      }
      int k = ((j % (2 * n)) + 2 * n) % (2 * n);
      if (k >= n) k = 2 * n - 1 - k;
      sum += w * in[static_cast<size_t>(k)];
      total += w;
    }
    out.push_back(sum / total);
  }
  return out;
}

TEST(Resize, EqualsTheReferenceInBothDirections) {
  for (const int to : {5, 11, 23, 24, 61, 92}) {
    const cv::Mat line = RandomPixels(23, 1, CV_32FC1, 3);
    const std::vector<double> expected =
        ReferenceBicubic(std::vector<double>(line.ptr<float>(0), line.ptr<float>(0) + 23), to);
    const cv::Mat wide = Resize(line, to, 1).value();
    const cv::Mat tall = Resize(line.t(), 1, to).value();
    for (int i = 0; i < to; ++i) {
      EXPECT_NEAR(wide.at<float>(0, i), expected[static_cast<size_t>(i)], 1e-6) << to;
      EXPECT_NEAR(tall.at<float>(i, 0), expected[static_cast<size_t>(i)], 1e-6) << to;
    }
  }
}

TEST(Resize, FlatStaysFlatExactly) {
  for (const ResizeFilter filter : kFilters) {
    for (const bool linear : {false, true}) {
      for (const int type : {CV_8UC1, CV_8UC3, CV_16UC3, CV_32FC1}) {
        const double level = 0.7 * MaxValue(CV_MAT_DEPTH(type));
        const cv::Mat flat(19, 31, type, cv::Scalar::all(level));
        for (const cv::Size size : {cv::Size(7, 5),
                                    cv::Size(31, 40),
                                    cv::Size(77, 19),
                                    cv::Size(100, 100),
                                    cv::Size(1, 1)}) {
          const cv::Mat result = Resize(flat, size.width, size.height, {filter, linear}).value();
          const cv::Mat expected(size, type, cv::Scalar::all(level));
          const double tolerance = linear && CV_MAT_DEPTH(type) == CV_32F ? 1e-6 : 0.0;
          EXPECT_LE(cv::norm(result, expected, cv::NORM_INF), tolerance) << type << size;
        }
      }
    }
  }
}

// The centroid of a blob tells a shift; edges of the picture map to edges of the result.
TEST(Resize, NothingShifts) {
  for (const ResizeFilter filter : kFilters) {
    cv::Mat blob(64, 64, CV_32FC1);
    for (int y = 0; y < 64; ++y) {
      for (int x = 0; x < 64; ++x) {
        const double dx = (x - 30.3) / 5.0;
        const double dy = (y - 33.8) / 5.0;
        blob.at<float>(y, x) = static_cast<float>(std::exp(-0.5 * (dx * dx + dy * dy)));
      }
    }
    for (const int to : {24, 37, 63, 65, 96, 128, 201, 256}) {
      const cv::Mat result = Resize(blob, to, to, {filter}).value();
      double sum = 0;
      double sx = 0;
      double sy = 0;
      for (int y = 0; y < to; ++y) {
        for (int x = 0; x < to; ++x) {
          const double v = result.at<float>(y, x);
          sum += v;
          sx += v * x;
          sy += v * y;
        }
      }
      const double scale = 64.0 / to;
      // Keys' cubic reproduces ramps; the others by a few thousandths of a pixel, with the phase.
      const double tolerance = filter == ResizeFilter::kBicubic ? 0.0002 : 0.004;
      EXPECT_NEAR((sx / sum + 0.5) * scale - 0.5, 30.3, tolerance) << to;
      EXPECT_NEAR((sy / sum + 0.5) * scale - 0.5, 33.8, tolerance) << to;
    }
  }
}

TEST(Resize, AreaIsTheMean) {
  const cv::Mat pixels = RandomPixels(12, 12, CV_32FC3, 5);
  const cv::Mat result = Resize(pixels, 4, 3, {ResizeFilter::kArea}).value();
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 4; ++x) {
      const cv::Scalar mean = cv::mean(pixels(cv::Rect(x * 3, y * 4, 3, 4)));
      for (int c = 0; c < 3; ++c) {
        EXPECT_NEAR(result.at<cv::Vec3f>(y, x)[c], mean[c], 1e-6);
      }
    }
  }
}

TEST(Resize, ShrinkingDoesNotAlias) {
  cv::Mat stripes(1, 256, CV_32FC1);
  for (int x = 0; x < 256; ++x) stripes.at<float>(0, x) = static_cast<float>(x % 2);
  for (const ResizeFilter filter : kFilters) {
    const cv::Mat result = Resize(stripes, 64, 1, {filter}).value();
    for (int x = 2; x < 62; ++x) EXPECT_NEAR(result.at<float>(0, x), 0.5f, 0.02f);
  }
  // Without antialiasing the pattern folds to a flat wrong value or a false one.
  ResizeOptions aliased;
  aliased.antialias = false;
  const cv::Mat wrong = Resize(stripes, 63, 1, aliased).value();
  double low = 0;
  double high = 0;
  cv::minMaxLoc(wrong, &low, &high);
  EXPECT_GT(high - low, 0.5);
}

TEST(Resize, LinearLightKeepsTheLight) {
  cv::Mat stripes(8, 64, CV_8UC1);
  for (int x = 0; x < 64; ++x) stripes.col(x).setTo(x % 2 == 0 ? 0 : 255);
  // Half of the light is code value 188 in sRGB; averaging code values gives 128.
  EXPECT_EQ(Resize(stripes, 16, 2, {ResizeFilter::kArea, true})->at<uint8_t>(1, 8), 188);
  EXPECT_EQ(Resize(stripes, 16, 2, {ResizeFilter::kArea, false})->at<uint8_t>(1, 8), 128);
}

TEST(Resize, StripsAndThreadsGiveTheSameBits) {
  const cv::Mat pixels = RandomPixels(101, 307, CV_16UC3, 9);
  const int threads = cv::getNumThreads();
  for (const ResizeFilter filter : kFilters) {
    for (const cv::Size size :
         {cv::Size(50, 153), cv::Size(303, 921), cv::Size(64, 1000), cv::Size(101, 20)}) {
      const ResizeOptions options = {filter};
      cv::setNumThreads(1);
      const cv::Mat whole = Resize(pixels, size.width, size.height, options).value();
      cv::setNumThreads(threads);
      EXPECT_TRUE(SamePixels(whole, Resize(pixels, size.width, size.height, options).value()));
      for (int y = 0; y < size.height; y += 37) {
        const RowRange rows = {y, std::min(y + 37, size.height)};
        const RowRange needed = ResizeInputRows(pixels.rows, size.height, rows, options);
        const cv::Mat strip = pixels.rowRange(needed.begin, needed.end).clone();
        const absl::StatusOr<cv::Mat> part =
            ResizeRows(strip, needed, pixels.rows, size.width, size.height, rows, options);
        ASSERT_TRUE(part.ok()) << part.status();
        EXPECT_TRUE(SamePixels(whole.rowRange(rows.begin, rows.end), *part)) << size << y;
      }
    }
  }
}

TEST(Resize, TinyAndOddSizesWork) {
  for (const cv::Size from : {cv::Size(1, 1), cv::Size(2, 1), cv::Size(17, 31), cv::Size(3, 2)}) {
    const cv::Mat pixels = RandomPixels(from.width, from.height, CV_8UC3, 4);
    for (const cv::Size to : {cv::Size(1, 1), cv::Size(1, 9), cv::Size(40, 33), cv::Size(2, 2)}) {
      for (const ResizeFilter filter : kFilters) {
        const absl::StatusOr<cv::Mat> result = Resize(pixels, to.width, to.height, {filter});
        ASSERT_TRUE(result.ok());
        EXPECT_EQ(result->size(), to);
      }
    }
  }
}

TEST(Resize, WrongArgumentsAreErrors) {
  const cv::Mat pixels = RandomPixels(4, 4, CV_8UC3, 1);
  EXPECT_FALSE(Resize(pixels, 0, 4).ok());
  EXPECT_FALSE(Resize(pixels, 4, -1).ok());
  EXPECT_FALSE(Resize(cv::Mat(), 4, 4).ok());
  EXPECT_FALSE(Resize(cv::Mat(4, 4, CV_64FC1, cv::Scalar(0)), 4, 8).ok());
  EXPECT_EQ(ResizeRows(pixels, {0, 4}, 8, 8, 16, {8, 16}).status().code(),
            absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace sharpscale
