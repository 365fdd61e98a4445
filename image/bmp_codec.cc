// SPDX-License-Identifier: Apache-2.0
//
// Windows bitmaps, read by our own code, because every library at hand either lacks them or is not
// meant for hostile files. Headers of OS/2 1.x and 2.x and of Windows 3 to 5; 1, 2, 4, 8, 16, 24
// and 32 bits; RLE4, RLE8; bit fields with or without alpha. Format: Microsoft, "Bitmap Storage".

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "image/codec.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

enum Compression : uint32_t { kRgb = 0, kRle8 = 1, kRle4 = 2, kBitFields = 3, kAlphaBitFields = 6 };

uint32_t U16(const std::string& s, size_t at) {
  return at + 2 <= s.size() ? static_cast<uint8_t>(s[at]) |
                                  (static_cast<uint32_t>(static_cast<uint8_t>(s[at + 1])) << 8)
                            : 0;
}

uint32_t U32(const std::string& s, size_t at) {
  return U16(s, at) | (U16(s, at + 2) << 16);
}

// One colour of a 16- or 32-bit pixel, scaled to 0..255 with rounding.
struct Field {
  uint32_t mask = 0;
  int shift = 0;
  uint32_t top = 0;  // the largest value

  explicit Field(uint32_t m = 0) : mask(m) {
    if (m == 0) return;
    while (((m >> shift) & 1) == 0) ++shift;
    top = m >> shift;
  }
  uint8_t Value(uint32_t pixel) const {
    if (top == 0) return 0;
    const uint64_t v = (pixel & mask) >> shift;
    return static_cast<uint8_t>((v * 255 + top / 2) / top);
  }
};

class BmpSource : public CodecSource {
 public:
  BmpSource(std::shared_ptr<ByteSource> bytes, bool accept_truncated)
      : bytes_(std::move(bytes)), accept_truncated_(accept_truncated) {}

  absl::Status Open(const DecodeOptions& options) {
    const std::string head = bytes_->Read(0, 14 + 124 + 16);
    const uint32_t header = U32(head, 14);
    int64_t width = 0;
    int64_t height = 0;
    uint32_t colours_used = 0;
    size_t entry_bytes = 4;
    if (header == 12) {
      width = U16(head, 18);
      height = U16(head, 20);
      bits_ = static_cast<int>(U16(head, 24));
      entry_bytes = 3;
    } else if (header >= 16 && header <= 124) {
      width = static_cast<int32_t>(U32(head, 18));
      height = static_cast<int32_t>(U32(head, 22));
      bits_ = static_cast<int>(U16(head, 28));
      if (header >= 20) compression_ = U32(head, 30);
      if (header >= 36) colours_used = U32(head, 46);
      const double x = static_cast<int32_t>(header >= 32 ? U32(head, 38) : 0);
      const double y = static_cast<int32_t>(header >= 32 ? U32(head, 42) : 0);
      if (x > 0 && y > 0) facts_.ppi = {x * 0.0254, y * 0.0254};
    } else {
      return DamagedError(*bytes_, fmt::format("a BMP header of {} bytes", header));
    }
    top_down_ = height < 0;
    height = std::abs(height);
    SHARPSCALE_RETURN_IF_ERROR(CheckSize(bytes_->name(), width, height, options));
    if (header == 64 && compression_ > kRle4) {
      return absl::UnimplementedError(fmt::format(
          "{}: OS/2 bitmaps with Huffman or RLE24 coding cannot be read; save it as PNG",
          bytes_->name()));
    }
    SHARPSCALE_RETURN_IF_ERROR(CheckCoding());
    ReadFields(head, header);
    SHARPSCALE_RETURN_IF_ERROR(ReadPalette(header, colours_used, entry_bytes));
    data_at_ = U32(head, 10);
    if (data_at_ >= bytes_->size()) return DamagedError(*bytes_, "no pixel data");

    shape_.width = static_cast<int>(width);
    shape_.height = static_cast<int>(height);
    shape_.has_alpha = alpha_.mask != 0;
    shape_.type = gray_ ? CV_8UC1 : CV_8UC3;
    facts_.source.container = Container::kBmp;
    facts_.source.bits_per_sample = bits_ < 8 ? bits_ : 8;
    facts_.source.lossless = true;
    row_bytes_ = (width * bits_ + 31) / 32 * 4;
    if (header == 124) ReadProfile(head, options.max_metadata_bytes);
    return compression_ == kRle4 || compression_ == kRle8 ? Unpack() : absl::OkStatus();
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    pixels->create(rows, shape_.width, shape_.type);
    cv::Mat ignored;
    cv::Mat* opacity = alpha != nullptr ? alpha : &ignored;
    if (shape_.has_alpha) {
      opacity->create(rows, shape_.width, CV_8UC1);
    } else {
      opacity->release();
    }
    for (int i = 0; i < rows; ++i) {
      SHARPSCALE_RETURN_IF_ERROR(
          ReadRow(row_ + i, pixels->ptr(i), shape_.has_alpha ? opacity->ptr(i) : nullptr));
    }
    row_ += rows;
    return absl::OkStatus();
  }

