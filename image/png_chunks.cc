// SPDX-License-Identifier: Apache-2.0

#include "image/png_chunks.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

#include "image/jpeg_segments.h"

namespace sharpscale {
namespace {

using namespace std::string_view_literals;

constexpr auto kXmpKeyword = "XML:com.adobe.xmp"sv;
// A file of millions of empty chunks is an attack on time.
constexpr int kMaxChunks = 2'000'000;

uint32_t Big32(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

// Inflates up to `limit` bytes; false when damaged or larger.
bool Inflate(std::string_view compressed, int64_t limit, std::string* result) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  char buffer[1 << 14];
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof(buffer);
    status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END) break;
    const size_t got = sizeof(buffer) - stream.avail_out;
    if (got == 0 && status == Z_OK) break;
    result->append(buffer, got);
    if (static_cast<int64_t>(result->size()) > limit) {
      status = Z_MEM_ERROR;
    }
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END;
}

// ImageMagick's "Raw profile type X": "\nname\n  length\nhex digits in lines\n".
std::vector<uint8_t> FromRawProfile(std::string_view text) {
  size_t at = text.find_first_not_of('\n');
  if (at == std::string_view::npos) return {};
  at = text.find('\n', at);
  if (at == std::string_view::npos) return {};
  at = text.find_first_not_of(' ', at + 1);
  if (at == std::string_view::npos) return {};
  size_t length = 0;
  const std::from_chars_result number =
      std::from_chars(text.data() + at, text.data() + text.size(), length);
  if (number.ec != std::errc() || length == 0) return {};
  at = static_cast<size_t>(number.ptr - text.data());
  std::vector<uint8_t> bytes;
  int high = -1;
  for (; at < text.size() && bytes.size() < length; ++at) {
    const char c = text[at];
    int digit = -1;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit < 0) continue;
    if (high < 0) {
      high = digit;
    } else {
      bytes.push_back(static_cast<uint8_t>(high * 16 + digit));
      high = -1;
    }
  }
  if (bytes.size() != length) return {};
  return bytes;
}

std::vector<uint8_t> Bytes(std::string_view view) {
  return {view.begin(), view.end()};
}

std::vector<uint8_t> WithoutExifPrefix(std::vector<uint8_t> exif) {
  static constexpr uint8_t kPrefix[6] = {'E', 'x', 'i', 'f', 0, 0};
  if (exif.size() >= 6 && std::memcmp(exif.data(), kPrefix, 6) == 0) {
    exif.erase(exif.begin(), exif.begin() + 6);
  }
  return exif;
}

class Walker {
 public:
  Walker(const ByteSource& bytes, int64_t limit) : bytes_(bytes), left_(limit) {}

  PngChunks Run() {
    int64_t at = 8;
    for (int i = 0; i < kMaxChunks; ++i) {
      const std::string head = bytes_.Read(at, 8);
      if (head.size() < 8) break;
      const int64_t length = Big32(head, 0);
      const std::string_view type = std::string_view(head).substr(4);
      if (length > 0x7FFFFFFF || type == "IEND") break;
      Visit(type, at + 8, length);
      at += 12 + length;
    }
    return std::move(result_);
  }

 private:
  void Visit(std::string_view type, int64_t at, int64_t length) {
    auto& metadata = result_.metadata;
    if (type == "IHDR" && length >= 8) {
      const std::string data = bytes_.Read(at, 8);
      if (data.size() < 8) return;
      result_.width = Big32(data, 0);
      result_.height = Big32(data, 4);
    } else if (type == "pHYs" && length == 9) {
      const std::string data = bytes_.Read(at, 9);
      if (data.size() < 9) return;
      const double x = Big32(data, 0);
      const double y = Big32(data, 4);
      if (x < 1 || y < 1) return;
      if (data[8] == 1) {
        result_.ppi = {x * 0.0254, y * 0.0254};
      } else {
        result_.aspect = {x, y};
      }
    } else if (type == "acTL" && length >= 8) {
      const std::string data = bytes_.Read(at, 8);
      if (data.size() == 8) result_.frames = static_cast<int>(std::min(Big32(data, 0), 1'000'000u));
    } else if (type == "eXIf" && metadata.exif.empty()) {
      std::string data;
      if (Take(at, length, &data)) metadata.exif = WithoutExifPrefix(Bytes(data));
    } else if (type == "iCCP" && metadata.icc.empty()) {
      std::string data;
      if (!Take(at, length, &data)) return;
      const size_t name = data.find('\0');
      if (name == std::string::npos || name + 2 > data.size()) return;
      std::string profile;
      if (Unpack(std::string_view(data).substr(name + 2), &profile)) metadata.icc = Bytes(profile);
    } else if (type == "iTXt") {
      VisitInternationalText(at, length);
    } else if (type == "zTXt" || type == "tEXt") {
      VisitRawProfile(type == "zTXt", at, length);
    }
  }

