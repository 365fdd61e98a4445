// SPDX-License-Identifier: Apache-2.0
//
// File: advice/sharpening.h
//
// How much output sharpening to advise. A strength means nothing without a radius, so both come
// from the blur to undo; the halo it will cause on an ideal edge is computed, not guessed.

#ifndef SHARPSCALE_ADVICE_SHARPENING_H_
#define SHARPSCALE_ADVICE_SHARPENING_H_

namespace sharpscale {

struct SharpeningNeed {
  double blur_sigma = 0.0;    // px of the final picture
  double print_ppi = 0.0;     // 0 = not a print
  double halo = 0.0;          // % overshoot that the edges already have
  double halo_ceiling = 5.0;  // % that they may reach
  double strength = 0.4;      // centre of the band, 0..1
  double scale = 1.0;         // linear, final picture / source
  bool gentle = false;        // enlarged text and drawings: the low end of the band
};

struct OutputSharpening {
  double strength = 0.0;   // 0..1 of the high-pass; 0 = none can be advised
  double radius = 0.0;     // px of the final picture, sigma of the unsharp mask's Gaussian
  double overshoot = 0.0;  // % of edge contrast that this adds on an ideal edge, up to the ceiling
};

// Radius: the blur's sigma, 0.5 to 3 px, on paper at least 1/200 inch (Fraser & Schewe). Strength:
// the optimum falls with the radius (measured with 3x enlargements of the Kodak set: 50 % at 1.5
// px, 30-40 % at 2 px, 20 % at 3 px), kept in 75 % to 125 % of `strength`: 30 % to 50 %. After an
// enlargement by a network the radius counts in px of the source (the study lost 0.1 to 0.2 dB to
// 30 % instead of 50 % on soft sources, halos alike). Strength 0
// where the halo is at the ceiling already. It is not lowered for the halo that it would cause on
// an ideal edge: whoever sharpens measures that on the picture and lowers it there (the study lost
// 0.3 dB to both being cautious).
OutputSharpening AdviseSharpening(const SharpeningNeed& need);

// % overshoot of an unsharp mask (strength, Gaussian of sigma `radius`) on a straight edge of blur
// `blur_sigma`: the maximum of (1 + s) G(b) - s G(sqrt(b^2 + r^2)) above 1, G = normal
// distribution.
double UnsharpOvershoot(double strength, double radius, double blur_sigma);

// Blur, px, that an edge of `blur_sigma` px reads as after such a mask: by its slope in the middle,
// which grows by 1 + s - s b / sqrt(b^2 + r^2). Unchanged at strength 0.
double SharpenedBlur(double strength, double radius, double blur_sigma);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_SHARPENING_H_
