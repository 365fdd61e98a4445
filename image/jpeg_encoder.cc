// SPDX-License-Identifier: Apache-2.0
//
// libjpeg-turbo's boundary, writing half: its errors jump, so no object with a destructor lives in
// a function that calls setjmp.

#include <csetjmp>
#include <cstdio>
// jpeglib.h needs stdio before it.
#include <fmt/format.h>
#include <jpeglib.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "image/encoder.h"
#include "image/jpeg_segments.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr size_t kBufferBytes = 1 << 16;
constexpr size_t kMaxSegment = 65533;  // bytes after the length field
// Optimal Huffman tables need all coefficients at once, 6 bytes a pixel: up to here they are worth
// it.
constexpr int64_t kOptimisePixels = 16'000'000;

struct ErrorManager {
  jpeg_error_mgr base;  // first, so that a pointer to it is a pointer to this
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

struct FileManager {
  jpeg_destination_mgr base;  // first
  AtomicFile* file;
  absl::Status* status;
  JOCTET buffer[kBufferBytes];
};

void OnError(j_common_ptr info) {
  auto* errors = reinterpret_cast<ErrorManager*>(info->err);
  info->err->format_message(info, errors->message);
  std::longjmp(errors->jump, 1);
}

void OnMessage(j_common_ptr, int) {}
void OnOutput(j_common_ptr) {}

void InitDestination(j_compress_ptr info) {
  auto* file = reinterpret_cast<FileManager*>(info->dest);
  file->base.next_output_byte = file->buffer;
  file->base.free_in_buffer = kBufferBytes;
}

// After the first failure the rest is dropped; the status tells at the end.
void Flush(FileManager* file, size_t count) {
  if (file->status->ok()) *file->status = file->file->Write(file->buffer, count);
}

boolean EmptyBuffer(j_compress_ptr info) {
  auto* file = reinterpret_cast<FileManager*>(info->dest);
  Flush(file, kBufferBytes);
  InitDestination(info);
  return TRUE;
}

void TermDestination(j_compress_ptr info) {
  auto* file = reinterpret_cast<FileManager*>(info->dest);
  Flush(file, kBufferBytes - file->base.free_in_buffer);
}

struct Compressor {
  jpeg_compress_struct info;
  ErrorManager errors;
  FileManager file;
  absl::Status status;
  bool created = false;

  ~Compressor() {
    if (created) jpeg_destroy_compress(&info);
  }
};

enum class Phase { kOk, kFailed };

struct Segment {
  int marker;
  const uint8_t* bytes;
  unsigned int count;
};

Phase Start(Compressor* c, const EncodeJob& job, const Segment* segments, size_t segment_count) {
  std::memset(&c->info, 0, sizeof(c->info));
  c->info.err = jpeg_std_error(&c->errors.base);
  c->errors.base.error_exit = OnError;
  c->errors.base.emit_message = OnMessage;
  c->errors.base.output_message = OnOutput;
  c->errors.message[0] = '\0';
  if (setjmp(c->errors.jump) != 0) return Phase::kFailed;
  jpeg_create_compress(&c->info);
  c->created = true;
  c->file.file = job.file;
  c->file.status = &c->status;
  c->file.base.init_destination = InitDestination;
  c->file.base.empty_output_buffer = EmptyBuffer;
  c->file.base.term_destination = TermDestination;
  c->info.dest = &c->file.base;
  c->info.image_width = static_cast<JDIMENSION>(job.width);
  c->info.image_height = static_cast<JDIMENSION>(job.height);
  c->info.input_components = job.channels;
  c->info.in_color_space = job.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&c->info);
  jpeg_set_quality(&c->info, job.options.quality, TRUE);
  if (job.channels == 3) {
    const int factor = job.options.chroma_444 ? 1 : 2;
    c->info.comp_info[0].h_samp_factor = factor;
    c->info.comp_info[0].v_samp_factor = factor;
  }
  c->info.dct_method = JDCT_ISLOW;
  c->info.optimize_coding = int64_t{job.width} * job.height <= kOptimisePixels ? TRUE : FALSE;
  c->info.write_JFIF_header = TRUE;
  if (job.ppi.known() && job.ppi.x < 65535.0 && job.ppi.y < 65535.0) {
    c->info.density_unit = 1;
    c->info.X_density = static_cast<UINT16>(std::max(1.0, std::round(job.ppi.x)));
    c->info.Y_density = static_cast<UINT16>(std::max(1.0, std::round(job.ppi.y)));
  }
  jpeg_start_compress(&c->info, TRUE);
  for (size_t i = 0; i < segment_count; ++i) {
    jpeg_write_marker(&c->info, segments[i].marker, segments[i].bytes, segments[i].count);
  }
  return Phase::kOk;
}

