// SPDX-License-Identifier: Apache-2.0

#include "image/sniff.h"

#include <cctype>
#include <cstring>

namespace sharpscale {
namespace {

bool StartsWith(std::string_view head, std::string_view magic) {
  return head.substr(0, magic.size()) == magic;
}

using namespace std::string_view_literals;

// ISO base media files: the major brand and the compatible brands of the "ftyp" box.
Container SniffIsoMedia(std::string_view head) {
  const uint32_t box = (static_cast<uint32_t>(static_cast<uint8_t>(head[0])) << 24) |
                       (static_cast<uint32_t>(static_cast<uint8_t>(head[1])) << 16) |
                       (static_cast<uint32_t>(static_cast<uint8_t>(head[2])) << 8) |
                       static_cast<uint32_t>(static_cast<uint8_t>(head[3]));
  const size_t end = std::min<size_t>(box, head.size());
  bool heif = false;
  for (size_t at = 8; at + 4 <= end; at += 4) {
    if (at == 12) continue;  // the minor version
    const std::string_view brand = head.substr(at, 4);
    if (brand == "avif" || brand == "avis") return Container::kAvif;
    if (brand == "crx ") return Container::kRaw;
    if (brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" ||
        brand == "hevc" || brand == "hevx" || brand == "mif1" || brand == "msf1") {
      heif = true;
    }
  }
  return heif ? Container::kHeif : Container::kUnknown;
}

// Tags of the first directory that only camera RAW has.
bool IsTiffRaw(const ByteSource& bytes) {
  const std::string head = bytes.Read(0, 16);
  if (head.size() < 8) return false;
  const bool little = head[0] == 'I';
  auto u16 = [little](const char* p) {
    const auto* b = reinterpret_cast<const uint8_t*>(p);
    return static_cast<uint32_t>(little ? b[0] | (b[1] << 8) : (b[0] << 8) | b[1]);
  };
  auto u32 = [little, &u16](const char* p) {
    return little ? u16(p) | (u16(p + 2) << 16) : (u16(p) << 16) | u16(p + 2);
  };
  if (head.size() >= 10 && head.substr(8, 2) == "CR") return true;
  const uint32_t directory = u32(head.data() + 4);
  const std::string count_bytes = bytes.Read(directory, 2);
  if (count_bytes.size() < 2) return false;
  const uint32_t count = std::min<uint32_t>(u16(count_bytes.data()), 512);
  const std::string entries = bytes.Read(int64_t{directory} + 2, size_t{count} * 12);
  bool reduced = false;
  bool sub_directories = false;
  bool maker = false;
  for (size_t at = 0; at + 12 <= entries.size(); at += 12) {
    const uint32_t tag = u16(entries.data() + at);
    const uint32_t value = u32(entries.data() + at + 8);
    if (tag == 0xC612) return true;                                           // DNGVersion
    if (tag == 0x0106 && u16(entries.data() + at + 8) == 32803) return true;  // colour filter array
    if (tag == 0x0103 && u16(entries.data() + at + 8) == 34713) return true;  // Nikon NEF
    if (tag == 0x0103 && u16(entries.data() + at + 8) == 65535) return true;  // Pentax PEF
    if (tag == 0x0103 && u16(entries.data() + at + 8) == 32767) return true;  // Sony ARW
    if (tag == 0x00FE && (value & 1) != 0) reduced = true;                    // a preview first
    if (tag == 0x014A) sub_directories = true;
    if (tag == 0x010F) maker = true;
  }
  return maker && reduced && sub_directories;
}

}  // namespace

Container SniffContainer(std::string_view head) {
  if (StartsWith(head, "\xFF\xD8\xFF"sv)) return Container::kJpeg;
  if (StartsWith(head, "\x89PNG\r\n\x1A\n"sv)) return Container::kPng;
  if (StartsWith(head, "IIU\0"sv) || StartsWith(head, "IIRO"sv) || StartsWith(head, "IIRS"sv) ||
      StartsWith(head, "MMOR"sv) || StartsWith(head, "FUJIFILMCCD-RAW"sv) ||
      StartsWith(head, "\0MRM"sv) || StartsWith(head, "FOVb"sv)) {
    return Container::kRaw;
  }
  if (StartsWith(head, "II*\0"sv) || StartsWith(head, "MM\0*"sv) || StartsWith(head, "II+\0"sv) ||
      StartsWith(head, "MM\0+"sv)) {
    return Container::kTiff;
  }
  if (StartsWith(head, "RIFF"sv) && head.size() >= 12 && head.substr(8, 4) == "WEBP") {
    return Container::kWebp;
  }
  if (head.size() >= 12 && head.substr(4, 4) == "ftyp") return SniffIsoMedia(head);
  if (StartsWith(head, "\xFF\x0A"sv) || StartsWith(head, "\0\0\0\x0CJXL \r\n\x87\n"sv)) {
    return Container::kJxl;
  }
  if (StartsWith(head, "GIF87a"sv) || StartsWith(head, "GIF89a"sv)) return Container::kGif;
  // "BM" alone is a common start of text: the header size must be one that exists.
  if (StartsWith(head, "BM"sv) && head.size() >= 18 && head[15] == 0 && head[16] == 0 &&
      head[17] == 0) {
    const auto header = static_cast<uint8_t>(head[14]);
    if (header == 12 || (header >= 16 && header <= 124)) return Container::kBmp;
  }
  if (head.size() >= 3 && head[0] == 'P' && std::isspace(static_cast<uint8_t>(head[2])) != 0 &&
      ((head[1] >= '1' && head[1] <= '7') || head[1] == 'f' || head[1] == 'F')) {
    return Container::kPnm;
  }
  return Container::kUnknown;
}

Container SniffContainer(const ByteSource& bytes) {
  const Container container = SniffContainer(bytes.Read(0, 256));
  if (container == Container::kTiff && IsTiffRaw(bytes)) return Container::kRaw;
  return container;
}

std::string DescribeUnknown(std::string_view head) {
  if (head.empty()) return "an empty file";
  if (StartsWith(head, "%PDF"sv)) return "a PDF document";
  if (StartsWith(head, "PK\x03\x04"sv)) return "a ZIP archive or office document";
  if (StartsWith(head, "8BPS"sv)) return "a Photoshop document";
  if (head.size() >= 12 && head.substr(4, 4) == "ftyp") return "a video or an unsupported HEIF";
  bool text = true;
  for (const char c : head) {
    const auto u = static_cast<uint8_t>(c);
    if (u < 9 || (u > 13 && u < 32) || u == 127) text = false;
  }
  if (!text) return "data of an unknown kind";
  const size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string_view::npos && head[first] == '<') {
    if (head.find("<svg") != std::string_view::npos) return "an SVG drawing";
    return "an HTML or XML page";
  }
  return "plain text";
}

}  // namespace sharpscale
