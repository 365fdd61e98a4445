// SPDX-License-Identifier: Apache-2.0

#include "image/encode_metadata.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>

#include "image/exif.h"

namespace sharpscale {
namespace {

// Replaces the value of an XMP property, written as attribute (name="v") or element
// (<name>v</name>).
void ReplaceValue(std::string* xmp, std::string_view name, std::string_view value) {
  for (size_t at = xmp->find(name); at != std::string::npos; at = xmp->find(name, at + 1)) {
    if (at == 0) continue;
    const char before = (*xmp)[at - 1];
    size_t from = at + name.size();
    if (from >= xmp->size()) return;
    char end = '<';
    if (before == '<') {
      if ((*xmp)[from] != '>') continue;
      ++from;
    } else if (before == ' ' || before == '\n' || before == '\t' || before == '\r') {
      if ((*xmp)[from] != '=' || from + 1 >= xmp->size()) continue;
      end = (*xmp)[from + 1];
      if (end != '"' && end != '\'') continue;
      from += 2;
    } else {
      continue;
    }
    const size_t to = xmp->find(end, from);
    if (to == std::string::npos) return;
    xmp->replace(from, to - from, value);
  }
}

// Cuts <name ...>...</name>.
void DropElement(std::string* xmp, const std::string& name) {
  const size_t from = xmp->find("<" + name);
  const std::string closing = "</" + name + ">";
  const size_t to = xmp->find(closing, from == std::string::npos ? 0 : from);
  if (from == std::string::npos || to == std::string::npos) return;
  xmp->erase(from, to + closing.size() - from);
}

std::string RationalText(double value) {
  if (value == std::floor(value)) return fmt::format("{:.0f}/1", value);
  return fmt::format("{:.0f}/10000", value * 10000.0);
}

}  // namespace

std::vector<uint8_t> CorrectXmp(const std::vector<uint8_t>& xmp, int width, int height, Ppi ppi) {
  if (xmp.empty()) return {};
  std::string text(xmp.begin(), xmp.end());
  ReplaceValue(&text, "tiff:Orientation", "1");
  const std::string w = std::to_string(width);
  const std::string h = std::to_string(height);
  ReplaceValue(&text, "tiff:ImageWidth", w);
  ReplaceValue(&text, "tiff:ImageLength", h);
  ReplaceValue(&text, "exif:PixelXDimension", w);
  ReplaceValue(&text, "exif:PixelYDimension", h);
  if (ppi.known()) {
    ReplaceValue(&text, "tiff:XResolution", RationalText(ppi.x));
    ReplaceValue(&text, "tiff:YResolution", RationalText(ppi.y));
    ReplaceValue(&text, "tiff:ResolutionUnit", "2");
  }
  DropElement(&text, "xmp:Thumbnails");
  DropElement(&text, "xap:Thumbnails");
  return {text.begin(), text.end()};
}

Metadata MetadataForEncoding(const Image& facts,
                             Container container,
                             int width,
                             int height,
                             bool strip) {
  Metadata result;
  result.icc = facts.metadata.icc;
  if (strip) return result;
  const bool density_elsewhere = container == Container::kJpeg || container == Container::kPng ||
                                 container == Container::kTiff;
  if (!facts.metadata.exif.empty() || (!density_elsewhere && facts.ppi.known())) {
    result.exif = CorrectExif(facts.metadata.exif, {width, height, facts.ppi});
  }
  result.xmp = CorrectXmp(facts.metadata.xmp, width, height, facts.ppi);
  result.iptc = facts.metadata.iptc;
  return result;
}

}  // namespace sharpscale
