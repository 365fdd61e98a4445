// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/weak_texture.h
//
// White-noise level of a plane from its weakly textured patches (Liu, Tanaka, Okutomi,
// "Single-image noise level estimation for blind denoising", IEEE TIP 2013), made fit for one pass:
// instead of iterating over the patches, covariances are collected per class of texture strength
// and of distance to clipping, and the iteration runs over the classes. Patches near black and
// white are left out (clip-aware), which removes the underestimate of strong noise that the
// original shows. The smallest eigenvalue still holds texture that is weaker than the noise; the
// finest waves of the cosine transform hold less, and more patches tell them apart from chance than
// one direction: the less of both is the noise.

#ifndef SHARPSCALE_ANALYSIS_WEAK_TEXTURE_H_
#define SHARPSCALE_ANALYSIS_WEAK_TEXTURE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <opencv2/core.hpp>
#include <vector>

namespace sharpscale {

// Sums of integers in doubles: exact, hence independent of the order of patches.
class WeakTexture {
 public:
  static constexpr int kPatch = 7;              // px
  static constexpr int kStrengthClasses = 176;  // 8 per octave

  struct Estimate {
    // Levels; of noise that is white, from the finest waves of patches with hardly any texture.
    double sigma = 0.0;
    // Levels; the smallest spectral density as a std, which is what correlated noise has at its
    // finest. Texture may be in it; at least `sigma`.
    double smallest = 0.0;
    int64_t patches = 0;   // weakly textured ones that it rests on; 0 = no estimate
    bool textured = true;  // so few patches that texture may have entered
  };

  // `clipped_range`: values end at 0 and 255 there (luma); false for chroma, which ends nowhere
  // near.
  explicit WeakTexture(bool clipped_range) : clipped_range_(clipped_range) {}

  // Adds the patches whose first pixel lies in `owned` (in coordinates of `plane`), every `stride`
  // px, and which lie inside `plane`. Chroma planes may be negative.
  void Add(const cv::Mat1f& plane, const cv::Rect& owned, int stride);
  void Merge(const WeakTexture& other);
  Estimate Finish() const;

 private:
  static constexpr int kSize = kPatch * kPatch;
  static constexpr int kClipClasses = 8;

  struct Class {
    double count = 0.0;
    double mean_sum = 0.0;  // of patch means, units of 1/8 level
    std::array<double, kSize> sum{};
    std::array<double, kSize * kSize> products{};  // lower triangle
  };

  Class& At(int clip, int strength);

  bool clipped_range_;
  std::array<std::unique_ptr<Class>, kClipClasses * kStrengthClasses> classes_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_WEAK_TEXTURE_H_
