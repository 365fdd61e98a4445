// SPDX-License-Identifier: Apache-2.0

#include "models/weight_file.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>

#include "fmt/format.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "opencv2/core.hpp"

namespace sharpscale {
namespace {

constexpr std::string_view kMagic = "SSWEIGHT";
constexpr uint32_t kVersion = 1;
constexpr uint32_t kVersionOfInt8 = 2;  // the first that has "i8"
constexpr size_t kPrefix = 16;
constexpr size_t kDigest = 64;
constexpr size_t kMaxHeader = 1 << 22;
constexpr int64_t kMaxNumbers = int64_t{1} << 28;

uint32_t LittleEndian32(const char* p) {
  const auto* u = reinterpret_cast<const unsigned char*>(p);
  return u[0] | (u[1] << 8) | (u[2] << 16) | (static_cast<uint32_t>(u[3]) << 24);
}

void AppendLittleEndian32(uint32_t value, std::string* out) {
  for (int i = 0; i < 4; ++i) out->push_back(static_cast<char>((value >> (8 * i)) & 0xff));
}

template <typename T>
void AppendBytes(const T& value, std::string* out) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out->append(bytes, sizeof(T));
}

const char* NameOf(WeightType type) {
  return type == WeightType::kFloat16 ? "f16" : type == WeightType::kInt8 ? "i8" : "f32";
}

constexpr int kMostInt8 = 127;

signed char InScale(float value, float scale) {
  const float steps = scale > 0.0f ? std::round(value / scale) : 0.0f;
  return static_cast<signed char>(
      std::clamp(steps, static_cast<float>(-kMostInt8), static_cast<float>(kMostInt8)));
}

// Of a few scales, the largest number's own and smaller ones that cut it off, the one with the
// least squared error. The largest's own first: what was rounded before is found again.
float BestScale(const float* values, size_t count) {
  float largest = 0.0f;
  for (size_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(values[i]));
  constexpr int kTries = 16;
  float best = 0.0f;
  double least = std::numeric_limits<double>::infinity();
  for (int k = 0; k < kTries; ++k) {
    const float scale = largest * (1.0f - 0.02f * k) / kMostInt8;
    double error = 0.0;
    for (size_t i = 0; i < count; ++i) {
      const double off = values[i] - scale * InScale(values[i], scale);
      error += off * off;
    }
    if (error < least) {
      least = error;
      best = scale;
    }
  }
  return best;
}

void AppendInt8(const WeightTensor& tensor, std::string* out) {
  const size_t rows = static_cast<size_t>(tensor.shape[0]);
  const size_t row = tensor.values.size() / rows;
  std::vector<float> scales;
  for (size_t r = 0; r < rows; ++r) scales.push_back(BestScale(&tensor.values[r * row], row));
  for (const float scale : scales) AppendBytes(scale, out);
  for (size_t i = 0; i < tensor.values.size(); ++i) {
    out->push_back(static_cast<char>(InScale(tensor.values[i], scales[i / row])));
  }
}

absl::Status Damaged(const std::string& name, const std::string& why) {
  return absl::DataLossError(
      fmt::format("{}: the weight file is damaged ({}); get a fresh copy", name, why));
}

// The product of the shape, or -1 where it is negative, or too large to be true.
int64_t CountOf(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t n : shape) {
    if (n < 1 || n > kMaxNumbers || count > kMaxNumbers / n) return -1;
    count *= n;
  }
  return count;
}

}  // namespace

const WeightTensor* WeightFile::Find(std::string_view name) const {
  for (const WeightTensor& tensor : tensors) {
    if (tensor.name == name) return &tensor;
  }
  return nullptr;
}

absl::StatusOr<WeightFile> ParseWeights(std::string_view bytes, const std::string& name) {
  if (bytes.size() < kPrefix || bytes.substr(0, kMagic.size()) != kMagic) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not a sharpscale weight file (it does not begin with {})", name, kMagic));
  }
  const uint32_t version = LittleEndian32(bytes.data() + 8);
  if (version != kVersion && version != kVersionOfInt8) {
    return absl::InvalidArgumentError(
        fmt::format("{}: weight file version {} is unknown; this program reads versions {} and {}",
                    name,
                    version,
                    kVersion,
                    kVersionOfInt8));
  }
  const size_t header_bytes = LittleEndian32(bytes.data() + 12);
  if (header_bytes > kMaxHeader || bytes.size() < kPrefix + header_bytes + kDigest) {
    return Damaged(name, fmt::format("{} bytes is too short", bytes.size()));
  }
  const std::string_view content = bytes.substr(0, bytes.size() - kDigest);
  if (Sha256(content) != bytes.substr(content.size())) {
    return Damaged(name, "its checksum does not agree");
  }
  const nlohmann::json header =
      nlohmann::json::parse(bytes.substr(kPrefix, header_bytes), nullptr, false);
  if (!header.is_object() || !header.contains("tensors") || !header["tensors"].is_array() ||
      !header.contains("config") || !header["config"].is_object()) {
    return Damaged(name, "its header is not the JSON expected");
  }
  WeightFile file;
  file.config = header["config"];
  size_t at = kPrefix + header_bytes;
  std::set<std::string> seen;
  for (const nlohmann::json& entry : header["tensors"]) {
    const bool shaped = entry.is_object() && entry.contains("name") && entry["name"].is_string() &&
                        entry.contains("type") && entry["type"].is_string() &&
                        entry.contains("shape") && entry["shape"].is_array();
    if (!shaped) return Damaged(name, "a tensor has no name, type or shape");
    WeightTensor tensor;
    tensor.name = entry["name"].get<std::string>();
    for (const nlohmann::json& n : entry["shape"]) {
      if (!n.is_number_integer()) return Damaged(name, "a tensor's shape is not made of integers");
      tensor.shape.push_back(n.get<int64_t>());
    }
    const std::string type = entry["type"].get<std::string>();
    const bool scaled = type == "i8" && version >= kVersionOfInt8 && !tensor.shape.empty();
    const size_t width = type == "f16" ? 2 : type == "f32" ? 4 : scaled ? 1 : 0;
    const int64_t count = CountOf(tensor.shape);
    if (width == 0 || count < 0 || !seen.insert(tensor.name).second) {
      return Damaged(name, fmt::format("tensor '{}' is impossible", tensor.name));
    }
    const size_t scales = scaled ? 4 * static_cast<size_t>(tensor.shape[0]) : 0;
    const size_t size = static_cast<size_t>(count) * width + scales;
    if (content.size() - at < size) {
      return Damaged(name, fmt::format("tensor '{}' runs past the end", tensor.name));
    }
    tensor.values.resize(static_cast<size_t>(count));
    const char* data = content.data() + at;
    if (width == 4) {
      std::memcpy(tensor.values.data(), data, tensor.values.size() * 4);
    } else if (width == 2) {
      for (size_t i = 0; i < tensor.values.size(); ++i) {
        cv::float16_t half;
        std::memcpy(&half, data + 2 * i, 2);
        tensor.values[i] = static_cast<float>(half);
      }
    } else {
      const size_t row = tensor.values.size() / tensor.shape[0];
      for (size_t i = 0; i < tensor.values.size(); ++i) {
        float scale;
        std::memcpy(&scale, data + i / row * 4, 4);
        tensor.values[i] = scale * static_cast<signed char>(data[scales + i]);
      }
    }
    at += size;
    for (const float value : tensor.values) {
      if (!std::isfinite(value)) {
        return Damaged(name,
                       fmt::format("tensor '{}' holds a number that is not finite", tensor.name));
      }
    }
    file.tensors.push_back(std::move(tensor));
  }
  if (at != content.size()) return Damaged(name, "bytes are left over after the last tensor");
  return file;
}

