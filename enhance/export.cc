// SPDX-License-Identifier: Apache-2.0

#include "enhance/export.h"

#include <fmt/format.h>

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kLowestQuality = 5;

Container ContainerFromName(const std::string& name) {
  for (const Container container : {Container::kJpeg,
                                    Container::kPng,
                                    Container::kTiff,
                                    Container::kWebp,
                                    Container::kAvif,
                                    Container::kJxl}) {
    if (name == ContainerName(container)) return container;
  }
  return Container::kUnknown;
}

std::string Kilobytes(double bytes) {
  return fmt::format("{:.1f} kB", bytes / 1e3);
}

struct Search {
  std::string bytes;
  int quality = 0;
  size_t smallest = 0;  // size at the lowest quality tried
};

// The highest quality in [kLowestQuality, options.quality] whose file fits; `bytes` empty = none
// does.
absl::StatusOr<Search> HighestQuality(const Image& image,
                                      EncodeOptions options,
                                      int64_t max_bytes,
                                      const Progress* progress) {
  Search search;
  int low = kLowestQuality - 1;                              // fits, or untried below the range
  int high = std::max(kLowestQuality, options.quality) + 1;  // too large
  while (high - low > 1) {
    if (progress != nullptr && progress->cancelled()) return absl::CancelledError("cancelled");
    // The asked-for quality first: mostly it fits.
    const int middle = high > options.quality && low < kLowestQuality ? high - 1 : (low + high) / 2;
    options.quality = middle;
    SHARPSCALE_ASSIGN_OR_RETURN(std::string bytes, EncodeBytes(image, options));
    search.smallest = search.smallest == 0 ? bytes.size() : std::min(search.smallest, bytes.size());
    if (static_cast<int64_t>(bytes.size()) <= max_bytes) {
      low = middle;
      search.bytes = std::move(bytes);
      search.quality = middle;
    } else {
      high = middle;
    }
  }
  return search;
}

cv::Mat Shrunk(const cv::Mat& pixels, cv::Size size) {
  cv::Mat small;
  if (!pixels.empty()) cv::resize(pixels, small, size, 0.0, 0.0, cv::INTER_AREA);
  return small;
}

// The largest width (in steps of 4 %) at which the floor's quality fits, found by encoding.
std::optional<cv::Size> SizeAtFloor(const Image& image,
                                    EncodeOptions options,
                                    int64_t max_bytes,
                                    size_t bytes_at_floor) {
  options.quality = QualityFloor(options.format);
  // Files grow a little slower than pixels.
  double scale = std::pow(static_cast<double>(max_bytes) / bytes_at_floor, 0.55);
  for (int attempt = 0; attempt < 6 && scale > 0.02; ++attempt, scale *= 0.96) {
    const cv::Size size(std::max(1, cvRound(image.width() * scale)),
                        std::max(1, cvRound(image.height() * scale)));
    Image small = image;
    small.pixels = Shrunk(image.pixels, size);
    small.alpha = Shrunk(image.alpha, size);
    absl::StatusOr<std::string> bytes = EncodeBytes(small, options);
    if (bytes.ok() && static_cast<int64_t>(bytes->size()) <= max_bytes) return size;
  }
  return std::nullopt;
}

}  // namespace

int QualityFloor(Container format) {
  switch (format) {
    case Container::kJpeg:
      return 60;
    case Container::kWebp:
      return 55;
    case Container::kAvif:
      return 40;
    case Container::kJxl:
      return 50;
    default:
      return 0;
  }
}

EncodeOptions ExportOptions(const Plan& plan, const std::string& path, const EncodeOptions& given) {
  EncodeOptions options = given;
  for (const Step& step : plan.steps) {
    if (step.kind != StepKind::kExport) continue;
    if (step.quality > 0) options.quality = std::clamp(step.quality, 1, 100);
    if (options.format == Container::kUnknown && ContainerFromPath(path) == Container::kUnknown) {
      options.format = ContainerFromName(step.format);
    }
  }
  if (options.format == Container::kUnknown) options.format = ContainerFromPath(path);
  return options;
}

