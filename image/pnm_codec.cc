// SPDX-License-Identifier: Apache-2.0
//
// Netpbm pictures, read by our own code (libvips' reader is not meant for hostile files): PBM, PGM
// and PPM as text and binary (P1 to P6), PAM (P7) and PFM (Pf, PF). Format: the netpbm manual.

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "image/codec.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Reads characters with a small buffer.
class Characters {
 public:
  Characters(const ByteSource& bytes, int64_t at) : bytes_(bytes), at_(at) {}

  int Next() {
    if (used_ == buffer_.size()) {
      at_ += static_cast<int64_t>(buffer_.size());
      buffer_ = bytes_.Read(at_, 1 << 14);
      used_ = 0;
      if (buffer_.empty()) return -1;
    }
    return static_cast<uint8_t>(buffer_[used_++]);
  }
  int64_t position() const { return at_ + static_cast<int64_t>(used_); }

 private:
  const ByteSource& bytes_;
  int64_t at_;
  std::string buffer_;
  size_t used_ = 0;
};

bool IsSpace(int c) {
  return c == ' ' || (c >= 9 && c <= 13);
}

// The next word, comments skipped; eats one character behind it. Empty at the end.
std::string Word(Characters* in) {
  int c = in->Next();
  while (IsSpace(c) || c == '#') {
    if (c == '#') {
      while (c != '\n' && c != '\r' && c >= 0) c = in->Next();
    } else {
      c = in->Next();
    }
  }
  std::string word;
  while (c >= 0 && !IsSpace(c) && word.size() < 64) {
    word += static_cast<char>(c);
    c = in->Next();
  }
  return word;
}

