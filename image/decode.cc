// SPDX-License-Identifier: Apache-2.0

#include "image/decode.h"

#include <fmt/format.h>

#include <algorithm>

#include "image/codec.h"
#include "image/exif.h"
#include "image/orientation.h"
#include "image/ppi.h"
#include "image/sniff.h"
#include "image/status_macros.h"
#include "image/turned_source.h"

namespace sharpscale {
namespace {

// Rows per read: large enough to amortise calls, small enough to stay in the cache.
constexpr int kStripRows = 64;

absl::StatusOr<std::unique_ptr<CodecSource>> OpenByContent(const std::shared_ptr<ByteSource>& bytes,
                                                           const DecodeOptions& options) {
  const Container container = SniffContainer(*bytes);
  switch (container) {
    case Container::kJpeg:
      return OpenJpeg(bytes, options);
    case Container::kPng:
      return OpenPng(bytes, options);
    case Container::kWebp:
      return OpenWebp(bytes, options);
    case Container::kBmp:
      return OpenBmp(bytes, options);
    case Container::kPnm:
      return OpenPnm(bytes, options);
    case Container::kTiff:
    case Container::kGif:
    case Container::kHeif:
    case Container::kAvif:
    case Container::kJxl:
    case Container::kRaw:
      return OpenFenced(bytes, container, options);
    case Container::kUnknown:
      break;
  }
  return absl::InvalidArgumentError(
      fmt::format("{}: not a picture that can be read, it looks like {}; supported are JPEG, PNG, "
                  "TIFF, WebP, HEIC, "
                  "AVIF, JPEG XL, GIF, BMP, PNM and camera RAW",
                  bytes->name(),
                  DescribeUnknown(bytes->Read(0, 512))));
}

// What the file says, after everything common to all formats.
struct Opened {
  std::unique_ptr<CodecSource> rows;
  Image facts;
};

absl::StatusOr<Opened> Open(const std::shared_ptr<ByteSource>& bytes,
                            const std::string& file,
                            const DecodeOptions& options) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  Opened opened;
  SHARPSCALE_ASSIGN_OR_RETURN(opened.rows, OpenByContent(bytes, options));
  opened.facts = opened.rows->facts();
  Image& facts = opened.facts;
  facts.source.file = file;
  facts.source.file_bytes = static_cast<uint64_t>(bytes->size());
  const ExifFacts exif = ReadExif(facts.metadata.exif);
  // Decoders that turn the picture themselves (HEIF, RAW) leave 1 here, see fenced_decode.
  if (facts.source.container != Container::kHeif && facts.source.container != Container::kAvif &&
      facts.source.container != Container::kRaw && facts.source.container != Container::kJxl &&
      facts.source.orientation == 1) {
    facts.source.orientation = exif.orientation;
  }
  facts.ppi = ReconcilePpi(facts.ppi, exif.ppi(), &facts.source.notes);
  if (OrientationSwapsSides(facts.source.orientation)) std::swap(facts.ppi.x, facts.ppi.y);
  if (facts.source.pages > 1) {
    facts.source.notes.push_back(fmt::format(
        "The file has {} pages or frames; only the first is used.", facts.source.pages));
  }
  return opened;
}

// Notes that a codec added while rows were read.
void TakeLateNotes(const CodecSource& rows, size_t known, Image* facts) {
  const std::vector<std::string>& notes = rows.facts().source.notes;
  for (size_t i = known; i < notes.size(); ++i) facts->source.notes.push_back(notes[i]);
}

absl::Status Cancelled(const std::string& file) {
  return absl::CancelledError(fmt::format("{}: reading was cancelled", file));
}

absl::StatusOr<Image> ReadAll(Opened opened, const Progress* progress = nullptr) {
  const PictureShape shape = opened.rows->shape();
  const size_t known = opened.rows->facts().source.notes.size();
  Image image = std::move(opened.facts);
  try {
    image.pixels.create(shape.height, shape.width, shape.type);
    if (shape.has_alpha) {
      image.alpha.create(shape.height, shape.width, CV_MAKETYPE(CV_MAT_DEPTH(shape.type), 1));
    }
    for (int y = 0; y < shape.height; y += kStripRows) {
      if (progress != nullptr) {
        if (progress->cancelled()) return Cancelled(image.source.file);
        progress->Report({"decode", static_cast<double>(y) / shape.height});
      }
      const int rows = std::min(kStripRows, shape.height - y);
      // Headers onto the rows of the result: a codec whose create() finds them fitting decodes
      // straight into place, and others replace the header, which is then copied.
      const cv::Mat place = image.pixels.rowRange(y, y + rows);
      const cv::Mat alpha_place = shape.has_alpha ? image.alpha.rowRange(y, y + rows) : cv::Mat();
      cv::Mat pixels = place;
      cv::Mat alpha = alpha_place;
      SHARPSCALE_RETURN_IF_ERROR(opened.rows->ReadRows(rows, &pixels, &alpha));
      if (pixels.data != place.data) pixels.copyTo(place);
      if (shape.has_alpha && alpha.data != alpha_place.data) alpha.copyTo(alpha_place);
    }
    if (progress != nullptr && progress->cancelled()) return Cancelled(image.source.file);
    TakeLateNotes(*opened.rows, known, &image);
    opened.rows.reset();
    image.pixels = ApplyOrientation(image.pixels, image.source.orientation);
    if (shape.has_alpha) image.alpha = ApplyOrientation(image.alpha, image.source.orientation);
  } catch (const cv::Exception&) {
    return absl::ResourceExhaustedError(
        fmt::format("{}: not enough memory for {}x{} px; use a smaller picture or more memory",
                    image.source.file,
                    shape.width,
                    shape.height));
  }
  return image;
}

// Rows that keep their order: passed through, mirrored where asked.
class StreamingSource : public PixelSource {
 public:
  explicit StreamingSource(Opened opened)
      : rows_(std::move(opened.rows)), facts_(std::move(opened.facts)) {
    known_notes_ = rows_->facts().source.notes.size();
  }