absl::StatusOr<std::string> ReadBytes(const std::string& path, int64_t max_bytes) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    return absl::NotFoundError(fmt::format("{}: no such file", path));
  }
  if (!std::filesystem::is_regular_file(status)) {
    return absl::InvalidArgumentError(fmt::format("{}: not a regular file", path));
  }
  const auto size = std::filesystem::file_size(path, error);
  if (error || static_cast<int64_t>(size) > max_bytes) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {} bytes is more than the {} allowed", path, size, max_bytes));
  }
  std::string bytes(size, '\0');
  std::ifstream in(path, std::ios::binary);
  if (!in || (size > 0 && !in.read(bytes.data(), static_cast<std::streamsize>(size)))) {
    return absl::DataLossError(fmt::format("{}: could not be read", path));
  }
  return bytes;
}

absl::StatusOr<WeightFile> ReadWeights(const std::string& path) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, ReadBytes(path));
  return ParseWeights(bytes, path);
}

absl::StatusOr<std::string> SerializeWeights(const WeightFile& file, WeightType type) {
  nlohmann::json list = nlohmann::json::array();
  const auto type_of = [&](const WeightTensor& tensor) {
    if (type != WeightType::kInt8) return type;
    return tensor.shape.size() > 1 ? WeightType::kInt8 : WeightType::kFloat32;
  };
  uint32_t version = kVersion;
  for (const WeightTensor& tensor : file.tensors) {
    if (type_of(tensor) == WeightType::kInt8) version = kVersionOfInt8;
    if (CountOf(tensor.shape) != static_cast<int64_t>(tensor.values.size())) {
      return absl::InvalidArgumentError(
          fmt::format("tensor '{}' has {} values, which its shape does not hold",
                      tensor.name,
                      tensor.values.size()));
    }
    list.push_back(
        {{"name", tensor.name}, {"type", NameOf(type_of(tensor))}, {"shape", tensor.shape}});
  }
  const std::string header =
      nlohmann::json({{"config", file.config}, {"tensors", std::move(list)}}).dump();
  if (header.size() > kMaxHeader) {
    return absl::InvalidArgumentError(
        fmt::format("a header of {} bytes is more than the {} allowed", header.size(), kMaxHeader));
  }
  std::string out(kMagic);
  AppendLittleEndian32(version, &out);
  AppendLittleEndian32(static_cast<uint32_t>(header.size()), &out);
  out += header;
  for (const WeightTensor& tensor : file.tensors) {
    const WeightType written = type_of(tensor);
    for (const float value : tensor.values) {
      if (!std::isfinite(value) ||
          (written == WeightType::kFloat16 && std::abs(value) > 65504.0f)) {
        return absl::InvalidArgumentError(
            fmt::format("tensor '{}' holds {}, which cannot be written", tensor.name, value));
      }
    }
    if (written == WeightType::kInt8) {
      AppendInt8(tensor, &out);
    } else if (written == WeightType::kFloat16) {
      for (const float value : tensor.values) AppendBytes(cv::float16_t(value), &out);
    } else {
      for (const float value : tensor.values) AppendBytes(value, &out);
    }
  }
  out += Sha256(out);
  return out;
}

absl::Status WriteWeights(const WeightFile& file, WeightType type, const std::string& path) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, SerializeWeights(file, type));
  const std::string temporary = fmt::format("{}.{}.tmp", path, getpid());
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) {
      std::remove(temporary.c_str());
      return absl::InternalError(fmt::format("{}: could not be written", temporary));
    }
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    std::remove(temporary.c_str());
    return absl::InternalError(fmt::format("{}: could not be renamed into place", path));
  }
  return absl::OkStatus();
}

}  // namespace sharpscale
