// SPDX-License-Identifier: Apache-2.0

#include "image/tiff_exif.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace sharpscale {
namespace {

constexpr uint16_t kExifPointer = 0x8769;
constexpr uint16_t kGpsPointer = 0x8825;
constexpr uint16_t kMakerNote = 0x927C;
constexpr uint16_t kInteroperability = 0xA005;
constexpr uint16_t kAscii = 2;
constexpr uint16_t kLong = 4;
// ImageDescription, Make, Model, Software, DateTime, Artist, Copyright.
constexpr uint16_t kTexts[] = {0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298};
// TIFF types 0..12 and 13 (IFD, a LONG) in bytes, and the unit in which they are byte-swapped.
constexpr uint32_t kTypeBytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
constexpr uint32_t kSwapBytes[] = {0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4};

// Reads directories from bytes at any offset.
class DirectoryReader {
 public:
  DirectoryReader(const ByteSource& bytes, int64_t budget) : bytes_(bytes), budget_(budget) {
    const std::string head = bytes.Read(0, 8);
    if (head.size() < 8) return;
    little_ = head.compare(0, 4, std::string("II*\0", 4)) == 0;
    valid_ = little_ || head.compare(0, 4, std::string("MM\0*", 4)) == 0;
    first_ = U32(head, 4);
  }

  bool valid() const { return valid_; }
  uint32_t first() const { return first_; }

  TiffDirectory Read(uint32_t offset) {
    TiffDirectory directory;
    const std::string count_bytes = bytes_.Read(offset, 2);
    if (!valid_ || offset < 8 || count_bytes.size() < 2) return directory;
    const uint32_t count = std::min(U16(count_bytes, 0), 1000u);
    const std::string entries = bytes_.Read(int64_t{offset} + 2, size_t{count} * 12);
    for (size_t at = 0; at + 12 <= entries.size(); at += 12) {
      TiffEntry entry;
      entry.tag = static_cast<uint16_t>(U16(entries, at));
      entry.type = static_cast<uint16_t>(U16(entries, at + 2));
      entry.count = U32(entries, at + 4);
      if (entry.type < 1 || entry.type > 13) continue;
      const uint64_t length = uint64_t{entry.count} * kTypeBytes[entry.type];
      if (length > static_cast<uint64_t>(budget_)) continue;
      const std::string value =
          length <= 4 ? entries.substr(at + 8, length) : bytes_.Read(U32(entries, at + 8), length);
      if (value.size() != length) continue;
      budget_ -= static_cast<int64_t>(length);
      entry.bytes.assign(value.begin(), value.end());
      if (!little_) Swap(&entry);
      directory.entries.push_back(std::move(entry));
    }
    std::stable_sort(directory.entries.begin(),
                     directory.entries.end(),
                     [](const TiffEntry& a, const TiffEntry& b) { return a.tag < b.tag; });
    return directory;
  }

 private:
  uint32_t U16(const std::string& s, size_t at) const {
    const uint32_t a = static_cast<uint8_t>(s[at]);
    const uint32_t b = static_cast<uint8_t>(s[at + 1]);
    return little_ ? a | (b << 8) : (a << 8) | b;
  }
  uint32_t U32(const std::string& s, size_t at) const {
    const uint32_t a = U16(s, at);
    const uint32_t b = U16(s, at + 2);
    return little_ ? a | (b << 16) : (a << 16) | b;
  }
  static void Swap(TiffEntry* entry) {
    const size_t unit = kSwapBytes[entry->type];
    for (size_t at = 0; at + unit <= entry->bytes.size(); at += unit) {
      std::reverse(entry->bytes.begin() + static_cast<std::ptrdiff_t>(at),
                   entry->bytes.begin() + static_cast<std::ptrdiff_t>(at + unit));
    }
  }

