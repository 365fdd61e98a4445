// SPDX-License-Identifier: Apache-2.0

#include "datasets/jpeg_codec.h"

#include <webp/decode.h>
#include <webp/encode.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
// jpeglib.h needs size_t and FILE declared before it.
#include <jpeglib.h>

#include "fmt/format.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// libjpeg's default error handler ends the program; this one jumps back with its words.
struct ErrorTrap {
  jpeg_error_mgr base;
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void OnError(j_common_ptr info) {
  ErrorTrap* trap = reinterpret_cast<ErrorTrap*>(info->err);
  info->err->format_message(info, trap->message);
  std::longjmp(trap->back, 1);
}

void OnMessage(j_common_ptr /*info*/) {}

jpeg_error_mgr* SetTrap(ErrorTrap* trap) {
  jpeg_error_mgr* manager = jpeg_std_error(&trap->base);
  manager->error_exit = OnError;
  manager->output_message = OnMessage;
  return manager;
}

// Only plain data lives in the two functions that setjmp may return to: no destructor is jumped
// over.
bool Compress(const cv::Mat& picture,
              int quality,
              bool chroma_420,
              unsigned char** bytes,
              unsigned long* size,  // NOLINT(google-runtime-int): libjpeg's type
              ErrorTrap* trap) {
  jpeg_compress_struct info;
  info.err = SetTrap(trap);
  if (setjmp(trap->back)) {
    jpeg_destroy_compress(&info);
    return false;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, bytes, size);
  info.image_width = static_cast<JDIMENSION>(picture.cols);
  info.image_height = static_cast<JDIMENSION>(picture.rows);
  info.input_components = picture.channels();
  info.in_color_space = picture.channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  if (picture.channels() == 3) {
    info.comp_info[0].h_samp_factor = chroma_420 ? 2 : 1;
    info.comp_info[0].v_samp_factor = chroma_420 ? 2 : 1;
  }
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(picture.ptr(static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  return true;
}

bool Decompress(const std::string& bytes, cv::Mat* picture, ErrorTrap* trap) {
  jpeg_decompress_struct info;
  info.err = SetTrap(trap);
  if (setjmp(trap->back)) {
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = info.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&info);
  picture->create(static_cast<int>(info.output_height),
                  static_cast<int>(info.output_width),
                  info.output_components == 1 ? CV_8UC1 : CV_8UC3);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = picture->ptr(static_cast<int>(info.output_scanline));
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return true;
}

absl::Status CheckPicture(const cv::Mat& picture) {
  if (picture.empty() || (picture.type() != CV_8UC1 && picture.type() != CV_8UC3)) {
    return absl::InvalidArgumentError(fmt::format(
        "a picture of {}x{}, cv type {} cannot be coded; it must be 8-bit gray or RGB and "
        "not empty",
        picture.cols,
        picture.rows,
        picture.type()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status JpegOptions::Validate() const {
  if (quality < 1 || quality > 100) {
    return absl::InvalidArgumentError(
        fmt::format("JPEG quality {} is out of range; allowed: 1..100", quality));
  }
  if (grid_x < 0 || grid_x > 7 || grid_y < 0 || grid_y > 7) {
    return absl::InvalidArgumentError(
        fmt::format("JPEG grid phase ({}, {}) is out of range; allowed: 0..7", grid_x, grid_y));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> EncodeJpeg(const cv::Mat& picture, const JpegOptions& options) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  SHARPSCALE_RETURN_IF_ERROR(CheckPicture(picture));
  ErrorTrap trap;
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int)
  const bool ok = Compress(picture, options.quality, options.chroma_420, &bytes, &size, &trap);
  std::string out;
  if (ok) out.assign(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  if (!ok) return absl::InternalError(fmt::format("libjpeg could not compress: {}", trap.message));
  return out;
}

absl::StatusOr<cv::Mat> DecodeJpeg(const std::string& bytes) {
  ErrorTrap trap;
  cv::Mat picture;
  if (!Decompress(bytes, &picture, &trap)) {
    return absl::InvalidArgumentError(
        fmt::format("libjpeg could not decompress: {}", trap.message));
  }
  return picture;
}

absl::StatusOr<cv::Mat> JpegRoundTrip(const cv::Mat& picture, const JpegOptions& options) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  SHARPSCALE_RETURN_IF_ERROR(CheckPicture(picture));
  // 4:2:0 codes 16x16 units: the phase of the chroma grid follows from the same extension.
  const int left = (8 - options.grid_x) % 8;
  const int top = (8 - options.grid_y) % 8;
  cv::Mat extended = picture;
  if (left > 0 || top > 0) {
    cv::copyMakeBorder(picture, extended, top, 0, left, 0, cv::BORDER_REPLICATE);
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, EncodeJpeg(extended, options));
  SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat decoded, DecodeJpeg(bytes));
  if (left == 0 && top == 0) return decoded;
  return decoded(cv::Rect(left, top, picture.cols, picture.rows)).clone();
}

absl::StatusOr<cv::Mat> WebpRoundTrip(const cv::Mat& picture, double quality) {
  SHARPSCALE_RETURN_IF_ERROR(CheckPicture(picture));
  if (picture.type() != CV_8UC3) {
    return absl::InvalidArgumentError("lossy WebP needs an RGB picture; this one is gray");
  }
  if (!(quality >= 0.0 && quality <= 100.0)) {
    return absl::InvalidArgumentError(
        fmt::format("WebP quality {} is out of range; allowed: 0..100", quality));
  }
  const cv::Mat whole = picture.isContinuous() ? picture : picture.clone();
  uint8_t* bytes = nullptr;
  const size_t size = WebPEncodeRGB(
      whole.data, whole.cols, whole.rows, whole.cols * 3, static_cast<float>(quality), &bytes);
  if (size == 0) {
    return absl::InternalError(
        fmt::format("libwebp could not compress a picture of {}x{}", whole.cols, whole.rows));
  }
  cv::Mat out(whole.size(), CV_8UC3);
  const bool ok =
      WebPDecodeRGBInto(bytes, size, out.data, out.total() * 3, out.cols * 3) != nullptr;
  WebPFree(bytes);
  if (!ok) return absl::InternalError("libwebp could not decompress its own output");
  return out;
}

}  // namespace sharpscale
