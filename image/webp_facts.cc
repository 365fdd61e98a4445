// SPDX-License-Identifier: Apache-2.0

#include "image/webp_facts.h"

#include <cstdint>

namespace sharpscale {
namespace {

// The boolean entropy decoder of RFC 6386, section 7, with zeros beyond the end.
class BoolDecoder {
 public:
  explicit BoolDecoder(std::string_view data) : data_(data) { value_ = (Next() << 8) | Next(); }

  bool Bool(uint32_t probability) {
    const uint32_t split = 1 + (((range_ - 1) * probability) >> 8);
    const uint32_t shifted = split << 8;
    const bool bit = value_ >= shifted;
    if (bit) {
      range_ -= split;
      value_ -= shifted;
    } else {
      range_ = split;
    }
    while (range_ < 128) {
      value_ <<= 1;
      range_ <<= 1;
      if (++bits_ == 8) {
        bits_ = 0;
        value_ |= Next();
      }
    }
    return bit;
  }

  uint32_t Literal(int bits) {
    uint32_t value = 0;
    for (int i = 0; i < bits; ++i) value = (value << 1) | (Bool(128) ? 1u : 0u);
    return value;
  }

  // A flag, then a magnitude and a sign where it is set.
  void SkipOptional(int bits) {
    if (Bool(128)) Literal(bits + 1);
  }

  bool exhausted() const { return at_ > data_.size() + 2; }

 private:
  uint32_t Next() {
    const uint32_t byte = at_ < data_.size() ? static_cast<uint8_t>(data_[at_]) : 0;
    ++at_;
    return byte;
  }

  std::string_view data_;
  size_t at_ = 0;
  uint32_t value_ = 0;
  uint32_t range_ = 255;
  int bits_ = 0;
};

uint32_t Little32(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = (value << 8) | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

absl::Status Truncated() {
  return absl::InvalidArgumentError("the WebP frame header is damaged or truncated");
}

// RFC 6386, sections 9.1 to 9.6 and 19.2, key frames only.
absl::StatusOr<WebpFacts> ReadVp8(std::string_view frame) {
  if (frame.size() < 11) return Truncated();
  const bool key_frame = (frame[0] & 1) == 0;
  if (!key_frame || frame.substr(3, 3) != "\x9D\x01\x2A") return Truncated();
  BoolDecoder bits(frame.substr(10));
  WebpFacts facts;
  bits.Literal(2);       // colour space, clamping
  if (bits.Bool(128)) {  // segmentation
    facts.segments = 4;
    const bool update_map = bits.Bool(128);
    const bool update_data = bits.Bool(128);
    if (update_data) {
      bits.Bool(128);  // absolute values or differences
      for (int i = 0; i < 4; ++i) bits.SkipOptional(7);
      for (int i = 0; i < 4; ++i) bits.SkipOptional(6);
    }
    if (update_map) {
      for (int i = 0; i < 3; ++i) {
        if (bits.Bool(128)) bits.Literal(8);
      }
    }
  }
  bits.Literal(1 + 6 + 3);  // loop filter type, level, sharpness
  if (bits.Bool(128)) {     // loop filter adjustments
    if (bits.Bool(128)) {
      for (int i = 0; i < 8; ++i) bits.SkipOptional(6);
    }
  }
  bits.Literal(2);  // number of partitions
  facts.quantiser = static_cast<int>(bits.Literal(7));
  if (bits.exhausted()) return Truncated();
  return facts;
}

}  // namespace

absl::StatusOr<WebpFacts> ReadWebpFacts(std::string_view file) {
  if (file.size() < 20 || file.substr(0, 4) != "RIFF" || file.substr(8, 4) != "WEBP") {
    return absl::InvalidArgumentError("not a WebP file");
  }
  size_t at = 12;
  while (at + 8 <= file.size()) {
    const std::string_view type = file.substr(at, 4);
    const size_t length = Little32(file, at + 4);
    const std::string_view data = file.substr(at + 8, length);
    if (type == "VP8 ") return ReadVp8(data);
    if (type == "VP8L") {
      WebpFacts facts;
      facts.lossless = true;
      return facts;
    }
    if (type == "ANMF") {
      // The frame's own chunks follow 16 bytes of placement.
      at += 8 + 16;
      continue;
    }
    if (length > file.size()) break;
    at += 8 + length + (length & 1);
  }
  return Truncated();
}

}  // namespace sharpscale