  void VisitInternationalText(int64_t at, int64_t length) {
    if (bytes_.Read(at, kXmpKeyword.size()) != kXmpKeyword || !result_.metadata.xmp.empty()) return;
    std::string data;
    if (!Take(at, length, &data)) return;
    const size_t keyword = data.find('\0');
    if (keyword == std::string::npos || keyword + 3 > data.size()) return;
    const bool compressed = data[keyword + 1] != 0;
    const size_t language = data.find('\0', keyword + 3);
    if (language == std::string::npos) return;
    const size_t translated = data.find('\0', language + 1);
    if (translated == std::string::npos) return;
    const std::string_view text = std::string_view(data).substr(translated + 1);
    std::string unpacked;
    if (!compressed) {
      result_.metadata.xmp = Bytes(text);
    } else if (Unpack(text, &unpacked)) {
      result_.metadata.xmp = Bytes(unpacked);
    }
  }

  void VisitRawProfile(bool compressed, int64_t at, int64_t length) {
    constexpr auto kRaw = "Raw profile type "sv;
    const std::string head = bytes_.Read(at, 32);
    if (std::string_view(head).substr(0, kRaw.size()) != kRaw) return;
    std::string data;
    if (!Take(at, length, &data)) return;
    const size_t keyword = data.find('\0');
    if (keyword == std::string::npos || keyword + 2 > data.size()) return;
    const std::string kind = data.substr(kRaw.size(), keyword - kRaw.size());
    std::string text;
    if (compressed) {
      if (!Unpack(std::string_view(data).substr(keyword + 2), &text)) return;
    } else {
      text = data.substr(keyword + 1);
    }
    auto& metadata = result_.metadata;
    const std::vector<uint8_t> bytes = FromRawProfile(text);
    if (bytes.empty()) return;
    if ((kind == "exif" || kind == "APP1") && metadata.exif.empty()) {
      metadata.exif = WithoutExifPrefix(bytes);
    } else if (kind == "iptc" && metadata.iptc.empty()) {
      metadata.iptc = IptcFromPhotoshop(bytes);
      if (metadata.iptc.empty() && bytes[0] == 0x1C) metadata.iptc = bytes;
    } else if (kind == "xmp" && metadata.xmp.empty()) {
      metadata.xmp = bytes;
    } else if ((kind == "icc" || kind == "icm") && metadata.icc.empty()) {
      metadata.icc = bytes;
    }
  }

  bool Take(int64_t at, int64_t length, std::string* data) {
    if (length > left_) {
      result_.metadata_dropped = true;
      return false;
    }
    *data = bytes_.Read(at, static_cast<size_t>(length));
    left_ -= length;
    return static_cast<int64_t>(data->size()) == length;
  }

  bool Unpack(std::string_view compressed, std::string* text) {
    const bool good = Inflate(compressed, left_, text);
    if (!good) result_.metadata_dropped = true;
    if (good) left_ -= static_cast<int64_t>(text->size());
    return good;
  }

  const ByteSource& bytes_;
  int64_t left_;
  PngChunks result_;
};

}  // namespace

PngChunks ReadPngChunks(const ByteSource& bytes, int64_t max_metadata_bytes) {
  return Walker(bytes, max_metadata_bytes).Run();
}

}  // namespace sharpscale
