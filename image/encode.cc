// SPDX-License-Identifier: Apache-2.0

#include "image/encode.h"

#include <fmt/format.h>

#include <algorithm>

#include "image/atomic_file.h"
#include "image/codec.h"
#include "image/dither.h"
#include "image/encode_metadata.h"
#include "image/encoder.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// What a container can hold.
struct Format {
  Container container;
  int max_bits;
  int default_bits;  // at most, where the user does not ask
  bool alpha;
  int max_side;  // px
};

// AVIF with more than 8 bits (12, of AV1's professional profile) is not shown everywhere.
// JPEG: 16-bit sides, libjpeg stops at 65500. WebP: 14 bits. AVIF: libaom 16 bits.
constexpr Format kFormats[] = {
    {Container::kJpeg, 8, 8, false, 65500},
    {Container::kPng, 16, 16, true, 0x7FFFFFFF},
    {Container::kTiff, 16, 16, true, 0x7FFFFFFF},
    {Container::kWebp, 8, 8, true, 16383},
    {Container::kAvif, 16, 8, true, 16384},
    {Container::kJxl, 16, 16, true, 0x3FFFFFFF},
};

const Format* FindFormat(Container container) {
  for (const Format& format : kFormats) {
    if (format.container == container) return &format;
  }
  return nullptr;
}

absl::Status NoTransparency(const std::string& path, Container container) {
  return absl::InvalidArgumentError(
      fmt::format("{}: the picture has transparency, which {} cannot hold; write PNG, TIFF, WebP, "
                  "AVIF or JPEG XL, or flatten it on white (--flatten)",
                  path,
                  container == Container::kJpeg ? "JPEG" : ContainerName(container)));
}

struct Ending {
  const char* text;
  Container container;
};

constexpr Ending kEndings[] = {
    {"jpg", Container::kJpeg},
    {"jpeg", Container::kJpeg},
    {"jpe", Container::kJpeg},
    {"png", Container::kPng},
    {"tif", Container::kTiff},
    {"tiff", Container::kTiff},
    {"webp", Container::kWebp},
    {"avif", Container::kAvif},
    {"jxl", Container::kJxl},
    {"heic", Container::kHeif},
    {"heif", Container::kHeif},
    {"gif", Container::kGif},
    {"bmp", Container::kBmp},
    {"pnm", Container::kPnm},
    {"ppm", Container::kPnm},
    {"pgm", Container::kPnm},
};

absl::StatusOr<std::unique_ptr<Encoder>> NewEncoder(Container container, const EncodeJob& job) {
  switch (container) {
    case Container::kJpeg:
      return NewJpegEncoder(job);
    case Container::kPng:
      return NewPngEncoder(job);
    case Container::kTiff:
      return NewTiffEncoder(job);
    case Container::kWebp:
      return NewWebpEncoder(job);
    default:
      return NewFencedEncoder(job);
  }
}

class EncodingSink : public PixelSink {
 public:
  EncodingSink(const PictureShape& shape,
               const Format& format,
               std::unique_ptr<AtomicFile> file,
               EncodeJob job)
      : shape_(shape), format_(format), file_(std::move(file)), job_(std::move(job)) {}

  absl::Status Start() {
    job_.file = file_.get();
    SHARPSCALE_ASSIGN_OR_RETURN(encoder_, NewEncoder(format_.container, job_));
    return absl::OkStatus();
  }

  absl::Status WriteRows(const cv::Mat& pixels, const cv::Mat& alpha) override {
    if (pixels.type() != shape_.type || pixels.cols != shape_.width ||
        pixels.rows > shape_.height - row_ || alpha.empty() == shape_.has_alpha ||
        (shape_.has_alpha &&
         (alpha.size() != pixels.size() || alpha.type() != CV_MAKETYPE(pixels.depth(), 1)))) {
      return absl::InvalidArgumentError(
          fmt::format("{}: rows of {}x{} px (type {}) do not fit a picture of {}x{} px (type {}) "
                      "after row {}",
                      file_->path(),
                      pixels.cols,
                      pixels.rows,
                      pixels.type(),
                      shape_.width,
                      shape_.height,
                      shape_.type,
                      row_));
    }
    try {
      return WriteChecked(pixels, alpha);
    } catch (const cv::Exception&) {
      return absl::ResourceExhaustedError(
          fmt::format("{}: not enough memory to encode", file_->path()));
    }
  }

  absl::Status Finish() override {
    if (row_ != shape_.height) {
      return absl::FailedPreconditionError(
          fmt::format("{}: {} of {} rows were written", file_->path(), row_, shape_.height));
    }
    SHARPSCALE_RETURN_IF_ERROR(encoder_->Finish());
    encoder_.reset();
    return file_->Commit();
  }

  AtomicFile* file() { return file_.get(); }

