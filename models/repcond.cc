// SPDX-License-Identifier: Apache-2.0

#include "models/repcond.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/noise_shares.h"

namespace sharpscale {
namespace {

constexpr double kPi = 3.14159265358979323846;

struct Limits {
  int low;
  int high;
};
constexpr Limits kChannels = {8, 256};
constexpr Limits kBody = {1, 64};

absl::Status InRange(const char* what, int value, const Limits& limits) {
  if (value >= limits.low && value <= limits.high) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format(
      "network {} {} is out of range; allowed: {}..{}", what, value, limits.low, limits.high));
}

// Far out of every range, it is still an int.
absl::Status ReadInteger(const nlohmann::json& json,
                         const char* what,
                         const char* key,
                         int* value) {
  if (!json.contains(key) || !json[key].is_number_integer()) {
    return absl::InvalidArgumentError(fmt::format("{} lacks the integer '{}'", what, key));
  }
  *value = static_cast<int>(std::clamp<int64_t>(json[key].get<int64_t>(), -1, 1 << 20));
  return absl::OkStatus();
}

float Clamped(double value, double low, double high) {
  return std::isfinite(value) ? static_cast<float>(std::clamp(value, low, high)) : 0.0f;
}

// Phase of the 8x8 grid at the centre of cell `i`: +1 on a block border, -1 in a block's middle.
float GridPhase(int i, int origin, int grid, int cell) {
  const double x = origin + i * cell + (cell - 1) / 2.0 - grid + 0.5;
  return static_cast<float>(std::cos(2.0 * kPi * x / 8.0));
}

}  // namespace

bool RepCondExpert::Serves(const Conditions& conditions) const {
  return conditions.noise_sigma <= noise_sigma && conditions.jpeg_quality >= jpeg_quality;
}

nlohmann::json RepCondExpert::ToJson() const {
  nlohmann::json json = {
      {"name", name}, {"noise_sigma", noise_sigma}, {"jpeg_quality", jpeg_quality}};
  if (channels > 0) json["channels"] = channels;
  if (body > 0) json["body"] = body;
  return json;
}

absl::StatusOr<RepCondExpert> RepCondExpertFromJson(const nlohmann::json& json) {
  const auto number = [&](const char* key) {
    return json.contains(key) && json[key].is_number() && json[key].get<double>() >= 0.0 &&
           json[key].get<double>() <= 100.0;
  };
  RepCondExpert expert;
  if (json.is_object() && json.contains("name") && json["name"].is_string()) {
    expert.name = json["name"].get<std::string>();
  }
  const bool named = !expert.name.empty() && expert.name.size() <= 32 &&
                     std::all_of(expert.name.begin(), expert.name.end(), [](char c) {
                       return c >= 'a' && c <= 'z';
                     });
  if (!named || !number("noise_sigma") || !number("jpeg_quality")) {
    return absl::InvalidArgumentError(
        "network expert: needs a name of lower-case letters and the numbers noise_sigma and "
        "jpeg_quality (0..100)");
  }
  const auto own = [&](const char* key, const Limits& limits, int* value) {
    if (!json.contains(key)) return absl::OkStatus();
    SHARPSCALE_RETURN_IF_ERROR(ReadInteger(json, "network expert", key, value));
    return InRange(key, *value, limits);
  };
  SHARPSCALE_RETURN_IF_ERROR(own("channels", kChannels, &expert.channels));
  SHARPSCALE_RETURN_IF_ERROR(own("body", kBody, &expert.body));
  expert.noise_sigma = json["noise_sigma"].get<double>();
  expert.jpeg_quality = json["jpeg_quality"].get<double>();
  return expert;
}

std::vector<std::string> RepCondConfig::Prefixes() const {
  std::vector<std::string> prefixes = {""};
  for (const RepCondExpert& expert : experts) prefixes.push_back(expert.name + ".");
  return prefixes;
}

size_t RepCondConfig::Serving(const Conditions& conditions) const {
  size_t serving = 0;
  for (size_t i = 0; i < experts.size(); ++i) {
    if (!experts[i].Serves(conditions)) continue;
    const bool narrower = serving == 0 || experts[i].noise_sigma < experts[serving - 1].noise_sigma;
    if (narrower) serving = i + 1;
  }
  return serving;
}

int RepCondConfig::Channels(size_t set) const {
  const int own = set > 0 ? experts[set - 1].channels : 0;
  return own > 0 ? own : channels;
}

int RepCondConfig::Body(size_t set) const {
  const int own = set > 0 ? experts[set - 1].body : 0;
  return own > 0 ? own : body;
}

int RepCondConfig::Radius() const {
  int deepest = 0;
  for (size_t set = 0; set <= experts.size(); ++set) deepest = std::max(deepest, Body(set));
  return (deepest + 2) * unshuffle;
}

int64_t RepCondConfig::Parameters(size_t set) const {
  const int64_t c = Channels(set);
  const int64_t layers = Body(set);
  return 9 * (InputChannels() * c + layers * c * c + c * OutputChannels()) + (layers + 1) * c +
         OutputChannels();
}