  const PictureShape& shape() const override { return rows_->shape(); }
  const Image& facts() const override { return facts_; }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    cv::Mat fresh;
    cv::Mat fresh_alpha;
    SHARPSCALE_RETURN_IF_ERROR(
        rows_->ReadRows(rows, &fresh, alpha != nullptr ? &fresh_alpha : nullptr));
    *pixels = ApplyOrientation(fresh, facts_.source.orientation);
    if (alpha != nullptr) {
      *alpha = fresh_alpha.empty() ? cv::Mat()
                                   : ApplyOrientation(fresh_alpha, facts_.source.orientation);
    }
    TakeLateNotes(*rows_, known_notes_, &facts_);
    known_notes_ = rows_->facts().source.notes.size();
    return absl::OkStatus();
  }

 private:
  std::unique_ptr<CodecSource> rows_;
  Image facts_;
  size_t known_notes_ = 0;
};

}  // namespace

absl::Status DecodeOptions::Validate() const {
  if (max_pixels < 1) {
    return absl::InvalidArgumentError(
        fmt::format("the pixel limit is {}, it must be at least 1", max_pixels));
  }
  if (max_file_bytes < 1) {
    return absl::InvalidArgumentError(
        fmt::format("the file size limit is {} bytes, it must be at least 1", max_file_bytes));
  }
  if (max_metadata_bytes < 0) {
    return absl::InvalidArgumentError(
        fmt::format("the metadata limit is {} bytes, it must be at least 0", max_metadata_bytes));
  }
  if (!(child_seconds > 0.0) || child_seconds > 86400.0) {
    return absl::InvalidArgumentError(
        fmt::format("the time limit of the fenced decoder is {} s, it must be above 0 and at most "
                    "86400",
                    child_seconds));
  }
  if (child_memory_bytes < 64'000'000) {
    return absl::InvalidArgumentError(
        fmt::format("the memory limit of the fenced decoder is {} bytes, it must be at least "
                    "64000000",
                    child_memory_bytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<Image> Decode(const std::string& path,
                             const DecodeOptions& options,
                             const Progress* progress) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::shared_ptr<ByteSource> bytes,
                              ByteSource::Open(path, options.max_file_bytes));
  SHARPSCALE_ASSIGN_OR_RETURN(Opened opened, Open(bytes, path, options));
  return ReadAll(std::move(opened), progress);
}

absl::StatusOr<Image> DecodeBytes(const std::string& bytes,
                                  const std::string& name,
                                  const DecodeOptions& options) {
  if (bytes.empty()) {
    return absl::InvalidArgumentError(fmt::format("{}: the file is empty (0 bytes)", name));
  }
  if (static_cast<int64_t>(bytes.size()) > options.max_file_bytes) {
    return absl::InvalidArgumentError(
        fmt::format("{}: the file has {} bytes, more than the limit of "
                    "{}",
                    name,
                    bytes.size(),
                    options.max_file_bytes));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(Opened opened,
                              Open(ByteSource::FromBytes(bytes, name), name, options));
  return ReadAll(std::move(opened));
}

absl::StatusOr<Header> ReadHeader(const std::string& path, const DecodeOptions& options) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::shared_ptr<ByteSource> bytes,
                              ByteSource::Open(path, options.max_file_bytes));
  SHARPSCALE_ASSIGN_OR_RETURN(Opened opened, Open(bytes, path, options));
  const PictureShape& shape = opened.rows->shape();
  const bool swap = OrientationSwapsSides(opened.facts.source.orientation);
  Header header;
  header.width = swap ? shape.height : shape.width;
  header.height = swap ? shape.width : shape.height;
  header.channels = CV_MAT_CN(shape.type);
  header.depth = CV_MAT_DEPTH(shape.type);
  header.has_alpha = shape.has_alpha;
  header.facts = std::move(opened.facts);
  return header;
}

absl::StatusOr<std::unique_ptr<PixelSource>> OpenSource(const std::string& path,
                                                        const DecodeOptions& options) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::shared_ptr<ByteSource> bytes,
                              ByteSource::Open(path, options.max_file_bytes));
  SHARPSCALE_ASSIGN_OR_RETURN(Opened opened, Open(bytes, path, options));
  if (OrientationKeepsRows(opened.facts.source.orientation)) {
    return std::make_unique<StreamingSource>(std::move(opened));
  }
  const PictureShape& shape = opened.rows->shape();
  const int64_t bytes_of_pixels =
      int64_t{shape.width} * shape.height * static_cast<int64_t>(CV_ELEM_SIZE(shape.type));
  if (bytes_of_pixels > kTurnInMemoryBytes) {
    return TurnThroughFile(opened.rows.get(), opened.facts, opened.facts.source.orientation);
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const Image image, ReadAll(std::move(opened)));
  return ImageSource(image);
}

}  // namespace sharpscale
