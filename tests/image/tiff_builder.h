// SPDX-License-Identifier: Apache-2.0
//
// File: tests/image/tiff_builder.h
//
// Small uncompressed TIFF files built by hand: any photometric meaning, sample format, strips or
// tiles.

#ifndef SHARPSCALE_TESTS_IMAGE_TIFF_BUILDER_H_
#define SHARPSCALE_TESTS_IMAGE_TIFF_BUILDER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sharpscale {

class TiffBuilder {
 public:
  // `pixels`: strips or tiles one after the other, little-endian.
  TiffBuilder(int width, int height, int samples, int bits, std::string pixels)
      : pixels_(std::move(pixels)) {
    Set(256, {width});
    Set(257, {height});
    Set(258, std::vector<int64_t>(static_cast<size_t>(samples), bits));
    Set(259, {1});
    Set(262, {samples >= 3 ? 2 : 1});
    Set(277, {samples});
    Set(278, {height});
  }

  TiffBuilder& Set(int tag, std::vector<int64_t> values) {
    tags_[tag] = std::move(values);
    return *this;
  }
  // Values in their bytes, of a type of TIFF 6.0 (1 BYTE, 2 ASCII, 3 SHORT, 10 SRATIONAL, ...).
  TiffBuilder& SetRaw(int tag, int type, int64_t count, std::string bytes) {
    raw_[tag] = {type, count, std::move(bytes)};
    tags_[tag] = {0};
    return *this;
  }
  TiffBuilder& Remove(int tag) {
    tags_.erase(tag);
    return *this;
  }
  // Pieces of equal length; tags 273/279 for strips, 324/325 for tiles.
  TiffBuilder& Pieces(int offsets_tag, int counts_tag, int64_t pieces) {
    offsets_tag_ = offsets_tag;
    counts_tag_ = counts_tag;
    pieces_ = pieces;
    return *this;
  }

  std::string Build() const {
    std::map<int, std::vector<int64_t>> tags = tags_;
    const auto length = static_cast<int64_t>(pixels_.size()) / pieces_;
    std::vector<int64_t> offsets;
    for (int64_t i = 0; i < pieces_; ++i) offsets.push_back(8 + i * length);
    tags[offsets_tag_] = offsets;
    tags[counts_tag_] = std::vector<int64_t>(static_cast<size_t>(pieces_), length);
    std::string file("II*\0", 4);
    std::string pixels = pixels_;
    if (pixels.size() % 2 != 0) pixels += '\0';
    Put(&file, static_cast<int64_t>(8 + pixels.size()), 4);
    file += pixels;
    std::string directory;
    std::string values;
    const size_t values_at = file.size() + 2 + tags.size() * 12 + 4;
    Put(&directory, static_cast<int64_t>(tags.size()), 2);
    for (const auto& [tag, list] : tags) {
      Put(&directory, tag, 2);
      const auto raw = raw_.find(tag);
      if (raw != raw_.end()) {
        std::string bytes = raw->second.bytes;
        Put(&directory, raw->second.type, 2);
        Put(&directory, raw->second.count, 4);
        bytes.resize((bytes.size() + 3) / 4 * 4);
        if (bytes.size() == 4) {
          directory += bytes;
        } else {
          Put(&directory, static_cast<int64_t>(values_at + values.size()), 4);
          values += bytes;
        }
        continue;
      }
      Put(&directory, 4, 2);  // LONG
      Put(&directory, static_cast<int64_t>(list.size()), 4);
      if (list.size() == 1) {
        Put(&directory, list[0], 4);
      } else {
        Put(&directory, static_cast<int64_t>(values_at + values.size()), 4);
        for (const int64_t value : list) Put(&values, value, 4);
      }
    }
    Put(&directory, 0, 4);
    return file + directory + values;
  }

 private:
  static void Put(std::string* to, int64_t value, int count) {
    for (int i = 0; i < count; ++i) *to += static_cast<char>(value >> (8 * i));
  }

  struct Raw {
    int type = 0;
    int64_t count = 0;
    std::string bytes;
  };

  std::string pixels_;
  std::map<int, Raw> raw_;
  std::map<int, std::vector<int64_t>> tags_;
  int offsets_tag_ = 273;
  int counts_tag_ = 279;
  int64_t pieces_ = 1;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_IMAGE_TIFF_BUILDER_H_
