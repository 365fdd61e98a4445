// SPDX-License-Identifier: Apache-2.0
//
// libpng's boundary, reading half: its errors jump, so no object with a destructor lives in a
// function that calls setjmp. libpng only sees what pixels need; metadata chunks are walked by
// png_chunks.

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include "image/codec.h"
#include "image/png_chunks.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

enum class Phase { kOk, kFailed };

struct Reader {
  png_structp png = nullptr;
  png_infop info = nullptr;
  const ByteSource* bytes = nullptr;
  int64_t offset = 0;
  bool ended = false;
  char message[128] = {};

  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

void OnError(png_structp png, png_const_charp message) {
  auto* reader = static_cast<Reader*>(png_get_error_ptr(png));
  std::snprintf(reader->message, sizeof(reader->message), "%s", message);
  png_longjmp(png, 1);
}

void OnWarning(png_structp, png_const_charp) {}

void ReadData(png_structp png, png_bytep to, size_t count) {
  auto* reader = static_cast<Reader*>(png_get_io_ptr(png));
  const size_t got = reader->bytes->ReadAt(reader->offset, to, count);
  reader->offset += static_cast<int64_t>(got);
  if (got < count) {
    reader->ended = true;
    png_error(png, "the data ends too early");
  }
}

Phase ReadHeaders(Reader* r) {
  r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, r, OnError, OnWarning);
  if (r->png == nullptr) return Phase::kFailed;
  if (setjmp(png_jmpbuf(r->png)) != 0) return Phase::kFailed;
  r->info = png_create_info_struct(r->png);
  if (r->info == nullptr) return Phase::kFailed;
  png_set_read_fn(r->png, r, ReadData);
  // Sizes are checked by the caller, before rows are allocated.
  png_set_user_limits(r->png, 0x7FFFFFFF, 0x7FFFFFFF);
  png_set_chunk_malloc_max(r->png, 8'000'000);
  png_set_chunk_cache_max(r->png, 100);
  // Ancillary chunks but tRNS: not needed for pixels.
  png_set_keep_unknown_chunks(r->png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
  static constexpr png_byte kSkipped[] =
      "iCCP\0eXIf\0tEXt\0zTXt\0iTXt\0hIST\0sPLT\0tIME\0oFFs\0pCAL\0sCAL\0cHRM\0sRGB\0gAMA\0sBIT\0"
      "bKGD\0pHYs";
  png_set_keep_unknown_chunks(
      r->png, PNG_HANDLE_CHUNK_NEVER, kSkipped, static_cast<int>(sizeof(kSkipped) / 5));
  png_set_benign_errors(r->png, 1);
  png_read_info(r->png, r->info);
  return Phase::kOk;
}

Phase PrepareRows(Reader* r) {
  if (setjmp(png_jmpbuf(r->png)) != 0) return Phase::kFailed;
  png_set_expand(r->png);
  if (png_get_bit_depth(r->png, r->info) == 16) png_set_swap(r->png);
  png_set_interlace_handling(r->png);
  png_read_update_info(r->png, r->info);
  return Phase::kOk;
}

Phase ReadRow(Reader* r, uint8_t* to) {
  if (setjmp(png_jmpbuf(r->png)) != 0) return Phase::kFailed;
  png_read_row(r->png, to, nullptr);
  return Phase::kOk;
}

class PngSource : public CodecSource {
 public:
  PngSource(std::shared_ptr<ByteSource> bytes, bool accept_truncated)
      : bytes_(std::move(bytes)), accept_truncated_(accept_truncated) {}

