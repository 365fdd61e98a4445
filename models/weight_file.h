// SPDX-License-Identifier: Apache-2.0
//
// File: models/weight_file.h
//
// Our own flat file of tensors (".ssw"), independent of LibTorch and its version. Layout, integers
// little-endian:
//
//   offset 0   8 bytes   "SSWEIGHT"
//          8   uint32    version: 1, or 2 where a tensor is "i8"
//         12   uint32    bytes of the header H
//         16   H bytes   JSON: {"config": {...}, "tensors": [{"name", "type", "shape"}, ...]}
//       16+H   tensors in the order listed, tightly packed, row-major, "f16", "f32" or "i8":
//              shape[0] float32 scales, then int8 numbers, which count in the scale of their first
//              index (the output channel of a convolution)
//        end   64 bytes  SHA-256 of everything before, lower-case hexadecimal
//
// Every size is checked before it is used: a damaged file is a DataLoss error, another kind of file
// an InvalidArgument error, never a crash.

#ifndef SHARPSCALE_MODELS_WEIGHT_FILE_H_
#define SHARPSCALE_MODELS_WEIGHT_FILE_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

struct WeightTensor {
  std::string name;
  std::vector<int64_t> shape;  // empty = one number
  std::vector<float> values;   // row-major; as many as the product of the shape
};

struct WeightFile {
  nlohmann::json config = nlohmann::json::object();  // what the tensors are for
  std::vector<WeightTensor> tensors;
  const WeightTensor* Find(std::string_view name) const;  // null if absent
};

// kInt8: tensors of two and more dimensions as "i8", with the scales that leave the least squared
// error; the others as fp32. What was read from such a file is written as it was. Half of fp16, and
// measured on our networks' PSNR no more than .01 dB away from it.
enum class WeightType { kFloat16, kFloat32, kInt8 };

// `name` stands in messages.
absl::StatusOr<WeightFile> ParseWeights(std::string_view bytes, const std::string& name);
absl::StatusOr<WeightFile> ReadWeights(const std::string& path);

// Numbers beyond the range of fp16 are InvalidArgument errors when they are to be written as fp16.
absl::StatusOr<std::string> SerializeWeights(const WeightFile& file, WeightType type);
// Through a temporary file in the same folder and a rename.
absl::Status WriteWeights(const WeightFile& file, WeightType type, const std::string& path);

// The whole file as bytes. Errors: NotFound, DataLoss (read error), InvalidArgument (over
// `max_bytes`).
absl::StatusOr<std::string> ReadBytes(const std::string& path,
                                      int64_t max_bytes = int64_t{1} << 31);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WEIGHT_FILE_H_
