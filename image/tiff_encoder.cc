// SPDX-License-Identifier: Apache-2.0
//
// libtiff's boundary. Strips of about 256 KB, Deflate with horizontal prediction (read everywhere),
// BigTIFF where the pixels could exceed 4 GB.

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "image/encoder.h"
#include "image/status_macros.h"
#include "image/tiff_exif.h"

namespace sharpscale {
namespace {

// libtiff's view of the file, with the first error that was met.
struct Stream {
  AtomicFile* file;
  int64_t position = 0;
  absl::Status status;
  std::string message;  // the library's
};

// Messages are kept for the caller instead of reaching the terminal.
int OnError(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  char text[256];
  std::vsnprintf(text, sizeof(text), format, arguments);
  static_cast<Stream*>(user)->message = text;
  return 1;
}

int OnWarning(TIFF*, void*, const char*, const char*, va_list) {
  return 1;
}

tmsize_t ReadStream(thandle_t handle, void* to, tmsize_t count) {
  auto* stream = static_cast<Stream*>(handle);
  const size_t got = stream->file->ReadAt(stream->position, to, static_cast<size_t>(count));
  stream->position += static_cast<int64_t>(got);
  return static_cast<tmsize_t>(got);
}

tmsize_t WriteStream(thandle_t handle, void* from, tmsize_t count) {
  auto* stream = static_cast<Stream*>(handle);
  const absl::Status status =
      stream->file->WriteAt(stream->position, from, static_cast<size_t>(count));
  if (!status.ok()) {
    if (stream->status.ok()) stream->status = status;
    return -1;
  }
  stream->position += count;
  return count;
}

toff_t SeekStream(thandle_t handle, toff_t offset, int whence) {
  auto* stream = static_cast<Stream*>(handle);
  const auto signed_offset = static_cast<int64_t>(offset);
  if (whence == SEEK_SET) stream->position = signed_offset;
  if (whence == SEEK_CUR) stream->position += signed_offset;
  if (whence == SEEK_END) stream->position = stream->file->size() + signed_offset;
  return static_cast<toff_t>(stream->position);
}

int CloseStream(thandle_t) {
  return 0;
}

toff_t SizeStream(thandle_t handle) {
  return static_cast<toff_t>(static_cast<Stream*>(handle)->file->size());
}

class TiffEncoder : public Encoder {
 public:
  explicit TiffEncoder(const EncodeJob& job) : job_(job) { stream_.file = job.file; }

  ~TiffEncoder() override {
    if (tiff_ != nullptr) TIFFClose(tiff_);
  }

