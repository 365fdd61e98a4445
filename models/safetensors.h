// SPDX-License-Identifier: Apache-2.0
//
// File: models/safetensors.h
//
// Reads ".safetensors": 8 bytes little-endian header size, a JSON header that gives each tensor's
// type, shape and place, then the bytes. Nothing in it can be executed.

#ifndef SHARPSCALE_MODELS_SAFETENSORS_H_
#define SHARPSCALE_MODELS_SAFETENSORS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "models/weight_file.h"

namespace sharpscale {

// F32, F16, BF16 and F64 tensors, as fp32; config holds the file's "__metadata__". Every size is
// checked. Errors: InvalidArgument (another kind of file, or a type that is not a float), DataLoss
// (damaged).
absl::StatusOr<WeightFile> ParseSafetensors(std::string_view bytes, const std::string& name);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_SAFETENSORS_H_
