// SPDX-License-Identifier: Apache-2.0

#include "image/fenced/isobmff.h"

#include <string_view>

namespace sharpscale {
namespace {

using namespace std::string_view_literals;

constexpr auto kSignature = "\0\0\0\x0CJXL \r\n\x87\n"sv;
constexpr auto kFileType =
    "\0\0\0\x14"
    "ftypjxl \0\0\0\0jxl "sv;

uint64_t Big(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) value = (value << 8) | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

std::string Box(std::string_view type, std::string_view prefix, std::string_view content) {
  const uint64_t length = 8 + prefix.size() + content.size();
  std::string box;
  // Lengths beyond 32 bits follow the type.
  const bool large = length > 0xFFFFFFFFu;
  const uint64_t small = large ? 1 : length;
  for (int shift = 24; shift >= 0; shift -= 8) box += static_cast<char>(small >> shift);
  box += type;
  for (int shift = 56; large && shift >= 0; shift -= 8) {
    box += static_cast<char>((length + 8) >> shift);
  }
  box += prefix;
  box += content;
  return box;
}

std::string_view View(const std::vector<uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

BoxedMetadata ReadJxlBoxes(const ByteSource& bytes, int64_t max_bytes) {
  BoxedMetadata result;
  if (bytes.Read(0, kSignature.size()) != kSignature) return result;
  int64_t at = 0;
  constexpr int kMaxBoxes = 10'000;
  for (int i = 0; i < kMaxBoxes; ++i) {
    const std::string head = bytes.Read(at, 16);
    if (head.size() < 8) break;
    uint64_t length = Big(head, 0, 4);
    const std::string_view type = std::string_view(head).substr(4, 4);
    int64_t content = at + 8;
    if (length == 1) {
      if (head.size() < 16) break;
      length = Big(head, 8, 8);
      content = at + 16;
    } else if (length == 0) {  // to the end of the file
      length = static_cast<uint64_t>(bytes.size() - at);
    }
    const auto left = static_cast<uint64_t>(bytes.size() - at);
    if (length < static_cast<uint64_t>(content - at) || length > left) break;
    const auto count = static_cast<int64_t>(length) - (content - at);
    if ((type == "Exif" || type == "xml ") && count <= max_bytes) {
      const std::string data = bytes.Read(content, static_cast<size_t>(count));
      max_bytes -= count;
      if (type == "xml ") {
        result.xmp.assign(data.begin(), data.end());
      } else if (data.size() > 4) {
        // The first four bytes tell how far behind them the TIFF header is.
        const uint64_t skip = 4 + Big(data, 0, 4);
        if (skip < data.size()) {
          result.exif.assign(data.begin() + static_cast<std::ptrdiff_t>(skip), data.end());
        }
      }
    }
    at += static_cast<int64_t>(length);
  }
  return result;
}

std::string AddJxlBoxes(const std::string& file, const BoxedMetadata& metadata) {
  if (metadata.exif.empty() && metadata.xmp.empty()) return file;
  std::string boxes;
  if (!metadata.exif.empty()) boxes += Box("Exif", "\0\0\0\0"sv, View(metadata.exif));
  if (!metadata.xmp.empty()) boxes += Box("xml ", "", View(metadata.xmp));
  // A container may end in a box of open length only before anything is added; libjxl closes its
  // own.
  if (std::string_view(file).substr(0, kSignature.size()) == kSignature) return file + boxes;
  std::string result(kSignature);
  result += kFileType;
  result += boxes;
  result += Box("jxlc", "", file);
  return result;
}

bool IsMonochromeHeif(const ByteSource& bytes) {
  // The configurations stand in the "meta" box near the start; their boxes are found by their names
  // and plausible lengths.
  const std::string head = bytes.Read(0, 1 << 18);
  const std::string_view view(head);
  int found = 0;
  for (size_t at = 4; at + 32 < head.size(); ++at) {
    const std::string_view type = view.substr(at, 4);
    const uint64_t length = Big(view, at - 4, 4);
    if (type == "av1C" && length >= 12 && length < 4096 &&
        static_cast<uint8_t>(view[at + 4]) == 0x81) {
      ++found;
      if ((view[at + 6] & 0x10) == 0) return false;  // the monochrome flag
    } else if (type == "hvcC" && length >= 31 && length < 65536 && view[at + 4] == 1) {
      ++found;
      if ((view[at + 4 + 16] & 0x03) != 0) return false;  // chroma_format_idc
    }
  }
  return found > 0;
}

}  // namespace sharpscale
