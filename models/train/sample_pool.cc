// SPDX-License-Identifier: Apache-2.0

#include "models/train/sample_pool.h"

#include <algorithm>
#include <filesystem>
#include <opencv2/imgproc.hpp>

#include "datasets/charts.h"
#include "datasets/resample.h"
#include "fmt/format.h"
#include "image/decode.h"
#include "image/status_macros.h"
#include "models/tile_unit.h"
#include "models/train/first_pass.h"
#include "models/train/measured_conditions.h"
#include "models/train/quality.h"

namespace sharpscale {
namespace {

// Blur and resampling read beyond the crop; this many px of the input are made and thrown away.
constexpr int kMargin = 8;

// Detail in a crop: mean absolute difference of neighbours, 8-bit levels.
double Detail(const cv::Mat& crop) {
  cv::Mat gray;
  cv::cvtColor(crop, gray, cv::COLOR_RGB2GRAY);
  const cv::Rect left(0, 0, gray.cols - 1, gray.rows);
  const cv::Rect right(1, 0, gray.cols - 1, gray.rows);
  return cv::norm(gray(left), gray(right), cv::NORM_L1) / static_cast<double>(left.area());
}

// One of the eight turns and mirrors of the square; `m` may be a part of a picture, which stays as
// it is.
cv::Mat Turned(const cv::Mat& m, int which) {
  cv::Mat out = m.clone();
  if (which & 1) cv::flip(out, out, 1);
  if (which & 2) cv::flip(out, out, 0);
  if (which & 4) cv::transpose(out, out);
  return out;
}

}  // namespace

absl::StatusOr<PictureSet> LoadPictures(const std::string& folder,
                                        const std::vector<std::string>& held_out) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> names;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string ending = it->path().extension().string();
    if (ending == ".webp" || ending == ".png") {
      names.push_back(fs::relative(it->path(), folder).generic_string());
    }
  }
  if (names.empty()) {
    return absl::NotFoundError(fmt::format(
        "{}: no pictures; set SHARPSCALE_DATA to the folder that holds train/", folder));
  }
  std::sort(names.begin(), names.end());
  PictureSet set;
  for (const std::string& name : names) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Image image, Decode(folder + "/" + name));
    if (image.pixels.type() != CV_8UC3) {
      return absl::InvalidArgumentError(
          fmt::format("{}/{}: training pictures must be 8-bit RGB", folder, name));
    }
    const bool held = std::find(held_out.begin(), held_out.end(), name) != held_out.end();
    (held ? set.validation : set.training).push_back(image.pixels);
  }
  return set;
}

SamplePool::SamplePool(const std::vector<cv::Mat>* pictures,
                       const DegradationMix& mix,
                       const SamplePoolOptions& options)
    : pictures_(pictures), mix_(mix), options_(options), random_(options.seed) {
  double area = 0.0;
  for (const cv::Mat& picture : *pictures) cumulative_area_.push_back(area += picture.total());
}

absl::Status SamplePool::Fill() {
  while (pairs_.size() < static_cast<size_t>(options_.size)) {
    SHARPSCALE_ASSIGN_OR_RETURN(SamplePair pair, Make());
    pairs_.push_back(std::move(pair));
  }
  return absl::OkStatus();
}

absl::Status SamplePool::Renew() {
  SHARPSCALE_ASSIGN_OR_RETURN(const SamplePair pair, Make());
  // Into the old one's memory: new blocks that stay would settle in the holes that a step's large
  // tensors leave, which then no longer fit there. A run of x4 grew to 14 GB in half an hour.
  SamplePair& oldest = pairs_[oldest_];
  pair.input.copyTo(oldest.input);
  pair.target.copyTo(oldest.target);
  oldest.conditions = pair.conditions;
  oldest_ = (oldest_ + 1) % pairs_.size();
  return absl::OkStatus();
}

