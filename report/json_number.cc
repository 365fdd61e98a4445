// SPDX-License-Identifier: Apache-2.0

#include "report/json_number.h"

#include "report/numbers.h"
#include "report/version.h"

namespace sharpscale {

using Json = nlohmann::ordered_json;

Json JsonNumber(double value, int decimals) {
  if (!std::isfinite(value)) return nullptr;
  const double rounded = RoundToDecimals(value, decimals);
  if (decimals <= 0 && std::abs(rounded) < 9e15) return static_cast<int64_t>(rounded);
  return rounded;
}

Json JsonNumber(const std::optional<double>& value, int decimals) {
  return value ? JsonNumber(*value, decimals) : Json(nullptr);
}

Json JsonTool() {
  return {{"name", "sharpscale"}, {"version", Version()}};
}

}  // namespace sharpscale
