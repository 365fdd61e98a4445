// SPDX-License-Identifier: Apache-2.0
//
// Metadata through every format, judged by exiftool, and XMP corrections.

#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "image/decode.h"
#include "image/encode.h"
#include "image/encode_metadata.h"
#include "tests/image/exif_blob.h"
#include "tests/image/profiles.h"
#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

using Tags = std::map<std::string, std::string>;

// exiftool's view of a file: "Group:Tag" to value. Empty where exiftool is missing.
Tags ExifTool(const std::string& path) {
  Tags tags;
  FILE* pipe = popen(("exiftool -a -G1 -s -n '" + path + "' 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return tags;
  char line[4096];
  while (fgets(line, sizeof(line), pipe) != nullptr) {
    const std::string text(line);
    const size_t bracket = text.find(']');
    const size_t colon = text.find(": ");
    if (text[0] != '[' || bracket == std::string::npos || colon == std::string::npos) continue;
    std::string name = text.substr(bracket + 1, colon - bracket - 1);
    name.erase(0, name.find_first_not_of(' '));
    name.erase(name.find_last_not_of(' ') + 1);
    std::string value = text.substr(colon + 2);
    while (!value.empty() && value.back() == '\n') value.pop_back();
    tags[text.substr(1, bracket - 1) + ":" + name] = value;
  }
  pclose(pipe);
  return tags;
}

std::string Value(const Tags& tags, const std::string& name) {
  const auto found = tags.find(name);
  return found == tags.end() ? "" : found->second;
}

constexpr char kXmp[] =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
    "xmlns:tiff='http://ns.adobe.com/tiff/1.0/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
    "tiff:Orientation='6' xmp:CreatorTool='a camera'/></rdf:RDF></x:xmpmeta>";

TEST(Metadata, SurvivesEveryFormatAsExiftoolSeesIt) {
  if (system("exiftool -ver > /dev/null 2>&1") != 0) GTEST_SKIP() << "exiftool is not installed";
  char name[] = "/tmp/sharpscale-metadata-XXXXXX";
  const std::string folder = mkdtemp(name);
  Image image;
  image.pixels = SmoothPixels(60, 40, CV_8UC3);
  image.ppi = {300.0, 300.0};
  ExifBlob blob;
  blob.orientation = 6;
  blob.thumbnail = true;
  image.metadata.exif = blob.Build();
  image.metadata.icc = DisplayP3();
  image.metadata.xmp.assign(kXmp, kXmp + sizeof(kXmp) - 1);
  const std::string iptc("\x1C\x02\x78\0\x05hello", 10);  // the caption
  image.metadata.iptc.assign(iptc.begin(), iptc.end());
  image.source.orientation = 6;
  for (const char* ending : {"jpg", "png", "tif", "webp", "avif", "jxl"}) {
    const std::string path = folder + "/a." + ending;
    ASSERT_TRUE(Encode(image, path).ok());
    const Tags tags = ExifTool(path);
    EXPECT_EQ(Value(tags, "IFD0:Orientation"), "1") << ending;
    EXPECT_EQ(Value(tags, "IFD0:XResolution"), "300") << ending;
    EXPECT_EQ(Value(tags, "IFD0:ResolutionUnit"), "2") << ending;
    EXPECT_EQ(Value(tags, "ExifIFD:ExifImageWidth"), "60") << ending;
    EXPECT_EQ(Value(tags, "ExifIFD:ExifImageHeight"), "40") << ending;
    EXPECT_EQ(Value(tags, "IFD1:ThumbnailLength"), "") << ending;
    EXPECT_EQ(Value(tags, "XMP-xmp:CreatorTool"), "a camera") << ending;
    EXPECT_EQ(Value(tags, "XMP-tiff:Orientation"), "1") << ending;
    // exiftool does not look for ICC inside the codestream of JPEG XL.
    if (ending != std::string("jxl")) {
      EXPECT_EQ(Value(tags, "ICC_Profile:ProfileDescription"), "Display P3 (test)") << ending;
    }
    EXPECT_EQ(Value(tags, "ExifTool:Warning"), "") << ending;
    const absl::StatusOr<Image> back = Decode(path);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_NEAR(back->ppi.x, 300.0, 0.01) << ending;
    if (ending == std::string("jpg")) {
      EXPECT_EQ(Value(tags, "JFIF:XResolution"), "300");
      EXPECT_EQ(Value(tags, "JFIF:ResolutionUnit"), "1");
    }
    if (ending == std::string("jpg") || ending == std::string("png") ||
        ending == std::string("tif")) {
      EXPECT_EQ(Value(tags, "IPTC:Caption-Abstract"), "hello") << ending;
      EXPECT_EQ(back->metadata.iptc.size() >= iptc.size(), true) << ending;
    }
    if (ending == std::string("png")) {
      EXPECT_EQ(Value(tags, "PNG-pHYs:PixelsPerUnitX"), "11811");
    }
    // --strip keeps the colours and drops the rest.
    EncodeOptions strip;
    strip.strip = true;
    strip.overwrite = true;
    ASSERT_TRUE(Encode(image, path, strip).ok());
    const Tags bare = ExifTool(path);
    EXPECT_EQ(Value(bare, "ExifIFD:ExifImageWidth"), "") << ending;
    EXPECT_EQ(Value(bare, "XMP-xmp:CreatorTool"), "") << ending;
    EXPECT_EQ(Value(bare, "IPTC:Caption-Abstract"), "") << ending;
    if (ending != std::string("jxl")) {
      EXPECT_EQ(Value(bare, "ICC_Profile:ProfileDescription"), "Display P3 (test)") << ending;
    }
  }
  std::filesystem::remove_all(folder);
}

TEST(CorrectXmp, ReplacesValuesInBothForms) {
  const auto correct = [](const std::string& xmp) {
    const std::vector<uint8_t> out =
        CorrectXmp(std::vector<uint8_t>(xmp.begin(), xmp.end()), 800, 600, {300.0, 300.0});
    return std::string(out.begin(), out.end());
  };
  EXPECT_EQ(correct("<a tiff:Orientation=\"8\" x=\"1\"/>"), "<a tiff:Orientation=\"1\" x=\"1\"/>");
  EXPECT_EQ(correct("<tiff:Orientation>3</tiff:Orientation>"),
            "<tiff:Orientation>1</tiff:Orientation>");
  EXPECT_EQ(correct("<a exif:PixelXDimension='4000' tiff:XResolution='72/1'/>"),
            "<a exif:PixelXDimension='800' tiff:XResolution='300/1'/>");
  EXPECT_EQ(correct("<a/><xmp:Thumbnails>...</xmp:Thumbnails><b/>"), "<a/><b/>");
  // Nothing like it, or cut off: as it is.
  for (const char* same : {"<a b='tiff:Orientation'/>",
                           "<a tiff:Orientation",
                           "<a tiff:Orientation='",
                           "",
                           "<xmp:Thumbnails>",
                           "<a tiff:OrientationX='7'/>"}) {
    EXPECT_EQ(correct(same), same);
  }
}

}  // namespace
}  // namespace sharpscale
