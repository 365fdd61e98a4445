// SPDX-License-Identifier: Apache-2.0

#include "enhance/survey.h"

#include <opencv2/imgproc.hpp>

#include "image/bilevel.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kRows = 64;
constexpr int kGrid = 5;
// Px of the overview along the long side, about.
constexpr int kOverviewSide = 384;
// Bends of the brightness count up to this much, so that one border does not win over texture.
constexpr double kClip = 40.0 / 255.0;

template <typename T>
bool RowIsNeutral(const cv::Mat& pixels, int y) {
  const T* row = pixels.ptr<T>(y);
  for (int x = 0; x < pixels.cols; ++x, row += 3) {
    if (row[0] != row[1] || row[1] != row[2]) return false;
  }
  return true;
}

bool IsNeutral(const cv::Mat& pixels) {
  for (int y = 0; y < pixels.rows; ++y) {
    bool neutral = false;
    switch (pixels.depth()) {
      case CV_8U:
        neutral = RowIsNeutral<uchar>(pixels, y);
        break;
      case CV_16U:
        neutral = RowIsNeutral<uint16_t>(pixels, y);
        break;
      default:
        neutral = RowIsNeutral<float>(pixels, y);
        break;
    }
    if (!neutral) return false;
  }
  return true;
}

// Every `every`-th px of a row, as floats.
void AddOverviewRow(const cv::Mat& row, int every, cv::Mat overview) {
  cv::Mat values;
  row.convertTo(values, CV_32F, 1.0 / MaxValue(row.depth()));
  if (row.depth() == CV_32F) cv::patchNaNs(values, 0.0);
  const int channels = values.channels();
  const float* in = values.ptr<float>();
  float* out = overview.ptr<float>();
  for (int x = 0; x < overview.cols; ++x) {
    for (int c = 0; c < channels; ++c) out[x * channels + c] = in[x * every * channels + c];
  }
}

// How much fine detail there is: how far each px of the half-sized picture is from the mean of its
// neighbours, clipped. A gradient would do without focus: a blurred petal's border has as much of
// it as its sharp one. At half the size because there is less noise.
double DetailScore(const cv::Mat& pixels) {
  cv::Mat gray = pixels;
  if (pixels.channels() == 3) cv::cvtColor(pixels, gray, cv::COLOR_RGB2GRAY);
  cv::Mat whole, values;
  gray.convertTo(whole, CV_32F, 1.0 / MaxValue(pixels.depth()));
  cv::resize(whole, values, {(whole.cols + 1) / 2, (whole.rows + 1) / 2}, 0, 0, cv::INTER_AREA);
  if (values.rows < 3 || values.cols < 3) return 0.0;
  const auto part = [&values](int dx, int dy) {
    return values({1 + dx, 1 + dy, values.cols - 2, values.rows - 2});
  };
  const cv::Mat twice = 2.0 * part(0, 0);
  const cv::Mat across = cv::abs(twice - part(-1, 0) - part(1, 0));
  const cv::Mat down = cv::abs(twice - part(0, -1) - part(0, 1));
  return cv::mean(cv::min(cv::max(across, down), kClip))[0];
}

// Even positions of `count` windows of `side` on a length, at multiples of 8.
std::vector<int> Positions(int length, int side) {
  const int room = std::max(0, length - side);
  const int count = room == 0 ? 1 : std::min(kGrid, room / side + 2);
  std::vector<int> positions;
  for (int i = 0; i < count; ++i) {
    const int at = count == 1 ? room / 2 : static_cast<int>(int64_t{room} * i / (count - 1));
    positions.push_back(at / 8 * 8);
  }
  return positions;
}

}  // namespace

cv::Rect RichestWindow(const cv::Mat& pixels, int width, int height) {
  width = std::min(width, pixels.cols);
  height = std::min(height, pixels.rows);
  cv::Rect best(0, 0, width, height);
  double best_score = -1.0;
  for (const int y : Positions(pixels.rows, height)) {
    for (const int x : Positions(pixels.cols, width)) {
      const cv::Rect window(x, y, width, height);
      const double score = DetailScore(pixels(window));
      if (score > best_score) {
        best = window;
        best_score = score;
      }
    }
  }
  return best;
}

