// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/charts.h
//
// Synthetic pictures whose truth is known: slanted edges, zone plates, line pairs, text. All drawn
// by area sampling (no aliasing of their own) unless said otherwise.

#ifndef SHARPSCALE_DATASETS_CHARTS_H_
#define SHARPSCALE_DATASETS_CHARTS_H_

#include <cstdint>
#include <opencv2/core.hpp>

namespace sharpscale {

// A straight edge through the picture's centre: `dark` on the left, `bright` on the right (0..1),
// turned by `degrees` clockwise from vertical. Exact area coverage of each pixel, so its edge
// spread function is that of a perfect pixel aperture. CV_32FC1.
cv::Mat SlantedEdge(cv::Size size, double degrees, double dark = 0.2, double bright = 0.8);

// 0.5 + 0.5 * cos(k r^2) around the centre; its frequency rises linearly to `max_frequency` (cycles
// per px, 0..0.5) at the nearest border. CV_32FC1.
cv::Mat ZonePlate(cv::Size size, double max_frequency = 0.5);

// A chart of one kind (text, a screen's text and frames, lines, zone plate, slanted edge,
// polygons), coloured or black and white, drawn from the seed. CV_8UC3.
cv::Mat RandomChart(cv::Size size, uint64_t seed);

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_CHARTS_H_