Phase WriteScanlines(Compressor* c, const uint8_t* from, size_t stride, int rows) {
  if (setjmp(c->errors.jump) != 0) return Phase::kFailed;
  for (int y = 0; y < rows; ++y) {
    JSAMPROW row = const_cast<JSAMPROW>(from + static_cast<size_t>(y) * stride);
    jpeg_write_scanlines(&c->info, &row, 1);
  }
  return Phase::kOk;
}

Phase FinishCompress(Compressor* c) {
  if (setjmp(c->errors.jump) != 0) return Phase::kFailed;
  jpeg_finish_compress(&c->info);
  return Phase::kOk;
}

class JpegEncoder : public Encoder {
 public:
  absl::Status Start(const EncodeJob& job) {
    Collect(job.metadata);
    std::vector<Segment> segments;
    for (const auto& [marker, bytes] : payloads_) {
      segments.push_back({marker, bytes.data(), static_cast<unsigned int>(bytes.size())});
    }
    path_ = job.file->path();
    if (sharpscale::Start(&compressor_, job, segments.data(), segments.size()) != Phase::kOk) {
      return Failure();
    }
    return compressor_.status;
  }

  absl::Status WriteRows(const cv::Mat& rows) override {
    if (WriteScanlines(&compressor_, rows.data, rows.step, rows.rows) != Phase::kOk) {
      return Failure();
    }
    return compressor_.status;
  }

  absl::Status Finish() override {
    if (FinishCompress(&compressor_) != Phase::kOk) return Failure();
    return compressor_.status;
  }

 private:
  static std::vector<uint8_t> WithPrefix(std::string_view prefix,
                                         const uint8_t* bytes,
                                         size_t count) {
    std::vector<uint8_t> result(prefix.begin(), prefix.end());
    result.insert(result.end(), bytes, bytes + count);
    return result;
  }

  // Application segments in the order that readers expect: EXIF, XMP, ICC, IPTC.
  void Collect(const Metadata& metadata) {
    using namespace std::string_view_literals;
    const auto add = [this](int marker, std::vector<uint8_t> bytes) {
      // A segment holds 64 KB; longer EXIF, XMP or IPTC (from TIFF or PNG) has no place in JPEG.
      if (bytes.size() <= kMaxSegment) payloads_.emplace_back(marker, std::move(bytes));
    };
    if (!metadata.exif.empty()) {
      add(JPEG_APP0 + 1, WithPrefix("Exif\0\0"sv, metadata.exif.data(), metadata.exif.size()));
    }
    if (!metadata.xmp.empty()) {
      add(JPEG_APP0 + 1,
          WithPrefix("http://ns.adobe.com/xap/1.0/\0"sv, metadata.xmp.data(), metadata.xmp.size()));
    }
    constexpr size_t kIccPiece = kMaxSegment - 14;
    const size_t pieces = (metadata.icc.size() + kIccPiece - 1) / kIccPiece;
    for (size_t i = 0; pieces <= 255 && i < pieces; ++i) {
      const size_t from = i * kIccPiece;
      const size_t count = std::min(kIccPiece, metadata.icc.size() - from);
      std::string prefix("ICC_PROFILE\0"sv);
      prefix += static_cast<char>(i + 1);
      prefix += static_cast<char>(pieces);
      add(JPEG_APP0 + 2, WithPrefix(prefix, metadata.icc.data() + from, count));
    }
    if (!metadata.iptc.empty()) {
      const std::vector<uint8_t> block = PhotoshopFromIptc(metadata.iptc);
      add(JPEG_APP0 + 13, WithPrefix("Photoshop 3.0\0"sv, block.data(), block.size()));
    }
  }

  absl::Status Failure() const {
    if (!compressor_.status.ok()) return compressor_.status;
    return absl::InternalError(
        fmt::format("{}: cannot be encoded as JPEG ({})", path_, compressor_.errors.message));
  }

  std::string path_;
  std::vector<std::pair<int, std::vector<uint8_t>>> payloads_;
  Compressor compressor_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Encoder>> NewJpegEncoder(const EncodeJob& job) {
  auto encoder = std::make_unique<JpegEncoder>();
  SHARPSCALE_RETURN_IF_ERROR(encoder->Start(job));
  return encoder;
}

}  // namespace sharpscale
