// SPDX-License-Identifier: Apache-2.0

#include "datasets/degrade.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/numbers.h"
#include "datasets/ink.h"
#include "datasets/kernels.h"
#include "datasets/random.h"
#include "datasets/unsharp.h"
#include "fmt/format.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

absl::Status InRange(const char* what, double value, double low, double high) {
  if (value >= low && value <= high) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} {} is out of range; allowed: {}..{}", what, value, low, high));
}

struct Validator {
  absl::Status operator()(const BlurStep& s) const {
    SHARPSCALE_RETURN_IF_ERROR(InRange("blur sigma", s.sigma_u, 0.0, 50.0));
    return InRange("blur sigma", s.sigma_v, 0.0, 50.0);
  }
  absl::Status operator()(const DefocusStep& s) const {
    return InRange("defocus radius", s.radius, 0.0, 50.0);
  }
  absl::Status operator()(const MotionStep& s) const {
    return InRange("motion length", s.length, 0.0, 100.0);
  }
  absl::Status operator()(const ResizeStep& s) const {
    return InRange("resize factor", s.factor, 1.0 / 64.0, 64.0);
  }
  absl::Status operator()(const UnsharpStep& s) const {
    SHARPSCALE_RETURN_IF_ERROR(InRange("unsharp amount", s.amount, 0.0, 100.0));
    return InRange("unsharp sigma", s.sigma, 0.0, 50.0);
  }
  absl::Status operator()(const NoiseOptions& s) const {
    return InRange("noise sigma", s.sigma, 0.0, 255.0);
  }
  absl::Status operator()(const JpegOptions& s) const { return s.Validate(); }
  absl::Status operator()(const WebpStep& s) const {
    return InRange("WebP quality", s.quality, 0.0, 100.0);
  }
  absl::Status operator()(const InkStep& s) const {
    return InRange("ink sigma", s.sigma, 0.3, 50.0);
  }
  absl::Status operator()(const BilevelStep& s) const {
    return InRange("bilevel threshold", s.threshold, 0.0, 1.0);
  }
};

cv::Mat ToBytes(const cv::Mat& picture) {
  cv::Mat bytes;
  picture.convertTo(bytes, CV_8U, 255.0);
  return bytes;
}

absl::StatusOr<cv::Mat> ToFloats(absl::StatusOr<cv::Mat> bytes) {
  if (!bytes.ok()) return bytes.status();
  cv::Mat floats;
  bytes->convertTo(floats, CV_32F, 1.0 / 255.0);
  return floats;
}

struct Applier {
  const cv::Mat& picture;
  Random* random;