  const ByteSource& bytes_;
  int64_t budget_;
  bool little_ = false;
  bool valid_ = false;
  uint32_t first_ = 0;
};

void Put16(std::vector<uint8_t>* bytes, uint32_t value) {
  bytes->push_back(static_cast<uint8_t>(value));
  bytes->push_back(static_cast<uint8_t>(value >> 8));
}

void Put32(std::vector<uint8_t>* bytes, uint32_t value) {
  Put16(bytes, value & 0xFFFF);
  Put16(bytes, value >> 16);
}

std::optional<uint32_t> LongValue(const TiffDirectory& directory, uint16_t tag) {
  for (const TiffEntry& entry : directory.entries) {
    if (entry.tag != tag || (entry.type != kLong && entry.type != 13) || entry.bytes.size() < 4) {
      continue;
    }
    return entry.bytes[0] | (entry.bytes[1] << 8) | (entry.bytes[2] << 16) |
           (static_cast<uint32_t>(entry.bytes[3]) << 24);
  }
  return std::nullopt;
}

void DropUnmovable(TiffDirectory* directory) {
  auto& entries = directory->entries;
  entries.erase(std::remove_if(entries.begin(),
                               entries.end(),
                               [](const TiffEntry& entry) {
                                 return entry.tag == kMakerNote || entry.tag == kInteroperability;
                               }),
                entries.end());
}

bool IsText(uint16_t tag) {
  return std::find(std::begin(kTexts), std::end(kTexts), tag) != std::end(kTexts);
}

TiffEntry Pointer(uint16_t tag, uint32_t offset) {
  TiffEntry entry{tag, kLong, 1, {}};
  Put32(&entry.bytes, offset);
  return entry;
}

}  // namespace

TiffExif ExifForTiff(const std::vector<uint8_t>& blob) {
  const auto source = ByteSource::FromBytes(std::string(blob.begin(), blob.end()), "EXIF");
  DirectoryReader reader(*source, static_cast<int64_t>(blob.size()) * 4);
  TiffExif result;
  const TiffDirectory first = reader.Read(reader.first());
  for (const TiffEntry& entry : first.entries) {
    if (entry.type != kAscii || !IsText(entry.tag)) continue;
    std::string text(entry.bytes.begin(), entry.bytes.end());
    text.resize(std::min(text.find('\0'), text.size()));
    if (!text.empty()) result.texts.emplace_back(entry.tag, text);
  }
  if (const auto exif = LongValue(first, kExifPointer)) result.exif = reader.Read(*exif);
  if (const auto gps = LongValue(first, kGpsPointer)) result.gps = reader.Read(*gps);
  DropUnmovable(&result.exif);
  return result;
}

std::vector<uint8_t> SerialiseDirectory(const TiffDirectory& directory, uint32_t offset) {
  std::vector<uint8_t> bytes;
  std::vector<uint8_t> values;
  const auto count = static_cast<uint32_t>(directory.entries.size());
  const uint32_t values_at = offset + 2 + count * 12 + 4;
  Put16(&bytes, count);
  for (const TiffEntry& entry : directory.entries) {
    Put16(&bytes, entry.tag);
    Put16(&bytes, entry.type);
    Put32(&bytes, entry.count);
    if (entry.bytes.size() <= 4) {
      bytes.insert(bytes.end(), entry.bytes.begin(), entry.bytes.end());
      bytes.insert(bytes.end(), 4 - entry.bytes.size(), 0);
    } else {
      Put32(&bytes, values_at + static_cast<uint32_t>(values.size()));
      values.insert(values.end(), entry.bytes.begin(), entry.bytes.end());
      if (values.size() % 2 != 0) values.push_back(0);
    }
  }
  Put32(&bytes, 0);
  bytes.insert(bytes.end(), values.begin(), values.end());
  return bytes;
}