int64_t MaxBytes(const Plan& plan) {
  int64_t limit = plan.target.max_bytes.value_or(0);
  for (const Step& step : plan.steps) {
    if (!step.max_bytes) continue;
    limit = limit > 0 ? std::min(limit, *step.max_bytes) : *step.max_bytes;
  }
  return limit;
}

Ppi ExportPpi(const Plan& plan, const Ppi& source) {
  for (const Step& step : plan.steps) {
    if (step.kind == StepKind::kExport && step.ppi > 0.0) return {step.ppi, step.ppi};
  }
  if (plan.target.is_print() && plan.ppi_after > 0.0) return {plan.ppi_after, plan.ppi_after};
  return source;
}

absl::StatusOr<FittedFile> FitBytes(const Image& image,
                                    const EncodeOptions& options,
                                    int64_t max_bytes,
                                    const Progress* progress) {
  FittedFile file;
  file.options = options;
  const int floor = QualityFloor(options.format);
  if (floor == 0 || options.lossless) {
    SHARPSCALE_ASSIGN_OR_RETURN(file.bytes, EncodeBytes(image, options));
    if (static_cast<int64_t>(file.bytes.size()) <= max_bytes) return file;
    return absl::ResourceExhaustedError(
        fmt::format("a {} of {}x{} px takes {}, more than the {} allowed; use JPEG, WebP or AVIF, "
                    "or fewer pixels",
                    ContainerName(options.format),
                    image.width(),
                    image.height(),
                    Kilobytes(file.bytes.size()),
                    Kilobytes(max_bytes)));
  }
  const bool has_chroma = image.channels() == 3 && options.format != Container::kWebp;
  SHARPSCALE_ASSIGN_OR_RETURN(Search search, HighestQuality(image, options, max_bytes, progress));
  if (has_chroma && options.chroma_444 && search.quality < floor) {
    EncodeOptions subsampled = options;
    subsampled.chroma_444 = false;
    SHARPSCALE_ASSIGN_OR_RETURN(Search smaller,
                                HighestQuality(image, subsampled, max_bytes, progress));
    if (smaller.quality > search.quality) {
      search = std::move(smaller);
      file.options = subsampled;
      file.notes.push_back("Colour is stored at half resolution (4:2:0) to keep the quality up.");
    }
  }
  if (search.bytes.empty()) {
    return absl::ResourceExhaustedError(fmt::format(
        "{}x{} px as {} take {} even at quality {}, more than the {} allowed; use fewer pixels",
        image.width(),
        image.height(),
        ContainerName(options.format),
        Kilobytes(search.smallest),
        kLowestQuality,
        Kilobytes(max_bytes)));
  }
  file.bytes = std::move(search.bytes);
  file.options.quality = search.quality;
  if (search.quality < options.quality) {
    file.notes.push_back(fmt::format("Quality {} instead of {} to stay under {}: {}.",
                                     search.quality,
                                     options.quality,
                                     Kilobytes(max_bytes),
                                     Kilobytes(file.bytes.size())));
  }
  if (search.quality >= floor) return file;
  file.under_floor = true;
  file.notes.push_back(fmt::format("Quality {} is under {}, where {} damage begins to show.",
                                   search.quality,
                                   floor,
                                   ContainerName(options.format)));
  EncodeOptions at_floor = file.options;
  at_floor.quality = floor;
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string floor_bytes, EncodeBytes(image, at_floor));
  if (const std::optional<cv::Size> size =
          SizeAtFloor(image, file.options, max_bytes, floor_bytes.size())) {
    file.notes.push_back(
        fmt::format("{}x{} px would fit at quality {}; this size at quality {} takes {}.",
                    size->width,
                    size->height,
                    floor,
                    floor,
                    Kilobytes(floor_bytes.size())));
  }
  if (options.format == Container::kJpeg) {
    EncodeOptions webp = options;
    webp.format = Container::kWebp;
    webp.quality = std::max(QualityFloor(Container::kWebp), options.quality);
    absl::StatusOr<Search> other = HighestQuality(image, webp, max_bytes, progress);
    if (other.ok() && !other->bytes.empty()) {
      file.notes.push_back(fmt::format("As WebP the same pixels fit at quality {} ({}).",
                                       other->quality,
                                       Kilobytes(other->bytes.size())));
    }
  }
  return file;
}

}  // namespace sharpscale