absl::Status RepCondConfig::Validate() const {
  SHARPSCALE_RETURN_IF_ERROR(InRange("scale", scale, {1, 4}));
  SHARPSCALE_RETURN_IF_ERROR(InRange("unshuffle", unshuffle, {1, 2}));
  SHARPSCALE_RETURN_IF_ERROR(InRange("channels", channels, kChannels));
  SHARPSCALE_RETURN_IF_ERROR(InRange("body", body, kBody));
  if (task != "upscale" && task != "restore" && task != "sharpen") {
    return absl::InvalidArgumentError(
        fmt::format("network task '{}' is unknown; allowed: upscale, restore, sharpen", task));
  }
  return absl::OkStatus();
}

nlohmann::json RepCondConfig::ToJson() const {
  nlohmann::json json = {{"architecture", "repcond"},
                         {"task", task},
                         {"scale", scale},
                         {"unshuffle", unshuffle},
                         {"channels", channels},
                         {"body", body}};
  for (const RepCondExpert& expert : experts) json["experts"].push_back(expert.ToJson());
  return json;
}

absl::StatusOr<RepCondConfig> RepCondConfigFromJson(const nlohmann::json& json) {
  RepCondConfig config;
  const auto read = [&](const char* key, int* value) {
    return ReadInteger(json, "network description", key, value);
  };
  if (!json.is_object() || !json.contains("task") || !json["task"].is_string()) {
    return absl::InvalidArgumentError("network description lacks the text 'task'");
  }
  config.task = json["task"].get<std::string>();
  SHARPSCALE_RETURN_IF_ERROR(read("scale", &config.scale));
  SHARPSCALE_RETURN_IF_ERROR(read("unshuffle", &config.unshuffle));
  SHARPSCALE_RETURN_IF_ERROR(read("channels", &config.channels));
  SHARPSCALE_RETURN_IF_ERROR(read("body", &config.body));
  const nlohmann::json experts = json.value("experts", nlohmann::json::array());
  if (!experts.is_array() || experts.size() > 8) {
    return absl::InvalidArgumentError("network description: 'experts' must be a list of up to 8");
  }
  for (const nlohmann::json& item : experts) {
    SHARPSCALE_ASSIGN_OR_RETURN(RepCondExpert expert, RepCondExpertFromJson(item));
    config.experts.push_back(std::move(expert));
  }
  SHARPSCALE_RETURN_IF_ERROR(config.Validate());
  return config;
}

InputPacker::InputPacker(const RepCondConfig& config,
                         const cv::Mat& tile,
                         const Conditions& conditions,
                         cv::Point origin)
    : unshuffle_(config.unshuffle),
      tile_(tile),
      constant_({
          Clamped(conditions.noise_sigma, 0.0, 50.0) / 50.0f,
          Clamped(100.0 - conditions.jpeg_quality, 0.0, 100.0) / 100.0f,
          Clamped(conditions.blur_sigma, 0.0, 3.0) / 3.0f,
          Clamped(conditions.halo, 0.0, 40.0) / 40.0f,
          Clamped(conditions.aliasing, 0.0, 1.0),
      }),
      phase_x_(tile.cols / unshuffle_, 0.0f),
      phase_y_(tile.rows / unshuffle_, 0.0f) {
  const int u = unshuffle_;
  if (conditions.jpeg_grid) {
    for (int x = 0; x < cells_wide(); ++x) {
      phase_x_[x] = GridPhase(x, origin.x, conditions.grid_x, u);
    }
    for (int y = 0; y < cells_high(); ++y) {
      phase_y_[y] = GridPhase(y, origin.y, conditions.grid_y, u);
    }
  }
  const double slope = Clamped(conditions.noise_slope, -2.0, 2.0);
  if (slope != 0.0) shares_ = NoiseShares(tile, slope);
}

void InputPacker::PackRow(int y, const cv::Range& columns, int stride, float* out) const {
  const int u = unshuffle_;
  const float* shares = shares_.empty() ? nullptr : shares_.ptr<float>(y * u);
  for (int x = columns.start; x < columns.end; ++x, out += stride) {
    float* to = out;
    // Channel order of torch.pixel_unshuffle: colour, then row, then column in the cell.
    for (int c = 0; c < 3; ++c) {
      for (int j = 0; j < u; ++j) {
        const float* row = tile_.ptr<float>(y * u + j);
        for (int i = 0; i < u; ++i) *to++ = row[(x * u + i) * 3 + c] - 0.5f;
      }
    }
    float* const noise = to;
    to = std::copy(constant_.begin(), constant_.end(), to);
    if (shares != nullptr) *noise *= shares[x * u];
    *to++ = phase_x_[x];
    *to++ = phase_y_[y];
  }
}

void PackInput(const RepCondConfig& config,
               const cv::Mat& tile,
               const Conditions& conditions,
               cv::Point origin,
               float* out) {
  const InputPacker packer(config, tile, conditions, origin);
  const int channels = config.InputChannels();
  for (int y = 0; y < packer.cells_high(); ++y, out += packer.cells_wide() * channels) {
    packer.PackRow(y, {0, packer.cells_wide()}, channels, out);
  }
}

}  // namespace sharpscale
