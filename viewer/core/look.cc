// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/look.h"

#include <array>

namespace sharpscale::viewer {
namespace {
constexpr std::array<std::string_view, 4> kNames = {"split", "flip", "side", "difference"};
}  // namespace

std::string_view CompareModeName(CompareMode mode) {
  return kNames[static_cast<size_t>(mode)];
}

std::optional<CompareMode> CompareModeFromName(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<CompareMode>(i);
  }
  return std::nullopt;
}

}  // namespace sharpscale::viewer