absl::StatusOr<Survey> SurveySource(PixelSource& source,
                                    const SurveyOptions& options,
                                    const Progress* progress) {
  const PictureShape& shape = source.shape();
  Survey survey;
  survey.sample = source.facts();
  std::vector<cv::Rect> areas;
  const int64_t side = options.sample_side;
  if (int64_t{shape.width} * shape.height <= side * side) {
    areas.push_back(cv::Rect(0, 0, shape.width, shape.height));
    survey.whole = true;
  } else {
    // A narrow picture gets a longer window, so that the sample keeps its number of pixels.
    const int narrow = std::min(shape.width, shape.height);
    int width = static_cast<int>(std::min<int64_t>(shape.width, side));
    int height = static_cast<int>(std::min<int64_t>(shape.height, side));
    if (narrow < side) {
      const int longer = static_cast<int>(side * side / narrow);
      if (shape.width < shape.height) {
        height = std::min(shape.height, longer);
      } else {
        width = std::min(shape.width, longer);
      }
    }
    for (const int y : Positions(shape.height, height)) {
      for (const int x : Positions(shape.width, width)) areas.emplace_back(x, y, width, height);
    }
  }
  std::vector<cv::Mat> windows(areas.size());  // those that are being filled
  std::vector<cv::Mat> alphas(areas.size());
  double best_score = -1.0;
  survey.neutral = CV_MAT_CN(shape.type) == 3;
  survey.bilevel = true;
  bool black = false;
  bool white = false;
  const int every = std::max(1, std::max(shape.width, shape.height) / kOverviewSide);
  const cv::Size overview_size((shape.width + every - 1) / every,
                               (shape.height + every - 1) / every);
  survey.overview.create(overview_size, CV_MAKETYPE(CV_32F, CV_MAT_CN(shape.type)));
  for (int y = 0; y < shape.height;) {
    if (progress != nullptr && progress->cancelled()) return absl::CancelledError("cancelled");
    cv::Mat pixels, alpha;
    SHARPSCALE_RETURN_IF_ERROR(source.ReadRows(std::min(kRows, shape.height - y), &pixels, &alpha));
    if (survey.neutral) survey.neutral = IsNeutral(pixels);
    if (survey.opaque && !alpha.empty()) {
      double least = 0.0;
      cv::minMaxLoc(alpha, &least);
      survey.opaque = least >= MaxValue(alpha.depth());
    }
    survey.bilevel = survey.bilevel && IsBilevel(pixels);
    if (survey.bilevel) {
      const int lit = cv::countNonZero(pixels.reshape(1));
      black = black || lit < static_cast<int>(pixels.total()) * pixels.channels();
      white = white || lit > 0;
    }
    for (int row = (y + every - 1) / every * every; row < y + pixels.rows; row += every) {
      AddOverviewRow(pixels.row(row - y), every, survey.overview.row(row / every));
    }
    for (size_t i = 0; i < areas.size(); ++i) {
      const cv::Rect& area = areas[i];
      const int first = std::max(y, area.y);
      const int last = std::min(y + pixels.rows, area.y + area.height);
      if (first >= last) continue;
      if (windows[i].empty()) {
        windows[i].create(area.size(), shape.type);
        if (shape.has_alpha) {
          alphas[i].create(area.size(), CV_MAKETYPE(CV_MAT_DEPTH(shape.type), 1));
        }
      }
      const cv::Range from(first - y, last - y), to(first - area.y, last - area.y);
      const cv::Range columns(area.x, area.x + area.width);
      pixels(from, columns).copyTo(windows[i].rowRange(to));
      if (!alpha.empty()) alpha(from, columns).copyTo(alphas[i].rowRange(to));
      if (to.end < area.height) continue;
      if (const double score = DetailScore(windows[i]); score > best_score) {
        best_score = score;
        survey.sample.pixels = windows[i];
        survey.sample.alpha = alphas[i];
        survey.area = area;
      }
      windows[i].release();
      alphas[i].release();
    }
    y += pixels.rows;
  }
  survey.bilevel =
      survey.bilevel && black && white && (CV_MAT_CN(shape.type) == 1 || survey.neutral);
  return survey;
}

}  // namespace sharpscale