  absl::Status Start() {
    const int64_t row_bytes = int64_t{job_.width} * job_.channels * (job_.depth == CV_16U ? 2 : 1);
    const bool big = row_bytes * job_.height > 3'900'000'000;
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    if (options == nullptr) return Failure();
    TIFFOpenOptionsSetErrorHandlerExtR(options, OnError, &stream_);
    TIFFOpenOptionsSetWarningHandlerExtR(options, OnWarning, nullptr);
    tiff_ = TIFFClientOpenExt(job_.file->path().c_str(),
                              big ? "w8m" : "wm",
                              &stream_,
                              ReadStream,
                              WriteStream,
                              SeekStream,
                              CloseStream,
                              SizeStream,
                              nullptr,
                              nullptr,
                              options);
    TIFFOpenOptionsFree(options);
    if (tiff_ == nullptr) return Failure();
    const int colours = job_.channels <= 2 ? 1 : 3;
    TIFFSetField(tiff_, TIFFTAG_IMAGEWIDTH, static_cast<uint32_t>(job_.width));
    TIFFSetField(tiff_, TIFFTAG_IMAGELENGTH, static_cast<uint32_t>(job_.height));
    TIFFSetField(tiff_, TIFFTAG_BITSPERSAMPLE, job_.depth == CV_16U ? 16 : 8);
    TIFFSetField(tiff_, TIFFTAG_SAMPLESPERPIXEL, job_.channels);
    TIFFSetField(tiff_, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    TIFFSetField(
        tiff_, TIFFTAG_PHOTOMETRIC, colours == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
    TIFFSetField(tiff_, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff_, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    TIFFSetField(tiff_, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(tiff_, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
    TIFFSetField(tiff_, TIFFTAG_ZIPQUALITY, 4);
    const int64_t strip =
        std::clamp<int64_t>(262144 / std::max<int64_t>(1, row_bytes), 1, job_.height);
    TIFFSetField(tiff_, TIFFTAG_ROWSPERSTRIP, static_cast<uint32_t>(strip));
    if (job_.channels != colours) {
      const uint16_t kind = EXTRASAMPLE_UNASSALPHA;
      TIFFSetField(tiff_, TIFFTAG_EXTRASAMPLES, 1, &kind);
    }
    if (job_.ppi.known()) {
      TIFFSetField(tiff_, TIFFTAG_XRESOLUTION, static_cast<float>(job_.ppi.x));
      TIFFSetField(tiff_, TIFFTAG_YRESOLUTION, static_cast<float>(job_.ppi.y));
      TIFFSetField(tiff_, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    }
    const Metadata& metadata = job_.metadata;
    if (!metadata.icc.empty()) {
      TIFFSetField(tiff_,
                   TIFFTAG_ICCPROFILE,
                   static_cast<uint32_t>(metadata.icc.size()),
                   metadata.icc.data());
    }
    if (!metadata.xmp.empty()) {
      TIFFSetField(tiff_,
                   TIFFTAG_XMLPACKET,
                   static_cast<uint32_t>(metadata.xmp.size()),
                   metadata.xmp.data());
    }
    if (!metadata.iptc.empty()) {
      TIFFSetField(tiff_,
                   TIFFTAG_RICHTIFFIPTC,
                   static_cast<uint32_t>(metadata.iptc.size()),
                   metadata.iptc.data());
    }
    return WriteExif(big);
  }

  absl::Status WriteRows(const cv::Mat& rows) override {
    for (int y = 0; y < rows.rows; ++y, ++row_) {
      // libtiff predicts in place.
      scratch_.assign(rows.ptr(y), rows.ptr(y) + static_cast<size_t>(rows.cols) * rows.elemSize());
      if (TIFFWriteScanline(tiff_, scratch_.data(), static_cast<uint32_t>(row_), 0) < 0) {
        return Failure();
      }
    }
    return stream_.status;
  }

  absl::Status Finish() override {
    if (TIFFWriteDirectory(tiff_) == 0 || !stream_.status.ok()) return Failure();
    TIFFClose(tiff_);
    tiff_ = nullptr;
    return stream_.status;
  }

 private:
  // Camera facts: text tags into the main directory, the EXIF and GPS directories behind the
  // header, where libtiff appends after them.
  absl::Status WriteExif(bool big) {
    if (job_.metadata.exif.empty()) return absl::OkStatus();
    const TiffExif exif = ExifForTiff(job_.metadata.exif);
    for (const auto& [tag, text] : exif.texts) TIFFSetField(tiff_, tag, text.c_str());
    // BigTIFF directories have another layout; the XMP packet carries the facts there.
    if (big) return absl::OkStatus();
    const std::pair<uint32_t, const TiffDirectory*> directories[] = {{TIFFTAG_EXIFIFD, &exif.exif},
                                                                     {TIFFTAG_GPSIFD, &exif.gps}};
    for (const auto& [tag, directory] : directories) {
      if (directory->entries.empty()) continue;
      const int64_t at = (job_.file->size() + 1) / 2 * 2;
      const std::vector<uint8_t> bytes = SerialiseDirectory(*directory, static_cast<uint32_t>(at));
      SHARPSCALE_RETURN_IF_ERROR(job_.file->WriteAt(at, bytes.data(), bytes.size()));
      TIFFSetField(tiff_, tag, static_cast<uint64_t>(at));
    }
    return absl::OkStatus();
  }

  absl::Status Failure() const {
    if (!stream_.status.ok()) return stream_.status;
    return absl::InternalError(
        fmt::format("{}: cannot be encoded as TIFF ({})", job_.file->path(), stream_.message));
  }

  EncodeJob job_;
  Stream stream_{};
  TIFF* tiff_ = nullptr;
  std::vector<uint8_t> scratch_;
  int row_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Encoder>> NewTiffEncoder(const EncodeJob& job) {
  auto encoder = std::make_unique<TiffEncoder>(job);
  SHARPSCALE_RETURN_IF_ERROR(encoder->Start());
  return encoder;
}

}  // namespace sharpscale
