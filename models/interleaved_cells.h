// SPDX-License-Identifier: Apache-2.0
//
// File: models/interleaved_cells.h
//
// The end of a network whose last layer makes cells of factor x factor px. Trained networks give a
// cell in the order of torch.pixel_shuffle (colour, row, column); with the last layer's kernels in
// the order of a picture (row, column, colour) its rows are added to a picture's as they lie.

#ifndef SHARPSCALE_MODELS_INTERLEAVED_CELLS_H_
#define SHARPSCALE_MODELS_INTERLEAVED_CELLS_H_

#include <opencv2/core.hpp>

#include "models/weight_file.h"

namespace sharpscale {

// `tensor` [3 factor^2, ...], reordered along its first side.
WeightTensor Interleaved(const WeightTensor& tensor, int factor);

// Adds `count` cells of a line, `stride` values each, to the picture (CV_32FC3) whose cell `first`
// the first of them is; cells at its right and lower border may be cut.
void AddInterleaved(const float* cells,
                    int stride,
                    int factor,
                    cv::Point first,
                    int count,
                    cv::Mat* picture);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_INTERLEAVED_CELLS_H_
