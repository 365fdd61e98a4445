// SPDX-License-Identifier: Apache-2.0
//
// libwebp's boundary, writing half. WebP is at most 16383 px a side; the picture is gathered whole.

#include <fmt/format.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <opencv2/imgproc.hpp>

#include "image/encoder.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

struct MuxDeleter {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

class WebpEncoder : public Encoder {
 public:
  explicit WebpEncoder(const EncodeJob& job) : job_(job) {
    whole_.create(job.height, job.width, job.channels % 2 == 0 ? CV_8UC4 : CV_8UC3);
  }

  absl::Status WriteRows(const cv::Mat& rows) override {
    cv::Mat place = whole_.rowRange(row_, row_ + rows.rows);
    if (rows.channels() == 1) {
      cv::cvtColor(rows, place, cv::COLOR_GRAY2RGB);
    } else if (rows.channels() == 2) {
      static constexpr int kSpread[] = {0, 0, 0, 1, 0, 2, 1, 3};
      cv::mixChannels(&rows, 1, &place, 1, kSpread, 4);
    } else {
      rows.copyTo(place);
    }
    row_ += rows.rows;
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    WebPConfig config;
    WebPPicture picture;
    if (WebPConfigInit(&config) == 0 || WebPPictureInit(&picture) == 0) {
      return absl::InternalError("libwebp has another version than this program was built with");
    }
    config.quality = static_cast<float>(job_.options.quality);
    config.thread_level = 1;
    if (job_.options.lossless) {
      // Level 6 of cwebp -z; `exact` keeps colours under full transparency.
      WebPConfigLosslessPreset(&config, 6);
      config.exact = 1;
    }
    picture.use_argb = job_.options.lossless ? 1 : 0;
    picture.width = whole_.cols;
    picture.height = whole_.rows;
    const int stride = static_cast<int>(whole_.step);
    const int imported = whole_.channels() == 4
                             ? WebPPictureImportRGBA(&picture, whole_.data, stride)
                             : WebPPictureImportRGB(&picture, whole_.data, stride);
    whole_.release();
    WebPMemoryWriter memory;
    WebPMemoryWriterInit(&memory);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &memory;
    const bool good = imported != 0 && WebPEncode(&config, &picture) != 0;
    const int error = picture.error_code;
    WebPPictureFree(&picture);
    absl::Status status;
    if (good) {
      status = Assemble(memory.mem, memory.size);
    } else {
      status = absl::InternalError(fmt::format(
          "{}: cannot be encoded as WebP (libwebp error {})", job_.file->path(), error));
    }
    WebPMemoryWriterClear(&memory);
    return status;
  }

 private:
  absl::Status Assemble(const uint8_t* frame, size_t count) {
    const Metadata& metadata = job_.metadata;
    if (metadata.icc.empty() && metadata.exif.empty() && metadata.xmp.empty()) {
      return job_.file->Write(frame, count);
    }
    const WebPData data = {frame, count};
    const std::unique_ptr<WebPMux, MuxDeleter> mux(WebPMuxCreate(&data, 0));
    if (mux == nullptr) return absl::InternalError("libwebp cannot read its own frame");
    const std::pair<const char*, const std::vector<uint8_t>*> chunks[] = {
        {"ICCP", &metadata.icc}, {"EXIF", &metadata.exif}, {"XMP ", &metadata.xmp}};
    for (const auto& [name, bytes] : chunks) {
      const WebPData chunk = {bytes->data(), bytes->size()};
      if (!bytes->empty() && WebPMuxSetChunk(mux.get(), name, &chunk, 0) != WEBP_MUX_OK) {
        return absl::InternalError(
            fmt::format("{}: the {} chunk cannot be written", job_.file->path(), name));
      }
    }
    WebPData assembled = {nullptr, 0};
    if (WebPMuxAssemble(mux.get(), &assembled) != WEBP_MUX_OK) {
      return absl::InternalError(
          fmt::format("{}: the WebP file cannot be put together", job_.file->path()));
    }
    const absl::Status status = job_.file->Write(assembled.bytes, assembled.size);
    WebPDataClear(&assembled);
    return status;
  }

  EncodeJob job_;
  cv::Mat whole_;
  int row_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Encoder>> NewWebpEncoder(const EncodeJob& job) {
  return std::make_unique<WebpEncoder>(job);
}

}  // namespace sharpscale