 private:
  absl::Status CheckCoding() const {
    const bool packed =
        compression_ == kRgb && (bits_ == 1 || bits_ == 2 || bits_ == 4 || bits_ == 8 ||
                                 bits_ == 16 || bits_ == 24 || bits_ == 32);
    const bool runs =
        (compression_ == kRle8 && bits_ == 8) || (compression_ == kRle4 && bits_ == 4);
    const bool fields = (compression_ == kBitFields || compression_ == kAlphaBitFields) &&
                        (bits_ == 16 || bits_ == 32);
    if (packed || (runs && !top_down_) || fields) return absl::OkStatus();
    return absl::UnimplementedError(
        fmt::format("{}: a BMP with {} bits and compression {} cannot be read; save it as PNG",
                    bytes_->name(),
                    bits_,
                    compression_));
  }

  void ReadFields(const std::string& head, uint32_t header) {
    if (bits_ == 16 || bits_ == 32) {
      if (compression_ == kRgb) {
        red_ = Field(bits_ == 16 ? 0x7C00 : 0xFF0000);
        green_ = Field(bits_ == 16 ? 0x03E0 : 0x00FF00);
        blue_ = Field(bits_ == 16 ? 0x001F : 0x0000FF);
      } else {
        // Behind a 40-byte header, inside longer ones: the same place.
        red_ = Field(U32(head, 54));
        green_ = Field(U32(head, 58));
        blue_ = Field(U32(head, 62));
        if (header >= 56 || compression_ == kAlphaBitFields) alpha_ = Field(U32(head, 66));
      }
    }
  }

  // Version 5 headers may carry an ICC profile ('MBED').
  void ReadProfile(const std::string& head, int64_t max_bytes) {
    constexpr uint32_t kEmbedded = 0x4D424544;
    const uint32_t count = U32(head, 14 + 116);
    if (U32(head, 14 + 56) != kEmbedded || count < 128 || count > max_bytes) return;
    const std::string profile = bytes_->Read(int64_t{14} + U32(head, 14 + 112), count);
    if (profile.size() == count) facts_.metadata.icc.assign(profile.begin(), profile.end());
  }

  absl::Status ReadPalette(uint32_t header, uint32_t colours_used, size_t entry_bytes) {
    if (bits_ > 8) return absl::OkStatus();
    const size_t room = size_t{1} << bits_;
    const size_t count = colours_used == 0 ? room : std::min<size_t>(colours_used, room);
    size_t at = 14 + header;
    if (header == 40 && compression_ == kBitFields) at += 12;
    const std::string entries = bytes_->Read(static_cast<int64_t>(at), count * entry_bytes);
    // Indices beyond the palette show black, as everywhere.
    palette_.assign(room, {0, 0, 0});
    gray_ = true;
    for (size_t i = 0; (i + 1) * entry_bytes <= entries.size(); ++i) {
      const auto* e = reinterpret_cast<const uint8_t*>(entries.data()) + i * entry_bytes;
      palette_[i] = {e[2], e[1], e[0]};
      gray_ = gray_ && e[0] == e[1] && e[1] == e[2];
    }
    return absl::OkStatus();
  }

  absl::Status ReadRow(int y, uint8_t* to, uint8_t* alpha) {
    std::string row;
    if (!indices_.empty()) {
      for (int x = 0; x < shape_.width; ++x) {
        PutIndex(indices_[static_cast<size_t>(y) * static_cast<size_t>(shape_.width) +
                          static_cast<size_t>(x)],
                 &to);
      }
      return absl::OkStatus();
    }
    const int64_t stored = top_down_ ? y : shape_.height - 1 - y;
    row = bytes_->Read(data_at_ + stored * row_bytes_, static_cast<size_t>(row_bytes_));
    const auto needed = static_cast<size_t>((int64_t{shape_.width} * bits_ + 7) / 8);
    if (row.size() < needed) {
      if (!accept_truncated_) return TruncatedError(*bytes_, RowsThere(), shape_.height);
      if (RowsThere() < 1) return TruncatedError(*bytes_, 0, shape_.height);
      if (!noted_) facts_.source.notes.push_back(TruncatedNote(RowsThere(), shape_.height));
      noted_ = true;
      std::memset(to, 128, static_cast<size_t>(shape_.width) * CV_ELEM_SIZE(shape_.type));
      if (alpha != nullptr) std::memset(alpha, 255, static_cast<size_t>(shape_.width));
      return absl::OkStatus();
    }
    const auto* from = reinterpret_cast<const uint8_t*>(row.data());
    for (int x = 0; x < shape_.width; ++x) {
      if (bits_ <= 8) {
        const int at = x * bits_;
        PutIndex((from[at / 8] >> (8 - bits_ - at % 8)) & ((1 << bits_) - 1), &to);
      } else if (bits_ == 24) {
        *to++ = from[3 * x + 2];
        *to++ = from[3 * x + 1];
        *to++ = from[3 * x];
      } else {
        const uint32_t pixel = bits_ == 16 ? U16(row, static_cast<size_t>(x) * 2)
                                           : U32(row, static_cast<size_t>(x) * 4);
        *to++ = red_.Value(pixel);
        *to++ = green_.Value(pixel);
        *to++ = blue_.Value(pixel);
        if (alpha != nullptr) *alpha++ = alpha_.Value(pixel);
      }
    }
    return absl::OkStatus();
  }