 private:
  absl::Status WriteChecked(const cv::Mat& pixels, const cv::Mat& alpha) {
    cv::Mat flat = pixels;
    if (shape_.has_alpha && !format_.alpha) {
      double least = 0.0;
      cv::minMaxLoc(alpha, &least, nullptr);
      if (least < MaxValue(alpha.depth())) {
        if (!job_.options.flatten_alpha) return NoTransparency(file_->path(), format_.container);
        flat = FlattenOnWhite(pixels, alpha);
      }
    }
    const cv::Mat rows = format_.alpha ? JoinAlpha(flat, alpha) : flat;
    SHARPSCALE_RETURN_IF_ERROR(encoder_->WriteRows(ConvertDepth(rows, job_.depth, row_)));
    row_ += pixels.rows;
    return absl::OkStatus();
  }

  static cv::Mat FlattenOnWhite(const cv::Mat& pixels, const cv::Mat& alpha) {
    const double white = MaxValue(pixels.depth());
    cv::Mat colour;
    cv::Mat weight;
    pixels.convertTo(colour, CV_32F, 1.0 / white);
    alpha.convertTo(weight, CV_32F, 1.0 / white);
    const int channels = colour.channels();
    for (int y = 0; y < colour.rows; ++y) {
      float* values = colour.ptr<float>(y);
      const float* weights = weight.ptr<float>(y);
      for (int x = 0; x < colour.cols; ++x) {
        for (int c = 0; c < channels; ++c, ++values) {
          *values = 1.0f + (*values - 1.0f) * weights[x];
        }
      }
    }
    cv::Mat result;
    colour.convertTo(result, pixels.depth(), white);
    return result;
  }

  PictureShape shape_;
  Format format_;
  std::unique_ptr<AtomicFile> file_;  // before encoder_, which writes into it
  EncodeJob job_;
  std::unique_ptr<Encoder> encoder_;
  int row_ = 0;
};

absl::StatusOr<std::unique_ptr<EncodingSink>> NewSink(const PictureShape& shape,
                                                      const Image& facts,
                                                      Container container,
                                                      const EncodeOptions& options,
                                                      const std::string& name,
                                                      std::unique_ptr<AtomicFile> file) {
  const Format* format = FindFormat(container);
  if (format == nullptr) {
    return absl::UnimplementedError(
        fmt::format("{}: {} cannot be written; use .jpg, .png, .tif, .webp, .avif or .jxl",
                    name,
                    ContainerName(container)));
  }
  const int depth = CV_MAT_DEPTH(shape.type);
  const int colours = CV_MAT_CN(shape.type);
  if (shape.width < 1 || shape.height < 1 ||
      (depth != CV_8U && depth != CV_16U && depth != CV_32F) || (colours != 1 && colours != 3)) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: a picture of {}x{} px with {} channels (cv depth {}) cannot be written; 8-bit, "
        "16-bit or float with 1 or 3 channels can",
        name,
        shape.width,
        shape.height,
        colours,
        depth));
  }
  if (facts.encoding == Encoding::kLinear) {
    return absl::FailedPreconditionError(
        fmt::format("{}: linear light cannot be written; encode the pixels first", name));
  }
  if (shape.width > format->max_side || shape.height > format->max_side) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {}x{} px is more than {} can hold ({} px a side); write TIFF or PNG",
                    name,
                    shape.width,
                    shape.height,
                    ContainerName(container),
                    format->max_side));
  }
  if (options.bits > format->max_bits) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {} bits were asked, {} has {}; write PNG or TIFF, or ask for 8",
                    name,
                    options.bits,
                    ContainerName(container),
                    format->max_bits));
  }
  if (container == Container::kAvif && options.bits == 16 && colours == 1) {
    return absl::UnimplementedError(
        fmt::format("{}: gray AVIF with more than 8 bits cannot be written; ask for 8 bits or "
                    "write PNG, TIFF or "
                    "JPEG XL",
                    name));
  }
  EncodeJob job;
  job.width = shape.width;
  job.height = shape.height;
  const int own_bits = depth == CV_8U ? 8 : 16;
  const int bits = options.bits != 0 ? options.bits : std::min(own_bits, format->default_bits);
  job.depth = bits == 16 ? CV_16U : CV_8U;
  job.channels = colours + (shape.has_alpha && format->alpha ? 1 : 0);
  job.metadata = MetadataForEncoding(facts, container, shape.width, shape.height, options.strip);
  job.ppi = facts.ppi;
  job.options = options;
  job.options.format = container;
  auto sink = std::make_unique<EncodingSink>(shape, *format, std::move(file), std::move(job));
  SHARPSCALE_RETURN_IF_ERROR(sink->Start());
  return sink;
}

