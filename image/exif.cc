// SPDX-License-Identifier: Apache-2.0

#include "image/exif.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

namespace sharpscale {
namespace {

// Tags and types of EXIF 2.32 / TIFF 6.0.
constexpr uint16_t kImageWidth = 0x0100;
constexpr uint16_t kImageLength = 0x0101;
constexpr uint16_t kOrientation = 0x0112;
constexpr uint16_t kXResolution = 0x011A;
constexpr uint16_t kYResolution = 0x011B;
constexpr uint16_t kResolutionUnit = 0x0128;
constexpr uint16_t kThumbnailOffset = 0x0201;
constexpr uint16_t kThumbnailLength = 0x0202;
constexpr uint16_t kExifDirectory = 0x8769;
constexpr uint16_t kPixelXDimension = 0xA002;
constexpr uint16_t kPixelYDimension = 0xA003;
constexpr uint16_t kShort = 3;
constexpr uint16_t kLong = 4;
constexpr uint16_t kRational = 5;
constexpr size_t kEntryBytes = 12;

// Bytes with an order. Reads outside give nullopt, writes outside do nothing.
class Tiff {
 public:
  explicit Tiff(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {
    static constexpr uint8_t kLittle[4] = {'I', 'I', 42, 0};
    static constexpr uint8_t kBig[4] = {'M', 'M', 0, 42};
    if (bytes_.size() < 14) return;
    little_ = std::memcmp(bytes_.data(), kLittle, 4) == 0;
    valid_ = little_ || std::memcmp(bytes_.data(), kBig, 4) == 0;
  }

  bool valid() const { return valid_; }
  size_t size() const { return bytes_.size(); }
  std::vector<uint8_t>& bytes() { return bytes_; }

  std::optional<uint32_t> U16(size_t at) const {
    if (at + 2 > bytes_.size()) return std::nullopt;
    const uint32_t a = bytes_[at];
    const uint32_t b = bytes_[at + 1];
    return little_ ? a | (b << 8) : (a << 8) | b;
  }
  std::optional<uint32_t> U32(size_t at) const {
    if (at + 4 > bytes_.size()) return std::nullopt;
    const uint32_t a = *U16(at);
    const uint32_t b = *U16(at + 2);
    return little_ ? a | (b << 16) : (a << 16) | b;
  }
  void PutU16(size_t at, uint32_t value) {
    if (at + 2 > bytes_.size()) return;
    bytes_[at + (little_ ? 0 : 1)] = static_cast<uint8_t>(value);
    bytes_[at + (little_ ? 1 : 0)] = static_cast<uint8_t>(value >> 8);
  }
  void PutU32(size_t at, uint32_t value) {
    if (at + 4 > bytes_.size()) return;
    PutU16(at + (little_ ? 0 : 2), value & 0xFFFF);
    PutU16(at + (little_ ? 2 : 0), value >> 16);
  }
  // Zeros at the end, at an even offset; returns where they begin.
  size_t Grow(size_t count) {
    if (bytes_.size() % 2 != 0) bytes_.push_back(0);
    const size_t at = bytes_.size();
    bytes_.resize(at + count);
    return at;
  }

 private:
  std::vector<uint8_t> bytes_;
  bool little_ = false;
  bool valid_ = false;
};

// Offset of the entry of `tag` in the directory at `directory`.
std::optional<size_t> FindEntry(const Tiff& tiff, size_t directory, uint16_t tag) {
  const std::optional<uint32_t> count = tiff.U16(directory);
  if (!count) return std::nullopt;
  for (size_t i = 0; i < *count; ++i) {
    const size_t at = directory + 2 + i * kEntryBytes;
    if (at + kEntryBytes > tiff.size()) return std::nullopt;
    if (*tiff.U16(at) == tag) return at;
  }
  return std::nullopt;
}

// A SHORT or LONG with one value.
std::optional<uint32_t> Integer(const Tiff& tiff, size_t directory, uint16_t tag) {
  const std::optional<size_t> entry = FindEntry(tiff, directory, tag);
  if (!entry || *tiff.U32(*entry + 4) < 1) return std::nullopt;
  const uint32_t type = *tiff.U16(*entry + 2);
  if (type == kShort) return tiff.U16(*entry + 8);
  if (type == kLong) return tiff.U32(*entry + 8);
  return std::nullopt;
}

double Rational(const Tiff& tiff, size_t directory, uint16_t tag) {
  const std::optional<size_t> entry = FindEntry(tiff, directory, tag);
  if (!entry || *tiff.U16(*entry + 2) != kRational) return 0.0;
  const size_t at = *tiff.U32(*entry + 8);
  const std::optional<uint32_t> numerator = tiff.U32(at);
  const std::optional<uint32_t> denominator = tiff.U32(at + 4);
  if (!numerator || !denominator || *denominator == 0) return 0.0;
  return static_cast<double>(*numerator) / *denominator;
}

// Where the next-directory pointer of `directory` stands; nullopt when it is outside.
std::optional<size_t> NextPointer(const Tiff& tiff, size_t directory) {
  const std::optional<uint32_t> count = tiff.U16(directory);
  if (!count) return std::nullopt;
  const size_t at = directory + 2 + size_t{*count} * kEntryBytes;
  if (at + 4 > tiff.size()) return std::nullopt;
  return at;
}

// Moves the directory to the end of the blob with room for `extra` entries; the entries' values
// stay where they are. Returns the new offset.
size_t MoveDirectory(Tiff* tiff, size_t directory, size_t extra) {
  const size_t count = *tiff->U16(directory);
  const std::optional<size_t> next = NextPointer(*tiff, directory);
  const uint32_t next_value = next ? *tiff->U32(*next) : 0;
  const size_t fit = std::min(count, (tiff->size() - directory - 2) / kEntryBytes);
  const size_t moved = tiff->Grow(2 + (fit + extra) * kEntryBytes + 4);
  std::memcpy(&tiff->bytes()[moved + 2], &tiff->bytes()[directory + 2], fit * kEntryBytes);
  tiff->PutU16(moved, static_cast<uint32_t>(fit));
  tiff->PutU32(moved + 2 + fit * kEntryBytes, next_value);
  return moved;
}

// Adds an entry in tag order to a directory that has room behind it (made by MoveDirectory).
size_t InsertEntry(Tiff* tiff, size_t directory, uint16_t tag) {
  const size_t count = *tiff->U16(directory);
  size_t index = 0;
  while (index < count && *tiff->U16(directory + 2 + index * kEntryBytes) < tag) ++index;
  const size_t at = directory + 2 + index * kEntryBytes;
  const size_t tail = (count - index) * kEntryBytes + 4;
  std::memmove(&tiff->bytes()[at + kEntryBytes], &tiff->bytes()[at], tail);
  std::memset(&tiff->bytes()[at], 0, kEntryBytes);
  tiff->PutU16(at, tag);
  tiff->PutU16(directory, static_cast<uint32_t>(count + 1));
  return at;
}

void PutInteger(Tiff* tiff, size_t entry, uint16_t type, uint32_t value) {
  tiff->PutU16(entry + 2, type);
  tiff->PutU32(entry + 4, 1);
  tiff->PutU32(entry + 8, 0);
  if (type == kShort) {
    tiff->PutU16(entry + 8, value);
  } else {
    tiff->PutU32(entry + 8, value);
  }
}

// Resolutions to a ten-thousandth.
void PutRational(Tiff* tiff, size_t entry, double value) {
  const bool whole = value == std::floor(value);
  const uint32_t denominator = whole ? 1 : 10000;
  const size_t at = tiff->Grow(8);
  tiff->PutU32(at, static_cast<uint32_t>(std::llround(std::min(value, 4e5) * denominator)));
  tiff->PutU32(at + 4, denominator);
  tiff->PutU16(entry + 2, kRational);
  tiff->PutU32(entry + 4, 1);
  tiff->PutU32(entry + 8, static_cast<uint32_t>(at));
}

// Entries of `tags` that `directory` lacks.
size_t Missing(const Tiff& tiff, size_t directory, std::initializer_list<uint16_t> tags) {
  return static_cast<size_t>(std::count_if(tags.begin(), tags.end(), [&](uint16_t tag) {
    return !FindEntry(tiff, directory, tag).has_value();
  }));
}

size_t EntryFor(Tiff* tiff, size_t directory, uint16_t tag) {
  const std::optional<size_t> entry = FindEntry(*tiff, directory, tag);
  return entry ? *entry : InsertEntry(tiff, directory, tag);
}

// The thumbnail is cut off when it ends the blob, otherwise blanked: nothing behind it may move.
void DropThumbnail(Tiff* tiff, size_t directory) {
  const std::optional<size_t> next = NextPointer(*tiff, directory);
  if (!next) return;
  const size_t second = *tiff->U32(*next);
  tiff->PutU32(*next, 0);
  if (second == 0) return;
  const std::optional<uint32_t> offset = Integer(*tiff, second, kThumbnailOffset);
  const std::optional<uint32_t> length = Integer(*tiff, second, kThumbnailLength);
  if (!offset || !length || *offset < 8 || *offset >= tiff->size()) return;
  const size_t end = std::min<size_t>(tiff->size(), size_t{*offset} + *length);
  // A damaged file may point its thumbnail at its own directories: only a real JPEG is touched.
  if (*tiff->U16(*offset) != 0xFFD8 && *tiff->U16(*offset) != 0xD8FF) return;
  if (*next + 4 > *offset && directory < end) return;
  if (end == tiff->size()) {
    tiff->bytes().resize(*offset);
  } else {
    std::fill(tiff->bytes().begin() + *offset,
              tiff->bytes().begin() + static_cast<std::ptrdiff_t>(end),
              uint8_t{0});
  }
}

}  // namespace

Ppi ExifFacts::ppi() const {
  if (!(x_resolution > 0.0) || !(y_resolution > 0.0)) return {};
  // TIFF and EXIF: an absent unit means inches.
  if (resolution_unit == 0 || resolution_unit == 2) return {x_resolution, y_resolution};
  if (resolution_unit == 3) return {x_resolution * 2.54, y_resolution * 2.54};
  return {};
}

ExifFacts ReadExif(const std::vector<uint8_t>& blob) {
  ExifFacts facts;
  const Tiff tiff(blob);
  if (!tiff.valid()) return facts;
  const size_t first = *tiff.U32(4);
  if (first < 8 || !tiff.U16(first)) return facts;
  facts.valid = true;
  const uint32_t orientation = Integer(tiff, first, kOrientation).value_or(1);
  facts.orientation = orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  facts.x_resolution = Rational(tiff, first, kXResolution);
  facts.y_resolution = Rational(tiff, first, kYResolution);
  facts.resolution_unit = static_cast<int>(Integer(tiff, first, kResolutionUnit).value_or(0));
  if (const std::optional<uint32_t> exif = Integer(tiff, first, kExifDirectory)) {
    facts.pixel_width = static_cast<int>(Integer(tiff, *exif, kPixelXDimension).value_or(0));
    facts.pixel_height = static_cast<int>(Integer(tiff, *exif, kPixelYDimension).value_or(0));
  }
  const std::optional<size_t> next = NextPointer(tiff, first);
  const size_t second = next ? *tiff.U32(*next) : 0;
  facts.has_thumbnail = second != 0 && FindEntry(tiff, second, kThumbnailOffset).has_value();
  return facts;
}

std::vector<uint8_t> CorrectExif(const std::vector<uint8_t>& blob,
                                 const ExifCorrection& correction) {
  const bool readable = ReadExif(blob).valid;
  if (!readable && !correction.ppi.known()) return {};
  // A minimal blob: header, an empty first directory.
  Tiff tiff(readable ? blob : std::vector<uint8_t>{'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  size_t first = *tiff.U32(4);
  DropThumbnail(&tiff, first);

  const bool resolution = correction.ppi.known();
  const size_t extra =
      Missing(tiff, first, {kOrientation}) +
      (resolution ? Missing(tiff, first, {kXResolution, kYResolution, kResolutionUnit}) : 0);
  if (extra > 0) {
    first = MoveDirectory(&tiff, first, extra);
    tiff.PutU32(4, static_cast<uint32_t>(first));
  }
  PutInteger(&tiff, EntryFor(&tiff, first, kOrientation), kShort, 1);
  if (resolution) {
    // All three exist before the values are appended, because inserting moves entries.
    for (const uint16_t tag : {kXResolution, kYResolution, kResolutionUnit}) {
      EntryFor(&tiff, first, tag);
    }
    PutInteger(&tiff, EntryFor(&tiff, first, kResolutionUnit), kShort, 2);
    PutRational(&tiff, EntryFor(&tiff, first, kXResolution), correction.ppi.x);
    PutRational(&tiff, EntryFor(&tiff, first, kYResolution), correction.ppi.y);
  }
  if (correction.width > 0 && correction.height > 0) {
    const std::pair<uint16_t, int> sizes[] = {{kImageWidth, correction.width},
                                              {kImageLength, correction.height}};
    for (const auto& [tag, value] : sizes) {
      if (const std::optional<size_t> entry = FindEntry(tiff, first, tag)) {
        PutInteger(&tiff, *entry, kLong, static_cast<uint32_t>(value));
      }
    }
    const std::optional<uint32_t> exif = Integer(tiff, first, kExifDirectory);
    if (exif && *exif >= 8 && tiff.U16(*exif)) {
      size_t directory = *exif;
      const size_t missing = Missing(tiff, directory, {kPixelXDimension, kPixelYDimension});
      if (missing > 0) {
        directory = MoveDirectory(&tiff, directory, missing);
        PutInteger(&tiff,
                   *FindEntry(tiff, first, kExifDirectory),
                   kLong,
                   static_cast<uint32_t>(directory));
      }
      EntryFor(&tiff, directory, kPixelXDimension);
      EntryFor(&tiff, directory, kPixelYDimension);
      PutInteger(&tiff,
                 EntryFor(&tiff, directory, kPixelXDimension),
                 kLong,
                 static_cast<uint32_t>(correction.width));
      PutInteger(&tiff,
                 EntryFor(&tiff, directory, kPixelYDimension),
                 kLong,
                 static_cast<uint32_t>(correction.height));
    }
  }
  return std::move(tiff.bytes());
}

}  // namespace sharpscale
