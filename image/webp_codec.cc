// SPDX-License-Identifier: Apache-2.0
//
// libwebp's boundary, reading half. WebP is at most 16383 px a side, so the first frame is decoded
// whole; it is released as soon as its last row was handed out.

#include <fmt/format.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cstring>

#include "image/codec.h"
#include "image/status_macros.h"
#include "image/webp_facts.h"

namespace sharpscale {
namespace {

struct DemuxDeleter {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

std::vector<uint8_t> Chunk(const WebPDemuxer* demuxer, const char* name) {
  WebPChunkIterator iterator;
  std::vector<uint8_t> bytes;
  if (WebPDemuxGetChunk(demuxer, name, 1, &iterator) != 0) {
    bytes.assign(iterator.chunk.bytes, iterator.chunk.bytes + iterator.chunk.size);
  }
  WebPDemuxReleaseChunkIterator(&iterator);
  return bytes;
}

class WebpSource : public CodecSource {
 public:
  WebpSource(std::shared_ptr<ByteSource> bytes, bool accept_truncated)
      : bytes_(std::move(bytes)), accept_truncated_(accept_truncated) {}

  absl::Status Open(const DecodeOptions& options) {
    WebPBitstreamFeatures features;
    const std::string head = bytes_->Read(0, 4096);
    const VP8StatusCode header =
        WebPGetFeatures(reinterpret_cast<const uint8_t*>(head.data()), head.size(), &features);
    if (header != VP8_STATUS_OK && header != VP8_STATUS_NOT_ENOUGH_DATA) {
      return DamagedError(*bytes_, "no valid WebP header");
    }
    if (header == VP8_STATUS_OK) {
      SHARPSCALE_RETURN_IF_ERROR(
          CheckSize(bytes_->name(), features.width, features.height, options));
    }
    data_ = bytes_->Read(0, static_cast<size_t>(bytes_->size()));
    const WebPData view = {reinterpret_cast<const uint8_t*>(data_.data()), data_.size()};
    WebPDemuxState state = WEBP_DEMUX_PARSING_HEADER;
    demuxer_.reset(WebPDemuxPartial(&view, &state));
    if (demuxer_ == nullptr) {
      return state == WEBP_DEMUX_PARSE_ERROR
                 ? DamagedError(*bytes_, "the chunks of the WebP file are inconsistent")
                 : TruncatedError(*bytes_, 0, header == VP8_STATUS_OK ? features.height : 0);
    }
    const int canvas_width = static_cast<int>(WebPDemuxGetI(demuxer_.get(), WEBP_FF_CANVAS_WIDTH));
    const int canvas_height =
        static_cast<int>(WebPDemuxGetI(demuxer_.get(), WEBP_FF_CANVAS_HEIGHT));
    SHARPSCALE_RETURN_IF_ERROR(CheckSize(bytes_->name(), canvas_width, canvas_height, options));
    if (WebPDemuxGetFrame(demuxer_.get(), 1, &frame_) == 0) {
      return TruncatedError(*bytes_, 0, canvas_height);
    }
    frame_valid_ = true;
    shape_.width = canvas_width;
    shape_.height = canvas_height;
    shape_.type = CV_8UC3;
    shape_.has_alpha =
        frame_.has_alpha != 0 || frame_.width != canvas_width || frame_.height != canvas_height;
    if (int64_t{frame_.x_offset} + frame_.width > canvas_width ||
        int64_t{frame_.y_offset} + frame_.height > canvas_height) {
      return DamagedError(*bytes_, "the first frame is larger than the canvas");
    }
    const std::vector<uint8_t> icc = Chunk(demuxer_.get(), "ICCP");
    std::vector<uint8_t> exif = Chunk(demuxer_.get(), "EXIF");
    if (exif.size() > 6 && std::memcmp(exif.data(), "Exif\0\0", 6) == 0) {
      exif.erase(exif.begin(), exif.begin() + 6);
    }
    const std::vector<uint8_t> xmp = Chunk(demuxer_.get(), "XMP ");
    if (static_cast<int64_t>(icc.size() + exif.size() + xmp.size()) <= options.max_metadata_bytes) {
      facts_.metadata.icc = icc;
      facts_.metadata.exif = exif;
      facts_.metadata.xmp = xmp;
    } else {
      facts_.source.notes.push_back("The metadata is too large and is ignored.");
    }
    facts_.source.container = Container::kWebp;
    facts_.source.bits_per_sample = 8;
    facts_.source.pages =
        std::max(1, static_cast<int>(WebPDemuxGetI(demuxer_.get(), WEBP_FF_FRAME_COUNT)));
    const absl::StatusOr<WebpFacts> webp = ReadWebpFacts(data_);
    if (webp.ok()) {
      facts_.source.lossless = webp->lossless;
      facts_.source.webp_quantiser = webp->quantiser;
    }
    return absl::OkStatus();
  }