// -1 where it is no number.
int64_t Number(const std::string& word) {
  if (word.empty() || word.size() > 10) return -1;
  int64_t value = 0;
  for (const char c : word) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

class PnmSource : public CodecSource {
 public:
  PnmSource(std::shared_ptr<ByteSource> bytes, bool accept_truncated)
      : bytes_(std::move(bytes)), accept_truncated_(accept_truncated), text_(*bytes_, 0) {}

  absl::Status Open(const DecodeOptions& options) {
    const std::string magic = Word(&text_);
    kind_ = magic.size() == 2 ? magic[1] : '?';
    int64_t width = 0;
    int64_t height = 0;
    if (kind_ == '7') {
      SHARPSCALE_RETURN_IF_ERROR(ReadPamHeader(&width, &height));
    } else {
      width = Number(Word(&text_));
      height = Number(Word(&text_));
      channels_ = kind_ == '3' || kind_ == '6' || kind_ == 'F' ? 3 : 1;
      if (kind_ == 'f' || kind_ == 'F') {
        const std::string scale = Word(&text_);
        little_endian_ = !scale.empty() && scale[0] == '-';
        top_ = 1;
      } else {
        top_ = kind_ == '1' || kind_ == '4' ? 1 : Number(Word(&text_));
      }
    }
    if (top_ < 1 || top_ > 65535) {
      return DamagedError(*bytes_, fmt::format("a largest value of {}", top_));
    }
    SHARPSCALE_RETURN_IF_ERROR(CheckSize(bytes_->name(), width, height, options));
    data_at_ = text_.position();
    is_float_ = kind_ == 'f' || kind_ == 'F';
    const int depth = is_float_ ? CV_32F : top_ > 255 ? CV_16U : CV_8U;
    shape_.width = static_cast<int>(width);
    shape_.height = static_cast<int>(height);
    shape_.has_alpha = channels_ == 2 || channels_ == 4;
    shape_.type = CV_MAKETYPE(depth, channels_ <= 2 ? 1 : 3);
    sample_bytes_ = is_float_ ? 4 : top_ > 255 ? 2 : 1;
    row_bytes_ = kind_ == '4' ? (width + 7) / 8 : width * channels_ * sample_bytes_;
    facts_.source.container = Container::kPnm;
    facts_.source.lossless = true;
    int bits = 1;
    while ((int64_t{1} << bits) <= top_) ++bits;
    facts_.source.bits_per_sample = is_float_ ? 32 : bits;
    return absl::OkStatus();
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    cv::Mat buffer(rows, shape_.width, CV_MAKETYPE(CV_MAT_DEPTH(shape_.type), channels_));
    for (int i = 0; i < rows; ++i) {
      if (valid_rows_ < 0 && !ReadRow(row_ + i, buffer.ptr(i))) {
        const int there = row_ + i;
        if (!accept_truncated_ || there < 1 || is_float_) {
          return TruncatedError(*bytes_, is_float_ ? 0 : there, shape_.height);
        }
        valid_rows_ = there;
        facts_.source.notes.push_back(TruncatedNote(there, shape_.height));
      }
      if (valid_rows_ >= 0) buffer.row(i).setTo(cv::Scalar::all(MidGray(buffer.depth())));
    }
    row_ += rows;
    cv::Mat ignored;
    if (shape_.has_alpha) {
      SplitAlpha(buffer, pixels, alpha != nullptr ? alpha : &ignored);
    } else {
      *pixels = buffer;
      if (alpha != nullptr) alpha->release();
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ReadPamHeader(int64_t* width, int64_t* height) {
    constexpr int kMaxLines = 100;
    for (int i = 0; i < kMaxLines; ++i) {
      const std::string key = Word(&text_);
      if (key == "ENDHDR") {
        if (channels_ >= 1 && channels_ <= 4) return absl::OkStatus();
        break;
      }
      const std::string value = Word(&text_);
      if (key == "WIDTH") *width = Number(value);
      if (key == "HEIGHT") *height = Number(value);
      if (key == "DEPTH") channels_ = static_cast<int>(std::clamp<int64_t>(Number(value), -1, 99));
      if (key == "MAXVAL") top_ = Number(value);
    }
    return DamagedError(*bytes_, "an incomplete PAM header");
  }

  bool ReadRow(int y, uint8_t* to) {
    const int samples = shape_.width * channels_;
    if (kind_ >= '1' && kind_ <= '3') return ReadTextRow(samples, to);
    // PFM stores its rows bottom up.
    const int64_t stored = is_float_ ? shape_.height - 1 - y : y;
    const std::string row =
        bytes_->Read(data_at_ + stored * row_bytes_, static_cast<size_t>(row_bytes_));
    if (static_cast<int64_t>(row.size()) < row_bytes_) return false;
    const auto* from = reinterpret_cast<const uint8_t*>(row.data());
    if (kind_ == '4') {
      for (int x = 0; x < samples; ++x) {
        to[x] = ((from[x / 8] >> (7 - x % 8)) & 1) != 0 ? 0 : 255;  // 1 is black
      }
    } else if (is_float_) {
      for (int i = 0; i < samples; ++i) {
        uint8_t value[4];
        for (int b = 0; b < 4; ++b) value[b] = from[4 * i + (little_endian_ ? b : 3 - b)];
        std::memcpy(to + 4 * i, value, 4);
      }
    } else if (sample_bytes_ == 2) {
      auto* wide = reinterpret_cast<uint16_t*>(to);
      for (int i = 0; i < samples; ++i) {
        wide[i] = static_cast<uint16_t>(Scaled((from[2 * i] << 8) | from[2 * i + 1], 65535));
      }
    } else {
      for (int i = 0; i < samples; ++i) to[i] = static_cast<uint8_t>(Scaled(from[i], 255));
    }
    return true;
  }

  bool ReadTextRow(int samples, uint8_t* to) {
    for (int i = 0; i < samples; ++i) {
      int64_t value = -1;
      if (kind_ == '1') {  // digits may touch
        int c = text_.Next();
        while (IsSpace(c)) c = text_.Next();
        if (c == '0' || c == '1') value = c == '0' ? 1 : 0;
      } else {
        value = Number(Word(&text_));
      }
      if (value < 0) return false;
      if (sample_bytes_ == 2) {
        reinterpret_cast<uint16_t*>(to)[i] = static_cast<uint16_t>(Scaled(value, 65535));
      } else {
        to[i] = static_cast<uint8_t>(Scaled(value, 255));
      }
    }
    return true;
  }

  // From 0..top_ to the whole range, rounded; values above the largest count as it.
  int64_t Scaled(int64_t value, int64_t range) const {
    return (std::min(value, top_) * range + top_ / 2) / top_;
  }

  std::shared_ptr<ByteSource> bytes_;
  bool accept_truncated_;
  Characters text_;
  char kind_ = '?';
  int channels_ = 1;
  int64_t top_ = 255;
  bool is_float_ = false;
  bool little_endian_ = false;
  int sample_bytes_ = 1;
  int64_t data_at_ = 0;
  int64_t row_bytes_ = 0;
  int row_ = 0;
  int valid_rows_ = -1;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CodecSource>> OpenPnm(std::shared_ptr<ByteSource> bytes,
                                                     const DecodeOptions& options) {
  auto source = std::make_unique<PnmSource>(std::move(bytes), options.accept_truncated);
  SHARPSCALE_RETURN_IF_ERROR(source->Open(options));
  return source;
}

}  // namespace sharpscale