TiffHeaderFacts ReadTiffHeader(const ByteSource& source) {
  TiffHeaderFacts facts;
  const std::string head = source.Read(0, 16);
  if (head.size() < 16) return facts;
  const bool little = head[0] == 'I';
  const bool big = head[little ? 2 : 3] == 43;
  const auto number = [little](const std::string& s, size_t at, size_t count) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; ++i) {
      value = (value << 8) | static_cast<uint8_t>(s[at + (little ? count - 1 - i : i)]);
    }
    return value;
  };
  const uint64_t directory = big ? number(head, 8, 8) : number(head, 4, 4);
  if (directory > static_cast<uint64_t>(source.size())) return facts;
  const size_t count_bytes = big ? 8 : 2;
  const size_t entry_bytes = big ? 20 : 12;
  const size_t value_at = big ? 12 : 8;
  const auto at = static_cast<int64_t>(directory);
  const std::string count_text = source.Read(at, count_bytes);
  if (count_text.size() < count_bytes) return facts;
  const uint64_t count = std::min<uint64_t>(number(count_text, 0, count_bytes), 1000);
  const std::string entries =
      source.Read(at + static_cast<int64_t>(count_bytes), static_cast<size_t>(count) * entry_bytes);
  for (size_t e = 0; e + entry_bytes <= entries.size(); e += entry_bytes) {
    const uint64_t tag = number(entries, e, 2);
    const uint64_t values = number(entries, e + 4, big ? 8 : 4);
    const uint64_t value = number(entries, e + value_at, 2);
    if (tag == 0x0112 && value >= 1 && value <= 8) facts.orientation = static_cast<int>(value);
    // Old and new JPEG, JPEG 2000, JPEG XR, WebP, JPEG XL, LERC.
    if (tag == 0x0103) {
      for (const uint64_t lossy : {6, 7, 34712, 22610, 50001, 50002, 34887}) {
        if (value == lossy) facts.lossless = false;
      }
    }
    if (tag == 0x0102) {
      // Up to two (classic) or four (BigTIFF) values stand in the entry, more elsewhere.
      uint64_t bits = value;
      if (values > (big ? 4u : 2u)) {
        const auto where = static_cast<int64_t>(number(entries, e + value_at, big ? 8 : 4));
        const std::string first = source.Read(where, 2);
        bits = first.size() == 2 ? number(first, 0, 2) : 0;
      }
      facts.bits = bits <= 64 ? static_cast<int>(bits) : 0;
    }
  }
  return facts;
}

std::vector<uint8_t> ExifFromTiff(const ByteSource& source, int64_t max_bytes) {
  DirectoryReader reader(source, max_bytes);
  if (!reader.valid()) return {};
  const TiffDirectory first = reader.Read(reader.first());
  TiffDirectory kept;
  for (const TiffEntry& entry : first.entries) {
    if (entry.type == kAscii && IsText(entry.tag)) kept.entries.push_back(entry);
  }
  TiffDirectory exif;
  TiffDirectory gps;
  if (const auto at = LongValue(first, kExifPointer)) exif = reader.Read(*at);
  if (const auto at = LongValue(first, kGpsPointer)) gps = reader.Read(*at);
  DropUnmovable(&exif);
  if (kept.entries.empty() && exif.entries.empty() && gps.entries.empty()) return {};

  std::vector<uint8_t> blob = {'I', 'I', 42, 0, 8, 0, 0, 0};
  // Laid out twice: the pointers' places are known once the first directory's size is.
  if (!exif.entries.empty()) kept.entries.push_back(Pointer(kExifPointer, 0));
  if (!gps.entries.empty()) kept.entries.push_back(Pointer(kGpsPointer, 0));
  std::stable_sort(kept.entries.begin(), kept.entries.end(), [](const auto& a, const auto& b) {
    return a.tag < b.tag;
  });
  const auto even = [](size_t n) { return static_cast<uint32_t>((n + 1) / 2 * 2); };
  const uint32_t exif_at = 8 + even(SerialiseDirectory(kept, 8).size());
  const uint32_t gps_at = exif_at + even(SerialiseDirectory(exif, exif_at).size());
  for (TiffEntry& entry : kept.entries) {
    if (entry.tag == kExifPointer) entry = Pointer(kExifPointer, exif_at);
    if (entry.tag == kGpsPointer) entry = Pointer(kGpsPointer, gps_at);
  }
  const auto append = [&blob](const TiffDirectory& directory, uint32_t at) {
    blob.resize(at);
    const std::vector<uint8_t> bytes = SerialiseDirectory(directory, at);
    blob.insert(blob.end(), bytes.begin(), bytes.end());
  };
  append(kept, 8);
  if (!exif.entries.empty()) append(exif, exif_at);
  if (!gps.entries.empty()) append(gps, gps_at);
  return blob;
}

}  // namespace sharpscale
