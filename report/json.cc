// SPDX-License-Identifier: Apache-2.0

#include "report/json.h"

#include <nlohmann/json.hpp>

#include "report/json_number.h"
#include "report/numbers.h"

namespace sharpscale {
namespace {

using Json = nlohmann::ordered_json;

Json ImageFacts(const Report& report) {
  Json image = {{"width", report.width},
                {"height", report.height},
                {"channels", report.channels},
                {"alpha", report.has_alpha},
                {"bit_depth", report.source.bits_per_sample},
                {"format", ContainerName(report.source.container)},
                {"bytes", report.source.file_bytes},
                {"ppi", report.ppi.known() ? JsonNumber(report.ppi.x, 2) : Json(nullptr)},
                {"icc", report.has_icc},
                {"orientation", report.source.orientation}};
  if (report.ppi.known() && report.ppi.x != report.ppi.y)
    image["ppi_y"] = JsonNumber(report.ppi.y, 2);
  if (report.source.pages > 1) image["pages"] = report.source.pages;
  if (report.source.cmyk) image["cmyk"] = true;
  if (!report.source.notes.empty()) image["notes"] = report.source.notes;
  return image;
}

}  // namespace

Json ToJson(const Measurement& measurement) {
  const int decimals = DecimalsOf(measurement.id);
  Json json = {{"id", measurement.id}};
  const bool finite = measurement.value && std::isfinite(*measurement.value);
  if (!measurement.word.empty()) {
    json["value"] = measurement.word;
  } else if (finite) {
    json["value"] = JsonNumber(*measurement.value, decimals);
  } else {
    json["value"] = nullptr;
    json["unknown"] = !measurement.unknown.empty()    ? measurement.unknown
                      : measurement.value.has_value() ? "the measured value is not finite"
                                                      : "not measured";
  }
  json["unit"] = measurement.unit;
  json["low"] = JsonNumber(measurement.low, decimals);
  json["high"] = JsonNumber(measurement.high, decimals);
  if (measurement.grade != Grade::kNotGraded) json["grade"] = GradeName(measurement.grade);
  Json peaks = Json::array();
  for (const Peak& peak : measurement.peaks) {
    if (!std::isfinite(peak.x) || !std::isfinite(peak.y) || !std::isfinite(peak.value)) continue;
    peaks.push_back({{"x", JsonNumber(peak.x, 1)},
                     {"y", JsonNumber(peak.y, 1)},
                     {"value", JsonNumber(peak.value, decimals)}});
    if (peak.width <= 0.0 || peak.height <= 0.0) continue;
    peaks.back()["width"] = JsonNumber(peak.width, 1);
    peaks.back()["height"] = JsonNumber(peak.height, 1);
  }
  if (!peaks.empty()) json["peaks"] = std::move(peaks);
  return json;
}

Json ToJson(const std::vector<Measurement>& measurements) {
  Json json = Json::array();
  for (const Measurement& measurement : measurements) json.push_back(ToJson(measurement));
  return json;
}

Json ToJson(const Report& report) {
  Json timings = Json::object();
  for (const auto& [stage, ms] : report.timings_ms) timings[stage] = JsonNumber(ms, 1);
  return {{"schema", "sharpscale.report/1"},
          {"tool", JsonTool()},
          {"file", report.source.file},
          {"image", ImageFacts(report)},
          {"measurements", ToJson(report.measurements)},
          {"timings_ms", std::move(timings)}};
}

Json ErrorJson(const std::string& file, const std::string& error) {
  return {{"file", file}, {"error", error}};
}

std::string JsonText(const Json& json, bool pretty) {
  return json.dump(pretty ? 2 : -1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sharpscale
