// SPDX-License-Identifier: Apache-2.0

#include "image/jpeg_segments.h"

#include <map>
#include <string_view>

namespace sharpscale {
namespace {

using namespace std::string_view_literals;

constexpr auto kExifPrefix = "Exif\0\0"sv;
constexpr auto kXmpPrefix = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr auto kIccPrefix = "ICC_PROFILE\0"sv;
constexpr auto kPhotoshopPrefix = "Photoshop 3.0\0"sv;
constexpr uint32_t kIptcResource = 0x0404;
constexpr uint32_t kResolutionResource = 0x03ED;

uint32_t Big16(std::string_view bytes, size_t at) {
  return (static_cast<uint32_t>(static_cast<uint8_t>(bytes[at])) << 8) |
         static_cast<uint8_t>(bytes[at + 1]);
}

uint32_t Big32(std::string_view bytes, size_t at) {
  return (Big16(bytes, at) << 16) | Big16(bytes, at + 2);
}

// The data of one resource of a Photoshop block; empty when it is not there.
std::string_view FindResource(std::string_view block, uint32_t wanted) {
  size_t at = 0;
  while (at + 12 <= block.size() && block.substr(at, 4) == "8BIM") {
    const uint32_t id = Big16(block, at + 4);
    // A Pascal string padded to an even length.
    const size_t name = (static_cast<uint8_t>(block[at + 6]) + 2u) & ~1u;
    const size_t length_at = at + 6 + name;
    if (length_at + 4 > block.size()) break;
    const size_t length = Big32(block, length_at);
    if (length > block.size() - length_at - 4) break;
    if (id == wanted) return block.substr(length_at + 4, length);
    at = length_at + 4 + ((length + 1) & ~size_t{1});
  }
  return {};
}

std::vector<uint8_t> Bytes(std::string_view view) {
  return {view.begin(), view.end()};
}

}  // namespace

std::vector<uint8_t> IptcFromPhotoshop(const std::vector<uint8_t>& resources) {
  const std::string_view block(reinterpret_cast<const char*>(resources.data()), resources.size());
  return Bytes(FindResource(block, kIptcResource));
}

std::vector<uint8_t> PhotoshopFromIptc(const std::vector<uint8_t>& iptc) {
  if (iptc.empty()) return {};
  std::vector<uint8_t> block = {'8', 'B', 'I', 'M', 0x04, 0x04, 0, 0};
  for (int shift = 24; shift >= 0; shift -= 8) {
    block.push_back(static_cast<uint8_t>(iptc.size() >> shift));
  }
  block.insert(block.end(), iptc.begin(), iptc.end());
  if (iptc.size() % 2 != 0) block.push_back(0);
  return block;
}

JpegSegments ReadJpegSegments(const ByteSource& bytes, int64_t max_metadata_bytes) {
  JpegSegments result;
  std::map<int, std::string> icc_pieces;
  int icc_count = 0;
  std::string photoshop;
  int64_t kept = 0;
  int64_t at = 2;
  for (;;) {
    uint8_t marker[4];
    if (bytes.ReadAt(at, marker, 4) < 4 || marker[0] != 0xFF) break;
    if (marker[1] == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (marker[1] == 0xD9 || marker[1] == 0xDA) break;  // end of picture, start of scan
    if (marker[1] == 0x01 || (marker[1] >= 0xD0 && marker[1] <= 0xD8)) {  // without a length
      at += 2;
      continue;
    }
    const int64_t length = (marker[2] << 8) | marker[3];
    if (length < 2) break;
    const bool wanted =
        marker[1] == 0xE0 || marker[1] == 0xE1 || marker[1] == 0xE2 || marker[1] == 0xED;
    if (wanted) {
      const std::string segment = bytes.Read(at + 4, static_cast<size_t>(length - 2));
      const std::string_view view(segment);
      auto take = [&](std::string_view prefix) {
        if (view.substr(0, prefix.size()) != prefix) return false;
        kept += static_cast<int64_t>(view.size());
        if (kept <= max_metadata_bytes) return true;
        result.metadata_dropped = true;
        return false;
      };
      if (marker[1] == 0xE0 && view.substr(0, 5) == "JFIF\0"sv && view.size() >= 12) {
        result.density_unit = static_cast<uint8_t>(view[7]);
        result.x_density = static_cast<int>(Big16(view, 8));
        result.y_density = static_cast<int>(Big16(view, 10));
      } else if (marker[1] == 0xE1 && result.metadata.exif.empty() && take(kExifPrefix)) {
        result.metadata.exif = Bytes(view.substr(kExifPrefix.size()));
      } else if (marker[1] == 0xE1 && result.metadata.xmp.empty() && take(kXmpPrefix)) {
        result.metadata.xmp = Bytes(view.substr(kXmpPrefix.size()));
      } else if (marker[1] == 0xE2 && view.size() > 14 && take(kIccPrefix)) {
        icc_count = static_cast<uint8_t>(view[13]);
        icc_pieces.emplace(static_cast<uint8_t>(view[12]), view.substr(14));
      } else if (marker[1] == 0xE2 && view.substr(0, 4) == "MPF\0"sv) {
        result.pictures = 2;
      } else if (marker[1] == 0xED && take(kPhotoshopPrefix)) {
        photoshop += view.substr(kPhotoshopPrefix.size());
      }
    }
    at += 2 + length;
  }

  // All pieces 1..count or none: half a profile is worse than no profile.
  bool complete = !icc_pieces.empty() && static_cast<int>(icc_pieces.size()) == icc_count;
  int expected = 1;
  for (const auto& [index, piece] : icc_pieces) complete = complete && index == expected++;
  if (complete) {
    for (const auto& [index, piece] : icc_pieces) {
      result.metadata.icc.insert(result.metadata.icc.end(), piece.begin(), piece.end());
    }
  } else if (!icc_pieces.empty()) {
    result.metadata_dropped = true;
  }
  result.metadata.iptc = Bytes(FindResource(photoshop, kIptcResource));
  const std::string_view resolution = FindResource(photoshop, kResolutionResource);
  if (resolution.size() >= 16) {  // 16.16 fixed point, always per inch
    result.photoshop_ppi_x = static_cast<int>(Big16(resolution, 0));
    result.photoshop_ppi_y = static_cast<int>(Big16(resolution, 8));
  }
  return result;
}

}  // namespace sharpscale
