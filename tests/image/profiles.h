// SPDX-License-Identifier: Apache-2.0
//
// File: tests/image/profiles.h
//
// ICC profiles made by Little CMS for the tests.

#ifndef SHARPSCALE_TESTS_IMAGE_PROFILES_H_
#define SHARPSCALE_TESTS_IMAGE_PROFILES_H_

#include <lcms2.h>

#include <cstdint>
#include <vector>

namespace sharpscale {

inline std::vector<uint8_t> SaveProfile(cmsHPROFILE profile, const wchar_t* name) {
  cmsMLU* text = cmsMLUalloc(nullptr, 1);
  cmsMLUsetWide(text, "en", "US", name);
  cmsWriteTag(profile, cmsSigProfileDescriptionTag, text);
  cmsMLUfree(text);
  cmsUInt32Number count = 0;
  cmsSaveProfileToMem(profile, nullptr, &count);
  std::vector<uint8_t> bytes(count);
  cmsSaveProfileToMem(profile, bytes.data(), &count);
  cmsCloseProfile(profile);
  return bytes;
}

inline std::vector<uint8_t> DisplayP3() {
  const cmsCIExyY white = {0.3127, 0.3290, 1.0};
  const cmsCIExyYTRIPLE primaries = {{0.680, 0.320, 1.0}, {0.265, 0.690, 1.0}, {0.150, 0.060, 1.0}};
  const cmsFloat64Number srgb[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, srgb);
  cmsToneCurve* curves[] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsFreeToneCurve(curve);
  return SaveProfile(profile, L"Display P3 (test)");
}

inline std::vector<uint8_t> Srgb() {
  return SaveProfile(cmsCreate_sRGBProfile(), L"sRGB (test)");
}

inline std::vector<uint8_t> GrayGamma(double gamma) {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  cmsHPROFILE profile = cmsCreateGrayProfile(cmsD50_xyY(), curve);
  cmsFreeToneCurve(curve);
  return SaveProfile(profile, L"Gray (test)");
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_IMAGE_PROFILES_H_