absl::Status WriteWhole(const Image& image, EncodingSink* sink) {
  // Strips keep conversion buffers small.
  constexpr int kStripRows = 64;
  for (int y = 0; y < image.height(); y += kStripRows) {
    const int end = std::min(y + kStripRows, image.height());
    SHARPSCALE_RETURN_IF_ERROR(
        sink->WriteRows(image.pixels.rowRange(y, end),
                        image.alpha.empty() ? cv::Mat() : image.alpha.rowRange(y, end)));
  }
  return sink->Finish();
}

PictureShape ShapeOf(const Image& image) {
  return {image.width(), image.height(), image.pixels.type(), !image.alpha.empty()};
}

absl::StatusOr<Container> ChooseContainer(const std::string& path, const EncodeOptions& options) {
  if (options.format != Container::kUnknown) return options.format;
  const Container container = ContainerFromPath(path);
  if (container != Container::kUnknown) return container;
  return absl::InvalidArgumentError(fmt::format(
      "{}: the ending does not name a picture format; use .jpg, .png, .tif, .webp, .avif "
      "or .jxl",
      path == "-" ? "standard output" : path));
}

}  // namespace

absl::Status AcceptsTransparency(const std::string& path, const EncodeOptions& options) {
  SHARPSCALE_ASSIGN_OR_RETURN(const Container container, ChooseContainer(path, options));
  const Format* format = FindFormat(container);
  if (format == nullptr || format->alpha || options.flatten_alpha) return absl::OkStatus();
  return NoTransparency(path, container);
}

absl::Status EncodeOptions::Validate() const {
  if (quality < 1 || quality > 100) {
    return absl::InvalidArgumentError(
        fmt::format("quality is {}, it must be from 1 to 100", quality));
  }
  if (bits != 0 && bits != 8 && bits != 16) {
    return absl::InvalidArgumentError(
        fmt::format("bits is {}, it must be 8, 16 or 0 (the picture's own)", bits));
  }
  return absl::OkStatus();
}

Container ContainerFromPath(const std::string& path) {
  const size_t dot = path.rfind('.');
  if (dot == std::string::npos || path.find('/', dot) != std::string::npos) {
    return Container::kUnknown;
  }
  std::string ending = path.substr(dot + 1);
  std::transform(ending.begin(), ending.end(), ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const Ending& known : kEndings) {
    if (ending == known.text) return known.container;
  }
  return Container::kUnknown;
}

absl::StatusOr<std::unique_ptr<PixelSink>> OpenSink(const PictureShape& shape,
                                                    const Image& facts,
                                                    const std::string& path,
                                                    const EncodeOptions& options) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  SHARPSCALE_ASSIGN_OR_RETURN(const Container container, ChooseContainer(path, options));
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<AtomicFile> file,
                              AtomicFile::Create(path, options.overwrite, options.never_overwrite));
  return NewSink(shape, facts, container, options, path, std::move(file));
}

absl::Status Encode(const Image& image, const std::string& path, const EncodeOptions& options) {
  if (image.empty()) {
    return absl::InvalidArgumentError(fmt::format("{}: there are no pixels to write", path));
  }
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  SHARPSCALE_ASSIGN_OR_RETURN(const Container container, ChooseContainer(path, options));
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<AtomicFile> file,
                              AtomicFile::Create(path, options.overwrite, options.never_overwrite));
  SHARPSCALE_ASSIGN_OR_RETURN(
      const std::unique_ptr<EncodingSink> sink,
      NewSink(ShapeOf(image), image, container, options, path, std::move(file)));
  return WriteWhole(image, sink.get());
}

absl::StatusOr<std::string> EncodeBytes(const Image& image, const EncodeOptions& options) {
  if (image.empty()) return absl::InvalidArgumentError("there are no pixels to encode");
  if (options.format == Container::kUnknown) {
    return absl::InvalidArgumentError("name the format to encode to memory");
  }
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<AtomicFile> file, AtomicFile::InMemory());
  SHARPSCALE_ASSIGN_OR_RETURN(
      const std::unique_ptr<EncodingSink> sink,
      NewSink(ShapeOf(image), image, options.format, options, "the result", std::move(file)));
  SHARPSCALE_RETURN_IF_ERROR(WriteWhole(image, sink.get()));
  std::string bytes(static_cast<size_t>(sink->file()->size()), '\0');
  bytes.resize(sink->file()->ReadAt(0, bytes.data(), bytes.size()));
  return bytes;
}

absl::Status WriteFileAtomically(const std::string& path,
                                 const std::string& bytes,
                                 bool overwrite,
                                 const std::vector<std::string>& never_overwrite) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::unique_ptr<AtomicFile> file,
                              AtomicFile::Create(path, overwrite, never_overwrite));
  SHARPSCALE_RETURN_IF_ERROR(file->Write(bytes.data(), bytes.size()));
  return file->Commit();
}

}  // namespace sharpscale
