// SPDX-License-Identifier: Apache-2.0
//
// File: tests/image/exif_blob.h
//
// EXIF blocks and JPEG segments built by hand, independently of the code under test.

#ifndef SHARPSCALE_TESTS_IMAGE_EXIF_BLOB_H_
#define SHARPSCALE_TESTS_IMAGE_EXIF_BLOB_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sharpscale {

struct ExifBlob {
  bool big_endian = false;
  int orientation = 1;  // 0 = no tag
  int ppi = 72;         // 0 = no tags
  int unit = 2;
  bool thumbnail = false;
  std::string maker_note;

  std::vector<uint8_t> Build() const {
    // First directory at 8, EXIF directory at 200, values from 300 on, second directory at 400.
    std::vector<uint8_t> b(700, 0);
    b[0] = b[1] = big_endian ? 'M' : 'I';
    Put16(&b, 2, 42);
    Put32(&b, 4, 8);
    size_t at = 10;
    int count = 0;
    const auto entry = [&](int tag, int type, uint32_t n, uint32_t value) {
      Put16(&b, at, static_cast<uint32_t>(tag));
      Put16(&b, at + 2, static_cast<uint32_t>(type));
      Put32(&b, at + 4, n);
      if (type == 3) {
        Put16(&b, at + 8, value);
      } else {
        Put32(&b, at + 8, value);
      }
      at += 12;
      ++count;
    };
    if (orientation != 0) entry(0x0112, 3, 1, static_cast<uint32_t>(orientation));
    if (ppi != 0) {
      entry(0x011A, 5, 1, 300);
      entry(0x011B, 5, 1, 300);
      entry(0x0128, 3, 1, static_cast<uint32_t>(unit));
      Put32(&b, 300, static_cast<uint32_t>(ppi));
      Put32(&b, 304, 1);
    }
    entry(0x8769, 4, 1, 200);
    Put16(&b, 8, static_cast<uint32_t>(count));
    Put32(&b, at, thumbnail ? 400 : 0);

    at = 202;
    count = 0;
    if (!maker_note.empty()) {
      entry(0x927C, 7, static_cast<uint32_t>(maker_note.size()), 320);
      for (size_t i = 0; i < maker_note.size(); ++i)
        b[320 + i] = static_cast<uint8_t>(maker_note[i]);
    }
    entry(0xA002, 4, 1, 4000);
    entry(0xA003, 3, 1, 3000);
    Put16(&b, 200, static_cast<uint32_t>(count));

    at = 402;
    count = 0;
    entry(0x0201, 4, 1, 500);
    entry(0x0202, 4, 1, 200);
    Put16(&b, 400, static_cast<uint32_t>(count));
    const std::string preview = "\xFF\xD8THUMBNAIL";
    for (size_t i = 0; thumbnail && i < preview.size(); ++i) {
      b[500 + i] = static_cast<uint8_t>(preview[i]);
    }
    return b;
  }

 private:
  void Put16(std::vector<uint8_t>* b, size_t at, uint32_t v) const {
    (*b)[at + (big_endian ? 1 : 0)] = static_cast<uint8_t>(v);
    (*b)[at + (big_endian ? 0 : 1)] = static_cast<uint8_t>(v >> 8);
  }
  void Put32(std::vector<uint8_t>* b, size_t at, uint32_t v) const {
    Put16(b, at + (big_endian ? 2 : 0), v & 0xFFFF);
    Put16(b, at + (big_endian ? 0 : 2), v >> 16);
  }
};

// A JPEG file with one more segment right behind its start marker.
inline std::string WithSegment(const std::string& jpeg, int marker, const std::string& content) {
  std::string segment = "\xFF";
  segment += static_cast<char>(marker);
  segment += static_cast<char>((content.size() + 2) >> 8);
  segment += static_cast<char>(content.size() + 2);
  return jpeg.substr(0, 2) + segment + content + jpeg.substr(2);
}

inline std::string WithExif(const std::string& jpeg, const std::vector<uint8_t>& exif) {
  return WithSegment(
      jpeg, 0xE1, std::string("Exif\0\0", 6) + std::string(exif.begin(), exif.end()));
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_IMAGE_EXIF_BLOB_H_
