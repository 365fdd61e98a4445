// SPDX-License-Identifier: Apache-2.0

#include "image/fenced/avif_boundary.h"

#include <fmt/format.h>
#include <libheif/heif.h>

#include <cstring>
#include <memory>

#include "image/status_macros.h"

namespace sharpscale {
namespace {

// libaom's speed 0..9: 6 is about 1 s a megapixel on one core; slower ones gain a few per cent.
constexpr int kSpeed = 6;
// libheif 1.15 with libaom aborts on 10 bits.
constexpr int kWideBits = 12;

struct ContextFree {
  void operator()(heif_context* p) const { heif_context_free(p); }
};
struct EncoderRelease {
  void operator()(heif_encoder* p) const { heif_encoder_release(p); }
};
struct ImageRelease {
  void operator()(heif_image* p) const { heif_image_release(p); }
};
struct HandleRelease {
  void operator()(heif_image_handle* p) const { heif_image_handle_release(p); }
};
struct OptionsFree {
  void operator()(heif_encoding_options* p) const { heif_encoding_options_free(p); }
};
struct ProfileFree {
  void operator()(heif_color_profile_nclx* p) const { heif_nclx_color_profile_free(p); }
};

absl::Status Check(const heif_error& error) {
  if (error.code == heif_error_Ok) return absl::OkStatus();
  return absl::InternalError(
      fmt::format("libheif: {}", error.message != nullptr ? error.message : "unknown error"));
}

heif_error Append(heif_context*, const void* data, size_t size, void* userdata) {
  static_cast<std::string*>(userdata)->append(static_cast<const char*>(data), size);
  return {heif_error_Ok, heif_suberror_Unspecified, "ok"};
}

uint16_t Narrow(uint16_t v) {
  // Rounded to 12 bits: 0 and full scale stay what they are.
  return static_cast<uint16_t>((v * 4095u + 32767u) / 65535u);
}

// Copies channel `from` of packed rows into channel `to` of a plane with `to_channels`.
void FillPlane(const FencedEncodeJob& job,
               const std::string& pixels,
               int from,
               int count,
               uint8_t* plane,
               int stride) {
  const int channels = CV_MAT_CN(job.type);
  const bool wide = CV_MAT_DEPTH(job.type) == CV_16U;
  const size_t row_bytes = static_cast<size_t>(job.width) * CV_ELEM_SIZE(job.type);
  for (int y = 0; y < job.height; ++y) {
    const char* row = pixels.data() + static_cast<size_t>(y) * row_bytes;
    uint8_t* to = plane + static_cast<size_t>(y) * static_cast<size_t>(stride);
    for (int x = 0; x < job.width; ++x) {
      for (int c = 0; c < count; ++c) {
        const int value = x * channels + from + c;
        if (wide) {
          const uint16_t narrow = Narrow(reinterpret_cast<const uint16_t*>(row)[value]);
          to[2 * (x * count + c)] = static_cast<uint8_t>(narrow >> 8);
          to[2 * (x * count + c) + 1] = static_cast<uint8_t>(narrow);
        } else {
          to[x * count + c] = static_cast<uint8_t>(row[value]);
        }
      }
    }
  }
}

absl::StatusOr<std::unique_ptr<heif_image, ImageRelease>> MakeImage(const FencedEncodeJob& job,
                                                                    const std::string& pixels) {
  const int channels = CV_MAT_CN(job.type);
  const bool wide = CV_MAT_DEPTH(job.type) == CV_16U;
  const bool gray = channels <= 2;
  const bool alpha = channels % 2 == 0;
  const int bits = wide ? kWideBits : 8;
  heif_chroma chroma = heif_chroma_monochrome;
  if (!gray) {
    chroma = wide
                 ? (alpha ? heif_chroma_interleaved_RRGGBBAA_BE : heif_chroma_interleaved_RRGGBB_BE)
                 : (alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB);
  }
  heif_image* raw = nullptr;
  SHARPSCALE_RETURN_IF_ERROR(
      Check(heif_image_create(job.width,
                              job.height,
                              gray ? heif_colorspace_monochrome : heif_colorspace_RGB,
                              chroma,
                              &raw)));
  std::unique_ptr<heif_image, ImageRelease> image(raw);
  const auto add = [&](heif_channel channel, int from, int count) {
    absl::Status status =
        Check(heif_image_add_plane(image.get(), channel, job.width, job.height, bits));
    if (!status.ok()) return status;
    int stride = 0;
    uint8_t* plane = heif_image_get_plane(image.get(), channel, &stride);
    if (plane == nullptr) return absl::InternalError("libheif: no memory for a plane");
    FillPlane(job, pixels, from, count, plane, stride);
    return absl::OkStatus();
  };
  if (gray) {
    SHARPSCALE_RETURN_IF_ERROR(add(heif_channel_Y, 0, 1));
    if (alpha) SHARPSCALE_RETURN_IF_ERROR(add(heif_channel_Alpha, 1, 1));
  } else {
    SHARPSCALE_RETURN_IF_ERROR(add(heif_channel_interleaved, 0, channels));
  }
  if (!job.metadata.icc.empty()) {
    SHARPSCALE_RETURN_IF_ERROR(Check(heif_image_set_raw_color_profile(
        image.get(), "prof", job.metadata.icc.data(), job.metadata.icc.size())));
  }
  return image;
}

}  // namespace

absl::StatusOr<std::string> EncodeAvif(const FencedEncodeJob& job, const std::string& pixels) {
  heif_init(nullptr);
  const std::unique_ptr<heif_context, ContextFree> context(heif_context_alloc());
  heif_encoder* raw_encoder = nullptr;
  SHARPSCALE_RETURN_IF_ERROR(Check(
      heif_context_get_encoder_for_format(context.get(), heif_compression_AV1, &raw_encoder)));
  const std::unique_ptr<heif_encoder, EncoderRelease> encoder(raw_encoder);
  const bool full_chroma = job.chroma_444 || job.lossless;
  SHARPSCALE_RETURN_IF_ERROR(Check(heif_encoder_set_lossy_quality(encoder.get(), job.quality)));
  SHARPSCALE_RETURN_IF_ERROR(Check(heif_encoder_set_lossless(encoder.get(), job.lossless ? 1 : 0)));
  SHARPSCALE_RETURN_IF_ERROR(Check(
      heif_encoder_set_parameter_string(encoder.get(), "chroma", full_chroma ? "444" : "420")));
  SHARPSCALE_RETURN_IF_ERROR(
      Check(heif_encoder_set_parameter_integer(encoder.get(), "speed", kSpeed)));

  SHARPSCALE_ASSIGN_OR_RETURN(const auto image, MakeImage(job, pixels));
  const std::unique_ptr<heif_encoding_options, OptionsFree> options(heif_encoding_options_alloc());
  const std::unique_ptr<heif_color_profile_nclx, ProfileFree> colours(
      heif_nclx_color_profile_alloc());
  // sRGB, where an ICC profile does not say otherwise; the matrix is of the coding, not of colour.
  colours->color_primaries = heif_color_primaries_ITU_R_BT_709_5;
  colours->transfer_characteristics = heif_transfer_characteristic_IEC_61966_2_1;
  const bool gray = CV_MAT_CN(job.type) <= 2;
  colours->matrix_coefficients = job.lossless && !gray ? heif_matrix_coefficients_RGB_GBR
                                                       : heif_matrix_coefficients_ITU_R_BT_601_6;
  colours->full_range_flag = 1;
  options->output_nclx_profile = colours.get();
  // libheif 1.15 looks here.
  SHARPSCALE_RETURN_IF_ERROR(Check(heif_image_set_nclx_color_profile(image.get(), colours.get())));
  options->save_alpha_channel = 1;
  heif_image_handle* raw_handle = nullptr;
  SHARPSCALE_RETURN_IF_ERROR(Check(heif_context_encode_image(
      context.get(), image.get(), encoder.get(), options.get(), &raw_handle)));
  const std::unique_ptr<heif_image_handle, HandleRelease> handle(raw_handle);
  if (!job.metadata.exif.empty()) {
    SHARPSCALE_RETURN_IF_ERROR(
        Check(heif_context_add_exif_metadata(context.get(),
                                             handle.get(),
                                             job.metadata.exif.data(),
                                             static_cast<int>(job.metadata.exif.size()))));
  }
  if (!job.metadata.xmp.empty()) {
    SHARPSCALE_RETURN_IF_ERROR(
        Check(heif_context_add_XMP_metadata(context.get(),
                                            handle.get(),
                                            job.metadata.xmp.data(),
                                            static_cast<int>(job.metadata.xmp.size()))));
  }
  std::string file;
  heif_writer writer = {1, Append};
  SHARPSCALE_RETURN_IF_ERROR(Check(heif_context_write(context.get(), &writer, &file)));
  return file;
}

}  // namespace sharpscale
