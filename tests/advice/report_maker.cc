// SPDX-License-Identifier: Apache-2.0

#include "tests/advice/report_maker.h"

#include "analysis/metric_table.h"

namespace sharpscale {
namespace {

Measurement& Slot(Report* report, const std::string& id) {
  for (Measurement& measurement : report->measurements) {
    if (measurement.id == id) return measurement;
  }
  report->measurements.emplace_back();
  report->measurements.back().id = id;
  if (const MetricInfo* info = FindMetric(id)) report->measurements.back().unit = info->unit;
  return report->measurements.back();
}

}  // namespace

void SetValue(Report* report, const std::string& id, double value) {
  Measurement& slot = Slot(report, id);
  slot.value = value;
  slot.unknown.clear();
}

void SetWord(Report* report, const std::string& id, const std::string& word) {
  Slot(report, id).word = word;
}

void SetUnknown(Report* report, const std::string& id, const std::string& why) {
  Measurement& slot = Slot(report, id);
  slot.value.reset();
  slot.word.clear();
  slot.unknown = why;
}

Report MakeReport(int width, int height, const std::map<std::string, double>& values) {
  Report report;
  report.width = width;
  report.height = height;
  report.channels = 3;
  report.source.file = "photo.png";
  report.source.container = Container::kPng;
  report.source.file_bytes = 1000000;
  SetValue(&report, "resolution.native_scale", 1.0);
  SetValue(&report, "blur.sigma", 0.4);
  SetValue(&report, "noise.luma_sigma", 0.5);
  SetValue(&report, "halo.overshoot", 1.0);
  SetWord(&report, "content.kind", "photo");
  for (const auto& [id, value] : values) SetValue(&report, id, value);
  return report;
}

}  // namespace sharpscale
