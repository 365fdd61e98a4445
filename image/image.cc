// SPDX-License-Identifier: Apache-2.0

#include "image/image.h"

namespace sharpscale {

double MaxValue(int cv_depth) {
  switch (cv_depth) {
    case CV_8U:
      return 255.0;
    case CV_16U:
      return 65535.0;
    default:
      return 1.0;
  }
}

const char* ContainerName(Container container) {
  switch (container) {
    case Container::kJpeg:
      return "jpeg";
    case Container::kPng:
      return "png";
    case Container::kTiff:
      return "tiff";
    case Container::kWebp:
      return "webp";
    case Container::kHeif:
      return "heif";
    case Container::kAvif:
      return "avif";
    case Container::kJxl:
      return "jxl";
    case Container::kGif:
      return "gif";
    case Container::kBmp:
      return "bmp";
    case Container::kPnm:
      return "pnm";
    case Container::kRaw:
      return "raw";
    case Container::kUnknown:
      break;
  }
  return "unknown";
}

const char* ChromaSubsamplingName(ChromaSubsampling subsampling) {
  switch (subsampling) {
    case ChromaSubsampling::k444:
      return "4:4:4";
    case ChromaSubsampling::k422:
      return "4:2:2";
    case ChromaSubsampling::k420:
      return "4:2:0";
    case ChromaSubsampling::k440:
      return "4:4:0";
    case ChromaSubsampling::k411:
      return "4:1:1";
    case ChromaSubsampling::kOther:
      return "other";
    case ChromaSubsampling::kNone:
      break;
  }
  return "none";
}

}  // namespace sharpscale
