// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/mirror_image.h
//
// The sign-inverted mirror image that an enlargement leaves in the cosine spectrum of its lines,
// looked for beneath noise that was added later.
//
// Interpolation from n to N samples gives index n + i the coefficient of n - i times -g, 0 < g < 1.
// g is near 1 next to n and falls with i; noise of energy N lies over both. For normal values the
// products about n tell most when the lower one is weighted by its share of signal, (E - N) / E,
// the upper one by 1 / E, and the pair by g (the likelihood ratio of a small correlation). E is
// measured on blocks of the spectrum, N at its upper end; g is taken as ((n - i) / (n + i))^3,
// between the kernels in use.
// What repeated structure, a reduction or a JPEG leaves about an index can stand out as clearly
// where a picture is rich, but there it is a small part of what an enlargement would leave: Share.

#ifndef SHARPSCALE_ANALYSIS_MIRROR_IMAGE_H_
#define SHARPSCALE_ANALYSIS_MIRROR_IMAGE_H_

#include <opencv2/core.hpp>
#include <vector>

namespace sharpscale {

class MirrorImage {
 public:
  // `spectrum`: [line frequency][index], two frequencies and 64 indices at least; frequency 0 is
  // left out. It is not copied.
  explicit MirrorImage(const cv::Mat1f& spectrum);

  // For every index how far the weighted products about it lean to the negative, in standard
  // deviations of independent ones; 0 on flat pictures.
  // Most of the work is here: once for each image.
  std::vector<double> Inversion() const;

  // How much of an enlargement's mirror image there is about `index`: 1 = all of it. Bilinear and
  // bicubic enlargements have 0.5 to 1.4, Lanczos 0.4 to 0.9, whatever the noise; others 0.4 at
  // most (photographs, charts, JPEG, WebP, sharpened, reduced; of each the highest peak).
  double Share(int index) const;

 private:
  void Weigh(int k, float* low, float* high) const;

  cv::Mat1f spectrum_;
  cv::Mat1f energy_;  // mean square of each block
  float noise_ = 0.0F;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_MIRROR_IMAGE_H_
