// SPDX-License-Identifier: Apache-2.0
//
// File: models/interleaved_cells.h
//
// The end of a network whose last layer makes cells of factor x factor px. Trained networks give a
// cell in the order of torch.pixel_shuffle (colour, row, column); with the last layer's kernels in
// the order of a picture (row, column, colour) its rows are added to a picture's as they lie.

#ifndef SHARPSCALE_MODELS_INTERLEAVED_CELLS_H_
#define SHARPSCALE_MODELS_INTERLEAVED_CELLS_H_

#include "models/weight_file.h"

namespace sharpscale {

// `tensor` [3 factor^2, ...], reordered along its first side.
WeightTensor Interleaved(const WeightTensor& tensor, int factor);

// Adds row `j` (0..factor-1) of a line of cells, `stride` values each, to `columns` px of a row of
// RGB floats; the last cell may be cut.
void AddInterleaved(const float* cells, int stride, int factor, int j, int columns, float* row);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_INTERLEAVED_CELLS_H_
