// SPDX-License-Identifier: Apache-2.0

#include "image/icc.h"

#include <fmt/format.h>
#include <lcms2.h>

#include <algorithm>

#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Profiles and transforms are released with their scope.
struct ProfileCloser {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, ProfileCloser>;

// Little CMS prints nothing by default; errors show as null results.
Profile OpenProfile(const std::vector<uint8_t>& icc) {
  if (icc.size() < 128) return nullptr;
  return Profile(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
}

Profile SrgbGray() {
  // IEC 61966-2-1 tone curve.
  const cmsFloat64Number parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, parameters);
  if (curve == nullptr) return nullptr;
  Profile profile(cmsCreateGrayProfile(cmsD50_xyY(), curve));
  cmsFreeToneCurve(curve);
  return profile;
}

std::string Signature(cmsUInt32Number signature) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(signature >> shift);
  return text;
}

cmsUInt32Number Format(int channels, int cv_depth, bool inverted) {
  const cmsUInt32Number space = channels == 1 ? PT_GRAY : channels == 4 ? PT_CMYK : PT_RGB;
  const cmsUInt32Number bytes = cv_depth == CV_8U ? 1 : cv_depth == CV_16U ? 2 : 4;
  return COLORSPACE_SH(space) | CHANNELS_SH(static_cast<cmsUInt32Number>(channels)) |
         BYTES_SH(bytes) | FLOAT_SH(cv_depth == CV_32F ? 1u : 0u) | FLAVOR_SH(inverted ? 1u : 0u);
}

absl::Status Unusable(std::string_view why) {
  return absl::InvalidArgumentError(fmt::format(
      "the ICC profile cannot be used ({}); strip it or export the picture again", why));
}

const char* ExpectedSpace(int channels) {
  return channels == 1 ? "GRAY" : channels == 4 ? "CMYK" : "RGB ";
}

}  // namespace

std::string IccDescription(const std::vector<uint8_t>& icc) {
  const Profile profile = OpenProfile(icc);
  if (!profile) return {};
  char text[256] = {};
  cmsGetProfileInfoASCII(profile.get(), cmsInfoDescription, "en", "US", text, sizeof(text));
  text[sizeof(text) - 1] = '\0';
  return text;
}

std::string IccColourSpace(const std::vector<uint8_t>& icc) {
  const Profile profile = OpenProfile(icc);
  return profile ? Signature(cmsGetColorSpace(profile.get())) : std::string();
}

absl::StatusOr<std::unique_ptr<IccTransform>> IccTransform::ToSrgb(const std::vector<uint8_t>& icc,
                                                                   int source_channels,
                                                                   int cv_depth,
                                                                   bool inverted) {
  const Profile from = OpenProfile(icc);
  if (!from) return Unusable("damaged");
  const std::string space = Signature(cmsGetColorSpace(from.get()));
  if (space != ExpectedSpace(source_channels)) {
    return Unusable(fmt::format(
        "it is for {} pixels, the picture has {}", space, ExpectedSpace(source_channels)));
  }
  const int result_channels = source_channels == 1 ? 1 : 3;
  const Profile to = result_channels == 1 ? SrgbGray() : Profile(cmsCreate_sRGBProfile());
  if (!to) return absl::ResourceExhaustedError("out of memory for the sRGB profile");
  std::unique_ptr<IccTransform> result(new IccTransform);
  result->result_channels_ = result_channels;
  result->percent_ = source_channels == 4 && cv_depth == CV_32F;
  result->transform_ = cmsCreateTransform(from.get(),
                                          Format(source_channels, cv_depth, inverted),
                                          to.get(),
                                          Format(result_channels, cv_depth, false),
                                          INTENT_RELATIVE_COLORIMETRIC,
                                          cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
  if (result->transform_ == nullptr) return Unusable("it has no usable tables");
  return result;
}

absl::StatusOr<std::unique_ptr<IccTransform>> IccTransform::Between(
    const std::vector<uint8_t>& from_icc,
    const std::vector<uint8_t>& to_icc,
    int channels,
    int cv_depth) {
  const auto open = [channels](const std::vector<uint8_t>& icc) {
    if (!icc.empty()) return OpenProfile(icc);
    return channels == 1 ? SrgbGray() : Profile(cmsCreate_sRGBProfile());
  };
  const Profile from = open(from_icc);
  const Profile to = open(to_icc);
  if (!from || !to) return Unusable("damaged");
  for (const Profile* profile : {&from, &to}) {
    if (Signature(cmsGetColorSpace(profile->get())) != ExpectedSpace(channels)) {
      return Unusable(fmt::format("it is for {} pixels, the picture has {}",
                                  Signature(cmsGetColorSpace(profile->get())),
                                  ExpectedSpace(channels)));
    }
  }
  std::unique_ptr<IccTransform> result(new IccTransform);
  result->result_channels_ = channels;
  result->transform_ = cmsCreateTransform(from.get(),
                                          Format(channels, cv_depth, false),
                                          to.get(),
                                          Format(channels, cv_depth, false),
                                          INTENT_RELATIVE_COLORIMETRIC,
                                          cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
  if (result->transform_ == nullptr) return Unusable("it has no usable tables");
  return result;
}

IccTransform::~IccTransform() {
  if (transform_ != nullptr) cmsDeleteTransform(transform_);
}

cv::Mat IccTransform::Apply(const cv::Mat& source) const {
  cv::Mat scaled = source;
  if (percent_) source.convertTo(scaled, CV_32F, 100.0);
  cv::Mat result(source.size(), CV_MAKETYPE(source.depth(), result_channels_));
  for (int y = 0; y < source.rows; ++y) {
    cmsDoTransform(
        transform_, scaled.ptr(y), result.ptr(y), static_cast<cmsUInt32Number>(source.cols));
  }
  return result;
}

absl::StatusOr<Image> ConvertForDisplay(const Image& image,
                                        const std::vector<uint8_t>& display_icc) {
  if (image.encoding == Encoding::kLinear) {
    return absl::FailedPreconditionError(
        "colour conversion needs pixels as encoded in the file, these are linear light; encode "
        "them first");
  }
  Image result = image;
  result.metadata.icc = display_icc;
  if (image.empty() || image.metadata.icc == display_icc) return result;
  const int channels = image.channels();
  if (display_icc.empty() && channels == 3) {
    // An sRGB profile already: converting would only add rounding.
    const std::string description = IccDescription(image.metadata.icc);
    if (description.rfind("sRGB", 0) == 0) return result;
  }
  const std::vector<uint8_t> to = channels == 1 ? std::vector<uint8_t>() : display_icc;
  if (channels == 1) result.metadata.icc.clear();
  SHARPSCALE_ASSIGN_OR_RETURN(
      const std::unique_ptr<IccTransform> transform,
      IccTransform::Between(image.metadata.icc, to, channels, image.pixels.depth()));
  cv::Mat pixels(image.pixels.size(), image.pixels.type());
  for (int y = 0; y < image.height(); y += 64) {
    const int rows = std::min(64, image.height() - y);
    transform->Apply(image.pixels.rowRange(y, y + rows)).copyTo(pixels.rowRange(y, y + rows));
  }
  result.pixels = pixels;
  return result;
}

absl::StatusOr<Image> ConvertToSrgb(const Image& image) {
  return ConvertForDisplay(image, {});
}

}  // namespace sharpscale