  absl::StatusOr<cv::Mat> operator()(const BlurStep& s) const {
    return Convolve(picture, GaussianKernel(s.sigma_u, s.sigma_v, s.degrees));
  }
  absl::StatusOr<cv::Mat> operator()(const DefocusStep& s) const {
    return Convolve(picture, DiscKernel(s.radius));
  }
  absl::StatusOr<cv::Mat> operator()(const MotionStep& s) const {
    return Convolve(picture, MotionKernel(s.length, s.degrees));
  }
  absl::StatusOr<cv::Mat> operator()(const ResizeStep& s) const {
    const cv::Size size(std::max(1, static_cast<int>(std::lround(picture.cols * s.factor))),
                        std::max(1, static_cast<int>(std::lround(picture.rows * s.factor))));
    return Resample(picture, size, s.options);
  }
  absl::StatusOr<cv::Mat> operator()(const UnsharpStep& s) const {
    return UnsharpMask(picture, s.amount, s.sigma);
  }
  absl::StatusOr<cv::Mat> operator()(const NoiseOptions& s) const {
    return AddNoise(picture, s, random);
  }
  absl::StatusOr<cv::Mat> operator()(const JpegOptions& s) const {
    return ToFloats(JpegRoundTrip(ToBytes(picture), s));
  }
  absl::StatusOr<cv::Mat> operator()(const WebpStep& s) const {
    return ToFloats(WebpRoundTrip(ToBytes(picture), s.quality));
  }
  absl::StatusOr<cv::Mat> operator()(const InkStep& s) const { return Ink(picture, s.sigma); }
  absl::StatusOr<cv::Mat> operator()(const BilevelStep& s) const {
    return Bilevel(picture, s.threshold);
  }
};

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  while (true) {
    const size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

// The words of one step, read by position.
class Words {
 public:
  explicit Words(std::string_view step) : step_(step), words_(Split(step, ':')) {}

  std::string_view name() const { return words_[0]; }
  bool Has(size_t i) const { return i < words_.size(); }
  std::string_view Text(size_t i, std::string_view fallback) const {
    return Has(i) ? words_[i] : fallback;
  }
  double Number(size_t i, double fallback) {
    if (!Has(i)) return fallback;
    double value = 0.0;
    if (!absl::SimpleAtod(std::string(words_[i]), &value) || !std::isfinite(value)) {
      Fail(fmt::format("'{}' is not a number", words_[i]));
    }
    return value;
  }
  void Need(size_t least, size_t most) {
    const size_t n = words_.size() - 1;
    if (n < least || n > most) {
      Fail(fmt::format("takes {} to {} parameters, got {}", least, most, n));
    }
  }
  void Fail(const std::string& why) {
    if (status_.ok()) {
      status_ = absl::InvalidArgumentError(fmt::format("degradation step '{}': {}", step_, why));
    }
  }
  const absl::Status& status() const { return status_; }

 private:
  std::string_view step_;
  std::vector<std::string_view> words_;
  absl::Status status_;
};

DegradationStep ReadResize(Words* words, bool reduce) {
  words->Need(1, 2);
  ResizeStep step;
  const double factor = words->Number(1, 1.0);
  if (!(factor >= 1.0)) words->Fail(fmt::format("factor {} must be 1 or more", factor));
  step.factor = reduce ? 1.0 / factor : factor;
  const auto options = ResampleFromName(words->Text(2, "bicubic"));
  if (options.ok()) {
    step.options = *options;
  } else {
    words->Fail(std::string(options.status().message()));
  }
  return step;
}

DegradationStep ReadStep(Words* words) {
  const std::string_view name = words->name();
  if (name == "blur") {
    words->Need(1, 3);
    const double u = words->Number(1, 0.0);
    return BlurStep{u, words->Number(2, u), words->Number(3, 0.0)};
  }
  if (name == "defocus") {
    words->Need(1, 1);
    return DefocusStep{words->Number(1, 0.0)};
  }
  if (name == "motion") {
    words->Need(1, 2);
    return MotionStep{words->Number(1, 0.0), words->Number(2, 0.0)};
  }
  if (name == "down") return ReadResize(words, true);
  if (name == "up") return ReadResize(words, false);
  if (name == "usm") {
    words->Need(1, 2);
    return UnsharpStep{words->Number(1, 0.0), words->Number(2, 1.0)};
  }
  if (name == "noise") {
    words->Need(1, 2);
    NoiseOptions step;
    step.sigma = words->Number(1, 0.0);
    const auto kind = NoiseKindFromName(words->Text(2, "gaussian"));
    if (kind.ok()) {
      step.kind = *kind;
    } else {
      words->Fail(std::string(kind.status().message()));
    }
    return step;
  }
  if (name == "jpeg") {
    words->Need(1, 4);
    JpegOptions step;
    step.quality = static_cast<int>(words->Number(1, 75.0));
    const std::string_view chroma = words->Text(2, "444");
    if (chroma != "444" && chroma != "420") {
      words->Fail(fmt::format("chroma '{}' must be 444 or 420", chroma));
    }
    step.chroma_420 = chroma == "420";
    step.grid_x = static_cast<int>(words->Number(3, 0.0));
    step.grid_y = static_cast<int>(words->Number(4, 0.0));
    return step;
  }
  if (name == "webp") {
    words->Need(1, 1);
    return WebpStep{words->Number(1, 75.0)};
  }
  if (name == "ink") {
    words->Need(0, 1);
    return InkStep{words->Number(1, 2.0)};
  }
  if (name == "bilevel") {
    words->Need(0, 1);
    return BilevelStep{words->Number(1, 0.5)};
  }
  words->Fail(
      "unknown; known: blur, defocus, motion, down, up, usm, noise, jpeg, webp, ink, bilevel");
  return BlurStep{};
}

}  // namespace

absl::Status Degradation::Validate() const {
  for (const DegradationStep& step : steps) {
    SHARPSCALE_RETURN_IF_ERROR(std::visit(Validator{}, step));
  }
  return absl::OkStatus();
}

absl::StatusOr<cv::Mat> Degrade(const cv::Mat& picture, const Degradation& history, uint64_t seed) {
  if (picture.empty() || (picture.type() != CV_32FC1 && picture.type() != CV_32FC3)) {
    return absl::InvalidArgumentError(fmt::format(
        "a picture of {}x{}, cv type {} cannot be degraded; it must be float gray or RGB "
        "and not empty",
        picture.cols,
        picture.rows,
        picture.type()));
  }
  SHARPSCALE_RETURN_IF_ERROR(history.Validate());
  Random random(seed);
  cv::Mat out = picture.clone();
  for (const DegradationStep& step : history.steps) {
    SHARPSCALE_ASSIGN_OR_RETURN(out, std::visit(Applier{out, &random}, step));
  }
  return out;
}

absl::StatusOr<cv::Mat> TruthOf(const cv::Mat& picture, const Degradation& history) {
  if (history.steps.empty() || !std::holds_alternative<InkStep>(history.steps.front())) {
    return picture;
  }
  return Degrade(picture, {{history.steps.front()}}, 0);
}

absl::StatusOr<Degradation> DegradationFromText(std::string_view text) {
  Degradation history;
  if (text.empty() || text == "none") return history;
  for (const std::string_view part : Split(text, ',')) {
    Words words(part);
    history.steps.push_back(ReadStep(&words));
    SHARPSCALE_RETURN_IF_ERROR(words.status());
  }
  for (size_t i = 1; i < history.steps.size(); ++i) {
    if (std::holds_alternative<InkStep>(history.steps[i])) {
      return absl::InvalidArgumentError("degradation step 'ink' must be the first one");
    }
  }
  SHARPSCALE_RETURN_IF_ERROR(history.Validate());
  return history;
}

}  // namespace sharpscale
