// SPDX-License-Identifier: Apache-2.0

#include "image/fenced/raw_boundary.h"

#include <fmt/format.h>
#include <libraw/libraw.h>

#include <algorithm>
#include <cstring>

#include "image/jpeg_segments.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

class RawSource : public CodecSource {
 public:
  explicit RawSource(std::shared_ptr<ByteSource> bytes) : bytes_(std::move(bytes)) {}

  ~RawSource() override {
    if (developed_ != nullptr) LibRaw::dcraw_clear_mem(developed_);
  }

  absl::Status Open(const DecodeOptions& options) {
    data_ = bytes_->Read(0, static_cast<size_t>(bytes_->size()));
    raw_ = std::make_unique<LibRaw>();
    libraw_output_params_t& params = raw_->imgdata.params;
    params.use_camera_wb = 1;
    params.output_color = 1;  // sRGB
    params.output_bps = 16;
    params.gamm[0] = 1.0 / 2.4;  // sRGB's tone curve
    params.gamm[1] = 12.92;
    // The brightness of the metered exposure: nothing is clipped that the camera kept.
    params.no_auto_bright = 1;
    params.user_qual = 3;  // AHD
    SHARPSCALE_RETURN_IF_ERROR(Check(raw_->open_buffer(data_.data(), data_.size())));
    const libraw_image_sizes_t& sizes = raw_->imgdata.sizes;
    SHARPSCALE_RETURN_IF_ERROR(
        CheckSize(bytes_->name(), sizes.raw_width, sizes.raw_height, options));
    SHARPSCALE_RETURN_IF_ERROR(CheckSize(bytes_->name(), sizes.iwidth, sizes.iheight, options));
    // Bits 4 of flip exchange the sides; LibRaw turns the picture itself.
    const bool turned = (sizes.flip & 4) != 0;
    shape_.width = turned ? sizes.iheight : sizes.iwidth;
    shape_.height = turned ? sizes.iwidth : sizes.iheight;
    shape_.type = raw_->imgdata.idata.colors == 1 ? CV_16UC1 : CV_16UC3;
    facts_.source.container = Container::kRaw;
    facts_.source.bits_per_sample = 16;
    facts_.source.lossless = true;
    facts_.source.pages = std::max(1, static_cast<int>(raw_->imgdata.idata.raw_count));
    facts_.source.notes.push_back(fmt::format(
        "Camera RAW ({} {}) was developed with the camera's white balance to 16-bit sRGB, "
        "without sharpening or noise reduction.",
        Text(raw_->imgdata.idata.make),
        Text(raw_->imgdata.idata.model)));
    ReadPreviewMetadata(options);
    return absl::OkStatus();
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    if (developed_ == nullptr) SHARPSCALE_RETURN_IF_ERROR(Develop());
    cv::Mat whole(shape_.height, shape_.width, shape_.type, developed_->data);
    *pixels = whole.rowRange(row_, row_ + rows);
    if (alpha != nullptr) alpha->release();
    row_ += rows;
    return absl::OkStatus();
  }

 private:
  static std::string Text(const char (&field)[64]) {
    return std::string(field, strnlen(field, sizeof(field)));
  }

  absl::Status Check(int error) const {
    if (error == LIBRAW_SUCCESS) return absl::OkStatus();
    if (error == LIBRAW_UNSUFFICIENT_MEMORY) {
      return absl::ResourceExhaustedError(
          fmt::format("{}: not enough memory to develop the RAW file", bytes_->name()));
    }
    return DamagedError(*bytes_, fmt::format("LibRaw: {}", LibRaw::strerror(error)));
  }

  absl::Status Develop() {
    SHARPSCALE_RETURN_IF_ERROR(Check(raw_->unpack()));
    SHARPSCALE_RETURN_IF_ERROR(Check(raw_->dcraw_process()));
    int error = 0;
    developed_ = raw_->dcraw_make_mem_image(&error);
    SHARPSCALE_RETURN_IF_ERROR(Check(error));
    if (developed_ == nullptr || developed_->width != shape_.width ||
        developed_->height != shape_.height || developed_->bits != 16 ||
        developed_->colors != CV_MAT_CN(shape_.type)) {
      return DamagedError(*bytes_, "the developed picture has another shape than its header says");
    }
    raw_->recycle();
    return absl::OkStatus();
  }

  // RAW formats keep their camera facts in many ways; the embedded JPEG has them as plain EXIF.
  void ReadPreviewMetadata(const DecodeOptions& options) {
    if (raw_->unpack_thumb() != LIBRAW_SUCCESS) return;
    const libraw_thumbnail_t& thumbnail = raw_->imgdata.thumbnail;
    if (thumbnail.tformat != LIBRAW_THUMBNAIL_JPEG || thumbnail.thumb == nullptr) return;
    const auto preview =
        ByteSource::FromBytes(std::string(thumbnail.thumb, thumbnail.tlength), bytes_->name());
    const JpegSegments segments = ReadJpegSegments(*preview, options.max_metadata_bytes);
    facts_.metadata.exif = segments.metadata.exif;
    facts_.metadata.xmp = segments.metadata.xmp;
    facts_.metadata.iptc = segments.metadata.iptc;
  }

  std::shared_ptr<ByteSource> bytes_;
  std::string data_;
  std::unique_ptr<LibRaw> raw_;
  libraw_processed_image_t* developed_ = nullptr;
  int row_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CodecSource>> OpenRaw(std::shared_ptr<ByteSource> bytes,
                                                     const DecodeOptions& options) {
  auto source = std::make_unique<RawSource>(std::move(bytes));
  SHARPSCALE_RETURN_IF_ERROR(source->Open(options));
  return source;
}

}  // namespace sharpscale