  int RowsThere() const {
    const int64_t rows = (bytes_->size() - data_at_) / std::max<int64_t>(1, row_bytes_);
    return static_cast<int>(std::clamp<int64_t>(rows, 0, shape_.height));
  }

  void PutIndex(size_t index, uint8_t** to) const {
    const std::array<uint8_t, 3>& colour = palette_[index];
    *(*to)++ = colour[0];
    if (gray_) return;
    *(*to)++ = colour[1];
    *(*to)++ = colour[2];
  }

  // Run-length coding runs bottom up and may jump: unpacked whole, one byte a pixel. Pixels that
  // are jumped over have index 0.
  absl::Status Unpack() {
    const auto width = static_cast<size_t>(shape_.width);
    const auto height = static_cast<size_t>(shape_.height);
    // A run of two bytes makes at most 255 pixels; a jump makes rows of nothing.
    if (static_cast<int64_t>(width * height) / 4096 > bytes_->size()) {
      return DamagedError(*bytes_, "far too little data for its size");
    }
    indices_.assign(width * height, 0);
    const std::string data = bytes_->Read(data_at_, static_cast<size_t>(bytes_->size() - data_at_));
    const bool nibbles = bits_ == 4;
    size_t x = 0;
    size_t y = 0;  // from the bottom
    size_t at = 0;
    const auto put = [&](uint8_t index) {
      if (x < width && y < height) indices_[(height - 1 - y) * width + x] = index;
      ++x;
    };
    bool ended = false;
    while (at + 2 <= data.size() && y < height) {
      const auto count = static_cast<uint8_t>(data[at]);
      const auto value = static_cast<uint8_t>(data[at + 1]);
      at += 2;
      if (count > 0) {
        for (int i = 0; i < count; ++i) {
          put(nibbles ? (i % 2 == 0 ? value >> 4 : value & 15) : value);
        }
      } else if (value == 0) {  // end of line
        x = 0;
        ++y;
      } else if (value == 1) {  // end of picture
        ended = true;
        break;
      } else if (value == 2) {  // jump
        if (at + 2 > data.size()) break;
        x += static_cast<uint8_t>(data[at]);
        y += static_cast<uint8_t>(data[at + 1]);
        at += 2;
      } else {  // as they are
        const size_t packed = nibbles ? (value + 1u) / 2 : value;
        if (at + packed > data.size()) break;
        for (size_t i = 0; i < value; ++i) {
          const auto byte = static_cast<uint8_t>(data[at + (nibbles ? i / 2 : i)]);
          put(nibbles ? (i % 2 == 0 ? byte >> 4 : byte & 15) : byte);
        }
        at += (packed + 1) & ~size_t{1};
      }
    }
    if (ended || y + 1 >= height) return absl::OkStatus();
    const int rows = static_cast<int>(y);
    if (!accept_truncated_ || rows < 1) return TruncatedError(*bytes_, rows, shape_.height);
    facts_.source.notes.push_back(
        fmt::format("The file is truncated: {} of {} rows were read, the rest has the first colour "
                    "of the palette.",
                    rows,
                    shape_.height));
    return absl::OkStatus();
  }

  std::shared_ptr<ByteSource> bytes_;
  bool accept_truncated_;
  int bits_ = 0;
  uint32_t compression_ = kRgb;
  bool top_down_ = false;
  bool gray_ = false;  // a palette of grays
  bool noted_ = false;
  Field red_;
  Field green_;
  Field blue_;
  Field alpha_;
  std::vector<std::array<uint8_t, 3>> palette_;
  std::vector<uint8_t> indices_;  // run-length coded files
  int64_t data_at_ = 0;
  int64_t row_bytes_ = 0;
  int row_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CodecSource>> OpenBmp(std::shared_ptr<ByteSource> bytes,
                                                     const DecodeOptions& options) {
  auto source = std::make_unique<BmpSource>(std::move(bytes), options.accept_truncated);
  SHARPSCALE_RETURN_IF_ERROR(source->Open(options));
  return source;
}

}  // namespace sharpscale