  absl::Status Open(const DecodeOptions& options) {
    // The header first and by hand, so that its limits hold before libpng allocates.
    const PngChunks chunks = ReadPngChunks(*bytes_, options.max_metadata_bytes);
    if (chunks.width > 0) {
      SHARPSCALE_RETURN_IF_ERROR(CheckSize(bytes_->name(), chunks.width, chunks.height, options));
    }
    reader_.bytes = bytes_.get();
    if (ReadHeaders(&reader_) != Phase::kOk) {
      if (reader_.ended) {
        return absl::InvalidArgumentError(
            fmt::format("{}: the file is truncated in its header; copy it again", bytes_->name()));
      }
      return Failure();
    }
    const auto width = png_get_image_width(reader_.png, reader_.info);
    const auto height = png_get_image_height(reader_.png, reader_.info);
    SHARPSCALE_RETURN_IF_ERROR(CheckSize(bytes_->name(), width, height, options));
    const int bits = png_get_bit_depth(reader_.png, reader_.info);
    interlaced_ = png_get_interlace_type(reader_.png, reader_.info) != PNG_INTERLACE_NONE;
    if (PrepareRows(&reader_) != Phase::kOk) return Failure();
    const int channels = png_get_channels(reader_.png, reader_.info);
    const int depth = png_get_bit_depth(reader_.png, reader_.info) == 16 ? CV_16U : CV_8U;
    file_type_ = CV_MAKETYPE(depth, channels);
    shape_.width = static_cast<int>(width);
    shape_.height = static_cast<int>(height);
    shape_.has_alpha = channels == 2 || channels == 4;
    shape_.type = CV_MAKETYPE(depth, channels <= 2 ? 1 : 3);
    facts_.metadata = chunks.metadata;
    facts_.ppi = chunks.ppi;
    aspect_ = chunks.aspect;
    facts_.source.container = Container::kPng;
    facts_.source.bits_per_sample = bits;
    facts_.source.lossless = true;
    facts_.source.pages = std::max(1, chunks.frames);
    if (chunks.metadata_dropped) {
      facts_.source.notes.push_back(
          "Part of the metadata was damaged or too large and is ignored.");
    }
    return absl::OkStatus();
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    cv::Mat buffer;
    if (interlaced_) {
      if (row_ == 0) SHARPSCALE_RETURN_IF_ERROR(ReadInterlaced());
      buffer = whole_.rowRange(row_, row_ + rows);
    } else {
      if (shape_.has_alpha) {
        buffer.create(rows, shape_.width, file_type_);
      } else {
        pixels->create(rows, shape_.width, file_type_);
        buffer = *pixels;
      }
      for (int i = 0; i < rows; ++i) {
        if (valid_rows_ < 0 && ReadRow(&reader_, buffer.ptr(i)) != Phase::kOk) {
          SHARPSCALE_RETURN_IF_ERROR(Ended(row_ + i));
        }
        if (valid_rows_ >= 0) FillMissing(buffer.rowRange(i, i + 1));
      }
    }
    row_ += rows;
    if (shape_.has_alpha) {
      cv::Mat ignored;
      SplitAlpha(buffer, pixels, alpha != nullptr ? alpha : &ignored);
    } else {
      if (interlaced_) *pixels = buffer.clone();
      if (alpha != nullptr) alpha->release();
    }
    if (interlaced_ && row_ == shape_.height) whole_.release();
    return absl::OkStatus();
  }

 private:
  // Adam7 needs the whole picture in memory: its last pass holds every second row.
  absl::Status ReadInterlaced() {
    whole_.create(shape_.height, shape_.width, file_type_);
    whole_.setTo(cv::Scalar::all(MidGray(whole_.depth())));
    for (int pass = 0; pass < 7; ++pass) {
      for (int y = 0; y < shape_.height; ++y) {
        if (ReadRow(&reader_, whole_.ptr(y)) == Phase::kOk) continue;
        if (!accept_truncated_ || (pass == 0 && y == 0)) {
          return reader_.ended ? TruncatedError(*bytes_, 0, shape_.height) : Failure();
        }
        facts_.source.notes.push_back(
            fmt::format("The file is truncated or damaged: an interlaced PNG, shown as far as pass "
                        "{} of 7 goes.",
                        pass + 1));
        return absl::OkStatus();
      }
    }
    return absl::OkStatus();
  }

  absl::Status Ended(int row) {
    if (!accept_truncated_ || row < 1) {
      return reader_.ended ? TruncatedError(*bytes_, row, shape_.height) : Failure();
    }
    valid_rows_ = row;
    facts_.source.notes.push_back(TruncatedNote(row, shape_.height));
    return absl::OkStatus();
  }

  // Missing rows: mid-gray, opaque.
  void FillMissing(cv::Mat row) const {
    const double gray = MidGray(row.depth());
    cv::Scalar value = cv::Scalar::all(gray);
    if (shape_.has_alpha) value[row.channels() - 1] = MaxValue(row.depth());
    row.setTo(value);
  }

  absl::Status Failure() const { return DamagedError(*bytes_, reader_.message); }

  std::shared_ptr<ByteSource> bytes_;
  bool accept_truncated_;
  Reader reader_;
  bool interlaced_ = false;
  int file_type_ = 0;  // with alpha interleaved
  int row_ = 0;
  int valid_rows_ = -1;
  cv::Mat whole_;  // interlaced only
};

}  // namespace

absl::StatusOr<std::unique_ptr<CodecSource>> OpenPng(std::shared_ptr<ByteSource> bytes,
                                                     const DecodeOptions& options) {
  auto source = std::make_unique<PngSource>(std::move(bytes), options.accept_truncated);
  SHARPSCALE_RETURN_IF_ERROR(source->Open(options));
  return source;
}

}  // namespace sharpscale