  ~WebpSource() override {
    if (frame_valid_) WebPDemuxReleaseIterator(&frame_);
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    if (row_ == 0) SHARPSCALE_RETURN_IF_ERROR(DecodeFrame());
    const cv::Mat strip = whole_.rowRange(row_, row_ + rows);
    row_ += rows;
    if (shape_.has_alpha) {
      cv::Mat ignored;
      SplitAlpha(strip, pixels, alpha != nullptr ? alpha : &ignored);
    } else {
      *pixels = strip.clone();
      if (alpha != nullptr) alpha->release();
    }
    if (row_ == shape_.height) whole_.release();
    return absl::OkStatus();
  }

 private:
  absl::Status DecodeFrame() {
    whole_.create(shape_.height, shape_.width, shape_.has_alpha ? CV_8UC4 : CV_8UC3);
    whole_.setTo(cv::Scalar::all(0));
    cv::Mat frame = whole_(cv::Rect(frame_.x_offset, frame_.y_offset, frame_.width, frame_.height));
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0) {
      return absl::InternalError("libwebp has another version than this program was built with");
    }
    config.output.colorspace = shape_.has_alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = frame.data;
    config.output.u.RGBA.stride = static_cast<int>(frame.step);
    config.output.u.RGBA.size = frame.step * static_cast<size_t>(frame.rows - 1) +
                                static_cast<size_t>(frame.cols) * frame.elemSize();
    config.options.use_threads = 1;
    // The incremental decoder tells how many rows a truncated file gave.
    WebPIDecoder* decoder = WebPIDecode(nullptr, 0, &config);
    if (decoder == nullptr) return absl::ResourceExhaustedError("out of memory for WebP");
    const VP8StatusCode status = WebPIAppend(decoder, frame_.fragment.bytes, frame_.fragment.size);
    int valid = 0;
    WebPIDecGetRGB(decoder, &valid, nullptr, nullptr, nullptr);
    WebPIDelete(decoder);
    WebPFreeDecBuffer(&config.output);
    if (status == VP8_STATUS_OK) return absl::OkStatus();
    if (status != VP8_STATUS_SUSPENDED && status != VP8_STATUS_NOT_ENOUGH_DATA) {
      return DamagedError(*bytes_, "the WebP data cannot be decoded");
    }
    if (!accept_truncated_ || valid < 1) return TruncatedError(*bytes_, valid, shape_.height);
    cv::Scalar gray = cv::Scalar::all(MidGray(CV_8U));
    gray[3] = 255;
    if (valid < frame.rows) frame.rowRange(valid, frame.rows).setTo(gray);
    facts_.source.notes.push_back(TruncatedNote(valid, shape_.height));
    return absl::OkStatus();
  }

  std::shared_ptr<ByteSource> bytes_;
  bool accept_truncated_;
  std::string data_;
  std::unique_ptr<WebPDemuxer, DemuxDeleter> demuxer_;
  WebPIterator frame_ = {};
  bool frame_valid_ = false;
  cv::Mat whole_;
  int row_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CodecSource>> OpenWebp(std::shared_ptr<ByteSource> bytes,
                                                      const DecodeOptions& options) {
  auto source = std::make_unique<WebpSource>(std::move(bytes), options.accept_truncated);
  SHARPSCALE_RETURN_IF_ERROR(source->Open(options));
  return source;
}

}  // namespace sharpscale
