// SPDX-License-Identifier: Apache-2.0
//
// File: cli/model_rows.h
//
// A model of the catalogue, told to a person: what it does, what it is told of the picture, how
// well and how fast it does it.

#ifndef SHARPSCALE_CLI_MODEL_ROWS_H_
#define SHARPSCALE_CLI_MODEL_ROWS_H_

#include <string>
#include <vector>

#include "models/catalogue.h"
#include "report/text_table.h"

namespace sharpscale {

// "noise, compression, blur"; "nothing" for a network that sees only the pixels.
std::string ToldOf(const ModelInfo& model);

// "Set5, noise 8, JPEG 50" of "set5_noise8_jpeg50_psnr_y": the pictures and what was done to them.
std::string MeasuredOn(const std::string& key);

// Two columns: name and words.
std::vector<std::vector<Cell>> ModelRows(const ModelInfo& model);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_MODEL_ROWS_H_
