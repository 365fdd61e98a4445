// SPDX-License-Identifier: Apache-2.0

#include "models/safetensors.h"

#include <cstring>
#include <opencv2/core.hpp>

#include "fmt/format.h"

namespace sharpscale {
namespace {

constexpr uint64_t kMaxHeader = 100'000'000;  // the format's own limit
constexpr int64_t kMaxNumbers = int64_t{1} << 28;

absl::Status Damaged(const std::string& name, const std::string& why) {
  return absl::DataLossError(
      fmt::format("{}: the safetensors file is damaged ({}); get a fresh copy", name, why));
}

size_t WidthOf(const std::string& type) {
  if (type == "F32") return 4;
  if (type == "F16" || type == "BF16") return 2;
  if (type == "F64") return 8;
  return 0;
}

float NumberAt(const char* p, const std::string& type) {
  if (type == "F16") {
    cv::float16_t half;
    std::memcpy(&half, p, 2);
    return static_cast<float>(half);
  }
  if (type == "BF16") {
    uint16_t high;
    std::memcpy(&high, p, 2);
    const uint32_t bits = static_cast<uint32_t>(high) << 16;
    float value;
    std::memcpy(&value, &bits, 4);
    return value;
  }
  if (type == "F64") {
    double value;
    std::memcpy(&value, p, 8);
    return static_cast<float>(value);
  }
  float value;
  std::memcpy(&value, p, 4);
  return value;
}

}  // namespace

absl::StatusOr<WeightFile> ParseSafetensors(std::string_view bytes, const std::string& name) {
  uint64_t header_bytes = 0;
  if (bytes.size() >= 8) {
    for (int i = 7; i >= 0; --i) {
      header_bytes = (header_bytes << 8) | static_cast<unsigned char>(bytes[i]);
    }
  }
  if (bytes.size() < 10 || bytes[8] != '{' || header_bytes > kMaxHeader) {
    return absl::InvalidArgumentError(fmt::format("{}: not a safetensors file", name));
  }
  if (header_bytes > bytes.size() - 8) {
    return Damaged(name, fmt::format("{} bytes is too short", bytes.size()));
  }
  const nlohmann::json header =
      nlohmann::json::parse(bytes.substr(8, header_bytes), nullptr, false);
  if (!header.is_object()) return Damaged(name, "its header is not JSON");
  const std::string_view data = bytes.substr(8 + header_bytes);
  WeightFile file;
  for (const auto& [key, entry] : header.items()) {
    if (key == "__metadata__") {
      if (entry.is_object()) file.config = entry;
      continue;
    }
    const bool shaped = entry.is_object() && entry.contains("dtype") &&
                        entry["dtype"].is_string() && entry.contains("shape") &&
                        entry["shape"].is_array() && entry.contains("data_offsets") &&
                        entry["data_offsets"].is_array() && entry["data_offsets"].size() == 2 &&
                        entry["data_offsets"][0].is_number_unsigned() &&
                        entry["data_offsets"][1].is_number_unsigned();
    if (!shaped) return Damaged(name, fmt::format("tensor '{}' is not described", key));
    const std::string type = entry["dtype"].get<std::string>();
    const size_t width = WidthOf(type);
    if (width == 0) {
      return absl::InvalidArgumentError(fmt::format(
          "{}: tensor '{}' is of type {}; allowed: F32, F16, BF16, F64", name, key, type));
    }
    WeightTensor tensor;
    tensor.name = key;
    int64_t count = 1;
    for (const nlohmann::json& n : entry["shape"]) {
      if (!n.is_number_unsigned()) return Damaged(name, "a shape is not made of integers");
      const uint64_t side = n.get<uint64_t>();
      if (side < 1 || side > static_cast<uint64_t>(kMaxNumbers) ||
          count > kMaxNumbers / static_cast<int64_t>(side)) {
        return Damaged(name, fmt::format("the shape of tensor '{}' is impossible", key));
      }
      tensor.shape.push_back(static_cast<int64_t>(side));
      count *= static_cast<int64_t>(side);
    }
    const uint64_t begin = entry["data_offsets"][0].get<uint64_t>();
    const uint64_t end = entry["data_offsets"][1].get<uint64_t>();
    if (begin > end || end > data.size() || end - begin != static_cast<uint64_t>(count) * width) {
      return Damaged(name, fmt::format("tensor '{}' lies outside the file", key));
    }
    tensor.values.resize(static_cast<size_t>(count));
    for (size_t i = 0; i < tensor.values.size(); ++i) {
      tensor.values[i] = NumberAt(data.data() + begin + i * width, type);
    }
    file.tensors.push_back(std::move(tensor));
  }
  return file;
}

}  // namespace sharpscale
