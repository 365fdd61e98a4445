// SPDX-License-Identifier: Apache-2.0
//
// File: image/image.h
//
// The picture as a value. Copying an Image shares its pixels (cv::Mat counts references): functions
// take `const Image&`, never write into it, and return new values.

#ifndef SHARPSCALE_IMAGE_IMAGE_H_
#define SHARPSCALE_IMAGE_IMAGE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

namespace sharpscale {

// How numbers in a plane relate to light.
enum class Encoding {
  kNative,  // as encoded in the file's own colour space (gamma); what every metric expects
  kLinear,  // proportional to light; only float pixels
};

// Pixels per inch. 0 = the file does not say.
struct Ppi {
  double x = 0.0;
  double y = 0.0;
  bool known() const { return x > 0.0 && y > 0.0; }
};

enum class Container {
  kUnknown,
  kJpeg,
  kPng,
  kTiff,
  kWebp,
  kHeif,
  kAvif,
  kJxl,
  kGif,
  kBmp,
  kPnm,
  kRaw
};

enum class ChromaSubsampling { kNone, k444, k422, k420, k440, k411, kOther };

// What a JPEG file says about its own compression. Tables are in natural (row-major) order,
// entry [8 * v + u] = quantisation step of horizontal frequency u and vertical frequency v.
struct JpegFacts {
  using Table = std::array<uint16_t, 64>;
  Table luma{};
  std::optional<Table> chroma;  // absent for grayscale
  ChromaSubsampling subsampling = ChromaSubsampling::kNone;
  bool progressive = false;
  bool arithmetic = false;
  int components = 0;  // 1 gray, 3 YCbCr/RGB, 4 CMYK/YCCK
};

// Blobs exactly as the file carried them; empty = absent. `exif` starts with the TIFF header
// ("II*\0" or "MM\0*"), without the "Exif\0\0" prefix.
struct Metadata {
  std::vector<uint8_t> icc;
  std::vector<uint8_t> exif;
  std::vector<uint8_t> xmp;
  std::vector<uint8_t> iptc;
};

// Facts about the file that pixels alone cannot tell.
struct SourceFacts {
  std::string file;         // as the user named it, UTF-8; "-" = standard input; "" = made here
  uint64_t file_bytes = 0;  // 0 = not from a file
  Container container = Container::kUnknown;
  int bits_per_sample = 0;         // in the file: 1..16, 32 (float)
  int orientation = 1;             // EXIF orientation the file had, 1..8; already applied to pixels
  int pages = 1;                   // pages or frames in the file; pixels hold the first
  bool cmyk = false;               // converted to RGB with its own or a default profile
  bool lossless = false;           // the container's coding keeps pixels exactly (PNG, VP8L, ...)
  std::optional<JpegFacts> jpeg;   // JPEG only
  int webp_quantiser = -1;         // VP8 base quantiser index 0..127; -1 = not lossy WebP
  std::vector<std::string> notes;  // what the decoder did on the user's behalf, one sentence each
};

// pixels: CV_8UC{1,3}, CV_16UC{1,3} (full range 0..65535) or CV_32FC{1,3} (nominal 0..1), RGB
// order. alpha:  empty, or one channel of the same size and depth; pixels are NOT premultiplied.
struct Image {
  cv::Mat pixels;
  cv::Mat alpha;
  Encoding encoding = Encoding::kNative;
  Ppi ppi;
  Metadata metadata;
  SourceFacts source;

  int width() const { return pixels.cols; }
  int height() const { return pixels.rows; }
  int channels() const { return pixels.channels(); }
  bool empty() const { return pixels.empty(); }
};

// The largest code value of a depth: 255 for CV_8U, 65535 for CV_16U, 1 for CV_32F.
double MaxValue(int cv_depth);

// Stable lower-case names, used in JSON: "jpeg", "png", ...; "4:2:0", "4:4:4", "none", ...
const char* ContainerName(Container container);
const char* ChromaSubsamplingName(ChromaSubsampling subsampling);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_IMAGE_H_