SamplePair SamplePool::Patch(int patch, Random* random) const {
  const SamplePair& pair = pairs_[random->Int(0, static_cast<int>(pairs_.size()) - 1)];
  const int x = random->Int(0, pair.input.cols - patch);
  const int y = random->Int(0, pair.input.rows - patch);
  const int s = options_.scale;
  SamplePair out;
  out.input = pair.input(cv::Rect(x, y, patch, patch));
  out.target = pair.target(cv::Rect(x * s, y * s, patch * s, patch * s));
  out.conditions = pair.conditions;
  out.conditions.grid_x = ((pair.conditions.grid_x - x) % 8 + 8) % 8;
  out.conditions.grid_y = ((pair.conditions.grid_y - y) % 8 + 8) % 8;
  return out;
}

cv::Mat SamplePool::Crop(int wanted) {
  int size = wanted;
  if (random_.Chance(options_.reduce_chance)) {
    size = static_cast<int>(std::lround(wanted * random_.Uniform(1.0, options_.reduce_most)));
  }
  // Flat crops teach little: keep the most detailed of a few, most of the time.
  cv::Mat best;
  double most = -1.0;
  const int tries = random_.Chance(0.8) ? 3 : 1;
  for (int i = 0; i < tries; ++i) {
    const double at = random_.Uniform() * cumulative_area_.back();
    const size_t which =
        std::min<size_t>(pictures_->size() - 1,
                         std::upper_bound(cumulative_area_.begin(), cumulative_area_.end(), at) -
                             cumulative_area_.begin());
    const cv::Mat& picture = (*pictures_)[which];
    if (picture.cols < size || picture.rows < size) continue;
    const cv::Mat crop = picture(cv::Rect(
        random_.Int(0, picture.cols - size), random_.Int(0, picture.rows - size), size, size));
    const double detail = Detail(crop);
    if (detail > most) {
      most = detail;
      best = crop;
    }
  }
  if (best.empty()) best = (*pictures_)[0];  // none is large enough
  if (best.cols != wanted || best.rows != wanted) {
    best = Resample(best, {wanted, wanted}, {ResampleKernel::kBicubic, true});
  }
  return Turned(best, random_.Int(0, 7));
}

absl::StatusOr<SamplePair> SamplePool::Make() {
  const int s = options_.scale;
  const Network* const first = options_.first_pass.get();
  int margin = first == nullptr ? kMargin : kMargin + first->radius() * first->scale();
  // What the teacher says of the crop's border rests on all that it can see.
  if (options_.teacher != nullptr)
    margin = std::max(margin, RoundUp(options_.teacher->radius(), 8));
  const int whole = (options_.crop + 2 * margin) * s;
  const bool chart = random_.Chance(options_.chart_chance);
  const cv::Mat bytes = chart ? RandomChart({whole, whole}, random_.Next()) : Crop(whole);
  cv::Mat high;
  bytes.convertTo(high, CV_32F, 1.0 / 255.0);
  if (random_.Chance(options_.soft_chance)) {
    const double sigma = random_.Uniform(options_.soft_sigma.low, options_.soft_sigma.high);
    cv::GaussianBlur(high, high, {}, sigma, sigma, cv::BORDER_REFLECT_101);
  }
  const DrawnDegradation drawn = Draw(mix_, s * FirstScale(first), &random_);
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat low, Degrade(high, drawn.history, random_.Next()));
  SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat truth, TruthOf(high, drawn.history));
  SamplePair pair;
  const cv::Rect inner(margin, margin, options_.crop, options_.crop);
  pair.conditions = drawn.conditions;  // the margin is a multiple of 8: the grid phase stays
  if (random_.Chance(options_.measured_chance)) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Conditions measured, MeasuredConditions(ToEightBit(low)));
    pair.conditions = measured;
    pair.conditions.aliasing = drawn.conditions.aliasing;  // not measured
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat input, AfterFirstPass(first, low, &pair.conditions));
  // What is drawn can be told from its input: there the teacher has nothing to add but its faults.
  if (options_.teacher != nullptr && !chart) {
    cv::Mat floats;
    input.convertTo(floats, CV_32F, 1.0 / 255.0);
    SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat taught,
                                options_.teacher->Run(floats, pair.conditions, {0, 0}));
    truth = options_.taught * taught + (1.0 - options_.taught) * truth;
  }
  pair.input = input(inner).clone();
  pair.target =
      ToEightBit(truth(cv::Rect(inner.x * s, inner.y * s, inner.width * s, inner.height * s)));
  return pair;
}

}  // namespace sharpscale
